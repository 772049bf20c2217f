package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;

/**
 * Who stays in the table and who goes. Neighbours stand in one of four queues by what they are
 * worth; whoever floods the link with invented addresses fills the queues that are emptied first.
 *
 * <pre>
 *   heard      asked something of us, nothing was ever sent to it     goes first
 *   proven,    answered or was confirmed once, but nobody has sent    then
 *     idle     to it for long
 *   unproven   sent to at an address that nobody has confirmed        then
 *   asked      INCOMPLETE: frames wait                                then
 *   proven     in use                                                 goes last, for us alone
 * </pre>
 *
 * <p>A request from outside makes room only among the first two; if there is none, its sender is
 * answered and not remembered. PERMANENT neighbours stand in no queue.
 */
final class Retention extends Timer {
  /** Neighbours that are looked at in one go. */
  private static final int LOOKS = 64;

  private final NeighborMap map;
  private final Parking parking;
  private final TimerWheel timers;
  private final NeighborConfig config;
  private final CounterSet<NeighborCounter> counters;
  private final NeighborList heard = new NeighborList();
  private final NeighborList asked = new NeighborList();
  private final NeighborList unproven = new NeighborList();
  private final NeighborList proven = new NeighborList();

  Retention(
      NeighborMap map,
      Parking parking,
      TimerWheel timers,
      NeighborConfig config,
      CounterSet<NeighborCounter> counters) {
    this.map = map;
    this.parking = parking;
    this.timers = timers;
    this.config = config;
    this.counters = counters;
  }

  /** Adds a neighbour that nothing was sent to yet. There is room. */
  void add(Neighbor neighbor, long nowNs) {
    map.add(neighbor);
    heard.moveHere(neighbor, nowNs);
    if (map.size() > config.keptNeighbors() && !isArmed()) {
      timers.schedule(this, nowNs + roundNs());
    }
  }

  void asked(Neighbor neighbor, long nowNs) {
    asked.moveHere(neighbor, nowNs);
  }

  /** Frames are sent to a neighbour that nobody has confirmed. */
  void used(Neighbor neighbor, long nowNs) {
    if (neighbor.list != proven && neighbor.list != unproven) {
      unproven.moveHere(neighbor, nowNs);
    }
  }

  void proven(Neighbor neighbor, long nowNs) {
    if (neighbor.list != proven) {
      proven.moveHere(neighbor, nowNs);
    }
  }

  /** At most half of the table is static, so that somebody can always be forgotten. */
  void checkRoomForPermanent() {
    int inQueues = heard.size() + asked.size() + unproven.size() + proven.size();
    if (map.size() - inQueues > config.maxNeighbors() / 2) {
      throw new IllegalStateException(
          "at most half of the " + config.maxNeighbors() + " neighbours can be static");
    }
  }

  void permanent(Neighbor neighbor) {
    NeighborList.leave(neighbor);
  }

  /**
   * Makes room for one more neighbour.
   *
   * @param forUs whether we have something to send to it
   * @return false if nobody could be forgotten for it
   */
  boolean makeRoom(boolean forUs, long nowNs) {
    if (map.size() < config.maxNeighbors()) {
      return true;
    }
    Neighbor victim = heard.first();
    if (victim == null) {
      victim = idle(nowNs);
    }
    if (victim == null && forUs) {
      victim = unproven.size() > 0 ? unproven.first() : asked.first();
      if (victim == null) {
        victim = proven.first();
      }
    }
    if (victim == null) {
      counters.increment(NeighborCounter.NO_ROOM);
      return false;
    }
    counters.increment(NeighborCounter.EVICTED);
    forget(victim);
    return true;
  }

  /** Makes room for one more parked frame: the oldest of those that wait longest goes. */
  void makeParkingRoom(long nowNs) {
    while (parking.isFull()) {
      Neighbor oldest = asked.first();
      if (oldest.parked != null && oldest.parked.size() > 0) {
        parking.dropOldest(oldest);
      } else {
        asked.moveHere(oldest, nowNs);
      }
    }
  }

  /** Takes a neighbour out of the table for good; frames that wait are dropped. */
  void forget(Neighbor neighbor) {
    timers.cancel(neighbor);
    map.remove(neighbor);
    NeighborList.leave(neighbor);
    neighbor.state(NeighborState.FORGOTTEN);
    parking.drop(neighbor);
  }

  /**
   * A proven neighbour that nobody has sent to for long. Those in front that somebody has sent to
   * since they were last looked at go to the end, so that in front stand those used least.
   */
  private Neighbor idle(long nowNs) {
    for (int i = Math.min(LOOKS, proven.size()); i > 0; i--) {
      Neighbor first = proven.first();
      if (isIdle(first, nowNs)) {
        return first;
      }
      if (first.usedNs - first.listedNs <= 0) {
        return null;
      }
      proven.moveHere(first, nowNs);
    }
    return null;
  }

  private boolean isIdle(Neighbor neighbor, long nowNs) {
    long lastNs = Math.max(neighbor.usedNs, neighbor.updatedNs);
    return nowNs - lastNs > config.idleNs() && !neighbor.isArmed();
  }

  /** Time for the next look at those that nobody uses: all are looked at twice in idleNs. */
  private long roundNs() {
    int rounds = 2 * (1 + map.size() / LOOKS);
    return Math.max(1, config.idleNs() / rounds);
  }

  /** As Linux's neigh_periodic_work: while there are many, the idle ones go. */
  @Override
  protected void onExpiry(long nowNs) {
    forgetIdle(heard, nowNs);
    forgetIdle(proven, nowNs);
    if (map.size() > config.keptNeighbors()) {
      timers.schedule(this, nowNs + roundNs());
    }
  }

  private void forgetIdle(NeighborList list, long nowNs) {
    for (int i = Math.min(LOOKS, list.size()); i > 0; i--) {
      if (map.size() <= config.keptNeighbors()) {
        return;
      }
      Neighbor first = list.first();
      if (isIdle(first, nowNs)) {
        counters.increment(NeighborCounter.EXPIRED);
        forget(first);
      } else {
        list.moveHere(first, nowNs);
      }
    }
  }
}
