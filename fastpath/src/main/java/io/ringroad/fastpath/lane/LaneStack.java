package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.dhcp.DhcpCounter;
import io.ringroad.fastpath.dhcp.DhcpPort;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.icmp.Icmp;
import io.ringroad.fastpath.icmp.IcmpConfig;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.Ipv4;
import io.ringroad.fastpath.ip.Ipv4Config;
import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.LinkCounter;
import io.ringroad.fastpath.membership.MembershipCounter;
import io.ringroad.fastpath.membership.MembershipReports;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.neighbor.StaticNeighbor;
import io.ringroad.fastpath.ping.Ping;
import io.ringroad.fastpath.ping.PingCounter;
import io.ringroad.fastpath.raw.Raw;
import io.ringroad.fastpath.raw.RawCounter;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.stats.CounterDescription;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.Tcp;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.udp.Udp;
import io.ringroad.fastpath.udp.UdpCounter;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NicQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The protocols of one lane, wired together: each layer is given the one below it and what it
 * shares with the others. Nothing happens here after construction but the closing.
 */
final class LaneStack {
  private static final int BACKLOG_BURSTS = 8;

  final FrameCache frames;
  final TimerWheel timers;
  final SocketContext sockets;
  final CounterSet<LaneCounter> counters;
  final Ip ip;
  final Ipv4 ipv4;
  final Ipv6Stack ipv6;
  final Udp udp;
  final Tcp tcp;
  final Raw raw;
  final Ping ping;

  /** Null if there is one lane. */
  final LoopbackHandOver loopback;

  /** Null if there is one lane. */
  final PacketShares shares;

  final HostGroups groups;

  /** Null but on the first lane, which reports for all. */
  final MembershipReports memberships;

  final NicQueue[] queues;

  /** The links of the queues, in their order. */
  final EthernetLink[] polled;

  /** The links of all interfaces, VLANs among them. */
  final EthernetLink[] links;

  private int queuesMade;
  private final EngineParts engine;
  private final int lane;
  private boolean announced;

  /** Null but on the first lane. */
  private final AddressClients clients;

  private final List<CounterSet<?>> allCounters = new ArrayList<>();

  /**
   * @param wakeUp wakes the lane
   * @param others tells the other lanes to look at the engine's addresses
   */
  LaneStack(EngineParts engine, int lane, Runnable wakeUp, Runnable others, long nowNs) {
    this.engine = engine;
    this.lane = lane;
    this.groups = engine.groups;
    LaneConfig config = engine.config;
    frames = new FrameCache(config.pool(), config.cacheFrames());
    timers = new TimerWheel(nowNs);
    sockets = new SocketContext(config.pool(), frames, lane);
    counters = counters(LaneCounter.class, "");
    int devices = (int) config.interfaces().stream().filter(each -> each.vlan() == 0).count();
    queues = new NicQueue[devices];
    polled = new EthernetLink[devices];
    links = new EthernetLink[config.interfaces().size()];
    CounterSet<IpCounter> counters6 = counters(IpCounter.class, " ipv6");
    ip =
        new Ip(
            frames,
            timers,
            Ipv4Config.of(
                engine.nextSecret(),
                ReassemblyConfig.of(
                    config.pool().capacity(), config.lanes(), ReassemblyConfig.IPV4_TIMEOUT_NS)),
            engine.pathMtus,
            counters(IpCounter.class, ""),
            counters6,
            counters(FragmentCounter.class, " ipv4"),
            engine.network.routes());
    ipv4 = ip.ipv4();
    ipv4.loopbackGroups(engine.groups.of(0));
    Icmp icmp =
        new Icmp(
            ipv4,
            frames,
            IcmpConfig.withSecret(engine.nextSecret()),
            counters(IcmpCounter.class, ""));
    shares =
        engine.shares == null
            ? null
            : new PacketShares(lane, engine.shares, engine.steering, frames, counters);
    PacketSharing sharing = shares == null ? PacketSharing.ALONE : shares;
    udp = new Udp(ip, frames, ip, sharing, counters(UdpCounter.class, ""), engine.nextSecret());
    tcp =
        new Tcp(
            config.tcp(),
            timers,
            frames,
            ip,
            sockets,
            engine.sequenceNumbers,
            engine.fastOpenCookies,
            engine.nextSecret(),
            counters(TcpCounter.class, ""));
    ip.attach(IpProtocols.TCP, tcp);
    raw = new Raw(ip, frames, sockets, sharing, counters(RawCounter.class, ""));
    ping = new Ping(ip, icmp, frames, counters(PingCounter.class, ""));
    CounterSet<IcmpCounter> icmp6 = counters(IcmpCounter.class, " ipv6");
    CounterSet<FragmentCounter> fragments6 = counters(FragmentCounter.class, " ipv6");
    ipv6 = new Ipv6Stack(engine, ip, frames, timers, counters6, fragments6, icmp6);
    memberships = lane == 0 ? newMemberships() : null;
    ipv6.icmp.echoReplies(ping);
    for (int i = 0; i < links.length; i++) {
      addInterface(i, config.interfaces().get(i), nowNs);
      if (memberships != null) {
        memberships.add(ipv4.interfaces().get(i), ipv6.ipv6.interfaces().get(i), wakeUp);
      }
    }
    reconfigure();
    clients = lane == 0 ? newClients(others) : null;
    loopback = engine.loopback == null ? null : newLoopback();
  }

