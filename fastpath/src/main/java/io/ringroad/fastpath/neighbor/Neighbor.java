package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.timer.Timer;

/**
 * One neighbour on a link. Whoever sends to it keeps a reference and asks {@link #isUsable} before
 * each frame; a neighbour that was forgotten is never usable again, and the table has to be asked
 * for its successor.
 *
 * <pre>
 *                 reply                 refresh time, in use
 *   INCOMPLETE ----------> REACHABLE &lt;----------------------&gt; PROBING
 *        |                     |         reply, or advice        |
 *        | no answer           | lifetime, not in use            | no answer
 *        v                     v                                 v
 *     FORGOTTEN            FORGOTTEN                         FORGOTTEN
 * </pre>
 *
 * <p>STATIC ones are set by configuration and never change by themselves.
 */
public final class Neighbor extends Timer {
  enum State {
    INCOMPLETE,
    REACHABLE,
    PROBING,
    STATIC,
    FORGOTTEN
  }

  private final NeighborTable table;
  private final int address;
  private boolean usable;
  State state = State.INCOMPLETE;
  long mac;
  long confirmedNs;
  long usedNs;
  int requests;
  ParkedFrames parked;

  Neighbor(NeighborTable table, int address) {
    this.table = table;
    this.address = address;
  }

  /** The IPv4 address. */
  public int address() {
    return address;
  }

  /** The Ethernet address, while {@link #isUsable()}. */
  public long mac() {
    return mac;
  }

  /** Whether frames can be sent to {@link #mac()} right away. */
  public boolean isUsable() {
    return usable;
  }

  /** Whether the table still knows this neighbour. */
  public boolean isForgotten() {
    return state == State.FORGOTTEN;
  }

  /** Notes that it proved alive (RFC 1122 2.3.2.1: advice from higher layers). */
  public void confirmed(long nowNs) {
    if (usable) {
      confirmedNs = nowNs;
    }
  }

  void state(State next) {
    state = next;
    usable = next == State.REACHABLE || next == State.PROBING || next == State.STATIC;
  }

  @Override
  protected void onExpiry(long nowNs) {
    table.onExpiry(this, nowNs);
  }
}
