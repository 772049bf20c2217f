package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.neighbor.Neighbor.State;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The neighbours of one link: resolves them, keeps frames until they are resolved, probes those in
 * use before what is known of them grows old, forgets the others. Used by the lane's thread alone.
 */
public final class NeighborTable {
  private final EthernetLink link;
  private final FrameCache frames;
  private final TimerWheel timers;
  private final NeighborConfig config;
  private final CounterSet<NeighborCounter> counters;
  private final UnresolvedListener unresolved;
  private final Solicitor solicitor;
  private final Int2ObjectHashMap<Neighbor> neighbors = new Int2ObjectHashMap<>();
  private final Frame scratch = new Frame();

  NeighborTable(
      EthernetLink link,
      FrameCache frames,
      TimerWheel timers,
      NeighborConfig config,
      CounterSet<NeighborCounter> counters,
      UnresolvedListener unresolved,
      Solicitor solicitor) {
    this.link = link;
    this.frames = frames;
    this.timers = timers;
    this.config = config;
    this.counters = counters;
    this.unresolved = unresolved;
    this.solicitor = solicitor;
  }

  /** The neighbour with this address, or null if the table does not know it. */
  public Neighbor find(int address) {
    return neighbors.get(address);
  }

  /** The neighbour with this address, as yet unresolved if the table did not know it. */
  public Neighbor findOrCreate(int address, long nowNs) {
    Neighbor neighbor = neighbors.get(address);
    return neighbor != null ? neighbor : create(address, nowNs);
  }

  /** The neighbours known, in whatever state. */
  public int size() {
    return neighbors.size();
  }

  /**
   * Sends an IPv4 packet to a neighbour, or parks it and asks for the neighbour's address. Takes
   * the frame whatever it returns.
   *
   * @param neighbor one that is not forgotten
   * @return false if the frame was dropped
   */
  public boolean send(Frame frame, Neighbor neighbor, long nowNs) {
    neighbor.usedNs = nowNs;
    if (neighbor.isUsable()) {
      return link.send(frame, neighbor.mac, EtherTypes.IPV4);
    }
    park(frame, neighbor);
    if (!neighbor.isArmed()) {
      neighbor.requests = 0;
      request(neighbor, nowNs);
    }
    return true;
  }

  /** Sets a neighbour that needs no resolution and does not change. */
  public void addStatic(int address, long mac, long nowNs) {
    Neighbor neighbor = findOrCreate(address, nowNs);
    timers.cancel(neighbor);
    neighbor.mac = mac;
    neighbor.state(State.STATIC);
    sendParked(neighbor);
  }

  /** Forgets a neighbour, static or not; frames that wait for it are dropped. */
  public void remove(int address) {
    Neighbor neighbor = neighbors.get(address);
    if (neighbor != null) {
      forget(neighbor);
    }
  }

  /** Forgets all neighbours and frees the frames that wait. */
  public void clear() {
    for (Neighbor neighbor : neighbors.values().toArray(new Neighbor[0])) {
      forget(neighbor);
    }
  }

  /**
   * Notes what an ARP packet said of its sender.
   *
   * @param create whether to remember one that is not in the table yet
   */
  void learn(int address, long mac, boolean create, long nowNs) {
    Neighbor neighbor = neighbors.get(address);
    if (neighbor == null) {
      if (!create) {
        return;
      }
      neighbor = create(address, nowNs);
    } else if (neighbor.state == State.STATIC) {
      return;
    } else if (neighbor.isUsable() && neighbor.mac != mac) {
      counters.increment(NeighborCounter.MOVED);
    }
    neighbor.mac = mac;
    neighbor.confirmedNs = nowNs;
    neighbor.requests = 0;
    neighbor.state(State.REACHABLE);
    timers.schedule(neighbor, nowNs + config.refreshNs());
    sendParked(neighbor);
  }

  void onExpiry(Neighbor neighbor, long nowNs) {
    switch (neighbor.state) {
      case INCOMPLETE -> retryOrFail(neighbor, nowNs);
      case REACHABLE -> refreshOrExpire(neighbor, nowNs);
      case PROBING -> probeOrFail(neighbor, nowNs);
      case STATIC, FORGOTTEN -> throw new IllegalStateException("no timer in " + neighbor.state);
    }
  }

  private void retryOrFail(Neighbor neighbor, long nowNs) {
    if (neighbor.requests < config.maxRequests()) {
      request(neighbor, nowNs);
    } else {
      fail(neighbor, nowNs);
    }
  }

