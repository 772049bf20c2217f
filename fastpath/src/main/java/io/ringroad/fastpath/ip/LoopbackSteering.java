package io.ringroad.fastpath.ip;

import io.ringroad.pmd.Frame;

/** Decides which lane gets a packet that the host sends to itself, or has put together. */
public interface LoopbackSteering {
  /**
   * Takes the packet if its flow belongs to another lane, which then passes it to its own {@link
   * Loopback#offer}; drops it if that lane has no room for it.
   *
   * @param frame whose data begins at the IP header
   * @return false if the packet is for this lane: the frame is then still the caller's
   */
  boolean handOver(Frame frame);
}
