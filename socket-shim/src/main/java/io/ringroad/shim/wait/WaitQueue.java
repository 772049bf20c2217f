package io.ringroad.shim.wait;

import io.ringroad.fastpath.socket.ReadinessListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Threads that wait for the same thing, of which one is enough for an event: they are told one
 * after the other, the first that has not been told yet. A thread that was told and leaves has to
 * see to it that another one looks, if something is left.
 */
final class WaitQueue implements EventSource {
  private static final Waiter[] NOBODY = {};
  private static final VarHandle WAITERS;

  static {
    try {
      WAITERS = MethodHandles.lookup().findVarHandle(WaitQueue.class, "waiters", Waiter[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Waiter[] waiters = NOBODY;

  @Override
  public void addListener(ReadinessListener listener) {
    Waiter[] before;
    Waiter[] after;
    do {
      before = waiters;
      after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = (Waiter) listener;
    } while (!WAITERS.compareAndSet(this, before, after));
    VarHandle.fullFence();
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    Waiter[] before;
    Waiter[] after;
    do {
      before = waiters;
      after = without(before, listener);
    } while (!WAITERS.compareAndSet(this, before, after));
    VarHandle.fullFence();
  }

  /**
   * Tells one thread. Any thread; what it is told of was published before with a full fence.
   *
   * @return false if nobody waits who has not been told
   */
  boolean wakeOne() {
    for (Waiter waiter : waiters) {
      if (waiter.tell()) {
        return true;
      }
    }
    return false;
  }

  /** Tells everyone. */
  void wakeAll() {
    for (Waiter waiter : waiters) {
      waiter.tell();
    }
  }

  private static Waiter[] without(Waiter[] before, ReadinessListener listener) {
    for (int i = 0; i < before.length; i++) {
      if (before[i] == listener) {
        if (before.length == 1) {
          return NOBODY;
        }
        Waiter[] after = Arrays.copyOf(before, before.length - 1);
        System.arraycopy(before, i + 1, after, i, after.length - i);
        return after;
      }
    }
    return before;
  }
}
