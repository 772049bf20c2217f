package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.rte_eth_desc_lim;
import io.ringroad.ffm.dpdk.raw.rte_eth_dev_info;
import io.ringroad.ffm.dpdk.raw.rte_eth_dev_portconf;
import io.ringroad.ffm.dpdk.raw.rte_eth_switch_info;
import java.lang.foreign.MemorySegment;

/**
 * What a device can do ({@code struct rte_eth_dev_info}).
 *
 * @param driverName name of its driver, such as {@code net_af_packet}
 * @param ifIndex index of the kernel's interface that it is bound to, 0 if none
 * @param minMtu least MTU, bytes of IP packet
 * @param maxMtu greatest MTU, bytes of IP packet
 * @param minRxBufferBytes least buffer length of a receive pool
 * @param maxRxPacketBytes longest frame that can be received
 * @param maxRxQueues receive queues
 * @param maxTxQueues transmit queues
 * @param maxMacAddresses unicast addresses that it filters
 * @param rxOffloads {@link EthOffload} bits that can be asked of the whole device
 * @param txOffloads {@link EthOffload} bits that can be asked of the whole device
 * @param rssHashFunctions {@code RSS_} bits of {@link EthOffload}; 0 if it does not spread flows
 * @param redirectionTableSize entries of the RSS redirection table, 0 if there is none
 * @param hashKeyBytes length of the RSS key
 * @param rxDescriptors limits of a receive ring
 * @param txDescriptors limits of a transmit ring
 * @param rxDefaults what the driver recommends for receiving; 0 where it has no opinion
 * @param txDefaults what the driver recommends for sending; 0 where it has no opinion
 * @param switchDomain embedded switch that it is a port of, 65535 if none
 */
public record EthDevInfo(
    String driverName,
    int ifIndex,
    int minMtu,
    int maxMtu,
    long minRxBufferBytes,
    long maxRxPacketBytes,
    int maxRxQueues,
    int maxTxQueues,
    long maxMacAddresses,
    long rxOffloads,
    long txOffloads,
    long rssHashFunctions,
    int redirectionTableSize,
    int hashKeyBytes,
    DescriptorLimits rxDescriptors,
    DescriptorLimits txDescriptors,
    Recommendation rxDefaults,
    Recommendation txDefaults,
    int switchDomain) {

  /**
   * Limits of a ring's length.
   *
   * @param min least
   * @param max greatest
   * @param align the length is a multiple of it
   */
  public record DescriptorLimits(int min, int max, int align) {
    static DescriptorLimits of(MemorySegment limits) {
      return new DescriptorLimits(
          Short.toUnsignedInt(rte_eth_desc_lim.nb_min(limits)),
          Short.toUnsignedInt(rte_eth_desc_lim.nb_max(limits)),
          Short.toUnsignedInt(rte_eth_desc_lim.nb_align(limits)));
    }
  }

  /**
   * What a driver recommends.
   *
   * @param burst frames in a burst
   * @param ringSize descriptors in a ring
   * @param queues queues
   */
  public record Recommendation(int burst, int ringSize, int queues) {
    static Recommendation of(MemorySegment conf) {
      return new Recommendation(
          Short.toUnsignedInt(rte_eth_dev_portconf.burst_size(conf)),
          Short.toUnsignedInt(rte_eth_dev_portconf.ring_size(conf)),
          Short.toUnsignedInt(rte_eth_dev_portconf.nb_queues(conf)));
    }
  }

  static EthDevInfo of(MemorySegment info) {
    return new EthDevInfo(
        rte_eth_dev_info.driver_name(info).getString(0),
        rte_eth_dev_info.if_index(info),
        Short.toUnsignedInt(rte_eth_dev_info.min_mtu(info)),
        Short.toUnsignedInt(rte_eth_dev_info.max_mtu(info)),
        Integer.toUnsignedLong(rte_eth_dev_info.min_rx_bufsize(info)),
        Integer.toUnsignedLong(rte_eth_dev_info.max_rx_pktlen(info)),
        Short.toUnsignedInt(rte_eth_dev_info.max_rx_queues(info)),
        Short.toUnsignedInt(rte_eth_dev_info.max_tx_queues(info)),
        Integer.toUnsignedLong(rte_eth_dev_info.max_mac_addrs(info)),
        rte_eth_dev_info.rx_offload_capa(info),
        rte_eth_dev_info.tx_offload_capa(info),
        rte_eth_dev_info.flow_type_rss_offloads(info),
        Short.toUnsignedInt(rte_eth_dev_info.reta_size(info)),
        Byte.toUnsignedInt(rte_eth_dev_info.hash_key_size(info)),
        DescriptorLimits.of(rte_eth_dev_info.rx_desc_lim(info)),
        DescriptorLimits.of(rte_eth_dev_info.tx_desc_lim(info)),
        Recommendation.of(rte_eth_dev_info.default_rxportconf(info)),
        Recommendation.of(rte_eth_dev_info.default_txportconf(info)),
        Short.toUnsignedInt(rte_eth_switch_info.domain_id(rte_eth_dev_info.switch_info(info))));
  }
}
