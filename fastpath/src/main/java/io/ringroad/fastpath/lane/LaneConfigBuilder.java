package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.membership.MembershipConfig;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.socket.PortTable;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/** Collects a {@link LaneConfig}; see its components for what each value means. */
public final class LaneConfigBuilder {
  private final List<InterfaceConfig> interfaces = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private int lanes = 1;
  private FramePool pool;
  private NanoClock clock = SystemNanoClock.INSTANCE;
  private IdleMode idleMode = IdleMode.BACKING_OFF;
  private List<Integer> cores = List.of();
  private LaneThreadHook threadHook = LaneThreadHook.NONE;
  private ReplyWaiter replyWaiter = ReplyWaiter.BACK_OFF;
  private Path countersFile;
  private long seed0;
  private long seed1;
  private boolean seeded;
  private int burstFrames = 64;
  private int cacheFrames = 512;
  private int maxSockets = 1 << 20;
  private int maxBacklog = 4_096;
  private int firstEphemeralPort = PortTable.DEFAULT_FIRST_EPHEMERAL;
  private int lastEphemeralPort = PortTable.DEFAULT_LAST_EPHEMERAL;
  private int privilegedPorts;
  private TcpConfig tcp = TcpConfig.DEFAULTS;
  private NeighborConfig neighbors = NeighborConfig.DEFAULT;
  private DiscoveryConfig discovery = DiscoveryConfig.DEFAULT;
  private GroupLimits groupLimits = GroupLimits.DEFAULT;
  private MembershipConfig membership = MembershipConfig.DEFAULT;

  LaneConfigBuilder() {}

  public LaneConfigBuilder lanes(int lanes) {
    this.lanes = lanes;
    return this;
  }

  /** Adds a device with addresses such as "192.168.1.2/24". */
  public LaneConfigBuilder nic(Nic nic, String... addresses) {
    return nic(InterfaceConfig.of(nic, addresses));
  }

  public LaneConfigBuilder nic(InterfaceConfig device) {
    interfaces.add(device);
    return this;
  }

  public LaneConfigBuilder route(Route route) {
    routes.add(route);
    return this;
  }

  /** Adds a default route by a router on the link of the device that was added last. */
  public LaneConfigBuilder gateway(String address) {
    return route(Route.ofIpv4(0, 0, IpAddresses.parseIpv4(address), interfaces.size(), 0, 0));
  }

  public LaneConfigBuilder pool(FramePool pool) {
    this.pool = pool;
    return this;
  }

  public LaneConfigBuilder clock(NanoClock clock) {
    this.clock = clock;
    return this;
  }

  public LaneConfigBuilder idleMode(IdleMode idleMode) {
    this.idleMode = idleMode;
    return this;
  }

  /** The core of lane 0, lane 1, and so on. */
  public LaneConfigBuilder cores(List<Integer> cores) {
    this.cores = cores;
    return this;
  }

  public LaneConfigBuilder threadHook(LaneThreadHook hook) {
    this.threadHook = hook;
    return this;
  }

  public LaneConfigBuilder replyWaiter(ReplyWaiter waiter) {
    this.replyWaiter = waiter;
    return this;
  }

  public LaneConfigBuilder countersFile(Path file) {
    this.countersFile = file;
    return this;
  }

  /** Sets the secret, for runs that are to be repeated; without it, it comes from the system. */
  public LaneConfigBuilder seed(long seed0, long seed1) {
    this.seed0 = seed0;
    this.seed1 = seed1;
    this.seeded = true;
    return this;
  }

  public LaneConfigBuilder burstFrames(int frames) {
    this.burstFrames = frames;
    return this;
  }

  public LaneConfigBuilder cacheFrames(int frames) {
    this.cacheFrames = frames;
    return this;
  }

  public LaneConfigBuilder maxSockets(int sockets) {
    this.maxSockets = sockets;
    return this;
  }

  public LaneConfigBuilder maxBacklog(int connections) {
    this.maxBacklog = connections;
    return this;
  }

  public LaneConfigBuilder ephemeralPorts(int first, int last) {
    this.firstEphemeralPort = first;
    this.lastEphemeralPort = last;
    return this;
  }

  public LaneConfigBuilder privilegedPorts(int below) {
    this.privilegedPorts = below;
    return this;
  }

  public LaneConfigBuilder tcp(TcpConfig tcp) {
    this.tcp = tcp;
    return this;
  }

  public LaneConfigBuilder neighbors(NeighborConfig neighbors) {
    this.neighbors = neighbors;
    return this;
  }

  public LaneConfigBuilder discovery(DiscoveryConfig discovery) {
    this.discovery = discovery;
    return this;
  }

  public LaneConfigBuilder groupLimits(GroupLimits limits) {
    this.groupLimits = limits;
    return this;
  }

  public LaneConfigBuilder membership(MembershipConfig membership) {
    this.membership = membership;
    return this;
  }

  /**
   * Makes the configuration.
   *
   * @throws IllegalArgumentException with one sentence that names the value and what is allowed
   */
  public LaneConfig build() {
    if (!seeded) {
      SecureRandom random = new SecureRandom();
      seed(random.nextLong(), random.nextLong());
    }
    return new LaneConfig(
        lanes,
        interfaces,
        routes,
        pool,
        clock,
        idleMode,
        cores,
        threadHook,
        replyWaiter,
        countersFile,
        seed0,
        seed1,
        burstFrames,
        cacheFrames,
        maxSockets,
        maxBacklog,
        firstEphemeralPort,
        lastEphemeralPort,
        privilegedPorts,
        tcp,
        neighbors,
        discovery,
        groupLimits,
        membership);
  }
}
