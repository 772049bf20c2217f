package io.ringroad.shim.script;

import java.util.List;
import java.util.Map;

/**
 * A packet in the numbers of a script: what one says, or what one that was seen would be called in
 * it.
 *
 * @param sourcePort -1 if the script leaves it open
 * @param destinationPort -1 if the script leaves it open
 */
record PacketSpec(Ip ip, int sourcePort, int destinationPort, Body body) {
  /** The value of {@code win} and others that a script does not give. */
  static final int OPEN = -1;

  /**
   * The header of IP.
   *
   * @param tosMask the bits of {@code tos} that count
   * @param anyEct whether ECT(0) and ECT(1) are both right
   * @param source null for the script's own ends
   * @param destination null for the script's own ends
   */
  record Ip(int tos, int tosMask, boolean anyEct, int ttl, String source, String destination) {
    Ip(int tos, int tosMask, boolean anyEct, int ttl) {
      this(tos, tosMask, anyEct, ttl, null, null);
    }

    Ip with(String newSource, String newDestination) {
      return new Ip(tos, tosMask, anyEct, ttl, newSource, newDestination);
    }

    static final Ip OPEN = new Ip(0, 0, false, PacketSpec.OPEN);
  }

  sealed interface Body {}

  /**
   * @param options null if they do not matter
   * @param payload null if it is what the runner puts at that place of every stream
   * @param badChecksum whether it is spoilt on purpose
   */
  record Tcp(
      int flags,
      long sequence,
      int length,
      long acknowledgment,
      int window,
      int urgent,
      List<TcpOption> options,
      String payload,
      boolean badChecksum)
      implements Body {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    TcpOption.Timestamps timestamps() {
      if (options != null) {
        for (TcpOption option : options) {
          if (option instanceof TcpOption.Timestamps timestamps) {
            return timestamps;
          }
        }
      }
      return null;
    }
  }

  record Udp(int length, String payload, boolean badChecksum) implements Body {}

  /**
   * @param mtu of "fragmentation needed", or {@link #OPEN}
   * @param quoted the packet that it is about, null if the script leaves it open
   */
  record Icmp(int type, int code, int mtu, int id, Quoted quoted) implements Body {}

  /**
   * Some bytes of a packet behind its IP header.
   *
   * @param whole the packet's body, null if only the fragment was seen
   * @param id which packet, 0 if it does not matter
   */
  record Fragment(Body whole, int from, int to, int id, boolean more) implements Body {}

  /**
   * What keeps a network going.
   *
   * @param protocol arp, nd, igmp or mld
   * @param fields those that matter, with their values
   */
  record Message(String protocol, String name, Map<String, String> fields) implements Body {}

  /** The packet that an ICMP error quotes: TCP with its sequence number, or UDP. */
  record Quoted(boolean tcp, long sequence, int length) {}
}
