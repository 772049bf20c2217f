package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.pmd.Frame;

/** A protocol that speaks in ICMPv6 messages of its own: Neighbour Discovery, MLD. */
public interface Icmpv6Handler {
  /**
   * Takes a message that is 8 bytes or longer and whose checksum is right, on the lane's thread.
   * The frame's data begins at the ICMPv6 header; the IPv6 header lies {@link
   * IpPacket#headerLength()} bytes before. The frame is the handler's from now on, the flyweight
   * and {@code packet} only until this returns.
   */
  void onMessage(Frame frame, IpPacket packet, long nowNs);
}
