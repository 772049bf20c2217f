package io.ringroad.fastpath.socket;

/** What a datagram socket's datagrams are. */
public enum DatagramKind {
  /** UDP's. The longest: 65535 bytes less the IP header and UDP's. */
  UDP(65_507),
  /** IP packets of a protocol, received with their header (raw(7)). The longest is a packet. */
  RAW(65_535),
  /** ICMP echo messages (a "ping socket", icmp(7)). The longest: 65535 bytes less the IP header. */
  PING(65_515);

  private static final DatagramKind[] ALL = values();

  private final int maxPayloadBytes;

  DatagramKind(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Most bytes that can be sent at once. */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** The kind with an ordinal, as commands carry it. */
  public static DatagramKind of(int ordinal) {
    return ALL[ordinal];
  }
}
