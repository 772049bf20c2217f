package io.ringroad.fastpath.neighbor;

/** Hears the ARP packets of others. */
public interface ArpObserver {
  /** A well-formed packet of another station; a sender of 0 probes for the target. */
  void onArp(int senderIp, int targetIp, long nowNs);
}
