package io.ringroad.shim.abi;

/** Socket types and the flags that go with them (socket(2)). */
public final class SocketType {
  /** A reliable byte stream: TCP. */
  public static final int SOCK_STREAM = 1;

  /** Datagrams: UDP. */
  public static final int SOCK_DGRAM = 2;

  /** Packets with their network header. */
  public static final int SOCK_RAW = 3;

  /** Reliable records. */
  public static final int SOCK_SEQPACKET = 5;

  /** The new descriptor does not block. */
  public static final int SOCK_NONBLOCK = 0x800;

  /** The new descriptor is closed on exec: kept and reported, without effect in the engine. */
  public static final int SOCK_CLOEXEC = 0x80000;

  private SocketType() {}
}
