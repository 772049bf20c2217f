package io.ringroad.shim;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.lane.FlowSteering;
import io.ringroad.fastpath.lane.HostAddresses;
import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.socket.PortTable;
import io.ringroad.fastpath.tcp.config.EcnMode;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicSpec;
import io.ringroad.shim.wait.WaitStrategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Collects a {@link RingroadConfig}. Each method has the name, the meaning and the limits of a key;
 * {@link #set} takes the same values as text.
 */
public final class RingroadConfigBuilder {
  private static final int MAX_COUNT = 1 << 24;
  private static final int MAX_PORT = 65_535;

  private final List<DeviceConfig> devices = new ArrayList<>();
  private final Map<String, String> texts = new TreeMap<>();
  private final List<RouteText> routes = new ArrayList<>();
  private int addressWaitSeconds = 30;
  private int lanes = 1;
  private List<Integer> cpus = List.of();
  private boolean threads = true;
  private IdleMode idle = IdleMode.BACKING_OFF;
  private WaitStrategy wait = WaitStrategy.BACKOFF;
  private int poolFrames = (1 << 14) - 1;
  private FramePool pool;
  private int memoryMb;
  private HugepageMode hugepages = HugepageMode.AUTO;
  private List<String> ealArguments = List.of();
  private int descriptorLimit = 1 << 16;
  private int socketLimit = 1 << 20;
  private int epollWatches = 1 << 20;
  private int privilegedPorts;
  private int firstEphemeralPort = PortTable.DEFAULT_FIRST_EPHEMERAL;
  private int lastEphemeralPort = PortTable.DEFAULT_LAST_EPHEMERAL;
  private Path countersFile;
  private List<Long> seed;
  private NanoClock clock = SystemNanoClock.INSTANCE;
  private TcpConfig tcp = TcpConfig.DEFAULTS;
  private final NeighborKeys neighbors = new NeighborKeys();
  private final MulticastKeys multicast = new MulticastKeys();
  private LaneApplication application;
  private ErrorHandler errorHandler = Throwable::printStackTrace;

  RingroadConfigBuilder() {}

  /**
   * Adds a device by name, such as {@code afpacket:veth0}, or {@code vlan:100}, the VLAN of that
   * number (IEEE 802.1Q) on the device that was added before.
   *
   * @param addresses such as {@code 10.0.0.1/24}, {@code dhcp} for one that a server leases, or
   *     {@code link-local} for one of 169.254/16 that nobody else has
   */
  public RingroadConfigBuilder device(String name, String... addresses) {
    devices.add(
        DeviceConfig.named("device", name, devices).withAddresses("address", List.of(addresses)));
    return this;
  }

  /**
   * Adds a device that the caller has made, and closes after the engine. Its frames come from the
   * pool that {@link #pool} names.
   */
  public RingroadConfigBuilder nic(Nic nic, String... addresses) {
    devices.add(DeviceConfig.of(nic).withAddresses("address", List.of(addresses)));
    return this;
  }

  /** Bounds the packets of the device that was added last. */
  public RingroadConfigBuilder mtu(int bytes) {
    ConfigValue.checkRange("mtu", bytes, 68, 65_535);
    devices.set(lastDevice("mtu"), devices.getLast().withMtu(bytes));
    return this;
  }

  /** Records the frames of the device that was added last. */
  public RingroadConfigBuilder pcap(Path file) {
    devices.set(lastDevice("pcap"), devices.getLast().withCapture("pcap", file));
    return this;
  }

  /** Where everything without another route goes. */
  public RingroadConfigBuilder gateway(String address) {
    routes.add(RouteText.gateway("gateway", address));
    return this;
  }

  /**
   * Adds a route, such as {@code 10.1.0.0/16 via 10.0.0.253 metric 5} or {@code unreachable
   * 10.9.0.0/16}.
   */
  public RingroadConfigBuilder route(String text) {
    routes.add(RouteText.parse("routes", text));
    return this;
  }

  /** How long launching waits for addresses by DHCP or link-local, seconds. */
  public RingroadConfigBuilder addressWait(int seconds) {
    addressWaitSeconds = ConfigValue.checkRange("address.wait", seconds, 1, 3_600);
    return this;
  }

  public RingroadConfigBuilder lanes(int count) {
    lanes = ConfigValue.checkRange("lanes", count, 1, FlowSteering.MAX_LANES);
    return this;
  }

  /** The core of lane 0, lane 1, and so on. */
  public RingroadConfigBuilder cpus(int... cores) {
    cpus = Arrays.stream(cores).boxed().toList();
    return this;
  }

  /** The caller runs the lanes: {@link Ringroad#lane}{@code (i).doWork()}. */
  public RingroadConfigBuilder drivenByCaller() {
    threads = false;
    return this;
  }

  public RingroadConfigBuilder idle(IdleMode mode) {
    idle = mode;
    return this;
  }

  public RingroadConfigBuilder waitStrategy(WaitStrategy strategy) {
    wait = strategy;
    return this;
  }

  public RingroadConfigBuilder poolFrames(int frames) {
    poolFrames = ConfigValue.checkRange("pool.frames", frames, 64, MAX_COUNT);
    return this;
  }

  /** The pool that the caller's devices take their frames from; closed by the caller. */
  public RingroadConfigBuilder pool(FramePool frames) {
    pool = frames;
    return this;
  }

  public RingroadConfigBuilder memoryMb(int megabytes) {
    memoryMb = ConfigValue.checkRange("memory.mb", megabytes, 16, 1 << 20);
    return this;
  }

  public RingroadConfigBuilder hugepages(HugepageMode mode) {
    hugepages = mode;
    return this;
  }

  public RingroadConfigBuilder ealArguments(String... arguments) {
    ealArguments = List.of(arguments);
    return this;
  }

  public RingroadConfigBuilder descriptors(int limit) {
    descriptorLimit = ConfigValue.checkRange("descriptors", limit, 1, MAX_COUNT);
    return this;
  }

  public RingroadConfigBuilder sockets(int limit) {
    socketLimit = ConfigValue.checkRange("sockets", limit, 1, MAX_COUNT);
    return this;
  }

  /** Most descriptors in all epoll sets together; one more is {@code ENOSPC}. */
  public RingroadConfigBuilder epollWatches(int limit) {
    epollWatches = ConfigValue.checkRange("epoll.watches", limit, 1, MAX_COUNT);
    return this;
  }

  public RingroadConfigBuilder privilegedPorts(int below) {
    privilegedPorts = ConfigValue.checkRange("privileged.ports", below, 0, MAX_PORT);
    return this;
  }

  public RingroadConfigBuilder ephemeralPorts(int first, int last) {
    firstEphemeralPort = ConfigValue.checkRange("ephemeral.ports", first, 1, MAX_PORT);
    lastEphemeralPort = ConfigValue.checkRange("ephemeral.ports", last, first, MAX_PORT);
    return this;
  }

  public RingroadConfigBuilder counters(Path file) {
    countersFile = file;
    return this;
  }

  /** Makes a run repeatable: ports, sequence numbers and hashes follow from the seed. */
  public RingroadConfigBuilder seed(long first, long second) {
    seed = List.of(first, second);
    return this;
  }

  /** The lanes' time, for lanes that the caller drives. */
  public RingroadConfigBuilder clock(NanoClock nanoClock) {
    clock = nanoClock;
    return this;
  }

  public RingroadConfigBuilder tcp(TcpConfig config) {
    tcp = config;
    return this;
  }

  /** The congestion control of sockets that do not choose one by TCP_CONGESTION. */
  public RingroadConfigBuilder congestion(CongestionAlgorithm algorithm) {
    tcp = tcp.with(tcp.congestion().with(algorithm));
    return this;
  }

  /** Whether TCP connections use ECN. */
  public RingroadConfigBuilder ecn(EcnMode mode) {
    tcp = tcp.with(tcp.congestion().with(mode));
    return this;
  }

  /** Adds a neighbour that is not asked for, such as {@code 10.0.0.254 at 02:00:00:00:00:fe}. */
  public RingroadConfigBuilder neighbor(String text) {
    neighbors.add(text);
    return this;
  }

  /** What Neighbour Discovery does by itself on the IPv6 links. */
  public RingroadConfigBuilder discovery(DiscoveryConfig config) {
    neighbors.discovery(config);
    return this;
  }

  /** What the lanes run themselves. */
  public RingroadConfigBuilder application(LaneApplication onLanes) {
    application = onLanes;
    return this;
  }

  /** Told of exceptions in a lane's cycle; by default they go to the standard error. */
  public RingroadConfigBuilder errorHandler(ErrorHandler handler) {
    errorHandler = handler;
    return this;
  }

  /** Sets all keys of a properties file. */
  public RingroadConfigBuilder load(Path file) {
    RingroadConfig.read(file).forEach(this::set);
    return this;
  }

  /**
   * Sets a key from text, as a properties file has it.
   *
   * @throws IllegalArgumentException if there is no such key, or the value is wrong
   */
  public RingroadConfigBuilder set(String key, String value) {
    if (DeviceKeys.isDeviceKey(key)) {
      texts.put(key, value);
    } else {
      setPlain(key, value);
    }
    return this;
  }

  private void setPlain(String key, String value) {
    switch (key) {
      case "gateway" -> gateway(value);
      case "address.wait" -> addressWait(ConfigValue.number(key, value, 1, 3_600));
      case "routes" -> ConfigValue.list(value, ",").forEach(this::route);
      case "lanes" -> lanes(ConfigValue.number(key, value, 1, FlowSteering.MAX_LANES));
      case "cpus" ->
          cpus =
              ConfigValue.list(value, ",").stream()
                  .map(core -> ConfigValue.number(key, core, 0, 1023))
                  .toList();
      case "drive" -> threads = DriveMode.THREADS == constant(key, value, DriveMode.class);
      case "idle" -> idle(constant(key, value, IdleMode.class));
      case "wait" -> waitStrategy(constant(key, value, WaitStrategy.class));
      case "pool.frames" -> poolFrames(ConfigValue.number(key, value, 64, MAX_COUNT));
      case "memory.mb" -> memoryMb(ConfigValue.number(key, value, 16, 1 << 20));
      case "hugepages" -> hugepages(constant(key, value, HugepageMode.class));
      case "eal.args" -> ealArguments = ConfigValue.list(value, "\\s+");
      case "descriptors" -> descriptors(ConfigValue.number(key, value, 1, MAX_COUNT));
      case "sockets" -> sockets(ConfigValue.number(key, value, 1, MAX_COUNT));
      case "epoll.watches" -> epollWatches(ConfigValue.number(key, value, 1, MAX_COUNT));
      case "privileged.ports" -> privilegedPorts(ConfigValue.number(key, value, 0, MAX_PORT));
      case "ephemeral.ports" -> setEphemeralPorts(value);
      case "counters" -> counters(Path.of(value.strip()));
      case "tcp.congestion" -> congestion(constant(key, value, CongestionAlgorithm.class));
      case "tcp.ecn" -> ecn(constant(key, value, EcnMode.class));
      case "seed" -> seed(ConfigValue.wholeNumber(key, value), 0);
      default -> {
        if (!neighbors.set(key, value) && !multicast.set(key, value)) {
          throw DeviceKeys.unknown(key);
        }
      }
    }
  }

  private enum DriveMode {
    THREADS,
    CALLER
  }

  private static <E extends Enum<E>> E constant(String key, String value, Class<E> type) {
    return ConfigValue.constant(key, value, type);
  }

  private void setEphemeralPorts(String value) {
    String[] ends = value.split("-");
    if (ends.length != 2) {
      throw ConfigValue.wrong("ephemeral.ports", value, "two ports, as 32768-60999");
    }
    int first = ConfigValue.number("ephemeral.ports", ends[0], 1, MAX_PORT);
    ephemeralPorts(first, ConfigValue.number("ephemeral.ports", ends[1], first, MAX_PORT));
  }

  /**
   * Makes the configuration.
   *
   * @throws IllegalArgumentException for what is wrong between two keys
   */
  public RingroadConfig build() {
    devices.addAll(DeviceKeys.devices(texts));
    texts.clear();
    checkDevices();
    if (!cpus.isEmpty() && cpus.size() != lanes) {
      throw ConfigValue.wrong("cpus", cpus, "a core for each of the %d lanes".formatted(lanes));
    }
    return new RingroadConfig(
        List.copyOf(devices),
        resolveRoutes(),
        addressWaitSeconds,
        lanes,
        cpus,
        threads,
        idle,
        wait,
        poolFrames,
        pool,
        memoryMb,
        hugepages,
        ealArguments,
        descriptorLimit,
        socketLimit,
        epollWatches,
        privilegedPorts,
        firstEphemeralPort,
        lastEphemeralPort,
        countersFile,
        seed,
        clock,
        tcp,
        neighbors.resolve(devices),
        multicast.limits(),
        multicast.membership(),
        neighbors.discovery(),
        application,
        errorHandler);
  }

  private void checkDevices() {
    boolean named = devices.stream().anyMatch(device -> device.spec() != null);
    boolean attached = devices.stream().anyMatch(device -> device.nic() != null);
    if (named && (attached || pool != null)) {
      throw new IllegalArgumentException(
          "'device' opens devices with frames of DPDK, but a Nic or a pool of the caller's is"
              + " attached too: use the one or the other.");
    }
    if (attached && pool == null) {
      throw new IllegalArgumentException(
          "'pool' is not set, but must be the pool that the attached devices take frames from.");
    }
  }

  private List<Route> resolveRoutes() {
    List<HostAddresses.Device> known =
        devices.stream()
            .map(each -> new HostAddresses.Device(each.name(), each.mtu(), each.addresses()))
            .toList();
    return routes.stream().map(route -> route.on(known)).toList();
  }

  private int lastDevice(String key) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + key + "' belongs to a device, but there is none yet.");
    }
    return devices.size() - 1;
  }

  static NicSpec spec(String key, String name) {
    try {
      return NicSpec.parse(name.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + key + "': " + e.getMessage(), e);
    }
  }
}
