package io.ringroad.ffm.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import io.ringroad.ffm.dpdk.raw.DpdkConstants;
import io.ringroad.ffm.dpdk.raw.rte_eth_dev_info;
import io.ringroad.ffm.dpdk.raw.rte_eth_link;
import io.ringroad.ffm.dpdk.raw.rte_eth_rss_reta_entry64;
import io.ringroad.ffm.dpdk.raw.rte_eth_stats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * An Ethernet device: probed, configured, given its queues, started; then its {@link RxBurst} and
 * {@link TxBurst} carry frames; then stopped and removed. Control calls: one thread at a time, any
 * thread, never on the hot path. A call that fails throws {@link DpdkException} with DPDK's text.
 *
 * <pre>
 *   probe -> configure -> setupRxQueue, setupTxQueue (each queue) -> start -> stop -> close
 *               ^                                                      |
 *               +------------------------------------------------------+
 * </pre>
 */
public final class EthDev implements AutoCloseable {
  private static final int EEXIST = 17;
  private static final int ENODEV = 19;

  private final Eal eal;
  private final short port;
  private final String name;
  private final MemorySegment device;
  private final EthFilter filter = new EthFilter(this);
  private boolean closed;

  private EthDev(Eal eal, int port) {
    this.eal = eal;
    this.port = (short) port;
    this.name = readName();
    this.device =
        read(
            rte_eth_dev_info.layout(),
            "info",
            info -> Dpdk.rte_eth_dev_info_get(this.port, info),
            rte_eth_dev_info::device);
  }

  /**
   * Adds a device to the running EAL.
   *
   * @param devargs as DPDK writes it: {@code net_af_packet0,iface=veth0}, {@code 0000:01:00.0}. A
   *     device that has several ports is represented by its first one
   * @throws DpdkException if there is no such device or driver, or it is already there
   */
  public static EthDev probe(Eal eal, String devargs) {
    synchronized (eal) {
      long mark = eal.logMark();
      BitSet before = ports();
      try (Arena arena = Arena.ofConfined()) {
        // DPDK would call this a success, and give the device its new arguments.
        if (isPort(arena.allocateFrom(devargs.split(",", 2)[0]))) {
          throw eal.failure("device '" + devargs + "'", EEXIST, mark);
        }
        MemorySegment text = arena.allocateFrom(devargs);
        eal.check("device '" + devargs + "'", () -> Dpdk.rte_dev_probe(text));
      }
      BitSet added = ports();
      added.andNot(before);
      if (added.isEmpty()) {
        throw eal.failure("device '" + devargs + "' added no Ethernet port", ENODEV, mark);
      }
      return new EthDev(eal, added.nextSetBit(0));
    }
  }

  private static boolean isPort(MemorySegment name) {
    try (Arena arena = Arena.ofConfined()) {
      return Dpdk.rte_eth_dev_get_port_by_name(name, arena.allocate(JAVA_SHORT)) == 0;
    }
  }

  private static BitSet ports() {
    int max = DpdkConstants.RTE_MAX_ETHPORTS();
    BitSet ports = new BitSet(max);
    int port = Dpdk.rte_eth_find_next((short) 0);
    while (port < max) {
      ports.set(port);
      port = Dpdk.rte_eth_find_next((short) (port + 1));
    }
    return ports;
  }

