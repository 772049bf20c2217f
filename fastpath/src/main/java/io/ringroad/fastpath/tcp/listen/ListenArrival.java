package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.FourTuple;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.TcpHeader;

/** A segment arrives in LISTEN. RFC 9293 3.10.7.2. Owned by the lane. */
public final class ListenArrival {

  private final SynQueue queue;
  private final CookieHandshake cookies;
  private final FastOpenServer fastOpen;
  private final SynRequestFactory requests;
  private final InitialSequenceNumbers numbers;
  private final Lifecycle lifecycle;
  private final ResetReply resets;
  private final SynAckOutput output;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;
  private final PeerSyn syn = new PeerSyn();

  ListenArrival(
      SynQueue queue,
      CookieHandshake cookies,
      FastOpenServer fastOpen,
      SynRequestFactory requests,
      InitialSequenceNumbers numbers,
      Lifecycle lifecycle,
      ResetReply resets,
      SynAckOutput output,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.queue = queue;
    this.cookies = cookies;
    this.fastOpen = fastOpen;
    this.requests = requests;
    this.numbers = numbers;
    this.lifecycle = lifecycle;
    this.resets = resets;
    this.output = output;
    this.config = config;
    this.counters = counters;
  }

  /**
   * Takes a segment for a listener.
   *
   * @param predecessor the TIME-WAIT that the segment's connection replaces, null if there is none
   */
  public void onSegment(TcpListener listener, Segment seg, TimeWait predecessor, long nowNs) {
    if (seg.has(TcpHeader.RST)) {
      return; // first: an incoming RST is ignored
    }
    if (seg.has(TcpHeader.ACK)) {
      // Second: any acknowledgment is bad here, unless it brings a cookie back.
      if (!cookies.onAck(listener, seg, nowNs)) {
        resets.send(seg, nowNs);
      }
      return;
    }
    if (!seg.has(TcpHeader.SYN) || seg.has(TcpHeader.FIN)) {
      return; // fourth: anything else is dropped; SYN with FIN too, as on Linux
    }
    onSyn(listener, seg, predecessor, nowNs); // third
  }

  private void onSyn(TcpListener listener, Segment seg, TimeWait predecessor, long nowNs) {
    int cookieMode = config.handshake().synCookies();
    // A connection that takes a TIME-WAIT's place uses no more memory, and its peer is real.
    boolean cookie = predecessor == null && (cookieMode == 2 || listener.synQueueFull());
    if (cookie && cookieMode == 0 || predecessor == null && !cookie && isReserved(listener)) {
      counters.increment(TcpCounter.HANDSHAKES_DROPPED);
      return;
    }
    if (listener.acceptQueueFull()) {
      counters.increment(TcpCounter.ACCEPT_OVERFLOWS);
      return;
    }
    FourTuple tuple = new FourTuple(seg.packet(), seg);
    if (!output.canReach(tuple, listener.options(), nowNs)) {
      counters.increment(TcpCounter.HANDSHAKES_DROPPED);
      return;
    }
    syn.of(seg);
    if (cookie) {
      cookies.answer(listener, tuple, syn, nowNs);
      return;
    }
    int iss = numbers.isn(tuple, nowNs);
    if (predecessor != null) {
      iss = predecessor.successor(iss);
      lifecycle.endTimeWait(predecessor);
    }
    begin(requests.create(tuple, listener, syn, iss, nowNs), seg, nowNs);
  }

  private void begin(SynRequest request, Segment seg, long nowNs) {
    TcpListener listener = request.listener;
    if (!fastOpen.isAsked(listener, seg)) {
      queue.begin(request, null, nowNs);
      return;
    }
    FastOpenCookie answer = fastOpen.answer(listener, seg, request);
    if (!fastOpen.isAllowed(listener, seg, request)
        || !fastOpen.open(request, seg, answer, nowNs)) {
      queue.begin(request, answer, nowNs);
    }
  }

  /** Without cookies the last quarter of the places is for peers that have been here before. */
  private boolean isReserved(TcpListener listener) {
    int most = config.handshake().maxSynBacklog();
    return config.handshake().synCookies() == 0 && most - listener.size() < most >> 2;
  }
}
