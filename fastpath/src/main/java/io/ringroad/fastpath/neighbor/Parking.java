package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Where frames wait until their neighbour is resolved: some for each, and not too many in all. */
final class Parking {
  /** At most one in so many of all frames wait for neighbours, whatever the configuration says. */
  private static final int POOL_SHARE = 8;

  private final EthernetLink link;
  private final int etherType;
  private final FrameCache frames;
  private final NeighborConfig config;
  private final CounterSet<NeighborCounter> counters;
  private final UnresolvedListener unresolved;
  private final int mostInAll;
  private final Frame scratch = new Frame();
  private int parkedInAll;

  Parking(
      EthernetLink link,
      int etherType,
      FrameCache frames,
      NeighborConfig config,
      CounterSet<NeighborCounter> counters,
      UnresolvedListener unresolved) {
    this.link = link;
    this.etherType = etherType;
    this.frames = frames;
    this.config = config;
    this.counters = counters;
    this.unresolved = unresolved;
    int share = Math.max(1, frames.pool().capacity() / POOL_SHARE);
    this.mostInAll = Math.min(config.maxParkedInAll(), share);
  }

  boolean isFull() {
    return parkedInAll >= mostInAll;
  }

  /** Keeps a frame; there is room for it in all. */
  void park(Frame frame, Neighbor neighbor) {
    if (neighbor.parked == null) {
      neighbor.parked = new ParkedFrames(config.maxParked());
    } else if (neighbor.parked.isFull()) {
      dropOldest(neighbor); // RFC 4861 7.2.2: a new packet takes the place of the oldest
    }
    counters.increment(NeighborCounter.PARKED);
    neighbor.parked.add(frame.address());
    parkedInAll++;
  }

  /** Drops the frame that has waited longest for a neighbour. */
  void dropOldest(Neighbor neighbor) {
    counters.increment(NeighborCounter.PARKED_OVERFLOW);
    frames.free(neighbor.parked.poll());
    parkedInAll--;
  }

  /** Sends what waits for a neighbour whose address has become known. */
  void send(Neighbor neighbor) {
    ParkedFrames parked = take(neighbor);
    long frame;
    while (parked != null && (frame = parked.poll()) != 0) {
      link.send(scratch.wrap(frame), neighbor.mac, etherType);
    }
  }

  /** Tells the senders of packets that were taken out that there is no answer; drops them. */
  void fail(ParkedFrames parked, long nowNs) {
    long frame;
    while (parked != null && (frame = parked.poll()) != 0) {
      counters.increment(NeighborCounter.PARKED_UNREACHABLE);
      unresolved.onUnresolved(scratch.wrap(frame), nowNs);
      frames.free(frame);
    }
  }

  /** Drops what waits without a word: somebody is sending, who must not be called back. */
  void drop(Neighbor neighbor) {
    ParkedFrames parked = take(neighbor);
    long frame;
    while (parked != null && (frame = parked.poll()) != 0) {
      counters.increment(NeighborCounter.PARKED_DROPPED);
      frames.free(frame);
    }
  }

  /** The packet in a frame that waits, 0 for none. */
  long packet(long frame) {
    return frame == 0 ? 0 : scratch.wrap(frame).data();
  }

  /** Takes out what waits for a neighbour; null if nothing does. */
  ParkedFrames take(Neighbor neighbor) {
    ParkedFrames parked = neighbor.parked;
    neighbor.parked = null;
    if (parked != null) {
      parkedInAll -= parked.size();
    }
    return parked;
  }
}
