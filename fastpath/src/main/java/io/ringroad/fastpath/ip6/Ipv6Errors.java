package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.pmd.Frame;

/** Tells senders what is wrong with their packets (RFC 4443 3). */
public interface Ipv6Errors extends UnreachableReporter {
  /**
   * Sends "parameter problem", unless the rules of RFC 4443 2.4 or the rate limit forbid it. The
   * frame stays the caller's; its IPv6 header lies {@link IpPacket#headerLength()} bytes before its
   * data.
   *
   * @param code 0 = erroneous field, 1 = unknown next header, 2 = unknown option
   * @param pointer where the problem is, in bytes from the IPv6 header on
   */
  void reportParameterProblem(Frame frame, IpPacket packet, int code, int pointer, long nowNs);
}
