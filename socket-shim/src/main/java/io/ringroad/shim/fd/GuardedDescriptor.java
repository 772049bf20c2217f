package io.ringroad.shim.fd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A descriptor whose sides are used by one thread at a time: a socket's rings have one producer and
 * one consumer, so that a side's calls take turns. A side is held for the copying alone, never
 * while a thread waits for the network; who finds it taken looks again, at ever longer intervals. A
 * bit for each side is all that an idle descriptor pays for.
 */
abstract class GuardedDescriptor extends Descriptor {
  /** The receiving side. */
  protected static final int RECEIVING = 1;

  /** The sending side. */
  protected static final int SENDING = 1 << 1;

  /** What changes the socket itself: bind, connect, shutdown. */
  protected static final int CONTROL = 1 << 2;

  private static final int SPINS = 64;
  private static final int YIELDS = 16;
  private static final long PARK_NS = 50_000;
  private static final VarHandle TAKEN;

  static {
    try {
      TAKEN = MethodHandles.lookup().findVarHandle(GuardedDescriptor.class, "taken", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The sides in use. */
  @SuppressWarnings("unused") // through TAKEN
  private volatile int taken;

  GuardedDescriptor(boolean nonBlocking) {
    super(nonBlocking);
  }

  /**
   * Takes a side.
   *
   * @param mayWait false on a lane's own thread, which does not wait for an application
   * @return false if it is taken and the caller may not wait
   */
  protected final boolean enter(int side, boolean mayWait) {
    for (int attempts = 0; !tryEnter(side); attempts++) {
      if (!mayWait) {
        return false;
      }
      if (attempts < SPINS) {
        Thread.onSpinWait();
      } else if (attempts < SPINS + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, PARK_NS);
      }
    }
    return true;
  }

  private boolean tryEnter(int side) {
    return (taken & side) == 0 && ((int) TAKEN.getAndBitwiseOrAcquire(this, side) & side) == 0;
  }

  /** Gives a side back. */
  protected final void leave(int side) {
    int ignored = (int) TAKEN.getAndBitwiseAndRelease(this, ~side);
  }
}
