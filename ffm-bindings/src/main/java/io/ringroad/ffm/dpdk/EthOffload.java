package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.DpdkConstants;

/**
 * Bits of a device's receive and transmit offload capabilities, and of the fields that its RSS hash
 * covers. Needs no DPDK.
 */
public final class EthOffload {
  /** Takes VLAN tags out. */
  public static final long RX_VLAN_STRIP = DpdkConstants.RTE_ETH_RX_OFFLOAD_VLAN_STRIP();

  /** Verifies IPv4 header checksums. */
  public static final long RX_IPV4_CKSUM = DpdkConstants.RTE_ETH_RX_OFFLOAD_IPV4_CKSUM();

  /** Verifies UDP checksums. */
  public static final long RX_UDP_CKSUM = DpdkConstants.RTE_ETH_RX_OFFLOAD_UDP_CKSUM();

  /** Verifies TCP checksums. */
  public static final long RX_TCP_CKSUM = DpdkConstants.RTE_ETH_RX_OFFLOAD_TCP_CKSUM();

  /** Joins TCP segments. */
  public static final long RX_TCP_LRO = DpdkConstants.RTE_ETH_RX_OFFLOAD_TCP_LRO();

  /** Receives into chains of mbufs. */
  public static final long RX_SCATTER = DpdkConstants.RTE_ETH_RX_OFFLOAD_SCATTER();

  /** Delivers the RSS hash in the mbuf. */
  public static final long RX_RSS_HASH = DpdkConstants.RTE_ETH_RX_OFFLOAD_RSS_HASH();

  /** Inserts VLAN tags. */
  public static final long TX_VLAN_INSERT = DpdkConstants.RTE_ETH_TX_OFFLOAD_VLAN_INSERT();

  /** Fills IPv4 header checksums. */
  public static final long TX_IPV4_CKSUM = DpdkConstants.RTE_ETH_TX_OFFLOAD_IPV4_CKSUM();

  /** Fills UDP checksums. */
  public static final long TX_UDP_CKSUM = DpdkConstants.RTE_ETH_TX_OFFLOAD_UDP_CKSUM();

  /** Fills TCP checksums. */
  public static final long TX_TCP_CKSUM = DpdkConstants.RTE_ETH_TX_OFFLOAD_TCP_CKSUM();

  /** Cuts TCP segments. */
  public static final long TX_TCP_TSO = DpdkConstants.RTE_ETH_TX_OFFLOAD_TCP_TSO();

  /** Sends chains of mbufs. */
  public static final long TX_MULTI_SEGS = DpdkConstants.RTE_ETH_TX_OFFLOAD_MULTI_SEGS();

  /** May free sent mbufs without looking: one pool, refcnt 1, by the application's promise. */
  public static final long TX_MBUF_FAST_FREE = DpdkConstants.RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE();

  /** Hash of IPv4 addresses. */
  public static final long RSS_IPV4 = DpdkConstants.RTE_ETH_RSS_IPV4();

  /** Hash of IPv4 addresses and TCP ports. */
  public static final long RSS_IPV4_TCP = DpdkConstants.RTE_ETH_RSS_NONFRAG_IPV4_TCP();

  /** Hash of IPv4 addresses and UDP ports. */
  public static final long RSS_IPV4_UDP = DpdkConstants.RTE_ETH_RSS_NONFRAG_IPV4_UDP();

  /** Hash of IPv6 addresses. */
  public static final long RSS_IPV6 = DpdkConstants.RTE_ETH_RSS_IPV6();

  /** Hash of IPv6 addresses and TCP ports. */
  public static final long RSS_IPV6_TCP = DpdkConstants.RTE_ETH_RSS_NONFRAG_IPV6_TCP();

  /** Hash of IPv6 addresses and UDP ports. */
  public static final long RSS_IPV6_UDP = DpdkConstants.RTE_ETH_RSS_NONFRAG_IPV6_UDP();

  private EthOffload() {}
}
