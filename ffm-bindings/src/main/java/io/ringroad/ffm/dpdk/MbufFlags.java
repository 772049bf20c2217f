package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.DpdkConstants;

/** Bits of an mbuf's {@code ol_flags}. Needs no DPDK. */
public final class MbufFlags {
  /** The packet had a VLAN tag, which is in vlan_tci. */
  public static final long RX_VLAN = DpdkConstants.RTE_MBUF_F_RX_VLAN();

  /** The device took the VLAN tag out of the data. */
  public static final long RX_VLAN_STRIPPED = DpdkConstants.RTE_MBUF_F_RX_VLAN_STRIPPED();

  /** hash.rss holds the device's hash. */
  public static final long RX_RSS_HASH = DpdkConstants.RTE_MBUF_F_RX_RSS_HASH();

  /** The two bits that say what the device found of the IP header checksum; 0 is unknown. */
  public static final long RX_IP_CKSUM_MASK = DpdkConstants.RTE_MBUF_F_RX_IP_CKSUM_MASK();

  /** Under {@link #RX_IP_CKSUM_MASK}: wrong. */
  public static final long RX_IP_CKSUM_BAD = DpdkConstants.RTE_MBUF_F_RX_IP_CKSUM_BAD();

  /** Under {@link #RX_IP_CKSUM_MASK}: right. */
  public static final long RX_IP_CKSUM_GOOD = DpdkConstants.RTE_MBUF_F_RX_IP_CKSUM_GOOD();

  /** Under {@link #RX_IP_CKSUM_MASK}: not in the packet, but the packet is whole. */
  public static final long RX_IP_CKSUM_NONE = DpdkConstants.RTE_MBUF_F_RX_IP_CKSUM_NONE();

  /** The two bits that say what the device found of the TCP or UDP checksum; 0 is unknown. */
  public static final long RX_L4_CKSUM_MASK = DpdkConstants.RTE_MBUF_F_RX_L4_CKSUM_MASK();

  /** Under {@link #RX_L4_CKSUM_MASK}: wrong. */
  public static final long RX_L4_CKSUM_BAD = DpdkConstants.RTE_MBUF_F_RX_L4_CKSUM_BAD();

  /** Under {@link #RX_L4_CKSUM_MASK}: right. */
  public static final long RX_L4_CKSUM_GOOD = DpdkConstants.RTE_MBUF_F_RX_L4_CKSUM_GOOD();

  /** Under {@link #RX_L4_CKSUM_MASK}: not in the packet, but the packet is whole. */
  public static final long RX_L4_CKSUM_NONE = DpdkConstants.RTE_MBUF_F_RX_L4_CKSUM_NONE();

  /** The device joined several segments into this packet. */
  public static final long RX_LRO = DpdkConstants.RTE_MBUF_F_RX_LRO();

  /** The device is to cut the packet into TCP segments; needs the checksum bits too. */
  public static final long TX_TCP_SEG = DpdkConstants.RTE_MBUF_F_TX_TCP_SEG();

  /** The device is to cut the packet into UDP datagrams. */
  public static final long TX_UDP_SEG = DpdkConstants.RTE_MBUF_F_TX_UDP_SEG();

  /** The bits that ask for a TCP or UDP checksum. */
  public static final long TX_L4_MASK = DpdkConstants.RTE_MBUF_F_TX_L4_MASK();

  /** Under {@link #TX_L4_MASK}: TCP; the field holds the pseudo-header's checksum. */
  public static final long TX_TCP_CKSUM = DpdkConstants.RTE_MBUF_F_TX_TCP_CKSUM();

  /** Under {@link #TX_L4_MASK}: UDP; the field holds the pseudo-header's checksum. */
  public static final long TX_UDP_CKSUM = DpdkConstants.RTE_MBUF_F_TX_UDP_CKSUM();

  /** The device is to fill the IPv4 header checksum; the field holds 0. */
  public static final long TX_IP_CKSUM = DpdkConstants.RTE_MBUF_F_TX_IP_CKSUM();

  /** The packet is IPv4; needed with any checksum bit. */
  public static final long TX_IPV4 = DpdkConstants.RTE_MBUF_F_TX_IPV4();

  /** The packet is IPv6; needed with any checksum bit. */
  public static final long TX_IPV6 = DpdkConstants.RTE_MBUF_F_TX_IPV6();

  /** The device is to insert vlan_tci. */
  public static final long TX_VLAN = DpdkConstants.RTE_MBUF_F_TX_VLAN();

  /** The buffer is not the pool's. */
  public static final long EXTERNAL = DpdkConstants.RTE_MBUF_F_EXTERNAL();

  /** The buffer is another mbuf's. */
  public static final long INDIRECT = DpdkConstants.RTE_MBUF_F_INDIRECT();

  private MbufFlags() {}
}
