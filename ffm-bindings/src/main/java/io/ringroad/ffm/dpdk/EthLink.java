package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.rte_eth_link;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The state of a device's link ({@code struct rte_eth_link}).
 *
 * <pre>
 *    0               4       6       8
 *   +---------------+-------+-------+
 *   | link_speed    | bits  | pad   |   bits: 0 full duplex, 1 autonegotiated, 2 up
 *   +---------------+-------+-------+
 * </pre>
 *
 * @param up whether frames can pass
 * @param fullDuplex whether both directions work at once
 * @param speedMbps Mbit/s; 0 if there is none, 4294967295 if it is unknown
 */
public record EthLink(boolean up, boolean fullDuplex, long speedMbps) {
  static final int BITS = (int) rte_eth_link.link_speed$offset() + Integer.BYTES;
  static final int DUPLEX_BIT = 1;
  static final int STATUS_BIT = 1 << 2;

  static EthLink of(MemorySegment link) {
    int bits = link.get(ValueLayout.JAVA_SHORT, BITS);
    return new EthLink(
        (bits & STATUS_BIT) != 0,
        (bits & DUPLEX_BIT) != 0,
        Integer.toUnsignedLong(rte_eth_link.link_speed(link)));
  }
}
