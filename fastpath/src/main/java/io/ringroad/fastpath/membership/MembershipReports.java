package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.ip.Transports;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * Reports the memberships of an engine, on one of its lanes: looks in each cycle whether those of
 * an interface have changed, which costs one read for each interface. Used by the lane's thread
 * alone.
 */
public final class MembershipReports {
  private record Reported(InterfaceGroups groups, GroupReports ipv4, GroupReports ipv6) {
    void update(IpAddress group, long nowNs) {
      GroupReports reports = group.isIpv4() ? ipv4 : ipv6;
      long high = group.high();
      long low = group.low();
      reports.onChange(high, low, groups.find(high, low), nowNs);
    }

    void leaveAll(long nowNs) {
      ipv4.leaveAll(nowNs);
      ipv6.leaveAll(nowNs);
    }
  }

  private final FrameCache frames;
  private final TimerWheel timers;
  private final RandomGenerator random;
  private final MembershipConfig config;
  private final CounterSet<MembershipCounter> counters;
  private final Igmp igmp;
  private final Mld mld;
  private final List<Reported> interfaces = new ArrayList<>();

  /** Creates reports of no interface. */
  public MembershipReports(
      FrameCache frames,
      TimerWheel timers,
      RandomGenerator random,
      MembershipConfig config,
      CounterSet<MembershipCounter> counters) {
    this.frames = frames;
    this.timers = timers;
    this.random = random;
    this.config = config;
    this.counters = counters;
    this.igmp = new Igmp(frames, counters);
    this.mld = new Mld(frames, counters);
  }

  /** Hears what routers ask. */
  public void attach(Transports ipv4, Icmpv6 icmpv6) {
    ipv4.attach(IpProtocols.IGMP, igmp);
    mld.attach(icmpv6);
  }

  /**
   * Reports for an interface from now on; in the order of their indices.
   *
   * @param wakeUp wakes this lane, on whose thread changes are reported
   */
  public void add(Ipv4Interface ipv4, Ipv6Interface ipv6, Runnable wakeUp) {
    IntSupplier source = () -> ipv4.sourceFor(IpAddresses.IPV4_ANY);
    GroupReports byIgmp = reports(new IgmpSender(ipv4.link(), frames, source), config);
    // What Linux forces IGMP to, it does not force MLD to.
    MembershipConfig free = config.withForcedVersion(0);
    GroupReports byMld = reports(new MldSender(ipv6.link(), frames, ipv6::linkLocal), free);
    igmp.add(byIgmp);
    mld.add(byMld);
    interfaces.add(new Reported(ipv4.groups(), byIgmp, byMld));
    ipv4.groups().watch(wakeUp);
  }

  private GroupReports reports(MessageSender sender, MembershipConfig config) {
    return new GroupReports(sender, frames, timers, random, config, counters);
  }

  /**
   * Takes the changes since the last call.
   *
   * @return how many groups have changed
   */
  public int poll(long nowNs) {
    int count = 0;
    for (int i = 0; i < interfaces.size(); i++) {
      Reported each = interfaces.get(i);
      if (each.groups.hasChanges()) {
        for (IpAddress group : each.groups.takeChanges()) {
          each.update(group, nowNs);
          count++;
        }
      }
    }
    return count;
  }

  /** Whether there are changes that {@link #poll} has not taken. */
  public boolean hasChanges() {
    for (int i = 0; i < interfaces.size(); i++) {
      if (interfaces.get(i).groups.hasChanges()) {
        return true;
      }
    }
    return false;
  }

  /** Tells routers that nothing is received here any more; the lane ends. */
  public void close(long nowNs) {
    interfaces.forEach(each -> each.leaveAll(nowNs));
  }
}
