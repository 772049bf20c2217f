package io.ringroad.fastpath.wire;

/** What an IP packet carries (IANA protocol numbers). */
public final class IpProtocols {
  public static final int ICMP = 1;
  public static final int IGMP = 2;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  /** IPv6's extension headers (RFC 8200 4). */
  public static final int HOP_BY_HOP = 0;

  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int ENCAPSULATING_SECURITY = 50;
  public static final int AUTHENTICATION = 51;
  public static final int NO_NEXT_HEADER = 59;
  public static final int DESTINATION_OPTIONS = 60;

  private IpProtocols() {}
}
