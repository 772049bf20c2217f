package io.ringroad.fastpath.ip;

import io.ringroad.pmd.Frame;

/** A protocol above IP, as the IP layer calls it on the lane's thread. */
public interface TransportProtocol {
  /**
   * Takes a packet that is for this host. The frame's data begins at the transport header and ends
   * where the IP header's total length says. The frame is the protocol's from now on; the flyweight
   * and {@code packet} only until this returns.
   */
  void onPacket(Frame frame, IpPacket packet, long nowNs);

  /**
   * Learns that a packet which this protocol sent did not arrive, or that the IP layer could not
   * send it. The protocol decides whether it believes it (RFC 5927). {@code error} is valid until
   * this returns.
   */
  void onError(IcmpError error, long nowNs);
}
