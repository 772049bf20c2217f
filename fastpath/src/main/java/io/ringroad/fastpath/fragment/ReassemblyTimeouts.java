package io.ringroad.fastpath.fragment;

import io.ringroad.pmd.Frame;

/** Tells a sender that the rest of its packet did not come in time. */
public interface ReassemblyTimeouts {
  /**
   * A packet whose first fragment had come is given up.
   *
   * @param first that fragment, as it was given to {@link Reassembler#add}; it stays the caller's
   */
  void onReassemblyTimeout(Frame first, long nowNs);
}
