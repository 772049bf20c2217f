package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.arrival.SegmentArrival;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.FourTuple;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * Handshakes without a memory: SYN-ACKs that carry a {@link SynCookies cookie}, and the
 * acknowledgments that bring one back. RFC 4987 3.6. Owned by the lane.
 */
final class CookieHandshake {

  private final SynCookies cookies;
  private final InitialSequenceNumbers numbers;
  private final SynRequestFactory requests;
  private final SynAckOutput output;
  private final PassiveOpen passiveOpen;
  private final SegmentArrival segmentArrival;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;
  private final PeerSyn syn = new PeerSyn();

  CookieHandshake(
      SynCookies cookies,
      InitialSequenceNumbers numbers,
      SynRequestFactory requests,
      SynAckOutput output,
      PassiveOpen passiveOpen,
      SegmentArrival segmentArrival,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.cookies = cookies;
    this.numbers = numbers;
    this.requests = requests;
    this.output = output;
    this.passiveOpen = passiveOpen;
    this.segmentArrival = segmentArrival;
    this.config = config;
    this.counters = counters;
  }

  /** Answers a SYN with a cookie, and forgets it. */
  void answer(TcpListener listener, Endpoint tuple, PeerSyn peerSyn, long nowNs) {
    if (!peerSyn.timestamps) {
      peerSyn.dropOptions();
    }
    listener.lastCookieNs = nowNs;
    counters.increment(TcpCounter.COOKIES_SENT);
    int iss = cookies.sequence(tuple, peerSyn.seq, peerSyn.mss, nowNs);
    SynRequest request = requests.create(tuple, listener, peerSyn, iss, Handshake.NOT_MEASURED);
    int clock = SynCookies.timestamp(peerSyn, SegmentOutput.clock(nowNs));
    output.sendSynAck(request, null, clock, nowNs);
  }

  /**
   * An acknowledgment came for which there is no handshake.
   *
   * @return false if it brought no cookie back that is good
   */
  boolean onAck(TcpListener listener, Segment seg, long nowNs) {
    if (seg.has(TcpHeader.SYN)
        || config.handshake().synCookies() == 0
        || !SynCookies.mayComeBack(listener, nowNs)) {
      return false;
    }
    IpPacket packet = seg.packet();
    FourTuple tuple = new FourTuple(packet, seg);
    int mss = cookies.mss(tuple, seg.seq - 1, seg.ack - 1, nowNs);
    if (mss == 0 || !restore(tuple, seg, mss)) {
      counters.increment(TcpCounter.COOKIES_REFUSED);
      return false;
    }
    counters.increment(TcpCounter.COOKIES_ACCEPTED);
    if (listener.acceptQueueFull() || !output.canReach(tuple, listener.options(), nowNs)) {
      counters.increment(TcpCounter.ACCEPT_OVERFLOWS);
      return true;
    }
    SynRequest request = requests.create(tuple, listener, syn, seg.ack - 1, Handshake.NOT_MEASURED);
    TcpConnection c = passiveOpen.create(request, nowNs);
    if (c != null && passiveOpen.establish(c, request, seg, nowNs)) {
      segmentArrival.onSegment(c, seg, nowNs);
    }
    return true;
  }

  /** Makes the SYN anew of what the cookie and the echoed timestamp say of it. */
  private boolean restore(Endpoint tuple, Segment seg, int mss) {
    syn.seq = seg.seq - 1;
    syn.window = seg.wnd;
    syn.mss = mss;
    syn.dropOptions();
    if (!seg.options.hasTimestamps()) {
      return true;
    }
    SynCookies.restore(syn, seg.options.timestampEcho() - numbers.timestampOffset(tuple));
    syn.timestamps = true;
    syn.timestampValue = seg.options.timestampValue();
    // What this side never offered can't come back.
    return config.timestamps() && (syn.windowScale < 0 || config.windowScaling());
  }
}
