package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.membership.MembershipConfig;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.pmd.FramePool;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.NanoClock;

/**
 * What the lanes of an engine are made of. Immutable; made by {@link #builder()}.
 *
 * @param lanes how many, 1 to {@link FlowSteering#MAX_LANES}
 * @param interfaces the devices, none with more queues than there are lanes
 * @param routes beside those to the interfaces' own networks
 * @param pool where all frames come from
 * @param clock what time it is, monotonic
 * @param idleMode what a lane's thread does when there is nothing to do
 * @param cores the core of each lane's thread; empty = wherever the operating system puts it
 * @param threadHook what else is to be done on a lane's thread
 * @param replyWaiter how other threads wait for a lane's answer
 * @param countersFile where counters live; null = in memory of this process
 * @param seed0 first word of the secret that sequence numbers, ports and tables are keyed by
 * @param seed1 second word of that secret
 * @param burstFrames most frames received in a cycle
 * @param cacheFrames frames that a lane keeps for itself
 * @param maxSockets most sockets of a lane
 * @param maxBacklog most connections that may wait for accept (SOMAXCONN)
 * @param firstEphemeralPort lowest port that is chosen for a socket
 * @param lastEphemeralPort highest
 * @param privilegedPorts ports below this cannot be bound; 0 = all can
 * @param tcp of TCP
 * @param neighbors of ARP and Neighbour Discovery
 * @param discovery what Neighbour Discovery does by itself
 * @param groupLimits of multicast memberships
 * @param membership of IGMP and MLD
 */
public record LaneConfig(
    int lanes,
    List<InterfaceConfig> interfaces,
    List<Route> routes,
    FramePool pool,
    NanoClock clock,
    IdleMode idleMode,
    List<Integer> cores,
    LaneThreadHook threadHook,
    ReplyWaiter replyWaiter,
    Path countersFile,
    long seed0,
    long seed1,
    int burstFrames,
    int cacheFrames,
    int maxSockets,
    int maxBacklog,
    int firstEphemeralPort,
    int lastEphemeralPort,
    int privilegedPorts,
    TcpConfig tcp,
    NeighborConfig neighbors,
    DiscoveryConfig discovery,
    GroupLimits groupLimits,
    MembershipConfig membership) {

  /** Checks everything that concerns more than one value, and the ranges. */
  public LaneConfig {
    interfaces = List.copyOf(interfaces);
    routes = List.copyOf(routes);
    cores = List.copyOf(cores);
    inRange("lanes", lanes, 1, FlowSteering.MAX_LANES);
    inRange("burstFrames", burstFrames, 1, 4_096);
    inRange("cacheFrames", cacheFrames, 2, 65_536);
    inRange("maxSockets", maxSockets, 1, 1 << 24);
    inRange("maxBacklog", maxBacklog, 1, 65_535);
    inRange("firstEphemeralPort", firstEphemeralPort, 1, 65_535);
    inRange("lastEphemeralPort", lastEphemeralPort, firstEphemeralPort, 65_535);
    inRange("privilegedPorts", privilegedPorts, 0, 65_536);
    check(pool != null, "pool must be set: the lanes take their frames from it");
    check(
        cores.isEmpty() || cores.size() == lanes,
        "cores must name a core for each of the " + lanes + " lanes, or none, not " + cores);
    for (InterfaceConfig each : interfaces) {
      int queues = each.nic().queueCount();
      check(
          queues <= lanes,
          "lanes must be at least the queues of " + each.name() + ", " + queues + ", not " + lanes);
    }
    for (Route route : routes) {
      check(
          route.interfaceIndex() >= 1 && route.interfaceIndex() <= interfaces.size(),
          "route " + route + " must use an interface of 1 to " + interfaces.size());
    }
  }

  /** Begins with everything at its default; the pool has none. */
  public static LaneConfigBuilder builder() {
    return new LaneConfigBuilder();
  }

  private static void inRange(String key, int value, int min, int max) {
    check(value >= min && value <= max, key + " must be " + min + " to " + max + ", not " + value);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
