package io.ringroad.fastpath.neighbor;

/** Asks for neighbours' Ethernet addresses: ARP or Neighbour Discovery. */
public interface Solicitor {
  /**
   * Asks everybody on the link who has a neighbour's address (RFC 4861 7.2.2).
   *
   * @param prompting the packet that waits for the answer, the address of its IP header; 0 if none
   *     waits. Its source is the one to ask from, where it is an address of this host.
   */
  void solicitAll(Neighbor target, long prompting, long nowNs);

  /** Asks the neighbour itself, at the address that is known of it, whether it is still there. */
  void probe(Neighbor target, long nowNs);

  /** Tells that a neighbour was forgotten because it did not answer. */
  default void onUnreachable(Neighbor neighbor, long nowNs) {}
}
