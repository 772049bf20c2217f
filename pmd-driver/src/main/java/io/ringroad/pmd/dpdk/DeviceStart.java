package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.dpdk.DpdkException;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EthDev;
import io.ringroad.ffm.dpdk.EthDevConfig;
import io.ringroad.ffm.dpdk.EthDevInfo;
import io.ringroad.ffm.dpdk.EthOffload;
import io.ringroad.ffm.dpdk.RxBurst;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.Offloads;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The way of a device from its name to a started {@link DpdkNic}. */
final class DeviceStart {
  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final String AF_XDP = "net_af_xdp";
  private static final int XDP_DESCRIPTORS = 512;
  private static final long XDP_PATIENCE_NS = 1_000_000_000L;
  private static final long XDP_RETRY_NS = 20_000_000L;
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
  private XdpMemory memory;

  DeviceStart(Eal eal, NicSpec spec, DpdkFramePool pool) {
    this.eal = eal;
    this.spec = spec;
    this.pool = pool;
  }

  /** One at a time, so that what a driver opens can be told from what another's does. */
  DpdkNic open() {
    synchronized (DeviceStart.class) {
      return openAlone();
    }
  }

  private DpdkNic openAlone() {
    if (!spec.interfaceName().isEmpty()) {
      KernelInterfaces.require(spec);
    }
    long deadlineNs = System.nanoTime() + XDP_PATIENCE_NS;
    while (true) {
      try {
        return tryToOpen();
      } catch (DpdkException e) {
        // The kernel frees a closed AF_XDP socket's queue a moment later, and is busy until then.
        if (memory == null || System.nanoTime() > deadlineNs) {
          throw e;
        }
        memory = null;
        LockSupport.parkNanos(XDP_RETRY_NS);
      }
    }
  }

  private DpdkNic tryToOpen() {
    EthDev device = EthDev.probe(eal, spec.devargs(INSTANCES.incrementAndGet()));
    try {
      return start(device);
    } catch (RuntimeException | Error e) {
      closeAfter(device, e);
      throw e;
    }
  }

  private void closeAfter(EthDev device, Throwable failure) {
    try {
      if (memory != null) {
        memory.opened();
      }
      device.close();
      if (memory != null) {
        memory.close();
      }
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
    setUpQueues(device, info.driverName().equals(AF_XDP));
    device.start();
    if (memory != null) {
      memory.opened();
    }
    DpdkNicQueue[] queues = new DpdkNicQueue[spec.queues()];
    for (int index = 0; index < queues.length; index++) {
      queues[index] = queue(device, info.driverName(), index, mtu, txOffloads != 0);
    }
    Offloads offloads = offloads(rxOffloads, txOffloads, hash);
    DeviceGroups groups = new DeviceGroups(device, spec.interfaceName());
    return new DpdkNic(device, groups, memory, spec.text(), mtu, offloads, queues);
  }

  private void setUpQueues(EthDev device, boolean xdp) {
    int rxDescriptors = spec.rxDescriptors();
    if (xdp) {
      // The driver makes both rings as long as the receive ring is asked to be.
      rxDescriptors = rxDescriptors == 0 ? XDP_DESCRIPTORS : rxDescriptors;
      memory = XdpMemory.create(eal, spec.queues(), rxDescriptors, pool.dataRoom());
    }
    for (int index = 0; index < spec.queues(); index++) {
      device.setupRxQueue(index, rxDescriptors, xdp ? memory.pool() : pool.mbufPool());
      device.setupTxQueue(index, xdp ? rxDescriptors : spec.txDescriptors());
    }
  }

  private DpdkNicQueue queue(EthDev device, String driver, int index, int mtu, boolean prepares) {
    QueueCounters counters = new QueueCounters();
    RxBurst rx = device.rxBurst(index);
    FrameSource source = memory == null ? rx::receive : new XdpSource(rx, memory, pool, counters);
    int maxFrameBytes = mtu + ETHERNET_HEADER_BYTES + VLAN_TAG_BYTES;
    ReceiveCheck check = ReceiveCheck.isNeededFor(driver) ? new ReceiveCheck(pool, counters) : null;
    return new DpdkNicQueue(
        source, device.txBurst(index), pool, maxFrameBytes, prepares, check, counters);
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
