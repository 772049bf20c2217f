package io.ringroad.fastpath.tcp;

/**
 * Connections of one listener that Fast Open made of their SYN and whose handshake is not done; how
 * many there may be is limited. RFC 7413 5.1. Owned by the lane.
 */
final class EarlyOpens {

  private int count;

  int count() {
    return count;
  }

  /** One more. */
  void add() {
    count++;
  }

  /** The handshake of one is done, or has failed. */
  void remove() {
    count--;
  }
}