  private String readName() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(DpdkConstants.RTE_ETH_NAME_MAX_LEN());
      eal.check("device name", () -> Dpdk.rte_eth_dev_get_name_by_port(port, text));
      return text.getString(0);
    }
  }

  /** DPDK's name of the device, such as {@code net_af_packet0}. */
  public String name() {
    return name;
  }

  short number() {
    return port;
  }

  /** DPDK's number of the device, which received mbufs carry in {@link MbufLayout#PORT}. */
  public int port() {
    return Short.toUnsignedInt(port);
  }

  /** What the device can do. */
  public EthDevInfo info() {
    return read(
        rte_eth_dev_info.layout(),
        "info",
        info -> Dpdk.rte_eth_dev_info_get(port, info),
        EthDevInfo::of);
  }

  /** NUMA node of the device, -1 if it has none. */
  public int numaNode() {
    return Dpdk.rte_eth_dev_socket_id(port);
  }

  /** Configures the stopped device; its queues must be set up (again) afterwards. */
  public void configure(EthDevConfig config) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment conf = config.toNative(arena);
      check(
          "configure " + config,
          () ->
              Dpdk.rte_eth_dev_configure(
                  port, (short) config.rxQueues(), (short) config.txQueues(), conf));
    }
  }

  /**
   * Sets up a receive queue of the configured, stopped device, with the driver's own thresholds.
   *
   * @param queue 0 to the number of receive queues - 1
   * @param descriptors length of its ring, within the device's limits; 0 for the driver's own
   *     choice
   * @param pool where its mbufs come from; must stay open until the device is closed
   */
  public void setupRxQueue(int queue, int descriptors, MbufPool pool) {
    check(
        "receive queue " + queue,
        () ->
            Dpdk.rte_eth_rx_queue_setup(
                port,
                (short) queue,
                (short) descriptors,
                numaNode(),
                MemorySegment.NULL,
                MemorySegment.ofAddress(pool.address())));
  }

  /**
   * Sets up a transmit queue of the configured, stopped device, with the driver's own thresholds.
   *
   * @param queue 0 to the number of transmit queues - 1
   * @param descriptors length of its ring, within the device's limits; 0 for the driver's own
   *     choice
   */
  public void setupTxQueue(int queue, int descriptors) {
    check(
        "transmit queue " + queue,
        () ->
            Dpdk.rte_eth_tx_queue_setup(
                port, (short) queue, (short) descriptors, numaNode(), MemorySegment.NULL));
  }

  /** Starts the device. Burst functions made before are void. */
  public void start() {
    check("start", () -> Dpdk.rte_eth_dev_start(port));
  }

  /**
   * Stops the device; the frames that its rings hold go back to their pools, at the latest on
   * close.
   */
  public void stop() {
    check("stop", () -> Dpdk.rte_eth_dev_stop(port));
  }

  /** The receive function of a queue of the started device. */
  public RxBurst rxBurst(int queue) {
    return new RxBurst(port(), queue);
  }

  /** The transmit function of a queue of the started device. */
  public TxBurst txBurst(int queue) {
    return new TxBurst(port(), queue);
  }

  /**
   * Fills the RSS redirection table of the started device: the hash's low bits choose an entry, the
   * entry names the receive queue.
   *
   * @param queues as many as {@link EthDevInfo#redirectionTableSize}
   */
  public void setRedirectionTable(int[] queues) {
    int group = DpdkConstants.RTE_ETH_RETA_GROUP_SIZE();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment table =
          rte_eth_rss_reta_entry64.allocateArray((queues.length + group - 1) / group, arena);
      for (int i = 0; i < queues.length; i++) {
        MemorySegment entry = rte_eth_rss_reta_entry64.asSlice(table, i / group);
        rte_eth_rss_reta_entry64.mask(
            entry, rte_eth_rss_reta_entry64.mask(entry) | 1L << (i % group));
        rte_eth_rss_reta_entry64.reta(entry, i % group, (short) queues[i]);
      }
      check(
          "redirection table",
          () -> Dpdk.rte_eth_dev_rss_reta_update(port, table, (short) queues.length));
    }
  }

  /** Whose frames the device receives: its address, and what it takes beside that one's. */
  public EthFilter filter() {
    return filter;
  }

  /** Bytes of IP packet in a frame. */
  public int mtu() {
    return read(
        JAVA_SHORT,
        "MTU",
        mtu -> Dpdk.rte_eth_dev_get_mtu(port, mtu),
        mtu -> Short.toUnsignedInt(mtu.get(JAVA_SHORT, 0)));
  }

  /** Changes the MTU, bytes of IP packet, within the device's limits. */
  public void setMtu(int mtu) {
    check("MTU " + mtu, () -> Dpdk.rte_eth_dev_set_mtu(port, (short) mtu));
  }

  /** The state of the link, without waiting for it. */
  public EthLink link() {
    return read(
        rte_eth_link.layout(),
        "link",
        link -> Dpdk.rte_eth_link_get_nowait(port, link),
        EthLink::of);
  }

  /** The device's counters. */
  public EthStats stats() {
    return read(
        rte_eth_stats.layout(),
        "stats",
        stats -> Dpdk.rte_eth_stats_get(port, stats),
        EthStats::of);
  }

  /** Sets the device's counters to 0. */
  public void resetStats() {
    check("reset stats", () -> Dpdk.rte_eth_stats_reset(port));
  }

  <T> T read(
      MemoryLayout layout,
      String what,
      ToIntFunction<MemorySegment> call,
      Function<MemorySegment, T> result) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(layout);
      check(what, () -> call.applyAsInt(memory));
      return result.apply(memory);
    }
  }

  void check(String what, IntSupplier call) {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    eal.check(name + ": " + what, call);
  }

  /**
   * Stops the device if it runs, frees its queues and removes it from the EAL: its name can be used
   * again. Its pools may be closed afterwards, and should be: some drivers (net_af_xdp) do not give
   * back the mbufs that they had lent to the device. Does nothing the second time, or after the EAL
   * was stopped.
   */
  @Override
  public void close() {
    if (closed || !eal.isRunning()) {
      return;
    }
    stop();
    check("close", () -> Dpdk.rte_eth_dev_close(port));
    closed = true;
    eal.check(name + ": remove", () -> Dpdk.rte_dev_remove(device));
  }
}
