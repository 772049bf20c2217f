package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;

/**
 * Reads who sent what to whom from a packet of ours that did not arrive: one that we still have, or
 * its beginning in an ICMPv6 error.
 */
public final class OriginalIpv6Packet {
  private static final int TRANSPORT_BYTES = 8;
  private static final int UNIT = 8;
  private static final int FRAGMENT_OFFSET_MASK = 0xFFF8;

  private final Ipv6Header header = new Ipv6Header();

  /** Creates a reader. */
  public OriginalIpv6Packet() {}

  /**
   * Fills in the addresses, protocol, ports and sequence number of an error report.
   *
   * @param length bytes there are at {@code address}
   * @return false if that is not the beginning of an IPv6 packet's first fragment
   */
  public boolean describe(IcmpError error, long address, int length) {
    if (length < Ipv6Header.LENGTH || header.wrap(address).version() != 6) {
      return false;
    }
    int at = Ipv6Header.LENGTH;
    int protocol = header.nextHeader();
    while (ExtensionHeaders.isExtension(protocol)) {
      long extension = address + at;
      if (length < at + UNIT
          || protocol == IpProtocols.NO_NEXT_HEADER
          || protocol == IpProtocols.FRAGMENT && isLater(extension)) {
        return false;
      }
      int words =
          protocol == IpProtocols.FRAGMENT ? 0 : NativeMemory.getUnsignedByte(extension + 1);
      at += UNIT + UNIT * words;
      protocol = NativeMemory.getUnsignedByte(extension);
    }
    if (length < at + TRANSPORT_BYTES) {
      return false;
    }
    long transport = address + at;
    error
        .addresses(
            protocol,
            header.sourceHigh(),
            header.sourceLow(),
            header.destinationHigh(),
            header.destinationLow())
        .transport(
            NativeMemory.getUnsignedShortBe(transport),
            NativeMemory.getUnsignedShortBe(transport + 2),
            NativeMemory.getIntBe(transport + 4))
        .quoted(transport, quotedBytes(length, at));
    return true;
  }

  private static boolean isLater(long fragment) {
    return (NativeMemory.getUnsignedShortBe(fragment + 2) & FRAGMENT_OFFSET_MASK) != 0;
  }

  /** What is behind the packet's own end is not the packet's. */
  private int quotedBytes(int length, int headers) {
    int whole = Math.max(Ipv6Header.LENGTH + header.payloadLength(), headers + TRANSPORT_BYTES);
    return Math.min(length, whole) - headers;
  }
}
