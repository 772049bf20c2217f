package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import io.ringroad.ffm.dpdk.raw.rte_eth_fp_ops;
import io.ringroad.ffm.dpdk.raw.rte_ethdev_qdata;
import java.lang.foreign.MemorySegment;

/**
 * One receive queue's burst function, as the driver chose it when the device was started; valid
 * until the device is stopped. One thread at a time, which is registered with the EAL.
 */
public final class RxBurst {
  private final MemorySegment function;
  private final long queue;

  RxBurst(int port, int queue) {
    MemorySegment ops = Dpdk.rte_eth_fp_ops(port);
    this.function = rte_eth_fp_ops.rx_pkt_burst(ops);
    this.queue = BurstCall.queueData(rte_ethdev_qdata.data(rte_eth_fp_ops.rxq(ops)), queue);
  }

  /**
   * Receives what is there, without waiting.
   *
   * @param array address where up to {@code max} mbuf addresses of 8 bytes are written; the caller
   *     owns them from then on
   * @param max 1 to 65535; some drivers receive nothing below 4
   * @return mbufs received
   */
  public int receive(long array, int max) {
    return BurstCall.invoke(function, queue, array, max);
  }
}
