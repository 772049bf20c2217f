package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.ffm.NativeMemory;

/**
 * Reads who sent what to whom from a packet of ours that did not arrive: one that we still have, or
 * its beginning in an ICMP error, which promises no more than the IP header and eight bytes (RFC
 * 792).
 */
public final class OriginalPacket {
  private static final int TRANSPORT_BYTES = 8;

  private final Ipv4Header header = new Ipv4Header();

  /** Creates a reader. */
  public OriginalPacket() {}

  /**
   * Fills in the addresses, protocol, ports and sequence number of an error report.
   *
   * @param length bytes there are at {@code address}
   * @return false if that is not the beginning of an IPv4 packet's first fragment
   */
  public boolean describe(IcmpError error, long address, int length) {
    if (length < Ipv4Header.LENGTH) {
      return false;
    }
    header.wrap(address);
    int headerLength = header.headerLength();
    if (header.version() != 4
        || headerLength < Ipv4Header.LENGTH
        || length < headerLength + TRANSPORT_BYTES
        || header.fragmentOffset() != 0) {
      return false;
    }
    long transport = address + headerLength;
    error
        .addresses(
            header.protocol(),
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(header.source()),
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(header.destination()))
        .transport(
            NativeMemory.getUnsignedShortBe(transport),
            NativeMemory.getUnsignedShortBe(transport + 2),
            NativeMemory.getIntBe(transport + 4))
        .quoted(transport, quotedBytes(length, headerLength));
    return true;
  }

  /** What is behind the packet's own end is not the packet's. */
  private int quotedBytes(int length, int headerLength) {
    int whole = Math.max(header.totalLength(), headerLength + TRANSPORT_BYTES);
    return Math.min(length, whole) - headerLength;
  }
}
