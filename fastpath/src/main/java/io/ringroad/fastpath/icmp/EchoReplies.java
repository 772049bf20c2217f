package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.pmd.Frame;

/** Who waits for the answers to echo requests, on the lane's thread. */
public interface EchoReplies {
  /**
   * Takes an echo reply whose checksum is right. The frame's data begins at the ICMP header.
   *
   * @return false if nobody waits for it; the frame is then the caller's
   */
  boolean onEchoReply(Frame frame, IpPacket packet, long nowNs);

  /**
   * Learns that an ICMP message of this host did not arrive; {@link IcmpError#localPort()} is its
   * type and code, the upper half of {@link IcmpError#sequenceNumber()} an echo's identifier.
   *
   * @return false if no socket sent it, or wants to hear of this error
   */
  boolean onError(IcmpError error, long nowNs);
}
