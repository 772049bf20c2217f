package io.ringroad.fastpath.wire;

/** What an Ethernet frame carries (IEEE 802 numbers). */
public final class EtherTypes {
  public static final int IPV4 = 0x0800;
  public static final int ARP = 0x0806;

  /** A tag of IEEE 802.1Q, with the type of what it tags behind it. */
  public static final int VLAN = 0x8100;

  public static final int IPV6 = 0x86DD;

  private EtherTypes() {}
}
