package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.dpdk.DpdkException;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EthDev;
import io.ringroad.ffm.dpdk.EthStats;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;

/**
 * Any device of DPDK. Opened and closed by any thread; a queue is used by one thread at a time,
 * which was made known to DPDK by {@code Eal.registerThread()}.
 *
 * <p>Devices of a process can be opened and closed in any order, and the same interface again after
 * it was closed.
 */
public final class DpdkNic implements Nic {
  private final EthDev device;
  private final DeviceGroups groups;
  private final XdpMemory memory;
  private final String name;
  private final long macAddress;
  private final int mtu;
  private final Offloads offloads;
  private final DpdkNicQueue[] queues;
  private EthStats lastStats;

  /**
   * @param memory what the device has beside the pool, null if nothing
   */
  DpdkNic(
      EthDev device,
      DeviceGroups groups,
      XdpMemory memory,
      String name,
      int mtu,
      Offloads offloads,
      DpdkNicQueue[] queues) {
    this.device = device;
    this.groups = groups;
    this.memory = memory;
    this.name = name;
    this.mtu = mtu;
    this.offloads = offloads;
    this.queues = queues;
    this.macAddress = toLong(device.filter().macAddress());
  }

  /**
   * Finds, configures and starts a device, with the offloads that it has.
   *
   * @param pool where its frames come from; closed after the device
   * @throws IllegalArgumentException if the device cannot be what the spec says: one sentence
   * @throws DpdkException if DPDK refuses it, with what DPDK said
   */
  public static DpdkNic open(Eal eal, NicSpec spec, DpdkFramePool pool) {
    return new DeviceStart(eal, spec, pool).open();
  }

  private static long toLong(byte[] address) {
    long value = 0;
    for (byte b : address) {
      value = value << Byte.SIZE | b & 0xFF;
    }
    return value;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long macAddress() {
    return macAddress;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public int queueCount() {
    return queues.length;
  }

  @Override
  public NicQueue queue(int index) {
    return queues[index];
  }

  @Override
  public Offloads offloads() {
    return offloads;
  }

  @Override
  public synchronized void multicastAddresses(long... addresses) {
    if (lastStats == null) {
      groups.set(addresses);
    }
  }

  @Override
  public synchronized boolean linkUp() {
    return lastStats == null && device.link().up();
  }

  /** A snapshot; what the device counted is that of the last moment once it is closed. */
  @Override
  public synchronized NicStatistics statistics() {
    EthStats own = lastStats != null ? lastStats : device.stats();
    return new NicStatistics(
        sum(QueueCounters.RX_FRAMES),
        queues[0].countsReceivedBytes() ? sum(QueueCounters.RX_BYTES) : own.rxBytes(),
        own.rxMissed(),
        own.rxErrors(),
        own.rxNoMbuf() + sum(QueueCounters.RX_NO_FRAME),
        sum(QueueCounters.RX_RUNT),
        sum(QueueCounters.RX_TOO_MANY_SEGMENTS),
        sum(QueueCounters.TX_FRAMES),
        sum(QueueCounters.TX_BYTES),
        sum(QueueCounters.TX_ERRORS) + own.txErrors(),
        sum(QueueCounters.TX_OVERSIZED),
        sum(QueueCounters.TX_RUNT),
        sum(QueueCounters.TX_FULL));
  }

  private long sum(int counter) {
    long sum = 0;
    for (DpdkNicQueue queue : queues) {
      sum += queue.counters().get(counter);
    }
    return sum;
  }

  @Override
  public synchronized void close() {
    if (lastStats != null) {
      return;
    }
    lastStats = device.stats();
    for (DpdkNicQueue queue : queues) {
      queue.close();
    }
    groups.close();
    device.close();
    if (memory != null) {
      memory.close();
    }
  }
}
