package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.discovery.NeighborDiscovery;
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
import java.util.List;

/** IPv6 and the protocols that belong to it, of one lane, wired together. */
final class Ipv6Stack {
  final Ipv6 ipv6;
  final Icmpv6 icmp;
  private final EngineParts engine;
  private final FrameCache frames;
  private final TimerWheel timers;
  private final Ipv6NeighborFailures failures;
  private final List<NeighborDiscovery> discoveries = new ArrayList<>();

  Ipv6Stack(
      EngineParts engine,
      Ip ip,
      FrameCache frames,
      TimerWheel timers,
      CounterSet<IpCounter> counters,
      CounterSet<IcmpCounter> icmpCounters) {
    this.engine = engine;
    this.frames = frames;
    this.timers = timers;
    ipv6 = new Ipv6(ip, frames, counters, engine.nextSecret());
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
    NeighborDiscovery discovery = new NeighborDiscovery(ipv6, added, frames, counters, answers);
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
    NeighborDiscovery.attach(icmp, frames, discoveries.toArray(new NeighborDiscovery[0]));
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
      if (!each.isIpv4() && !own.has(each.high(), each.low())) {
        own.addAddress(each.high(), each.low(), each.prefixLength());
      }
    }
  }

  void close() {
    ipv6.close();
  }
}
