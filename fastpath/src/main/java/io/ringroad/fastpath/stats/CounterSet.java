package io.ringroad.fastpath.stats;

import org.agrona.concurrent.status.CountersManager;

/**
 * The counters of one layer of one lane: one for each constant of the layer's enum.
 *
 * @param <E> the layer's enum
 */
public final class CounterSet<E extends Enum<E> & CounterDescription> implements AutoCloseable {
  private final Counter[] counters;

  /**
   * Allocates the counters.
   *
   * @param owner what their labels begin with, such as the lane's name
   * @throws IllegalStateException if the file has no room for them
   */
  public CounterSet(Class<E> type, CountersManager manager, String owner) {
    E[] constants = type.getEnumConstants();
    counters = new Counter[constants.length];
    for (E constant : constants) {
      String label = owner.isEmpty() ? constant.label() : owner + ": " + constant.label();
      counters[constant.ordinal()] = new Counter(manager.newCounter(label, constant.typeId()));
    }
  }

  /** The counter of a constant. */
  public Counter of(E which) {
    return counters[which.ordinal()];
  }

  /** Adds one to a counter. */
  public void increment(E which) {
    counters[which.ordinal()].increment();
  }

  /** The value of a counter. */
  public long get(E which) {
    return counters[which.ordinal()].get();
  }

  /** Gives the counters back; the set is not used any more. */
  @Override
  public void close() {
    for (Counter counter : counters) {
      counter.release();
    }
  }
}
