package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * Walks the headers between the IPv6 header and the transport's (RFC 8200 4): any number of them in
 * any order, but that hop-by-hop options come first.
 *
 * <pre>
 *   +---------------+---------------+- - - - - - - - - - - - - - - -
 *   | next header   | length, in 8  | options, or type and segments
 *   |               | bytes after 8 | left of a routing header
 *   +---------------+---------------+- - - - - - - - - - - - - - - -
 * </pre>
 */
final class ExtensionHeaders {
  /** Codes of "parameter problem" (RFC 4443 3.4). */
  private static final int ERRONEOUS_FIELD = 0;

  private static final int UNKNOWN_NEXT_HEADER = 1;

  private static final int UNIT = 8;
  private static final int LENGTH_OFFSET = 1;
  private static final int ROUTING_TYPE_OFFSET = 2;
  private static final int SEGMENTS_LEFT_OFFSET = 3;

  private final CounterSet<IpCounter> counters;
  private final HeaderOptions options;
  private Ipv6Errors errors;
  private int fragmentAt;
  private int fragmentNumberAt;

  ExtensionHeaders(CounterSet<IpCounter> counters) {
    this.counters = counters;
    this.options = new HeaderOptions(counters);
  }

  void errors(Ipv6Errors errors) {
    this.errors = errors;
    options.errors(errors);
  }

  /** Whether a number is that of a header that is walked here. */
  static boolean isExtension(int nextHeader) {
    return switch (nextHeader) {
      case IpProtocols.HOP_BY_HOP,
          IpProtocols.ROUTING,
          IpProtocols.FRAGMENT,
          IpProtocols.DESTINATION_OPTIONS,
          IpProtocols.NO_NEXT_HEADER ->
          true;
      default -> false;
    };
  }

  /**
   * Finds the transport header, and says so in {@code packet}: its protocol, the length of all
   * headers before it, and where its number stands.
   *
   * @param frame whose data begins at the IPv6 header
   * @return false if the packet is to be dropped, it is counted, and its sender told; or if it is
   *     but a fragment ({@link #fragmentAt()})
   */
  boolean walk(Frame frame, IpPacket packet, long nowNs) {
    fragmentAt = 0;
    int at = Ipv6Header.LENGTH;
    int nextHeader = packet.protocol();
    int numberAt = Ipv6Header.NEXT_HEADER_OFFSET;
    while (isExtension(nextHeader)) {
      if (nextHeader == IpProtocols.NO_NEXT_HEADER) {
        counters.increment(IpCounter.RECEIVE_NO_NEXT_HEADER); // RFC 8200 4.7
        return false;
      }
      if (nextHeader == IpProtocols.HOP_BY_HOP && at != Ipv6Header.LENGTH) {
        // RFC 8200 4.1: it stands directly behind the IPv6 header, and nowhere else.
        return refuse(frame, packet, UNKNOWN_NEXT_HEADER, numberAt, nowNs);
      }
      long header = frame.data() + at;
      int left = frame.length() - at;
      int length = left < UNIT ? 0 : lengthOf(nextHeader, header);
      if (length == 0 || length > left) {
        counters.increment(IpCounter.RECEIVE_BAD_HEADER_LENGTH);
        return false;
      }
      if (!process(frame, packet, nextHeader, at, length, nowNs)) {
        fragmentNumberAt = numberAt;
        return false;
      }
      nextHeader = NativeMemory.getUnsignedByte(header);
      numberAt = at;
      at += length;
    }
    packet.header(nextHeader, packet.trafficClass(), packet.hopLimit(), at);
    packet.nextHeaderOffset(numberAt);
    return true;
  }

  private static int lengthOf(int number, long header) {
    return number == IpProtocols.FRAGMENT
        ? UNIT
        : UNIT + UNIT * NativeMemory.getUnsignedByte(header + LENGTH_OFFSET);
  }

  private boolean process(
      Frame frame, IpPacket packet, int number, int at, int length, long nowNs) {
    return switch (number) {
      case IpProtocols.ROUTING -> processRouting(frame, packet, at, nowNs);
      case IpProtocols.FRAGMENT -> processFragment(frame, at);
      default -> options.process(frame, packet, at, length, nowNs);
    };
  }

  /** RFC 8200 4.4: whatever its type, a route that has been gone is passed over. */
  private boolean processRouting(Frame frame, IpPacket packet, int at, long nowNs) {
    long header = frame.data() + at;
    if (NativeMemory.getUnsignedByte(header + SEGMENTS_LEFT_OFFSET) == 0) {
      return true;
    }
    // Type 0 is deprecated, and treated as one that is not known (RFC 5095 3).
    return refuse(frame, packet, ERRONEOUS_FIELD, at + ROUTING_TYPE_OFFSET, nowNs);
  }

  /** RFC 6946: a fragment that is all of its packet is processed by itself. */
  private boolean processFragment(Frame frame, int at) {
    int offsetAndMore = NativeMemory.getUnsignedShortBe(frame.data() + at + 2) & 0xFFF9;
    if (offsetAndMore != 0) {
      fragmentAt = at;
    }
    return offsetAndMore == 0;
  }

  /** Where the fragment header is of the packet that was walked last; 0 if it is whole. */
  int fragmentAt() {
    return fragmentAt;
  }

  /** Where the number of that header stands. */
  int fragmentNumberAt() {
    return fragmentNumberAt;
  }

  private boolean refuse(Frame frame, IpPacket packet, int code, int pointer, long nowNs) {
    counters.increment(IpCounter.RECEIVE_BAD_OPTIONS);
    report(frame, packet, code, pointer, nowNs);
    return false;
  }

  private void report(Frame frame, IpPacket packet, int code, int pointer, long nowNs) {
    if (errors != null) {
      packet.header(packet.protocol(), packet.trafficClass(), packet.hopLimit(), 0);
      errors.reportParameterProblem(frame, packet, code, pointer, nowNs);
    }
  }
}
