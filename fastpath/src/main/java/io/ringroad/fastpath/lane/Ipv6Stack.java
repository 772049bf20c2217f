package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.discovery.LinkDiscovery;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.icmp.IcmpConfig;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.ip6.Ipv6NeighborFailures;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** IPv6 and the protocols that belong to it, of one lane, wired together. */
final class Ipv6Stack {
  final Ipv6 ipv6;
  final Icmpv6 icmp;
  private final EngineParts engine;
  private final FrameCache frames;
  private final TimerWheel timers;
  private final Ipv6NeighborFailures failures;
  private boolean started;
  private final List<InterfaceAddresses> holders = new ArrayList<>();

  /** Configured addresses that another host may have. */
  private final Set<IpAddress> undecided = new HashSet<>();

  private final List<LinkDiscovery> discoveries = new ArrayList<>();

  Ipv6Stack(
      EngineParts engine,
      Ip ip,
      FrameCache frames,
      TimerWheel timers,
      CounterSet<IpCounter> counters,
      CounterSet<FragmentCounter> fragmentCounters,
      CounterSet<IcmpCounter> icmpCounters) {
    this.engine = engine;
    this.frames = frames;
    this.timers = timers;
    int lanes = engine.config.lanes();
    int poolFrames = engine.config.pool().capacity();
    ipv6 =
        new Ipv6(
            ip,
            frames,
            timers,
            engine.pathMtus,
            ReassemblyConfig.of(poolFrames, lanes, ReassemblyConfig.IPV6_TIMEOUT_NS),
            counters,
            fragmentCounters,
            engine.nextSecret());
    ipv6.loopbackGroups(engine.groups.of(0));
    icmp = new Icmpv6(ipv6, frames, IcmpConfig.withSecret(engine.nextSecret()), icmpCounters);
    failures = new Ipv6NeighborFailures(ipv6);
  }

  /** Adds a device; {@code answers} where this lane is the one that answers for all. */
  void addInterface(
      InterfaceConfig config,
      EthernetLink link,
      CounterSet<NeighborCounter> counters,
      boolean answers) {
    int number = ipv6.interfaces().size();
    Ipv6Interface added = ipv6.addInterface(config.name(), link, engine.groups.of(number + 1));
    InterfaceAddresses holder = new InterfaceAddresses(engine.network, number + 1);
    holders.add(holder);
    LinkDiscovery discovery =
        new LinkDiscovery(
            ipv6,
            added,
            frames,
            timers,
            engine.config.discovery(),
            engine.nextSecret(),
            counters,
            answers,
            holder);
    added.neighbors(
        new NeighborTable(
            link,
            EtherTypes.IPV6,
            frames,
            timers,
            engine.config.neighbors(),
            engine.nextSecret(),
            counters,
            failures,
            discovery));
    discoveries.add(discovery);
    LinkDiscovery.attach(icmp, frames, discoveries.toArray(new LinkDiscovery[0]));
    if (engine.config.discovery().detectsStatic()) {
      config.addresses().stream()
          .filter(each -> !each.isIpv4())
          .forEach(each -> undecided.add(new IpAddress(each.high(), each.low())));
    }
  }

  /** Makes the addresses of an interface what the engine's say now. */
  void reconfigure(int number, HostAddresses.Device device) {
    Ipv6Interface own = ipv6.interfaces().get(number);
    for (IpAddress each : own.addresses()) {
      boolean stays =
          device.addresses().stream()
              .anyMatch(to -> to.high() == each.high() && to.low() == each.low());
      if (!stays) {
        own.removeAddress(each.high(), each.low());
      }
    }
    for (InterfaceConfig.Address each : device.addresses()) {
      if (!each.isIpv4()) {
        configure(own, each, discoveries.get(number));
      }
    }
  }

  private void configure(
      Ipv6Interface own, InterfaceConfig.Address wanted, LinkDiscovery discovery) {
    IpAddress address = new IpAddress(wanted.high(), wanted.low());
    if (undecided.contains(address)) {
      return;
    }
    if (!own.has(address.high(), address.low())) {
      own.addAddress(address.high(), address.low(), wanted.prefixLength());
      if (started) {
        discovery.announce(address.high(), address.low());
      }
    }
    own.deprecated(address.high(), address.low(), engine.network.isDeprecated(address));
  }

  /**
   * Begins to look for addresses and routers.
   *
   * @param reconfigure takes over what the engine's addresses say
   * @param speaks whether this lane decides which they are; the others look now and then
   */
  void start(Runnable reconfigure, boolean speaks, long nowNs) {
    started = true;
    if (engine.config.discovery().automatic() && !speaks) {
      new AddressWatch(engine.network, timers, reconfigure).start(nowNs);
    }
    for (int i = 0; i < discoveries.size(); i++) {
      LinkDiscovery discovery = discoveries.get(i);
      holders.get(i).attach(reconfigure);
      for (InterfaceConfig.Address each : engine.config.interfaces().get(i).addresses()) {
        detect(discovery, new IpAddress(each.high(), each.low()), reconfigure, nowNs);
      }
      discovery.start(nowNs);
    }
  }

  /** A configured address is ours when nobody else has it (RFC 4862 5.4). */
  private void detect(LinkDiscovery on, IpAddress address, Runnable reconfigure, long nowNs) {
    if (undecided.contains(address)) {
      Runnable assign =
          () -> {
            undecided.remove(address);
            reconfigure.run();
          };
      on.detect(address.high(), address.low(), assign, nowNs);
    }
  }

  void close() {
    ipv6.close();
  }
}
