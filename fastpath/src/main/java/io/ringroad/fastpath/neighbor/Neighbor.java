package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * One neighbour on a link. Whoever sends to it keeps a reference and asks {@link #isForgotten}
 * before each frame; for one that was forgotten the table has to be asked for its successor.
 *
 * <pre>
 *                  reply                      time                     sent to
 *   INCOMPLETE ------------&gt; REACHABLE ----------------&gt; STALE -----------------&gt; DELAY
 *        |                     ^    ^                      ^                        |   |
 *        | no answer           |    | advice from above    | another address        |   | time
 *        v                     |    +----------------------------------------------+   v
 *    FORGOTTEN                 +------------------------- reply, advice ------------- PROBE
 *                                                                                       |
 *                                                                     no answer, FORGOTTEN
 * </pre>
 *
 * <p>Used by the lane's thread alone.
 */
public final class Neighbor extends Timer {
  final long addressHigh;
  final long addressLow;
  final int hash;
  private final Reachability reachability;
  private NeighborState state = NeighborState.INCOMPLETE;
  private boolean usable;
  private boolean direct;
  private boolean router;

  long mac;
  long confirmedNs;
  long usedNs;
  long updatedNs;
  int solicits;
  ParkedFrames parked;

  /** The links of {@link NeighborList}. */
  NeighborList list;

  Neighbor before;
  Neighbor after;

  /** When it came into its list, or was last passed over there. */
  long listedNs;

  Neighbor(long addressHigh, long addressLow, int hash, Reachability reachability) {
    this.addressHigh = addressHigh;
    this.addressLow = addressLow;
    this.hash = hash;
    this.reachability = reachability;
  }

  /** The upper half of its address, as {@link IpAddresses} describes. */
  public long addressHigh() {
    return addressHigh;
  }

  /** The lower half of its address. */
  public long addressLow() {
    return addressLow;
  }

  /** The Ethernet address, while {@link #isUsable()}. */
  public long mac() {
    return mac;
  }

  public NeighborState state() {
    return state;
  }

  /** Whether {@link #mac()} is known. */
  public boolean isUsable() {
    return usable;
  }

  /** Whether a frame needs nothing but {@link #mac()}: to send one changes no state. */
  boolean isDirect() {
    return direct;
  }

  /** Whether the table does not know this neighbour any more. */
  public boolean isForgotten() {
    return state == NeighborState.FORGOTTEN;
  }

  /** Whether it says of itself that it is a router (RFC 4861 5.1, IsRouter). */
  public boolean isRouter() {
    return router;
  }

  /** Notes whether it is a router. */
  public void router(boolean isRouter) {
    router = isRouter;
  }

  /**
   * Notes that a packet reached it lately (RFC 1122 2.3.2.1 and RFC 4861 7.3.1: advice from higher
   * layers).
   */
  public void confirmed(long nowNs) {
    if (usable) {
      confirmedNs = nowNs;
    }
  }

  boolean matches(long high, long low) {
    return addressLow == low && addressHigh == high;
  }

  void state(NeighborState next) {
    state = next;
    direct =
        switch (next) {
          case REACHABLE, DELAY, PROBE, PERMANENT -> true;
          case INCOMPLETE, STALE, FORGOTTEN -> false;
        };
    usable = direct || next == NeighborState.STALE;
  }

  @Override
  protected void onExpiry(long nowNs) {
    reachability.onExpiry(this, nowNs);
  }

  @Override
  public String toString() {
    return IpAddresses.format(addressHigh, addressLow) + " " + state;
  }
}
