package io.ringroad.shim;

import io.ringroad.fastpath.lane.AddressMode;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.lane.Lane;
import io.ringroad.fastpath.lane.LaneConfig;
import io.ringroad.fastpath.lane.LaneConfigBuilder;
import io.ringroad.fastpath.lane.LaneGroup;
import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.shim.fd.AddressBook;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.Interfaces;
import io.ringroad.shim.fd.LaneDoors;
import io.ringroad.shim.fd.Paths;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.WallClock;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.EpollLimits;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine: devices, lanes and the socket calls on them.
 *
 * <pre>{@code
 * RingroadConfig config =
 *     RingroadConfig.builder().device("afpacket:veth0", "10.0.0.1/24").build();
 * try (Ringroad ringroad = Ringroad.launch(config)) {
 *   SocketCalls sockets = ringroad.sockets();
 *   int fd = sockets.socket(AF_INET, SOCK_STREAM, 0);
 *   ...
 * }
 * }</pre>
 *
 * <p>Any number of engines can run in a process; DPDK's EAL is started once, with the options of
 * the first that needs it.
 */
public final class Ringroad implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_NS = 5_000_000_000L;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long POLL_NS = 5_000_000;

  private final EngineDevices devices;
  private final LaneGroup lanes;
  private final DescriptorTable table;
  private final Blocker blocker;
  private final RingroadSockets sockets;
  private final RingroadZeroCopy zeroCopy;
  private boolean closed;

  private Ringroad(RingroadConfig config, EngineDevices devices) {
    this.devices = devices;
    this.lanes = new LaneGroup(laneConfig(config, devices));
    this.table = new DescriptorTable(config.descriptorLimit());
    this.zeroCopy = new RingroadZeroCopy(table);
    this.blocker = new Blocker(config.waiting(), config.clock());
    LaneProxy[] doors = new LaneProxy[lanes.size()];
    for (int i = 0; i < doors.length; i++) {
      doors[i] = lanes.proxy(i);
    }
    Interfaces interfaces = new Interfaces(lanes.network());
    this.sockets =
        new RingroadSockets(
            new SocketEnvironment(
                new LaneDoors(doors),
                blocker,
                table,
                new AddressBook(lanes.network()),
                interfaces,
                new Paths(interfaces, lanes.pathMtus()),
                lanes.groups(),
                new WallClock(config.clock()),
                config.tcp().congestion().algorithm(),
                new EpollLimits(config.epollWatches())));
  }

  /**
   * Starts an engine: opens its devices, and lets its lanes run unless the caller drives them.
   *
   * @throws IllegalArgumentException if a device cannot be what the configuration says
   * @throws io.ringroad.ffm.NativeLoadException if DPDK is needed and not installed
   * @throws io.ringroad.ffm.dpdk.DpdkException if DPDK refuses a device
   */
  public static Ringroad launch(RingroadConfig config) {
    EngineDevices devices = new EngineDevices(config);
    Ringroad engine;
    try {
      engine = new Ringroad(config, devices);
    } catch (RuntimeException | Error e) {
      closeAfter(e, devices::close);
      throw e;
    }
    try {
      engine.start(config);
      engine.awaitAddresses(config);
      return engine;
    } catch (RuntimeException | Error e) {
      closeAfter(e, engine::close);
      throw e;
    }
  }

  /** Gives back what was opened before a failure, which stays the one that the caller hears of. */
  private static void closeAfter(Throwable failure, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void start(RingroadConfig config) {
    if (config.application() != null) {
      for (int i = 0; i < lanes.size(); i++) {
        lanes.lane(i).addHandler(config.application().onLane(sockets, zeroCopy, i));
      }
    }
    if (config.threads()) {
      lanes.start(config.errorHandler());
    }
  }

  /** Lets the lanes find what addresses they are to have by DHCP or by themselves. */
  private void awaitAddresses(RingroadConfig config) {
    long deadlineNs = System.nanoTime() + config.addressWaitSeconds() * NS_PER_SECOND;
    for (int i = 0; config.threads() && i < config.devices().size(); i++) {
      DeviceConfig device = config.devices().get(i);
      long named = ipv4Count(device.addresses());
      while (device.mode() != AddressMode.STATIC
          && ipv4Count(network().devices().get(i).addresses()) <= named) {
        if (System.nanoTime() - deadlineNs >= 0) {
          throw new IllegalArgumentException(
              device.mode() == AddressMode.DHCP
                  ? "No DHCP server leased %s an address within %d s ('address.wait')."
                      .formatted(device.name(), config.addressWaitSeconds())
                  : "%s found no link-local address within %d s ('address.wait')."
                      .formatted(device.name(), config.addressWaitSeconds()));
        }
        LockSupport.parkNanos(POLL_NS);
      }
    }
  }

  private static long ipv4Count(List<InterfaceConfig.Address> addresses) {
    return addresses.stream().filter(InterfaceConfig.Address::isIpv4).count();
  }

  private static LaneConfig laneConfig(RingroadConfig config, EngineDevices devices) {
    LaneConfigBuilder builder =
        LaneConfig.builder()
            .lanes(config.lanes())
            .pool(devices.pool())
            .clock(config.clock())
            .idleMode(config.idle())
            .cores(config.cpus())
            .threadHook(devices.hook())
            .countersFile(config.countersFile())
            .maxSockets(config.socketLimit())
            .ephemeralPorts(config.firstEphemeralPort(), config.lastEphemeralPort())
            .privilegedPorts(config.privilegedPorts())
            .tcp(config.tcp())
            .neighbors(config.neighbors())
            .groupLimits(config.groupLimits())
            .membership(config.membership())
            .discovery(config.discovery());
    if (config.seed() != null) {
      builder.seed(config.seed().get(0), config.seed().get(1));
    }
    for (int i = 0; i < devices.nics().size(); i++) {
      Nic nic = devices.nics().get(i);
      DeviceConfig device = config.devices().get(i);
      int parent = device.vlan() == 0 ? 0 : 1 + config.devices().indexOf(device.parent());
      int carried = device.vlan() == 0 ? 0 : device.parent().mtu();
      int mtu = device.mtu() != 0 ? device.mtu() : carried != 0 ? carried : nic.mtu();
      builder.nic(
          new InterfaceConfig(
              device.name(), nic, mtu, device.addresses(), device.mode(), device.vlan(), parent));
    }
    for (Route route : config.routes()) {
      builder.route(route);
    }
    return builder.build();
  }

  /** The socket calls, for any thread. */
  public SocketCalls sockets() {
    return sockets;
  }

  /** Receiving and sending without a copy, on the same descriptors. */
  public ZeroCopyCalls zeroCopy() {
    return zeroCopy;
  }

  /** Addresses and routes, to be read and changed while the engine runs. */
  public RingroadNetwork network() {
    return new RingroadNetwork(lanes.network());
  }

  /** How many lanes there are. */
  public int laneCount() {
    return lanes.size();
  }

  /** A lane, from 0; the caller drives it if the configuration says so. */
  public Lane lane(int index) {
    return lanes.lane(index);
  }

  /** What the lanes count. */
  public CounterMemory counters() {
    return lanes.counters();
  }

  /** Where all frames come from, and where they are when the engine is closed. */
  public FramePool pool() {
    return devices.pool();
  }

  /** The devices, in the order of the configuration. */
  public List<Nic> devices() {
    return devices.nics().stream().distinct().toList(); // a VLAN has its device's
  }

  /**
   * Ends the engine: calls that wait return {@code -EBADF}, every descriptor closes, connections
   * are reset, and every frame goes back to its pool. Borrowed data must have been given back.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    blocker.close();
    table.closeAll();
    awaitRunningCalls();
    lanes.close();
    devices.close();
  }

  /** Calls in progress touch frames: they end before the lanes give those back. */
  private void awaitRunningCalls() {
    long deadlineNs = System.nanoTime() + CLOSE_TIMEOUT_NS;
    while (table.openCount() > 0 && System.nanoTime() - deadlineNs < 0) {
      table.closeAll();
      Thread.yield();
    }
  }
}
