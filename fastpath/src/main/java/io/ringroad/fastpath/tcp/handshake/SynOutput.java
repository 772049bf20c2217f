package io.ringroad.fastpath.tcp.handshake;

import static io.ringroad.fastpath.wire.TcpHeader.ACK;
import static io.ringroad.fastpath.wire.TcpHeader.SYN;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.FastOpenAttempt;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.segment.Ecn;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.tcp.segment.SegmentFrame;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.FrameCache;

/**
 * Makes the segments of the handshake and hands them to IP. Each method says false if no frame was
 * free, or there is no way; the handshake's timer then tries again. Owned by the lane.
 */
public final class SynOutput {

  private final SegmentFrame out;
  private final IpOutput ip;
  private final TcpConfig config;
  private final TcpHeader header = new TcpHeader();
  private final SynOptions options = new SynOptions();

  public SynOutput(
      FrameCache cache, IpOutput ip, TcpConfig config, CounterSet<TcpCounter> counters) {
    this.out = new SegmentFrame(cache, ip, counters);
    this.ip = ip;
    this.config = config;
  }

  /** {@code <SEQ=ISS><CTL=SYN>}, in SYN-RECEIVED {@code <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>}. */
  boolean sendSyn(TcpConnection c, long nowNs) {
    FastOpenAttempt attempt = c.fastOpen;
    boolean first = attempt != null && !attempt.repeated && c.state == TcpState.SYN_SENT;
    return sendSyn(c, first ? attempt.cookie : null, first ? attempt.dataBytes : 0, nowNs);
  }

  /** As {@link #sendSyn(TcpConnection, long)}, with a Fast Open cookie and data. RFC 7413 4.2. */
  boolean sendSyn(TcpConnection c, FastOpenCookie cookie, int dataBytes, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    if (dataBytes > 0) {
      NativeMemory.copy(c.sendQueue.payload(0), out.frame.append(dataBytes), dataBytes);
    }
    boolean answer = c.state == TcpState.SYN_RECEIVED;
    options.mss = advertisedMss(c.destination, c.options);
    options.sackPermitted = answer ? c.sack : config.recovery().selectiveAcks();
    options.timestamps = answer ? c.timestamps : config.timestamps();
    options.timestampValue = SegmentOutput.timestamp(c, nowNs);
    options.timestampEcho = answer ? c.rcv.tsRecent : 0;
    boolean scale = answer ? c.windowScaling : config.windowScaling();
    options.windowScale = scale ? c.rcv.windowShift : -1;
    options.fastOpen = cookie;
    int length = TcpHeader.MIN_LENGTH + options.length();
    // RFC 7323 2.2: the window of a segment with SYN is never scaled.
    int window = Math.min(c.rcv.wnd(), ReceiveWindow.MAX_UNSCALED);
    int ack = answer ? c.rcv.nxt : 0;
    header.wrap(out.frame.prepend(length));
    int flags = (answer ? SYN | ACK : SYN) | EcnNegotiation.synBits(c);
    header.write(c.localPort(), c.remotePort(), c.snd.iss, ack, length, flags, window);
    options.write(header.address() + TcpHeader.MIN_LENGTH);
    if (answer) {
      c.rcv.lastAckSent = c.rcv.nxt;
    }
    out.transmit(c.destination.ecn(Ecn.controlCodepoint(c)), nowNs);
    return true;
  }

  /** The MSS option's value. */
  int advertisedMss(IpDestination to, SocketOptions socket) {
    return PathSegments.advertised(to, socket, ip);
  }
}
