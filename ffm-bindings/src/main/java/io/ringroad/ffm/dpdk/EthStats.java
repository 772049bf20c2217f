package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.rte_eth_stats;
import java.lang.foreign.MemorySegment;

/**
 * A device's own counters since it was started or reset ({@code struct rte_eth_stats}).
 *
 * @param rxPackets frames received
 * @param txPackets frames sent
 * @param rxBytes bytes received
 * @param txBytes bytes sent
 * @param rxMissed frames dropped because the receive ring was full
 * @param rxErrors erroneous frames
 * @param txErrors frames that could not be sent
 * @param rxNoMbuf times that the pool had no mbuf for a received frame
 */
public record EthStats(
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    long rxMissed,
    long rxErrors,
    long txErrors,
    long rxNoMbuf) {

  static EthStats of(MemorySegment stats) {
    return new EthStats(
        rte_eth_stats.ipackets(stats),
        rte_eth_stats.opackets(stats),
        rte_eth_stats.ibytes(stats),
        rte_eth_stats.obytes(stats),
        rte_eth_stats.imissed(stats),
        rte_eth_stats.ierrors(stats),
        rte_eth_stats.oerrors(stats),
        rte_eth_stats.rx_nombuf(stats));
  }
}
