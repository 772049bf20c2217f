package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.shim.wait.Deadlines;
import java.util.function.BooleanSupplier;

/**
 * A descriptor whose calls can wait. On a lane's own thread they do not: {@code -EAGAIN}, even
 * where another thread would wait.
 */
abstract class BlockingDescriptor extends GuardedDescriptor {
  /** What the descriptors of the engine share. */
  protected final SocketEnvironment environment;

  BlockingDescriptor(SocketEnvironment environment, boolean nonBlocking) {
    super(nonBlocking);
    this.environment = environment;
  }

  /** The values of the descriptor's options. */
  public abstract SocketOptions options();

  /** Whether a call with these flags may wait. */
  protected final boolean mayWait(int flags) {
    return !nonBlocking() && (flags & MSG_DONTWAIT) == 0;
  }

  /** Waits for an event; {@code -EAGAIN} after the deadline and on the lane's own thread. */
  protected final int await(int pollEvents, long deadlineNs) {
    return environment.blocker().await(this, pollEvents, deadlineNs);
  }

  /** As {@link #await}, for a condition that poll(2) has no bit for. */
  protected final int awaitCondition(BooleanSupplier condition, long deadlineNs) {
    return environment.blocker().awaitCondition(this, condition, deadlineNs);
  }

  /** When calls of this descriptor give up. */
  public final Deadlines deadlines() {
    return environment.blocker().deadlines();
  }

  /** When a receive that starts now gives up (SO_RCVTIMEO). */
  protected final long receiveDeadlineNs() {
    return deadlines().afterTimeout(options().get(SocketOption.RECEIVE_TIMEOUT));
  }

  /** When a send that starts now gives up (SO_SNDTIMEO). */
  protected final long sendDeadlineNs() {
    return deadlines().afterTimeout(options().get(SocketOption.SEND_TIMEOUT));
  }

  /** One of the operations that change what the socket is; they take turns. */
  @FunctionalInterface
  protected interface ControlOperation {
    /** Returns what the call returns. */
    int run();
  }

  /** Runs an operation while no other changes what the socket is. */
  protected final int controlled(ControlOperation operation) {
    if (!enter(CONTROL, !onOwnLane())) {
      return -EAGAIN;
    }
    try {
      return operation.run();
    } finally {
      leave(CONTROL);
    }
  }
}
