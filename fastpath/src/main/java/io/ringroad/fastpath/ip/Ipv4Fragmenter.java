package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.Ipv4Options;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/**
 * Sends what does not leave in the frame that it is in: packets larger than a link or path carries,
 * in fragments (RFC 791 3.2), and packets of several segments. What leaves is a copy, with all
 * checksums computed here: no device sees more than one fragment.
 */
final class Ipv4Fragmenter {
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Ipv4Output output;
  private final Frame piece = new Frame();
  private final Ipv4Header header = new Ipv4Header();
  private final Ipv4Header own = new Ipv4Header();

  Ipv4Fragmenter(FrameCache frames, CounterSet<IpCounter> counters, Ipv4Output output) {
    this.frames = frames;
    this.counters = counters;
    this.output = output;
  }

  /**
   * Sends a packet in as many pieces as it takes. Takes the frame whatever it returns.
   *
   * @param packet whose data begins at a whole IP header that allows fragments, if it takes several
   * @param mtu most bytes of a piece
   */
  NetError send(Frame packet, IpDestination to, Ipv4Interface out, int mtu, long nowNs) {
    header.wrap(packet.data());
    int headerLength = header.headerLength();
    int payload = packet.packetLength() - headerLength;
    // RFC 791 3.2: all pieces but the last are multiples of eight bytes.
    int most = headerLength + payload <= mtu ? payload : mtu - headerLength & ~7;
    if (most <= 0 && payload > 0) {
      return drop(packet, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE);
    }
    if (payload > most) {
      counters.increment(IpCounter.FRAGMENTED);
    }
    long address = packet.address();
    NetError result = NetError.NONE;
    int offset = 0;
    do {
      int length = Math.min(most, payload - offset);
      result = sendPiece(address, headerLength, offset, length, to, out, nowNs);
      offset += length;
    } while (result == NetError.NONE && offset < payload);
    frames.free(address);
    return result;
  }

  private NetError sendPiece(
      long packet,
      int headerLength,
      int offset,
      int length,
      IpDestination to,
      Ipv4Interface out,
      long nowNs) {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(IpCounter.FRAGMENT_NO_FRAME);
      return NetError.NO_BUFFERS;
    }
    long data = piece.wrap(address).append(headerLength + length);
    FrameSegments.copy(packet, 0, data, headerLength);
    FrameSegments.copy(packet, headerLength + offset, data + headerLength, length);
    boolean more = headerLength + offset + length < header.totalLength();
    own.wrap(data);
    if (more || offset > 0) {
      counters.increment(IpCounter.FRAGMENTS_MADE);
      own.fragment(offset, more);
    }
    if (offset > 0) {
      Ipv4Options.keepCopied(data + Ipv4Header.LENGTH, headerLength - Ipv4Header.LENGTH);
    }
    own.totalLength(headerLength + length).checksum(0).checksum(own.computeChecksum());
    return output.transmit(piece, to, out, nowNs);
  }

  private NetError drop(Frame frame, IpCounter reason, NetError error) {
    counters.increment(reason);
    frames.free(frame.address());
    return error;
  }
}
