package io.ringroad.fastpath.stats;

/** One counter of a layer; the layer's enum implements it. */
public interface CounterDescription {
  /** What the counter counts, in a few words, for the people who read it. */
  String label();

  /** The kind that all counters of this layer share in the counters file. */
  int typeId();
}
