package io.ringroad.fastpath.neighbor;

/** What is known of a neighbour (RFC 4861 7.3.2; ARP's neighbours have the same states). */
public enum NeighborState {
  /** Asked for; frames wait. */
  INCOMPLETE,

  /** Proved lately that packets reach it. */
  REACHABLE,

  /** The address is known, whether packets reach it is not; nobody looks until one is sent. */
  STALE,

  /** As STALE, and a packet was sent: a higher layer may soon tell that it arrived. */
  DELAY,

  /** Being asked, itself, whether it is still there. */
  PROBE,

  /** Set by configuration: never changes by itself. */
  PERMANENT,

  /** Not in the table any more; never comes back. */
  FORGOTTEN
}
