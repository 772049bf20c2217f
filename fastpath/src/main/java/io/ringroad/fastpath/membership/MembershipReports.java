package io.ringroad.fastpath.membership;

import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.FrameCache;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Reports the memberships of an engine, on one of its lanes: looks in each cycle whether those of
 * an interface have changed, which costs one read for each interface. Used by the lane's thread
 * alone.
 */
public final class MembershipReports {
  private record Reported(InterfaceGroups groups, GroupReports ipv4) {
    void update(IpAddress group, long nowNs) {
      if (IpAddresses.isIpv4(group.high(), group.low())) {
        ipv4.onChange(group.high(), group.low(), groups.find(group.high(), group.low()), nowNs);
      }
    }

    void leaveAll(long nowNs) {
      ipv4.leaveAll(nowNs);
    }
  }

  private final FrameCache frames;
  private final TimerWheel timers;
  private final RandomGenerator random;
  private final MembershipConfig config;
  private final CounterSet<MembershipCounter> counters;
  private final Igmp igmp;
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
  }

  /** What takes IGMP packets. */
  public TransportProtocol igmp() {
    return igmp;
  }

  /**
   * Reports for an interface from now on; in the order of their indices.
   *
   * @param wakeUp wakes this lane, on whose thread changes are reported
   */
  public void add(Ipv4Interface added, Runnable wakeUp) {
    GroupReports ipv4 =
        new GroupReports(
            new IgmpSender(added.link(), frames, () -> added.sourceFor(IpAddresses.IPV4_ANY)),
            frames,
            timers,
            random,
            config,
            counters);
    igmp.add(ipv4);
    interfaces.add(new Reported(added.groups(), ipv4));
    added.groups().watch(wakeUp);
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
