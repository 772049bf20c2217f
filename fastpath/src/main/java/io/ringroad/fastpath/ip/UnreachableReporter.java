package io.ringroad.fastpath.ip;

import io.ringroad.pmd.Frame;

/** Tells a sender that its packet reached this host and nobody here wants it. */
public interface UnreachableReporter {
  /**
   * Reports, unless the rules of RFC 1122 3.2.2 or the rate limit forbid it. The frame stays the
   * caller's; its data still begins at the transport header, and the IP header lies before it.
   *
   * @param code an ICMP "destination unreachable" code
   */
  void reportUnreachable(Frame frame, IpPacket packet, int code, long nowNs);
}
