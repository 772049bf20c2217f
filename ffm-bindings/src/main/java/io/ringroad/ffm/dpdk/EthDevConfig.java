package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.DpdkConstants;
import io.ringroad.ffm.dpdk.raw.rte_eth_conf;
import io.ringroad.ffm.dpdk.raw.rte_eth_rss_conf;
import io.ringroad.ffm.dpdk.raw.rte_eth_rxmode;
import io.ringroad.ffm.dpdk.raw.rte_eth_txmode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How a device is configured ({@code struct rte_eth_conf}).
 *
 * @param rxQueues receive queues, 1 to the device's greatest number
 * @param txQueues transmit queues, 1 to the device's greatest number
 * @param mtu bytes of IP packet, or 0 for DPDK's default of 1500 (less if the device can only less)
 * @param rxOffloads {@link EthOffload} bits, each of which the device must have
 * @param txOffloads {@link EthOffload} bits, each of which the device must have
 * @param rssHashFunctions {@code RSS_} bits of {@link EthOffload} that spread flows over the
 *     receive queues, each of which the device must have; 0 for no spreading
 */
public record EthDevConfig(
    int rxQueues, int txQueues, int mtu, long rxOffloads, long txOffloads, long rssHashFunctions) {

  /** One queue pair, no offloads. */
  public static EthDevConfig single() {
    return new EthDevConfig(1, 1, 0, 0, 0, 0);
  }

  MemorySegment toNative(Arena arena) {
    MemorySegment conf = rte_eth_conf.allocate(arena); // zeroed by the arena
    MemorySegment rxMode = rte_eth_conf.rxmode(conf);
    rte_eth_rxmode.mtu(rxMode, mtu);
    rte_eth_rxmode.offloads(rxMode, rxOffloads);
    rte_eth_txmode.offloads(rte_eth_conf.txmode(conf), txOffloads);
    if (rssHashFunctions != 0) {
      rte_eth_rxmode.mq_mode(rxMode, DpdkConstants.RTE_ETH_MQ_RX_RSS());
      MemorySegment rss = rte_eth_conf.rx_adv_conf.rss_conf(rte_eth_conf.rx_adv_conf(conf));
      rte_eth_rss_conf.rss_hf(rss, rssHashFunctions);
    }
    return conf;
  }
}
