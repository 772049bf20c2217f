package io.ringroad.shim;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.fastpath.membership.MembershipConfig;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.pmd.FramePool;
import io.ringroad.shim.wait.WaitStrategy;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * How an engine is made. Immutable. Comes from a {@link #builder() builder} or a {@link #load
 * file}; every mistake is an {@link IllegalArgumentException} of one sentence that names the key
 * and says what is allowed.
 *
 * <p>The keys of a file, all optional but a device's address:
 *
 * <pre>
 *   device            afpacket:veth0, afxdp:veth0, pci:0000:01:00.0, ... as NicSpec says
 *   address           10.0.0.1/24, fd00::1/64, dhcp or link-local, or several with commas
 *   address.wait      1 to 3600: seconds that launching waits for addresses by DHCP or link-local; 30
 *   mtu               bytes of an IP packet, 68 to 65535; the device's own
 *   pcap              file that records the device's frames
 *   device.2 ...      a second device, or vlan:100, a VLAN of the device before; address.2, mtu.2, pcap.2 belong to it, and so on to 16
 *   gateway           10.0.0.254: where everything without another route goes
 *   routes            10.1.0.0/16 via 10.0.0.253 [dev NAME] [metric 5] [src 10.0.0.7], blackhole,
 *                     unreachable or prohibit 10.9.0.0/16, or several with commas
 *   lanes             1 to 32; 1
 *   cpus              0,1: a core for each lane; wherever the operating system puts them
 *   drive             threads or caller: who runs the lanes; threads
 *   idle              busy-spin, yielding or backing-off: a lane with nothing to do; backing-off
 *   wait              spin, backoff or park: a thread in a blocking call; backoff
 *   pool.frames       64 to 16777216: frames in all; 16383
 *   memory.mb         16 to 1048576: DPDK's memory; what the pool needs
 *   hugepages         auto, on or off; auto
 *   eal.args          further arguments of DPDK's EAL
 *   descriptors       1 to 16777216: most open descriptors; 65536
 *   sockets           1 to 16777216: most sockets of a lane; 1048576
 *   epoll.watches     1 to 16777216: most descriptors that epoll watches, all sets together; 1048576
 *   privileged.ports  0 to 65535: ports below it cannot be bound; 0
 *   ephemeral.ports   32768-60999: ports that the engine chooses from
 *   tcp.congestion    cubic, reno or dctcp: for sockets without TCP_CONGESTION; cubic
 *   tcp.ecn           off, request or answer: whether connections use ECN; answer
 *   ipv6.automatic    true or false: addresses and routers from router advertisements; false
 *   ipv6.secret       a text that interface identifiers are made from; without, the device's address
 *   ipv6.duplicates   true or false: whether configured addresses are looked for before use; false
 *   ipv6.redirects    true or false: whether redirects of IPv6 are obeyed; true
 *   neighbors         10.0.0.254 at 02:00:00:00:00:fe, or several with commas: nobody asks for them
 *   neighbors.most    64 to 1048576: most neighbours of a device, in a lane; 1024
 *   multicast.groups  1 to 65536: most IPv4 groups of a socket (igmp_max_memberships); 20
 *   multicast.sources 1 to 65536: most sources of a socket in a group; 10, of IPv6 64
 *   igmp.version      1 to 3 to speak it whoever asks, 0 to go by the querier (force_igmp_version); 0
 *   counters          file with the counters; memory of the process
 *   seed              a number that makes a run repeatable; random
 * </pre>
 *
 * @param devices in the order of their interface numbers
 * @param routes beside those to the devices' own networks
 * @param addressWaitSeconds most that launching waits for addresses that are not named
 * @param lanes how many
 * @param cpus one for each lane, or empty
 * @param threads whether each lane gets a thread; false = the caller drives them
 * @param idle what a lane's thread does when there is nothing to do
 * @param waiting what an application's thread does in a blocking call
 * @param poolFrames frames in all
 * @param pool the caller's own frame pool, or null
 * @param memoryMb memory of DPDK, 0 for what the pool needs
 * @param hugepages where that memory comes from
 * @param ealArguments further arguments of DPDK's EAL
 * @param descriptorLimit most open descriptors
 * @param socketLimit most sockets of a lane
 * @param epollWatches most descriptors in all epoll sets together
 * @param privilegedPorts ports below it cannot be bound
 * @param firstEphemeralPort lowest port that the engine chooses
 * @param lastEphemeralPort highest port that the engine chooses
 * @param countersFile where counters live, null for memory of the process
 * @param seed two words that make a run repeatable, null for random ones
 * @param clock what time it is on the lanes, nanoseconds
 * @param tcp settings of TCP
 * @param neighbors of ARP and Neighbour Discovery
 * @param groupLimits of multicast memberships
 * @param membership of IGMP and MLD
 * @param discovery what Neighbour Discovery does by itself
 * @param application what the lanes run, or null
 * @param errorHandler told of exceptions in a lane's cycle
 */
public record RingroadConfig(
    List<DeviceConfig> devices,
    List<Route> routes,
    int addressWaitSeconds,
    int lanes,
    List<Integer> cpus,
    boolean threads,
    IdleMode idle,
    WaitStrategy waiting,
    int poolFrames,
    FramePool pool,
    int memoryMb,
    HugepageMode hugepages,
    List<String> ealArguments,
    int descriptorLimit,
    int socketLimit,
    int epollWatches,
    int privilegedPorts,
    int firstEphemeralPort,
    int lastEphemeralPort,
    Path countersFile,
    List<Long> seed,
    NanoClock clock,
    TcpConfig tcp,
    NeighborConfig neighbors,
    GroupLimits groupLimits,
    MembershipConfig membership,
    DiscoveryConfig discovery,
    LaneApplication application,
    ErrorHandler errorHandler) {

  /** Begins with the defaults. */
  public static RingroadConfigBuilder builder() {
    return new RingroadConfigBuilder();
  }

  /**
   * Reads a properties file.
   *
   * @throws IllegalArgumentException if it cannot be read, or for the first mistake in it
   */
  public static RingroadConfig load(Path file) {
    return builder().load(file).build();
  }

  /** Takes keys and values as a file has them. */
  public static RingroadConfig of(Map<String, String> properties) {
    RingroadConfigBuilder builder = builder();
    properties.forEach(builder::set);
    return builder.build();
  }

  static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("The configuration " + file + " does not exist.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The configuration " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }
}
