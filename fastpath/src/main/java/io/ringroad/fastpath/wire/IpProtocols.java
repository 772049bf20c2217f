package io.ringroad.fastpath.wire;

/** What an IP packet carries (IANA protocol numbers). */
public final class IpProtocols {
  public static final int ICMP = 1;
  public static final int IGMP = 2;
  public static final int TCP = 6;
  public static final int UDP = 17;

  private IpProtocols() {}
}
