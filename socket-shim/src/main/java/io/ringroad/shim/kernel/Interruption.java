package io.ringroad.shim.kernel;

import io.ringroad.ffm.linux.ThreadSignal;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Turns {@link Thread#interrupt} into the {@code EINTR} of the syscall that the thread is in. Used
 * once, around one call.
 *
 * <p>The JDK tells an interruptible channel of the interrupt; this one answers by signalling its
 * thread. A signal that comes just before the thread enters the kernel would be lost, so it is
 * repeated until the call has ended, which takes microseconds.
 */
final class Interruption extends AbstractInterruptibleChannel {
  private static final int SPINS_BETWEEN_SIGNALS = 2_000;

  private enum State {
    /** The thread may still be told not to enter the call. */
    BEFORE,
    /** The thread is in the call, or just about to enter it. */
    CALLING,
    /** The call has returned, or will not be made. */
    ENDED
  }

  private final long nativeThread = ThreadSignal.self();
  private final AtomicReference<State> state = new AtomicReference<>(State.BEFORE);

  /**
   * Starts listening.
   *
   * @return false if the thread is interrupted already; it must not wait, and must not stop() this
   */
  boolean start() {
    begin();
    if (state.compareAndSet(State.BEFORE, State.CALLING)) {
      return true;
    }
    stop();
    return false;
  }

  /** Stops listening. */
  void stop() {
    state.set(State.ENDED);
    try {
      end(true);
    } catch (AsynchronousCloseException e) {
      // The interrupt flag is set, which is all that a caller of a socket call sees of it.
    }
  }

  @Override
  protected void implCloseChannel() {
    // Called by whoever interrupts, and by begin() itself for a flag that was set before.
    if (state.compareAndSet(State.BEFORE, State.ENDED)) {
      return;
    }
    while (state.get() == State.CALLING) {
      ThreadSignal.interrupt(nativeThread);
      for (int i = 0; i < SPINS_BETWEEN_SIGNALS && state.get() == State.CALLING; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
