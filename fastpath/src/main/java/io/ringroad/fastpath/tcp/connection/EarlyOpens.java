package io.ringroad.fastpath.tcp.connection;

/**
 * Connections of one listener that Fast Open made of their SYN and whose handshake is not done; how
 * many there may be is limited. RFC 7413 5.1. Owned by the lane.
 */
public final class EarlyOpens {

  private int count;

  public int count() {
    return count;
  }

  /** One more. */
  public void add() {
    count++;
  }

  /** The handshake of one is done, or has failed. */
  public void remove() {
    count--;
  }
}
