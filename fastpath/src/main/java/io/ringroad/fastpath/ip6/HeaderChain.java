package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/** What headers follow each other in a frame, without any of them being obeyed. */
final class HeaderChain {
  private static final int UNIT = 8;
  private static final int TCP_BYTES = 20;
  private static final int INCOMPLETE = -1;

  private HeaderChain() {}

  /**
   * The transport's number, {@value #INCOMPLETE} if the frame ends before that header.
   *
   * @param number of the header at {@code from}
   * @param from in bytes from the frame's data on
   */
  static int transport(Frame frame, int number, int from) {
    int at = from;
    int next = number;
    int length = frame.length();
    while (next == IpProtocols.DESTINATION_OPTIONS
        || next == IpProtocols.ROUTING
        || next == IpProtocols.HOP_BY_HOP
        || next == IpProtocols.FRAGMENT) {
      if (at + UNIT > length) {
        return INCOMPLETE;
      }
      long header = frame.data() + at;
      int units = next == IpProtocols.FRAGMENT ? 0 : NativeMemory.getUnsignedByte(header + 1);
      next = NativeMemory.getUnsignedByte(header);
      at += UNIT + UNIT * units;
    }
    return at + leastBytes(next) > length ? INCOMPLETE : next;
  }

  /** RFC 7112 5: whether the first fragment has all headers, the transport's included. */
  static boolean isComplete(Frame frame, int number, int from) {
    return transport(frame, number, from) != INCOMPLETE;
  }

  private static int leastBytes(int transport) {
    return switch (transport) {
      case IpProtocols.TCP -> TCP_BYTES;
      case IpProtocols.UDP, IpProtocols.ICMPV6 -> UNIT;
      case IpProtocols.NO_NEXT_HEADER -> 0;
      default -> 1;
    };
  }
}
