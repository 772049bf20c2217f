package io.ringroad.fastpath.tcp.listen;

import static io.ringroad.fastpath.wire.TcpHeader.ACK;
import static io.ringroad.fastpath.wire.TcpHeader.ECE;
import static io.ringroad.fastpath.wire.TcpHeader.SYN;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.handshake.SynOptions;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.SegmentFrame;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.EcnCodepoint;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.pmd.FrameCache;

/**
 * Makes the segments that answer a peer whose handshake is no connection yet, and hands them to IP.
 * Each method says false if no frame was free, or there is no way; the handshake's timer then tries
 * again. Owned by the lane.
 */
final class SynAckOutput {

  private final SegmentFrame out;
  private final IpOutput ip;
  private final TcpHeader header = new TcpHeader();
  private final SynOptions options = new SynOptions();
  private final IpDestination destination = new IpDestination(IpProtocols.TCP);

  SynAckOutput(FrameCache cache, IpOutput ip, CounterSet<TcpCounter> counters) {
    this.out = new SegmentFrame(cache, ip, counters);
    this.ip = ip;
  }

  /** {@code <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>} of a handshake that is no connection yet. */
  boolean sendSynAck(SynRequest r, FastOpenCookie cookie, long nowNs) {
    return sendSynAck(r, cookie, SegmentOutput.clock(nowNs), nowNs);
  }

  /** As above, with another value of the timestamp clock. */
  boolean sendSynAck(SynRequest r, FastOpenCookie cookie, int clock, long nowNs) {
    if (!begin(r, nowNs)) {
      return false;
    }
    options.mss = advertisedMss(r.listener.options());
    options.sackPermitted = r.sackPermitted;
    options.timestamps = r.timestamps;
    options.timestampValue = clock + r.timestampOffset;
    options.timestampEcho = r.tsRecent;
    options.windowScale = r.peerShift >= 0 ? r.shift : -1;
    options.fastOpen = cookie;
    int length = TcpHeader.MIN_LENGTH + options.length();
    header.wrap(out.frame.prepend(length));
    int flags = SYN | ACK | (r.ecn ? ECE : 0); // RFC 3168 6.1.1: an ECN-setup SYN-ACK
    header.write(r.localPort(), r.remotePort(), r.iss, r.rcvNxt(), length, flags, r.window);
    options.write(header.address() + TcpHeader.MIN_LENGTH);
    out.transmit(destination.ecn(codepoint(r)), nowNs);
    return true;
  }

  /** {@code <SEQ=ISS+1><ACK=RCV.NXT><CTL=ACK>}: the segment that came was not acceptable. */
  boolean sendAck(SynRequest r, long nowNs) {
    if (!begin(r, nowNs)) {
      return false;
    }
    int length = TcpHeader.MIN_LENGTH + (r.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0);
    int window = r.window >> r.shift;
    header.wrap(out.frame.prepend(length));
    header.write(r.localPort(), r.remotePort(), r.iss + 1, r.rcvNxt(), length, ACK, window);
    if (r.timestamps) {
      int value = SegmentOutput.clock(nowNs) + r.timestampOffset;
      TcpOptions.writeTimestamps(header.address() + TcpHeader.MIN_LENGTH, value, r.tsRecent);
    }
    out.transmit(destination.ecn(codepoint(r)), nowNs);
    return true;
  }

  /** Whether there is a way to a listener's peer. */
  boolean canReach(Endpoint peer, SocketOptions options, long nowNs) {
    ConnectionFactory.configure(destination, options)
        .local(peer.localHigh, peer.localLow)
        .remote(peer.remoteHigh, peer.remoteLow);
    return ip.route(destination, nowNs) == NetError.NONE;
  }

  private boolean begin(SynRequest r, long nowNs) {
    return canReach(r, r.listener.options(), nowNs) && out.allocate();
  }

  /** The MSS option's value for the peer that {@link #canReach} was last asked of. */
  int advertisedMss(SocketOptions socket) {
    return PathSegments.advertised(destination, socket, ip);
  }

  private static int codepoint(SynRequest request) {
    return request.exactEcn ? EcnCodepoint.ECT_0 : EcnCodepoint.NOT_ECT; // RFC 8257 3.5
  }
}
