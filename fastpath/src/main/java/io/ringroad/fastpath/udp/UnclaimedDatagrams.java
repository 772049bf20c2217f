package io.ringroad.fastpath.udp;

/** Takes datagrams to ports that no socket is bound to; called on the lane's thread. */
public interface UnclaimedDatagrams {
  /**
   * Looks at a datagram, which is not kept.
   *
   * @param payload where it lies
   * @param interfaceIndex by which it came
   * @return whether it was wanted
   */
  boolean take(int localPort, int interfaceIndex, long payload, int length, long nowNs);
}
