package io.ringroad.fastpath.fragment;

import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterTypes;

/** What reassembly counts. */
public enum FragmentCounter implements CounterDescription {
  RECEIVED("fragments received"),
  REASSEMBLED("packets reassembled"),
  HELD("frames that wait for the rest of their packets"),
  DUPLICATE("fragments dropped: here already"),
  OVERLAPPING("packets dropped: fragments overlap"),
  INCONSISTENT("packets dropped: fragments disagree about the end, or one is empty"),
  OVERSIZED("packets dropped: longer than a packet can be"),
  MIXED_ECN("packets dropped: fragments with and without ECN"),
  INCOMPLETE_HEADERS("fragments dropped: the first has not all headers"),
  TOO_MANY("packets dropped: too many fragments"),
  EVICTED("incomplete packets dropped: memory needed for later ones"),
  TIMED_OUT("incomplete packets dropped: the rest did not come in time"),
  NOT_LINEAR("reassembled packets dropped: no frame has room for all that their protocol needs");

  private final String label;

  FragmentCounter(String label) {
    this.label = "fragments: " + label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int typeId() {
    return CounterTypes.FRAGMENT;
  }
}
