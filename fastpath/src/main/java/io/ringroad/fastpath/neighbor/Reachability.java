package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.SplittableRandom;

/**
 * The states of neighbours (RFC 4861 7.3.3 and appendix C), in which ARP's go too, as on Linux. A
 * neighbour is its own timer.
 */
final class Reachability {
  /** RFC 4861 6.3.4: a new random time now and then; Linux takes one every five minutes. */
  private static final long SAME_TIME_NS = 300_000_000_000L;

  private final TimerWheel timers;
  private final NeighborConfig config;
  private final SplittableRandom random;
  private final CounterSet<NeighborCounter> counters;
  private final Parking parking;
  private final Retention retention;
  private final Solicitor solicitor;
  private long baseReachableNs;
  private long retransmitNs;
  private long reachableNs;
  private long chosenNs;

  Reachability(
      TimerWheel timers,
      NeighborConfig config,
      SplittableRandom random,
      CounterSet<NeighborCounter> counters,
      Parking parking,
      Retention retention,
      Solicitor solicitor) {
    this.timers = timers;
    this.config = config;
    this.random = random;
    this.counters = counters;
    this.parking = parking;
    this.retention = retention;
    this.solicitor = solicitor;
    this.baseReachableNs = config.baseReachableNs();
    this.retransmitNs = config.retransmitNs();
  }

  /** RFC 4861 6.3.4: a router says how long neighbours are reachable. */
  void baseReachableNs(long baseNs) {
    if (baseNs != baseReachableNs) {
      baseReachableNs = baseNs;
      reachableNs = 0;
    }
  }

  void retransmitNs(long intervalNs) {
    retransmitNs = intervalNs;
  }

  long retransmitNs() {
    return retransmitNs;
  }

  /** RFC 4861 6.3.2: uniformly from half to one and a half of the base. */
  private long reachableNs(long nowNs) {
    if (reachableNs == 0 || nowNs - chosenNs > SAME_TIME_NS) {
      reachableNs = Math.max(1, baseReachableNs / 2 + random.nextLong(baseReachableNs + 1));
      chosenNs = nowNs;
    }
    return reachableNs;
  }

  /** Begins to ask for a neighbour, for which a frame waits. */
  void resolve(Neighbor neighbor, long nowNs) {
    neighbor.solicits = 0;
    retention.asked(neighbor, nowNs);
    solicitAll(neighbor, nowNs);
  }

  /** RFC 4861 7.3.3: the first packet to a stale neighbour. */
  void useStale(Neighbor neighbor, long nowNs) {
    neighbor.state(NeighborState.DELAY);
    neighbor.updatedNs = nowNs;
    timers.schedule(neighbor, nowNs + config.delayFirstProbeNs());
    retention.used(neighbor, nowNs);
  }

  /**
   * RFC 4861 7.2.3: a message that asked something told its sender's address, which says nothing of
   * the way back.
   */
  void heard(Neighbor neighbor, long mac, long nowNs) {
    if (neighbor.state() == NeighborState.PERMANENT || neighbor.isUsable() && mac == neighbor.mac) {
      return;
    }
    moved(neighbor, mac, nowNs);
    stale(neighbor, nowNs);
  }

  /**
   * RFC 4861 7.2.5: a neighbour told its address.
   *
   * @param solicited whether because it was asked: packets reach it
   * @param override whether this address replaces a known one
   */
  void answered(Neighbor neighbor, long mac, boolean solicited, boolean override, long nowNs) {
    if (neighbor.state() == NeighborState.PERMANENT) {
      return;
    }
    boolean differs = neighbor.isUsable() && mac != neighbor.mac;
    if (differs && !override) {
      if (neighbor.state() == NeighborState.REACHABLE) {
        stale(neighbor, nowNs);
      }
      return;
    }
    boolean news = differs || !neighbor.isUsable();
    moved(neighbor, mac, nowNs);
    if (solicited) {
      neighbor.confirmedNs = nowNs;
      reachable(neighbor, nowNs);
    } else if (news) {
      stale(neighbor, nowNs);
    }
  }

  /** Sets an address that holds until the neighbour is removed. */
  void permanent(Neighbor neighbor, long mac, long nowNs) {
    timers.cancel(neighbor);
    moved(neighbor, mac, nowNs);
    retention.permanent(neighbor);
    neighbor.state(NeighborState.PERMANENT);
    parking.send(neighbor);
  }