  private AddressClients newClients(Runnable others) {
    AddressChanges changes = new AddressChanges(engine.network, this::reconfigure, others);
    AddressClients made = new AddressClients(this, changes, links.length, engine.nextSecret());
    for (int i = 0; i < links.length; i++) {
      InterfaceConfig config = engine.config.interfaces().get(i);
      if (config.mode() != AddressMode.STATIC) {
        String owner = " " + config.name();
        made.add(ipv4.interfaces().get(i), config.mode(), counters(DhcpCounter.class, owner));
      }
      if (config.mode() == AddressMode.DHCP) {
        udp.unclaimed(made);
        if (engine.steering != null) {
          engine.steering.addUdp(DhcpPort.CLIENT_PORT, lane);
        }
      }
    }
    return made;
  }

  private MembershipReports newMemberships() {
    MembershipReports made =
        new MembershipReports(
            frames,
            timers,
            new SplittableRandom(engine.nextSecret()),
            engine.config.membership(),
            counters(MembershipCounter.class, ""));
    made.attach(ipv4.transports(), ipv6.icmp);
    return made;
  }

  private LoopbackHandOver newLoopback() {
    LoopbackHandOver made =
        new LoopbackHandOver(lane, engine.loopback, engine.steering, frames, counters);
    ip.loopback().steering(made);
    return made;
  }

  private void addInterface(int number, InterfaceConfig config, long nowNs) {
    String owner = " " + config.name();
    CounterSet<LinkCounter> linkCounters = counters(LinkCounter.class, owner);
    links[number] =
        config.vlan() == 0
            ? newLink(number, config, linkCounters)
            : links[config.parent() - 1].vlan(config.vlan(), config.mtu(), linkCounters);
    // Each lane hears ARP; the first one answers for all.
    Ipv4Interface added =
        ipv4.addInterface(
            config.name(),
            links[number],
            engine.groups.of(number + 1),
            engine.config.neighbors(),
            counters(NeighborCounter.class, owner),
            lane == 0);
    ipv6.addInterface(
        config, links[number], counters(NeighborCounter.class, owner + " ipv6"), lane == 0);
    addStaticNeighbors(added.index(), nowNs);
  }

  private void addStaticNeighbors(int index, long nowNs) {
    NeighborTable neighbors4 = ipv4.interfaces().get(index - 1).neighbors();
    NeighborTable neighbors6 = ipv6.ipv6.interfaces().get(index - 1).neighbors();
    for (StaticNeighbor each : engine.config.neighbors().permanent()) {
      if (each.interfaceIndex() == index) {
        IpAddress address = each.address();
        NeighborTable table = address.isIpv4() ? neighbors4 : neighbors6;
        table.addStatic(address.high(), address.low(), each.mac(), nowNs);
      }
    }
  }

  private EthernetLink newLink(
      int number, InterfaceConfig config, CounterSet<LinkCounter> linkCounters) {
    NicQueue queue = queueOf(number, config);
    EthernetLink made =
        new EthernetLink(
            config.nic(),
            queue,
            config.mtu(),
            engine.config.burstFrames() * BACKLOG_BURSTS,
            frames,
            linkCounters);
    queues[queuesMade] = queue;
    polled[queuesMade++] = made;
    return made;
  }

  private NicQueue queueOf(int number, InterfaceConfig config) {
    HandOver handOver = engine.handOver(number);
    if (handOver == null) {
      return config.nic().queue(0);
    }
    NicQueue own = lane < config.nic().queueCount() ? config.nic().queue(lane) : null;
    return new HandOverQueue(
        lane, own, handOver, engine.steering, frames, counters, engine.config.burstFrames());
  }

  private <E extends Enum<E> & CounterDescription> CounterSet<E> counters(
      Class<E> type, String owner) {
    CounterSet<E> made = engine.counters.counters(type, "lane-" + lane + owner);
    allCounters.add(made);
    return made;
  }

  /** Makes the interfaces what the engine's addresses say now. */
  void reconfigure() {
    List<HostAddresses.Device> devices = engine.network.addresses().devices();
    for (int i = 0; i < links.length; i++) {
      HostAddresses.Device device = devices.get(i);
      links[i].mtu(device.mtu());
      reconfigure(ipv4.interfaces().get(i), device, announced);
      ipv6.reconfigure(i, device);
    }
  }

  private static void reconfigure(
      Ipv4Interface own, HostAddresses.Device device, boolean announced) {
    for (int address : own.addresses()) {
      boolean stays =
          device.addresses().stream().anyMatch(each -> each.isIpv4() && each.ipv4() == address);
      if (!stays) {
        own.removeAddress(address);
      }
    }
    for (InterfaceConfig.Address each : device.addresses()) {
      if (each.isIpv4() && !own.addresses().contains(each.ipv4())) {
        own.addAddress(each.ipv4(), each.prefixLength());
        if (announced) {
          own.arp().announce(each.ipv4());
        }
      }
    }
  }

  /** Tells the neighbours which addresses are here (RFC 5227 2.3), and looks for others. */
  void start(long nowNs) {
    announced = true;
    ipv6.start(this::reconfigure, lane == 0, nowNs);
    for (int i = 0; i < links.length; i++) {
      Ipv4Interface each = ipv4.interfaces().get(i);
      each.addresses().forEach(address -> each.arp().announce(address));
    }
    if (clients != null) {
      clients.start(nowNs);
    }
  }

  /** Gives back what was leased. */
  void stop(long nowNs) {
    if (clients != null) {
      clients.stop(nowNs);
    }
  }

  /** Gives back every frame and counter. No other lane of the engine runs any more. */
  void close() {
    ipv6.close();
    ipv4.close();
    if (loopback != null) {
      loopback.close();
      shares.close();
    }
    for (NicQueue queue : queues) {
      if (queue instanceof HandOverQueue handOver) {
        handOver.close();
      }
    }
    timers.clear();
    frames.drain();
    allCounters.forEach(CounterSet::close);
  }
}
