package io.ringroad.perf.l2;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;
import static io.ringroad.ffm.NativeMemory.putInt;
import static io.ringroad.ffm.NativeMemory.putLong;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.pmd.Frame;

/** Makes the answer to a frame out of the frame itself. Used by one thread. */
public final class FrameTurnaround {
  private static final int IPV4_ADDRESSES = EthernetHeader.LENGTH + 12;
  private static final int IPV6_ADDRESSES = EthernetHeader.LENGTH + 8;
  private static final int IPV4_PORTS = EthernetHeader.LENGTH + Ipv4Header.LENGTH;
  private static final int IPV6_PORTS = EthernetHeader.LENGTH + Ipv6Header.LENGTH;
  private static final int PORTS_BYTES = 2 * Short.BYTES;

  private final EthernetHeader ethernet = new EthernetHeader();
  private final Ipv4Header ipv4 = new Ipv4Header();
  private final Ipv6Header ipv6 = new Ipv6Header();
  private final SegmentTurnaround segments = new SegmentTurnaround();

  /**
   * Turns a frame with a UDP datagram, or with a TCP segment that asks for an answer.
   *
   * @return false if nothing is to be answered; the frame's content is then undefined
   */
  public boolean turn(Frame frame) {
    if (frame.length() < IPV4_PORTS + PORTS_BYTES) {
      return false;
    }
    return switch (ethernet.wrap(frame.data()).type()) {
      case EtherTypes.IPV4 -> turnIpv4(frame.data());
      case EtherTypes.IPV6 -> frame.length() >= IPV6_PORTS + PORTS_BYTES && turnIpv6(frame.data());
      default -> false;
    };
  }

  private boolean turnIpv4(long data) {
    int protocol = ipv4.wrap(data + EthernetHeader.LENGTH).protocol();
    if (ipv4.headerLength() != Ipv4Header.LENGTH || !isTransport(protocol)) {
      return false;
    }
    exchangeStations();
    long addresses = getLong(data + IPV4_ADDRESSES);
    putLong(data + IPV4_ADDRESSES, Long.rotateLeft(addresses, Integer.SIZE));
    int length = ipv4.totalLength() - Ipv4Header.LENGTH;
    long sum = Checksum.add(0, data + IPV4_ADDRESSES, 8);
    return turnTransport(data + IPV4_PORTS, protocol, length, sum);
  }

  private boolean turnIpv6(long data) {
    int protocol = ipv6.wrap(data + EthernetHeader.LENGTH).nextHeader();
    if (!isTransport(protocol)) {
      return false;
    }
    exchangeStations();
    long high = ipv6.sourceHigh();
    long low = ipv6.sourceLow();
    ipv6.source(ipv6.destinationHigh(), ipv6.destinationLow()).destination(high, low);
    long sum = Checksum.add(0, data + IPV6_ADDRESSES, 32);
    return turnTransport(data + IPV6_PORTS, protocol, ipv6.payloadLength(), sum);
  }

  private static boolean isTransport(int protocol) {
    return protocol == IpProtocols.UDP || protocol == IpProtocols.TCP;
  }

  private void exchangeStations() {
    long source = ethernet.source();
    ethernet.source(ethernet.destination()).destination(source);
  }

  private boolean turnTransport(long header, int protocol, int length, long addressSum) {
    putInt(header, Integer.rotateLeft(getInt(header), Short.SIZE));
    // UDP's checksum stays true: it is a sum, and the addends have changed places.
    return protocol == IpProtocols.UDP || segments.turn(header, length, addressSum);
  }
}
