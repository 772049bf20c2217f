package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.recovery.LossRecovery;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.send.PathMtu;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;

/**
 * What active, passive and simultaneous opens share: sending SYNs, taking the peer's SYN with its
 * options, and becoming established. RFC 9293 3.5. Owned by the lane.
 */
public final class Handshake {

  /** Linux's TCP_TIMEOUT_MIN: what is due at once. */
  private static final long SOON_NS = 2_000_000L;

  /** RFC 6928 2: at most 10 segments, and at most 14600 bytes unless two segments are more. */
  private static final int INITIAL_WINDOW_BYTES_PER_SEGMENT = 1_460;

  /** Instead of the time at which a SYN-ACK was sent, if that is not known. */
  public static final long NOT_MEASURED = Long.MIN_VALUE;

  private final SynOutput output;
  private final EcnNegotiation ecn;
  private final TcpTimers timers;
  private final LossRecovery recovery;
  private final FlushList flushList;
  private final PathMtu pathMtu;
  private final IpOutput ip;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public Handshake(
      SynOutput output,
      EcnNegotiation ecn,
      TcpTimers timers,
      LossRecovery recovery,
      FlushList flushList,
      PathMtu pathMtu,
      IpOutput ip,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.output = output;
    this.ecn = ecn;
    this.timers = timers;
    this.recovery = recovery;
    this.flushList = flushList;
    this.pathMtu = pathMtu;
    this.ip = ip;
    this.config = config;
    this.counters = counters;
  }

  /**
   * Prepares the window for an active open: the shift is offered, the SYN's window is not scaled.
   */
  void prepareActive(TcpConnection c) {
    ecn.prepareActive(c);
    c.rcv.windowShift = (byte) offeredShift(c);
    c.rcv.rightEdge = c.rcv.nxt + initialWindow(c, output.advertisedMss(c.destination, c.options));
  }

  /** The shift that this side offers. RFC 7323 2.3. */
  private int offeredShift(TcpConnection c) {
    return config.windowScaling()
        ? ReceiveWindow.shiftFor(c.options, c.rcv.bufferBytes, config.memory())
        : 0;
  }

  private static int initialWindow(TcpConnection c, int segmentBytes) {
    return ReceiveWindow.initial(c.options, c.rcv.bufferBytes, segmentBytes);
  }

  /** Sends the SYN or SYN-ACK for the first time and starts its timer. */
  public void begin(TcpConnection c, long nowNs) {
    output.sendSyn(c, nowNs);
    startTimer(c, nowNs);
  }

  /** As {@link #begin(TcpConnection, long)}, with a Fast Open cookie. RFC 7413 4.2.2. */
  public void begin(TcpConnection c, FastOpenCookie cookie, long nowNs) {
    output.sendSyn(c, cookie, 0, nowNs);
    startTimer(c, nowNs);
  }

  private void startTimer(TcpConnection c, long nowNs) {
    c.recovery.firstSentNs = nowNs;
    timers.retransmitAt(c, nowNs + c.rtt.rtoNs());
  }

  /** Sends the SYN or SYN-ACK again. */
  public void repeat(TcpConnection c, long nowNs) {
    counters.increment(TcpCounter.SEGMENTS_RETRANSMITTED);
    c.recovery.retransmittedSegments++;
    ecn.onSynRepeated(c);
    if (c.fastOpen != null) {
      c.fastOpen.repeated = true; // RFC 7413 4.1.3.1: a plain SYN, in case data was the reason
    }
    output.sendSyn(c, nowNs);
  }

  /**
   * The peer still had an older connection, which the reset has ended: it would take the SYN now
   * (RFC 9293 3.5.1, figure 9). As on Linux, the first SYN does not wait for its timeout then.
   */
  void repeatSoon(TcpConnection c, long nowNs) {
    if (c.recovery.timeouts == 0) {
      timers.retransmitAt(c, nowNs + SOON_NS);
    }
  }

