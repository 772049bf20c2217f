package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.Offloads;

/**
 * Fills the checksums of a packet to send: in software, or, where the device can, by leaving in the
 * field what the device adds to (the pseudo-header's sum) and asking for the rest.
 */
public final class TransmitChecksums {
  private TransmitChecksums() {}

  /** Before the IP header is there: the frame's data begins at the transport header. */
  static void fillTransport(Frame frame, IpDestination to, int offset, Offloads offloads) {
    // A device is told of headers without options.
    Offloads usable = to.headerOptionsBytes() == 0 ? offloads : Offloads.NONE;
    fillTransport(frame, to, offset, usable, 4, Ipv4Header.LENGTH);
  }

  /**
   * Fills the transport's checksum.
   *
   * @param ipVersion 4 or 6
   * @param headerLength bytes of the IP header that will stand before the frame's data
   */
  public static void fillTransport(
      Frame frame,
      IpDestination to,
      int offset,
      Offloads offloads,
      int ipVersion,
      int headerLength) {
    int length = frame.packetLength();
    int protocol = to.protocol();
    long data = frame.data();
    long sum =
        Checksum.pseudoHeader(
            to.localHigh(), to.localLow(), to.remoteHigh(), to.remoteLow(), protocol, length);
    if (protocol == IpProtocols.TCP && offloads.txTcpChecksum()) {
      NativeMemory.putShortBe(data + offset, (short) Checksum.fold(sum));
      frame.requestTcpChecksum(ipVersion, EthernetHeader.LENGTH, headerLength);
    } else if (protocol == IpProtocols.UDP && offloads.txUdpChecksum()) {
      NativeMemory.putShortBe(data + offset, (short) Checksum.fold(sum));
      frame.requestUdpChecksum(ipVersion, EthernetHeader.LENGTH, headerLength);
    } else {
      int checksum = Checksum.finish(PacketChecksum.add(sum, frame));
      // RFC 768: zero would say that there is no checksum; the other zero is sent instead.
      boolean otherZero = checksum == 0 && protocol == IpProtocols.UDP;
      NativeMemory.putShortBe(data + offset, (short) (otherZero ? 0xFFFF : checksum));
    }
  }

  /** When the IP header is there, its checksum field zero. */
  static void fillHeader(Frame frame, Ipv4Header header, Offloads offloads) {
    if (offloads.txIpChecksum() && header.headerLength() == Ipv4Header.LENGTH) {
      frame.requestIpChecksum(EthernetHeader.LENGTH, Ipv4Header.LENGTH);
    } else {
      header.checksum(header.computeChecksum());
    }
  }
}
