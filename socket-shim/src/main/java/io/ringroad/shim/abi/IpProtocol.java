package io.ringroad.shim.abi;

/** Protocols, the third argument of {@code socket}, and option levels (ip(7)). */
public final class IpProtocol {
  /** The type's default protocol; as a level, IPv4 options. */
  public static final int IPPROTO_IP = 0;

  /** ICMP. */
  public static final int IPPROTO_ICMP = 1;

  /** TCP. */
  public static final int IPPROTO_TCP = 6;

  /** UDP. */
  public static final int IPPROTO_UDP = 17;

  /** IPv6 options. */
  public static final int IPPROTO_IPV6 = 41;

  /** ICMPv6. */
  public static final int IPPROTO_ICMPV6 = 58;

  /** Packets that carry their own header. */
  public static final int IPPROTO_RAW = 255;

  private IpProtocol() {}
}