  /** Takes the peer's SYN: its sequence number, window and options. RFC 9293 3.10.7.2 and 3. */
  public void takeSyn(TcpConnection c, PeerSyn syn, long nowNs) {
    c.rcv.irs = syn.seq;
    c.rcv.nxt = syn.seq + 1;
    c.rcv.delivered = c.rcv.nxt;
    c.rcv.lastAckSent = c.rcv.nxt;
    negotiate(c, syn, nowNs);
    ecn.takeSyn(c, syn);
    int optionBytes = c.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0;
    int segmentBytes = output.advertisedMss(c.destination, c.options) - optionBytes;
    c.rcv.rightEdge = c.rcv.nxt + initialWindow(c, segmentBytes);
    // RFC 7323 2.2: the window of a segment with SYN is not scaled.
    c.snd.wnd = syn.window;
    c.snd.maxWnd = syn.window;
    c.snd.wl1 = syn.seq;
  }

  /** RFC 9293 3.7.1: what a peer takes that does not say it. */
  private static int defaultMss(TcpConnection c) {
    boolean ipv4 = IpAddresses.isIpv4(c.destination.remoteHigh(), c.destination.remoteLow());
    return ipv4 ? TcpOptions.DEFAULT_MSS : TcpOptions.DEFAULT_MSS_IPV6;
  }

  private void negotiate(TcpConnection c, PeerSyn syn, long nowNs) {
    c.snd.peerMss = syn.mss == 0 ? defaultMss(c) : syn.mss;
    // RFC 7323 2.2: scaling only if both sides sent the option.
    c.windowScaling = config.windowScaling() && syn.windowScale >= 0;
    c.snd.windowShift = (byte) (c.windowScaling ? syn.windowScale : 0);
    c.rcv.windowShift = (byte) (c.windowScaling ? offeredShift(c) : 0);
    // RFC 2018 2: only if the peer permits it; and this side does by its own option.
    c.sack = config.recovery().selectiveAcks() && syn.sackPermitted;
    // RFC 7323 3.2: timestamps only if both sides sent the option.
    c.timestamps = config.timestamps() && syn.timestamps;
    if (c.timestamps) {
      c.rcv.tsRecent = syn.timestampValue;
      c.rcv.tsRecentNs = nowNs;
    }
  }

  /** This side's SYN is acknowledged by {@code seg}: the connection is established. */
  public void establish(TcpConnection c, Segment seg, long nowNs) {
    c.state = TcpState.ESTABLISHED;
    c.snd.una = c.snd.iss + 1;
    int shift = seg.has(TcpHeader.SYN) ? 0 : c.snd.windowShift;
    c.snd.takeWindow(seg.wnd << shift, seg.seq, seg.ack);
    c.snd.lastSentNs = nowNs;
    c.lastHeardNs = nowNs;
    c.deadlines.retransmitNs = Deadlines.NEVER;
    int synTimeouts = c.recovery.timeouts;
    if (synTimeouts > 0) {
      c.rtt.fallBack(config.fallbackRtoNs()); // RFC 6298 5.7
    } else if (c.recovery.firstSentNs != NOT_MEASURED) {
      c.rtt.onSample(nowNs - c.recovery.firstSentNs, nowNs);
    }
    c.statistics.onAnswered(nowNs);
    c.recovery.deliveredSegments++; // as on Linux, the SYN counts
    if (c.early == null) {
      startSending(c, synTimeouts);
    } else if (c.snd.nxt != c.snd.una) {
      timers.retransmitAt(c, nowNs + c.rtt.rtoNs()); // for data that went out before
    }
    c.recovery.timeouts = 0;
    timers.startKeepAlive(c, nowNs);
    flushList.add(c);
  }

  /** Data may go out from here on: with Fast Open before the handshake is done. */
  public void startSending(TcpConnection c, int synTimeouts) {
    c.snd.smallEnd = c.snd.iss + 1;
    c.snd.pushedEnd = c.snd.smallEnd;
    pathMtu.onEstablished(c);
    c.snd.segmentBytes = PathSegments.effective(c, ip);
    c.window.start(c.snd.segmentBytes, initialWindow(c.snd.segmentBytes, synTimeouts));
    recovery.start(c);
  }

  private int initialWindow(int mss, int synTimeouts) {
    if (synTimeouts > 1) {
      return mss; // RFC 6928 2: more than one SYN was lost
    }
    int segments = config.initialWindowSegments();
    return Math.min(segments * mss, Math.max(2 * mss, segments * INITIAL_WINDOW_BYTES_PER_SEGMENT));
  }
}
