package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import io.ringroad.ffm.dpdk.raw.rte_eth_fp_ops;
import io.ringroad.ffm.dpdk.raw.rte_ethdev_qdata;
import java.lang.foreign.MemorySegment;

/**
 * One transmit queue's burst function, as the driver chose it when the device was started; valid
 * until the device is stopped. One thread at a time, which is registered with the EAL.
 */
public final class TxBurst {
  private final MemorySegment function;
  private final MemorySegment prepare;
  private final long queue;

  TxBurst(int port, int queue) {
    MemorySegment ops = Dpdk.rte_eth_fp_ops(port);
    this.function = rte_eth_fp_ops.tx_pkt_burst(ops);
    this.prepare = rte_eth_fp_ops.tx_pkt_prepare(ops);
    this.queue = BurstCall.queueData(rte_ethdev_qdata.data(rte_eth_fp_ops.txq(ops)), queue);
  }

  /**
   * Hands frames to the driver, which returns each to its pool when it is sent (or, if its refcnt
   * is above 1, gives up its share of it). A driver that copies does so before this returns.
   *
   * @param array address of {@code count} mbuf addresses of 8 bytes
   * @return frames taken, the first ones; the rest are still the caller's
   */
  public int send(long array, int count) {
    return BurstCall.invoke(function, queue, array, count);
  }

  /**
   * Lets the driver check and complete frames that ask for offloads ({@link MbufFlags}), before
   * {@link #send}. Drivers that have nothing to prepare take all of them.
   *
   * @return frames that can be sent, the first ones; the one after them breaks the device's rules
   */
  public int prepare(long array, int count) {
    return prepare.address() == 0 ? count : BurstCall.invoke(prepare, queue, array, count);
  }
}
