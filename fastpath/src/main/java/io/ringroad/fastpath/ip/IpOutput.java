package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.pmd.Frame;

/** How a protocol sends: called on the lane's thread. */
public interface IpOutput {
  /** Says that a packet carries no transport checksum that the IP layer should fill in. */
  int NO_CHECKSUM = -1;

  /**
   * Finds the way to a destination and, where it is unset, the local address to use.
   *
   * @return {@link NetError#NONE}, or why nothing can be sent there
   */
  NetError route(IpDestination destination, long nowNs);

  /**
   * Sends one packet. The frame's data is the transport header, its checksum field zero, and the
   * payload; it needs 34 bytes of headroom for the headers below. Takes the frame whatever it
   * returns.
   *
   * @param checksumOffset where the 16-bit checksum over pseudo-header and data goes, counted from
   *     the transport header; {@link #NO_CHECKSUM} to leave the data as it is
   * @return {@link NetError#NONE}, or why the packet was dropped here
   */
  NetError send(Frame frame, IpDestination destination, int checksumOffset, long nowNs);

  /**
   * Sends one packet whose IP header the application wrote, as raw(7) says: total length and
   * checksum are filled in always, identification and source where they are zero. It goes where
   * {@code destination} says, whatever stands in the header. Takes the frame whatever it returns.
   *
   * @param frame whose data is the IP header and what follows it; with 14 bytes of headroom
   * @return {@link NetError#NONE}, or why the packet was dropped here: INVALID if its beginning is
   *     no header
   */
  default NetError sendWithHeader(Frame frame, IpDestination destination, long nowNs) {
    throw new UnsupportedOperationException("no packets with headers");
  }

  /** Whether what {@link #route} found for a destination still holds. */
  default boolean isRouted(IpDestination destination) {
    return true;
  }

  /** The largest IP packet, header included, that goes to a routed destination in one piece. */
  int mtu(IpDestination destination);

  /**
   * Whether the device that leads to a routed destination is so far behind that a sender who can
   * wait should. False for a destination without a route.
   */
  default boolean isCongested(IpDestination destination) {
    return false;
  }

  /**
   * Learns of a report of a packet that was too big (RFC 1191, RFC 8201), which its transport
   * believes: others who send there heed it, but for those who look after their paths themselves.
   */
  default void learnPathMtu(IcmpError error, long nowNs) {
    // an output without a path learns nothing
  }

  /** Makes what was learned of the path count for an owner who looks after it from now on. */
  default void recallPathMtu(IpDestination destination, long nowNs) {
    // an output without a path has nothing to recall
  }

  /**
   * Tells that the destination answered lately, so that its next hop needs no probe (RFC 1122
   * 2.3.2.1 calls it advice from higher layers).
   */
  void confirmReachable(IpDestination destination, long nowNs);
}
