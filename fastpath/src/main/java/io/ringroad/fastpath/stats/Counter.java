package io.ringroad.fastpath.stats;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * A counter with one writer, the lane that owns it, and any number of readers. Writing costs a load
 * and an ordered store.
 */
public final class Counter {
  private final AtomicCounter counter;

  Counter(AtomicCounter counter) {
    this.counter = counter;
  }

  /** Adds one. */
  public void increment() {
    counter.incrementRelease();
  }

  /** Adds {@code amount}, which may be negative. */
  public void add(long amount) {
    counter.getAndAddRelease(amount);
  }

  /** Sets the value, for counters that say how much there is of something. */
  public void set(long value) {
    counter.setRelease(value);
  }

  /** The value, as far as the writer has published it. Any thread may ask. */
  public long get() {
    return counter.getAcquire();
  }

  void release() {
    counter.close();
  }
}
