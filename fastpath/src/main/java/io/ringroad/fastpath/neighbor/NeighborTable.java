package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.SplittableRandom;

/**
 * The neighbours of one link in one family of addresses: resolves them, keeps frames until they are
 * resolved, asks those in use whether they are still there, forgets others when there are too many.
 * Addresses are as {@link io.ringroad.fastpath.wire.IpAddresses} describes. Used by the lane's
 * thread alone.
 */
public final class NeighborTable {
  private final EthernetLink link;
  private final int etherType;
  private final NeighborMap map;
  private final Parking parking;
  private final Retention retention;
  private final Reachability reachability;

  /**
   * Creates an empty table.
   *
   * @param etherType of the packets that are sent to the neighbours
   * @param seed random number that the order of the table and its times come from
   */
  public NeighborTable(
      EthernetLink link,
      int etherType,
      FrameCache frames,
      TimerWheel timers,
      NeighborConfig config,
      long seed,
      CounterSet<NeighborCounter> counters,
      UnresolvedListener unresolved,
      Solicitor solicitor) {
    this.link = link;
    this.etherType = etherType;
    SplittableRandom random = new SplittableRandom(seed);
    map = new NeighborMap(config.maxNeighbors(), random.nextLong());
    parking = new Parking(link, etherType, frames, config, counters, unresolved);
    retention = new Retention(map, parking, timers, config, counters);
    reachability =
        new Reachability(timers, config, random, counters, parking, retention, solicitor);
  }

  /** The neighbour with this address, or null if the table does not know it. */
  public Neighbor find(long high, long low) {
    return map.get(high, low);
  }

  /** The neighbour with this address, as yet unresolved if the table did not know it. */
  public Neighbor findOrCreate(long high, long low, long nowNs) {
    Neighbor neighbor = map.get(high, low);
    return neighbor != null ? neighbor : create(high, low, true, nowNs);
  }

  /** The neighbours known, in whatever state. */
  public int size() {
    return map.size();
  }

  /** All neighbours, in no order; for reports, it allocates. */
  public Neighbor[] all() {
    return map.toArray();
  }

  /**
   * Sends a packet to a neighbour, or parks it and asks for the neighbour's address. Takes the
   * frame whatever it returns.
   *
   * @param neighbor one that is not forgotten
   * @return false if the frame was dropped
   */
  public boolean send(Frame frame, Neighbor neighbor, long nowNs) {
    neighbor.usedNs = nowNs;
    if (neighbor.isDirect()) {
      return link.send(frame, neighbor.mac, etherType);
    }
    return sendIndirect(frame, neighbor, nowNs);
  }

  private boolean sendIndirect(Frame frame, Neighbor neighbor, long nowNs) {
    if (neighbor.state() == NeighborState.STALE) {
      reachability.useStale(neighbor, nowNs);
      return link.send(frame, neighbor.mac, etherType);
    }
    retention.makeParkingRoom(nowNs);
    parking.park(frame, neighbor);
    if (!neighbor.isArmed()) {
      reachability.resolve(neighbor, nowNs);
    }
    return true;
  }

  /**
   * Sets a neighbour that needs no resolution and does not change (PERMANENT).
   *
   * @throws IllegalStateException if half of the table is static already
   */
  public void addStatic(long high, long low, long mac, long nowNs) {
    retention.checkRoomForPermanent();
    reachability.permanent(findOrCreate(high, low, nowNs), mac, nowNs);
  }

  /** Forgets a neighbour, static or not; frames that wait for it are dropped. */
  public void remove(long high, long low) {
    Neighbor neighbor = map.get(high, low);
    if (neighbor != null) {
      retention.forget(neighbor);
    }
  }

  /** Forgets all neighbours, and drops the frames that wait. */
  public void clear() {
    for (Neighbor each : map.toArray()) {
      retention.forget(each);
    }
  }

  /**
   * Notes the address that somebody told who asked us something: an ARP request, a solicitation, an
   * advertisement of a router. A known neighbour with another address, and a new one, become STALE.
   *
   * @param create whether to remember one that is not in the table yet
   * @return the neighbour, or null if it is not in the table
   */
  public Neighbor heard(long high, long low, long mac, boolean create, long nowNs) {
    Neighbor neighbor = map.get(high, low);
    if (neighbor == null && create) {
      neighbor = create(high, low, false, nowNs);
    }
    if (neighbor != null) {
      reachability.heard(neighbor, mac, nowNs);
    }
    return neighbor;
  }

  /**
   * Notes the address that a neighbour in the table told when it answered (RFC 4861 7.2.5).
   *
   * @param solicited whether it was asked, which proves that packets reach it
   * @param override whether this address takes the place of a known other one
   */
  public void answered(
      Neighbor neighbor, long mac, boolean solicited, boolean override, long nowNs) {
    reachability.answered(neighbor, mac, solicited, override, nowNs);
  }

  /** Sets how long neighbours are taken to be reachable, about (RFC 4861 6.3.4). */
  public void baseReachableNs(long baseNs) {
    reachability.baseReachableNs(baseNs);
  }

  /** Sets the time between requests to one neighbour (RFC 4861 6.3.4). */
  public void retransmitNs(long intervalNs) {
    reachability.retransmitNs(intervalNs);
  }

  /** The time between requests to one neighbour. */
  public long retransmitNs() {
    return reachability.retransmitNs();
  }

  /** Null if there is no room, which for us there always is. */
  private Neighbor create(long high, long low, boolean forUs, long nowNs) {
    if (!retention.makeRoom(forUs, nowNs)) {
      return null;
    }
    Neighbor neighbor = new Neighbor(high, low, map.hash(high, low), reachability);
    neighbor.usedNs = nowNs;
    neighbor.updatedNs = nowNs;
    neighbor.confirmedNs = nowNs - 1;
    retention.add(neighbor, nowNs);
    return neighbor;
  }
}
