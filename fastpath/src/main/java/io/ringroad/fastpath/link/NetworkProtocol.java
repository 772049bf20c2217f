package io.ringroad.fastpath.link;

import io.ringroad.pmd.Frame;

/** A protocol above Ethernet, as the link calls it on the lane's thread. */
public interface NetworkProtocol {
  /**
   * Takes a packet. The frame's data begins at the network header and may end in padding. The frame
   * is the protocol's from now on; the flyweight only until this returns.
   *
   * @param toGroup whether it was sent to a multicast or broadcast Ethernet address
   */
  void onPacket(Frame frame, boolean toGroup, long nowNs);
}
