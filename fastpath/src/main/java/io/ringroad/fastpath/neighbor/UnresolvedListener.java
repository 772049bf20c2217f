package io.ringroad.fastpath.neighbor;

import io.ringroad.pmd.Frame;

/** Learns of packets that could not be sent because their neighbour did not answer. */
public interface UnresolvedListener {
  /**
   * Looks at a packet that is given up. Its data begins at the network header; the table frees the
   * frame when this returns.
   */
  void onUnresolved(Frame frame, long nowNs);
}
