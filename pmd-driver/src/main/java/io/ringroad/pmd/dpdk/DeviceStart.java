package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.dpdk.DpdkException;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EthDev;
import io.ringroad.ffm.dpdk.EthDevConfig;
import io.ringroad.ffm.dpdk.EthDevInfo;
import io.ringroad.ffm.dpdk.EthOffload;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.Offloads;
import java.util.concurrent.atomic.AtomicInteger;

/** The way of a device from its name to a started {@link DpdkNic}. */
final class DeviceStart {
  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final int DEFAULT_MTU = 1500;
  private static final int ETHERNET_HEADER_BYTES = 14;
  private static final int VLAN_TAG_BYTES = 4;
  private static final long RX_L4 = EthOffload.RX_TCP_CKSUM | EthOffload.RX_UDP_CKSUM;
  private static final long RX_WANTED = EthOffload.RX_IPV4_CKSUM | RX_L4;
  private static final long TX_WANTED =
      EthOffload.TX_IPV4_CKSUM | EthOffload.TX_TCP_CKSUM | EthOffload.TX_UDP_CKSUM;
  private static final long RSS_WANTED =
      EthOffload.RSS_IPV4
          | EthOffload.RSS_IPV4_TCP
          | EthOffload.RSS_IPV4_UDP
          | EthOffload.RSS_IPV6
          | EthOffload.RSS_IPV6_TCP
          | EthOffload.RSS_IPV6_UDP;

  private final Eal eal;
  private final NicSpec spec;
  private final DpdkFramePool pool;

  DeviceStart(Eal eal, NicSpec spec, DpdkFramePool pool) {
    this.eal = eal;
    this.spec = spec;
    this.pool = pool;
  }

  DpdkNic open() {
    if (!spec.interfaceName().isEmpty()) {
      KernelInterfaces.require(spec);
    }
    EthDev device = EthDev.probe(eal, spec.devargs(INSTANCES.incrementAndGet()));
    try {
      return start(device);
    } catch (RuntimeException | Error e) {
      closeAfter(device, e);
      throw e;
    }
  }

  private static void closeAfter(EthDev device, Throwable failure) {
    try {
      device.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private DpdkNic start(EthDev device) {
    EthDevInfo info = device.info();
    requireQueues(info);
    int mtu = mtu(info);
    long rxOffloads = info.rxOffloads() & RX_WANTED;
    long txOffloads = info.txOffloads() & TX_WANTED;
    long hash = spec.queues() > 1 ? info.rssHashFunctions() & RSS_WANTED : 0;
    device.configure(
        new EthDevConfig(spec.queues(), spec.queues(), mtu, rxOffloads, txOffloads, hash));
    for (int queue = 0; queue < spec.queues(); queue++) {
      device.setupRxQueue(queue, spec.rxDescriptors(), pool.mbufPool());
      device.setupTxQueue(queue, spec.txDescriptors());
    }
    device.start();
    receiveMulticast(device);
    int maxFrameBytes = mtu + ETHERNET_HEADER_BYTES + VLAN_TAG_BYTES;
    DpdkNicQueue[] queues = new DpdkNicQueue[spec.queues()];
    for (int queue = 0; queue < queues.length; queue++) {
      queues[queue] =
          new DpdkNicQueue(
              device.rxBurst(queue), device.txBurst(queue), pool, maxFrameBytes, txOffloads != 0);
    }
    return new DpdkNic(device, spec.text(), mtu, offloads(rxOffloads, txOffloads, hash), queues);
  }

  /** The stack says itself which groups it wants; most virtual devices filter none. */
  private static void receiveMulticast(EthDev device) {
    try {
      device.setAllMulticast(true);
    } catch (DpdkException e) {
      // ENOTSUP: the device has no such filter.
    }
  }

  private void requireQueues(EthDevInfo info) {
    int most = Math.min(info.maxRxQueues(), info.maxTxQueues());
    if (spec.queues() > most) {
      throw new IllegalArgumentException(
          "device '%s': 'queues' is %d, but the device has at most %d."
              .formatted(spec, spec.queues(), most));
    }
  }

  private int mtu(EthDevInfo info) {
    int room = pool.dataRoom() - Frame.HEADROOM_BYTES - ETHERNET_HEADER_BYTES - VLAN_TAG_BYTES;
    int most = info.maxMtu() == 0 ? room : Math.min(info.maxMtu(), room);
    if (spec.mtu() == 0) {
      return Math.min(KernelInterfaces.mtu(spec.interfaceName(), DEFAULT_MTU), most);
    }
    if (spec.mtu() > most || spec.mtu() < info.minMtu()) {
      throw new IllegalArgumentException(
          "device '%s': 'mtu' is %d, but the device takes %d to %d, and frames of %d bytes hold at most %d."
              .formatted(spec, spec.mtu(), info.minMtu(), info.maxMtu(), pool.dataRoom(), room));
    }
    return spec.mtu();
  }

  private static Offloads offloads(long rx, long tx, long hash) {
    return new Offloads(
        (rx & EthOffload.RX_IPV4_CKSUM) != 0,
        (rx & RX_L4) == RX_L4,
        (tx & EthOffload.TX_IPV4_CKSUM) != 0,
        (tx & EthOffload.TX_TCP_CKSUM) != 0,
        (tx & EthOffload.TX_UDP_CKSUM) != 0,
        false,
        hash != 0,
        false);
  }
}
