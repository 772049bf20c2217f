package io.ringroad.shim.abi;

/** Options of level {@code IPPROTO_UDP} (udp(7)). */
public final class UdpSocketOption {
  /** int: what is sent becomes one datagram, until this is taken away. */
  public static final int UDP_CORK = 1;

  private UdpSocketOption() {}
}
