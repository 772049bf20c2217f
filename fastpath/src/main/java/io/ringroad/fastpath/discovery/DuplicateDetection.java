package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Looks whether somebody has an address before it is used (RFC 4862 5.4): asks for it from {@code
 * ::}, and waits a while. Until then the address is tentative: nobody is answered who asks for it.
 */
final class DuplicateDetection {
  /** RFC 4862 5.4.2: a random delay of up to MAX_RTR_SOLICITATION_DELAY before the first. */
  private static final long MOST_DELAY_NS = 1_000_000_000L;

  /** What was found. */
  interface Outcome {
    /** Nobody has it. */
    void onUnique(long nowNs);

    /** Another host has it, or wants it too. */
    void onDuplicate(long nowNs);
  }

  private final class Tentative extends Timer {
    private final long high;
    private final long low;
    private final Outcome outcome;
    private final GroupMembership group;
    private int sent;

    Tentative(long high, long low, Outcome outcome) {
      this.high = high;
      this.low = low;
      this.outcome = outcome;
      this.group =
          GroupMembership.ofAnySource(
              IpAddresses.SOLICITED_NODE_HIGH, IpAddresses.solicitedNodeLow(low), link.index());
    }

    @Override
    protected void onExpiry(long nowNs) {
      if (sent < probes) {
        sent++;
        discovery.sendDuplicateProbe(high, low);
        timers.schedule(this, nowNs + link.neighbors().retransmitNs());
      } else {
        forget(this);
        outcome.onUnique(nowNs);
      }
    }
  }

  private final Ipv6Interface link;
  private final NeighborDiscovery discovery;
  private final TimerWheel timers;
  private final RandomGenerator random;
  private final int probes;
  private final CounterSet<NeighborCounter> counters;
  private final List<Tentative> tentative = new ArrayList<>();

  DuplicateDetection(
      Ipv6Interface link,
      NeighborDiscovery discovery,
      TimerWheel timers,
      RandomGenerator random,
      int probes,
      CounterSet<NeighborCounter> counters) {
    this.link = link;
    this.discovery = discovery;
    this.timers = timers;
    this.random = random;
    this.probes = probes;
    this.counters = counters;
  }

  /** Begins to look; the outcome comes later, or at once where nothing is asked. */
  void start(long high, long low, Outcome outcome, long nowNs) {
    if (probes == 0) {
      outcome.onUnique(nowNs);
      return;
    }
    Tentative added = new Tentative(high, low, outcome);
    tentative.add(added);
    link.groups().add(added.group);
    timers.schedule(added, nowNs + random.nextLong(MOST_DELAY_NS));
  }

  /** Stops to look for an address that is not wanted any more. */
  void cancel(long high, long low) {
    Tentative found = find(high, low);
    if (found != null) {
      forget(found);
    }
  }

  /** Whether an address is tentative. */
  boolean isTentative(long high, long low) {
    return find(high, low) != null;
  }

  /** RFC 4862 5.4.3, 5.4.4: another host asks for a tentative address as we do, or has it. */
  void onClaim(long high, long low, long nowNs) {
    Tentative found = find(high, low);
    if (found != null) {
      counters.increment(NeighborCounter.ADDRESS_CONFLICTS);
      forget(found);
      found.outcome.onDuplicate(nowNs);
    }
  }

  private Tentative find(long high, long low) {
    for (int i = 0; i < tentative.size(); i++) {
      Tentative each = tentative.get(i);
      if (each.low == low && each.high == high) {
        return each;
      }
    }
    return null;
  }

  private void forget(Tentative each) {
    timers.cancel(each);
    tentative.remove(each);
    link.groups().remove(each.group);
  }
}
