package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6FragmentHeader;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;
import java.util.SplittableRandom;

/**
 * Sends what does not leave in the frame that it is in: packets larger than a link or path carries,
 * in fragments (RFC 8200 4.5), and packets of several segments. What leaves is a copy, with its
 * checksum computed before: no device sees more than one fragment.
 */
final class Ipv6Fragmenter {
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Ipv6Output output;
  private final SplittableRandom identifications;
  private final Frame piece = new Frame();
  private final Ipv6Header header = new Ipv6Header();
  private final Ipv6FragmentHeader fragment = new Ipv6FragmentHeader();

  Ipv6Fragmenter(
      FrameCache frames, CounterSet<IpCounter> counters, Ipv6Output output, long secret) {
    this.frames = frames;
    this.counters = counters;
    this.output = output;
    this.identifications = new SplittableRandom(secret);
  }

  /**
   * Sends a packet in as many pieces as it takes. Takes the frame whatever it returns.
   *
   * @param packet whose data begins at a whole IPv6 header without extensions
   * @param mtu most bytes of a piece, 1280 or more
   */
  NetError send(Frame packet, IpDestination to, Ipv6Interface out, int mtu, long nowNs) {
    long address = packet.address();
    int payload = packet.packetLength() - Ipv6Header.LENGTH;
    if (payload + Ipv6Header.LENGTH <= mtu) {
      NetError sent = sendPiece(address, 0, payload, false, 0, to, out, nowNs);
      frames.free(address);
      return sent;
    }
    counters.increment(IpCounter.FRAGMENTED);
    int identification = identifications.nextInt(); // RFC 7739: nobody can tell the next one
    int most = mtu - Ipv6Header.LENGTH - Ipv6FragmentHeader.LENGTH & ~7;
    NetError result = NetError.NONE;
    for (int at = 0; result == NetError.NONE && at < payload; at += most) {
      int length = Math.min(most, payload - at);
      counters.increment(IpCounter.FRAGMENTS_MADE);
      result = sendPiece(address, at, length, true, identification, to, out, nowNs);
    }
    frames.free(address);
    return result;
  }

  private NetError sendPiece(
      long packet,
      int offset,
      int length,
      boolean isFragment,
      int identification,
      IpDestination to,
      Ipv6Interface out,
      long nowNs) {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(IpCounter.FRAGMENT_NO_FRAME);
      return NetError.NO_BUFFERS;
    }
    int fragmentBytes = isFragment ? Ipv6FragmentHeader.LENGTH : 0;
    long data = piece.wrap(address).append(Ipv6Header.LENGTH + fragmentBytes + length);
    long payload = data + Ipv6Header.LENGTH + fragmentBytes;
    FrameSegments.copy(packet, 0, data, Ipv6Header.LENGTH);
    FrameSegments.copy(packet, Ipv6Header.LENGTH + offset, payload, length);
    header.wrap(data);
    if (isFragment) {
      boolean more = offset + length < header.payloadLength();
      fragment
          .wrap(data + Ipv6Header.LENGTH)
          .initialise(header.nextHeader(), offset, more, identification);
      header.nextHeader(IpProtocols.FRAGMENT);
    }
    header.payloadLength(fragmentBytes + length);
    return output.transmit(piece, to, out, nowNs);
  }
}
