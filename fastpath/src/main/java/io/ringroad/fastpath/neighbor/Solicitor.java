package io.ringroad.fastpath.neighbor;

/** Asks for a neighbour's Ethernet address. */
interface Solicitor {
  /** Asks everybody on the link. */
  void broadcastRequest(int target);

  /** Asks the neighbour itself, whether it is still there. */
  void unicastProbe(int target, long mac);
}