  private void refreshOrExpire(Neighbor neighbor, long nowNs) {
    long refreshAtNs = neighbor.confirmedNs + config.refreshNs();
    long expireAtNs = neighbor.confirmedNs + config.lifetimeNs();
    if (nowNs - refreshAtNs < 0) {
      timers.schedule(neighbor, refreshAtNs); // confirmed by higher layers since it was armed
    } else if (neighbor.usedNs - neighbor.confirmedNs > 0) {
      neighbor.state(State.PROBING);
      neighbor.requests = 0;
      probe(neighbor, nowNs);
    } else if (nowNs - expireAtNs < 0) {
      timers.schedule(neighbor, expireAtNs);
    } else {
      counters.increment(NeighborCounter.EXPIRED);
      forget(neighbor);
    }
  }

  private void probeOrFail(Neighbor neighbor, long nowNs) {
    if (nowNs - neighbor.confirmedNs < config.refreshNs()) {
      neighbor.state(State.REACHABLE);
      timers.schedule(neighbor, neighbor.confirmedNs + config.refreshNs());
    } else if (neighbor.requests < config.maxRequests()) {
      probe(neighbor, nowNs);
    } else {
      // RFC 1122 2.3.2.1 (2): delete the entry; the next frame asks everybody on the link.
      fail(neighbor, nowNs);
    }
  }

  private void request(Neighbor neighbor, long nowNs) {
    neighbor.requests++;
    timers.schedule(neighbor, nowNs + config.retransmitNs());
    solicitor.broadcastRequest(neighbor.address());
  }

  private void probe(Neighbor neighbor, long nowNs) {
    neighbor.requests++;
    timers.schedule(neighbor, nowNs + config.retransmitNs());
    solicitor.unicastProbe(neighbor.address(), neighbor.mac);
  }

  private void park(Frame frame, Neighbor neighbor) {
    if (neighbor.parked == null) {
      neighbor.parked = new ParkedFrames(config.maxParked());
    } else if (neighbor.parked.isFull()) {
      // RFC 1122 2.3.2.2: the latest packets are worth more than the oldest.
      counters.increment(NeighborCounter.PARKED_OVERFLOW);
      frames.free(neighbor.parked.poll());
    }
    counters.increment(NeighborCounter.PARKED);
    neighbor.parked.add(frame.address());
  }

  private void sendParked(Neighbor neighbor) {
    ParkedFrames parked = neighbor.parked;
    if (parked == null) {
      return;
    }
    neighbor.parked = null;
    long frame;
    while ((frame = parked.poll()) != 0) {
      link.send(scratch.wrap(frame), neighbor.mac, EtherTypes.IPV4);
    }
  }

  private Neighbor create(int address, long nowNs) {
    if (neighbors.size() >= config.maxNeighbors()) {
      evict();
    }
    Neighbor neighbor = new Neighbor(this, address);
    neighbor.usedNs = nowNs;
    neighbors.put(address, neighbor);
    return neighbor;
  }

  private void evict() {
    Neighbor oldest = null;
    for (Neighbor each : neighbors.values()) {
      if (each.state != State.STATIC && (oldest == null || each.usedNs - oldest.usedNs < 0)) {
        oldest = each;
      }
    }
    if (oldest != null) {
      counters.increment(NeighborCounter.EVICTED);
      forget(oldest);
    }
  }

  /** Forgets a neighbour that did not answer, and tells those whose packets wait for it. */
  private void fail(Neighbor neighbor, long nowNs) {
    counters.increment(NeighborCounter.FAILED);
    ParkedFrames parked = detach(neighbor);
    long frame;
    while (parked != null && (frame = parked.poll()) != 0) {
      counters.increment(NeighborCounter.PARKED_UNREACHABLE);
      unresolved.onUnresolved(scratch.wrap(frame), nowNs);
      frames.free(frame);
    }
  }

  /**
   * Forgets a neighbour without a word: this happens while someone sends, who must not be called
   * back.
   */
  private void forget(Neighbor neighbor) {
    ParkedFrames parked = detach(neighbor);
    long frame;
    while (parked != null && (frame = parked.poll()) != 0) {
      counters.increment(NeighborCounter.PARKED_DROPPED);
      frames.free(frame);
    }
  }

  private ParkedFrames detach(Neighbor neighbor) {
    timers.cancel(neighbor);
    neighbors.remove(neighbor.address());
    neighbor.state(State.FORGOTTEN);
    ParkedFrames parked = neighbor.parked;
    neighbor.parked = null;
    return parked;
  }
}