  private void moved(Neighbor neighbor, long mac, long nowNs) {
    if (neighbor.isUsable() && neighbor.mac != mac) {
      counters.increment(NeighborCounter.MOVED);
    }
    if (!neighbor.isUsable() || neighbor.mac != mac) {
      neighbor.mac = mac;
      neighbor.updatedNs = nowNs;
      neighbor.confirmedNs = nowNs - 1; // what was confirmed is not this
    }
  }

  private void stale(Neighbor neighbor, long nowNs) {
    timers.cancel(neighbor);
    boolean waited = neighbor.state() == NeighborState.INCOMPLETE && neighbor.parked != null;
    neighbor.state(NeighborState.STALE);
    if (waited) {
      useStale(neighbor, nowNs); // what waited is sent to it
      parking.send(neighbor);
    }
  }

  private void reachable(Neighbor neighbor, long nowNs) {
    if (neighbor.state() != NeighborState.REACHABLE) {
      neighbor.updatedNs = nowNs;
      neighbor.state(NeighborState.REACHABLE);
    }
    retention.proven(neighbor, nowNs);
    timers.schedule(neighbor, neighbor.confirmedNs + reachableNs(nowNs));
    if (neighbor.parked != null) {
      parking.send(neighbor);
    }
  }

  void onExpiry(Neighbor neighbor, long nowNs) {
    switch (neighbor.state()) {
      case INCOMPLETE -> solicitOrFail(neighbor, nowNs);
      case REACHABLE -> stayReachable(neighbor, nowNs);
      case DELAY -> probeUnlessConfirmed(neighbor, nowNs);
      case PROBE -> probeOrFail(neighbor, nowNs);
      case STALE, PERMANENT, FORGOTTEN ->
          throw new IllegalStateException("no timer in " + neighbor.state());
    }
  }

  private void solicitOrFail(Neighbor neighbor, long nowNs) {
    if (neighbor.solicits < config.multicastSolicits()) {
      solicitAll(neighbor, nowNs);
    } else {
      fail(neighbor, nowNs);
    }
  }

  private void stayReachable(Neighbor neighbor, long nowNs) {
    long untilNs = neighbor.confirmedNs + reachableNs(nowNs);
    if (nowNs - untilNs < 0) {
      timers.schedule(neighbor, untilNs); // confirmed from above since it was armed
    } else {
      neighbor.updatedNs = nowNs;
      neighbor.state(NeighborState.STALE);
    }
  }

  private void probeUnlessConfirmed(Neighbor neighbor, long nowNs) {
    if (neighbor.confirmedNs - neighbor.updatedNs >= 0) {
      reachable(neighbor, nowNs);
    } else {
      neighbor.state(NeighborState.PROBE);
      neighbor.updatedNs = nowNs;
      neighbor.solicits = 0;
      probe(neighbor, nowNs);
    }
  }

  private void probeOrFail(Neighbor neighbor, long nowNs) {
    if (neighbor.confirmedNs - neighbor.updatedNs >= 0) {
      reachable(neighbor, nowNs);
    } else if (neighbor.solicits < config.unicastSolicits()) {
      probe(neighbor, nowNs);
    } else {
      // RFC 4861 7.3.3 and RFC 1122 2.3.2.1 (2): delete it; the next frame asks everybody.
      fail(neighbor, nowNs);
    }
  }

  private void solicitAll(Neighbor neighbor, long nowNs) {
    neighbor.solicits++;
    timers.schedule(neighbor, nowNs + retransmitNs);
    long waiting = neighbor.parked == null ? 0 : neighbor.parked.first();
    solicitor.solicitAll(neighbor, parking.packet(waiting), nowNs);
  }

  private void probe(Neighbor neighbor, long nowNs) {
    neighbor.solicits++;
    timers.schedule(neighbor, nowNs + retransmitNs);
    solicitor.probe(neighbor, nowNs);
  }

  private void fail(Neighbor neighbor, long nowNs) {
    counters.increment(NeighborCounter.FAILED);
    ParkedFrames waiting = parking.take(neighbor);
    retention.forget(neighbor);
    solicitor.onUnreachable(neighbor, nowNs);
    parking.fail(waiting, nowNs);
  }
}
