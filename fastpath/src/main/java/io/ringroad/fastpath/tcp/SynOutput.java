package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.TcpHeader.ACK;
import static io.ringroad.fastpath.wire.TcpHeader.SYN;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.FrameCache;

/**
 * Makes the segments of the handshake and hands them to IP. Each method says false if no frame was
 * free; the handshake's timer then tries again. Owned by the lane.
 */
final class SynOutput {

  private final SegmentFrame out;
  private final IpOutput ip;
  private final TcpConfig config;
  private final TcpHeader header = new TcpHeader();
  private final SynOptions options = new SynOptions();

  SynOutput(FrameCache cache, IpOutput ip, TcpConfig config, CounterSet<TcpCounter> counters) {
    this.out = new SegmentFrame(cache, ip, counters);
    this.ip = ip;
    this.config = config;
  }

  /** {@code <SEQ=ISS><CTL=SYN>}, in SYN-RECEIVED {@code <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>}. */
  boolean sendSyn(TcpConnection c, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    boolean answer = c.state == TcpState.SYN_RECEIVED;
    options.mss = advertisedMss(c.destination);
    options.sackPermitted = answer ? c.sack : config.recovery().selectiveAcks();
    options.timestamps = answer ? c.timestamps : config.timestamps();
    options.timestampValue = SegmentOutput.timestamp(c, nowNs);
    options.timestampEcho = answer ? c.rcv.tsRecent : 0;
    boolean scale = answer ? c.windowScaling : config.windowScaling();
    options.windowScale = scale ? c.rcv.windowShift : -1;
    int length = TcpHeader.MIN_LENGTH + options.length();
    // RFC 7323 2.2: the window of a segment with SYN is never scaled.
    int window = Math.min(c.rcv.wnd(), ReceiveWindow.MAX_UNSCALED);
    int ack = answer ? c.rcv.nxt : 0;
    header.wrap(out.frame.prepend(length));
    header.write(
        c.localPort(), c.remotePort(), c.snd.iss, ack, length, answer ? SYN | ACK : SYN, window);
    options.write(header.address() + TcpHeader.MIN_LENGTH);
    if (answer) {
      c.rcv.lastAckSent = c.rcv.nxt;
    }
    out.transmit(c.destination, nowNs);
    return true;
  }

  /** The MSS option's value. RFC 9293 3.7.1: MMS_R - 20, and RFC 6691: options not deducted. */
  int advertisedMss(IpDestination to) {
    return ip.mtu(to) - PathSegments.ipHeaderBytes(to) - TcpHeader.MIN_LENGTH;
  }
}
