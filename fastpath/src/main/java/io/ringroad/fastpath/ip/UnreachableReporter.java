package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.pmd.Frame;

/** Tells a sender that its packet reached this host, and why it was of no use here. */
public interface UnreachableReporter {
  /**
   * Reports, unless the rules of RFC 1122 3.2.2 or the rate limit forbid it. The frame stays the
   * caller's; its data still begins at the transport header, and the IP header lies before it.
   *
   * @param code an ICMP "destination unreachable" code
   */
  default void reportUnreachable(Frame frame, IpPacket packet, int code, long nowNs) {
    report(frame, packet, IcmpHeader.DESTINATION_UNREACHABLE, code, 0, nowNs);
  }

  /**
   * Reports as {@link #reportUnreachable} does, but any error.
   *
   * @param type of the ICMP error
   * @param rest bytes 4 to 7 of the message: a pointer, an MTU, or 0
   */
  void report(Frame frame, IpPacket packet, int type, int code, int rest, long nowNs);
}
