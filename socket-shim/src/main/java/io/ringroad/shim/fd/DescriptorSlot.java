package io.ringroad.shim.fd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One number of the descriptor table while it stands for a {@link Descriptor}. Counts the calls
 * that are running on the number, so that it is not given out again under one of them.
 *
 * <p>All of that is one word, which any thread changes:
 *
 * <pre>
 *   31       30       29                                  0
 *   +--------+--------+------------------------------------+
 *   | CLOSED | RETIRED| calls in flight                    |
 *   +--------+--------+------------------------------------+
 * </pre>
 */
public final class DescriptorSlot implements AutoCloseable {
  private static final int CLOSED = 1 << 31;
  private static final int RETIRED = 1 << 30;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DescriptorSlot.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Stands for every number that is not open. */
  private static final DescriptorSlot BAD =
      new DescriptorSlot(null, -1, new BadDescriptor(), false);

  private final DescriptorTable table;
  private final int number;
  private final Descriptor descriptor;
  private volatile boolean closeOnExec;

  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  DescriptorSlot(DescriptorTable table, int number, Descriptor descriptor, boolean closeOnExec) {
    this.table = table;
    this.number = number;
    this.descriptor = descriptor;
    this.closeOnExec = closeOnExec;
  }

  /** What the number stands for; stays open at least until {@link #close}. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** The number. */
  public int number() {
    return number;
  }

  /** The number's own flag, FD_CLOEXEC. */
  public boolean closeOnExec() {
    return closeOnExec;
  }

  /** Sets FD_CLOEXEC. */
  public void closeOnExec(boolean value) {
    closeOnExec = value;
  }

  /** Whether the number is open: its descriptor answers more than that it is not. */
  public boolean isOpen() {
    return this != BAD;
  }

  /** Ends a call that {@link DescriptorTable#acquire} began. */
  @Override
  public void close() {
    int now = (int) STATE.getAndAdd(this, -1) - 1;
    if (now == CLOSED) {
      retireOnce();
    }
  }

  /** Begins a call; false if the number is closed. */
  boolean tryAcquire() {
    int before = (int) STATE.getAndAdd(this, 1);
    if (before < 0) {
      close();
      return false;
    }
    return true;
  }

  /** Begins a call on a number that is not open; it is counted as any other. */
  static DescriptorSlot acquireBad() {
    int ignored = (int) STATE.getAndAdd(BAD, 1);
    return BAD;
  }

  /** Closes the number; false if another thread was first. Must be called inside a call. */
  boolean shut() {
    int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
    return before >= 0;
  }

  private void retireOnce() {
    // A late tryAcquire may count up and down again: only one thread carries the number away.
    if (STATE.compareAndSet(this, CLOSED, CLOSED | RETIRED)) {
      table.retire(this);
      descriptor.release();
    }
  }
}
