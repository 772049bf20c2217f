package io.ringroad.fastpath.tcp.handshake;

import static io.ringroad.fastpath.tcp.config.HandshakeConfig.FAST_OPEN_CLIENT;
import static io.ringroad.fastpath.tcp.config.HandshakeConfig.FAST_OPEN_CLIENT_NO_COOKIE;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.FastOpenAttempt;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.send.Sender;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.pmd.FrameCache;

/**
 * TCP Fast Open of an active open: the first SYN to a server asks for a cookie, later ones carry it
 * with data. A SYN that has to be repeated is a plain one. RFC 7413 4.2.1, in Linux's form (TCP
 * option 34; the experimental option is not understood). Owned by the lane.
 */
public final class FastOpenClient {

  private final FastOpenCookies cookies;
  private final Handshake handshake;
  private final Sender sender;
  private final FrameCache cache;
  private final IpOutput ip;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public FastOpenClient(
      FastOpenCookies cookies,
      Handshake handshake,
      Sender sender,
      FrameCache cache,
      IpOutput ip,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.cookies = cookies;
    this.handshake = handshake;
    this.sender = sender;
    this.cache = cache;
    this.ip = ip;
    this.config = config;
    this.counters = counters;
  }

  /** An active open begins, its SYN not yet sent. It may ask for a cookie, or wait for data. */
  void prepare(TcpConnection c) {
    if (!c.options.isSet(SocketOption.FAST_OPEN_CONNECT)
        || !config.handshake().allows(FAST_OPEN_CLIENT)) {
      return;
    }
    FastOpenCookies.Known known = cookies.find(c);
    boolean withoutCookie =
        config.handshake().allows(FAST_OPEN_CLIENT_NO_COOKIE)
            || c.options.isSet(SocketOption.FAST_OPEN_NO_COOKIE);
    if (known == null && !withoutCookie) {
      c.fastOpen = new FastOpenAttempt(FastOpenCookie.REQUEST);
      return;
    }
    c.fastOpen = new FastOpenAttempt(known == null ? null : known.cookie());
    c.fastOpen.deferred = true;
    c.snd.peerMss = known == null ? TcpOptions.DEFAULT_MSS : known.mss();
    // The SYN's options may take all the room that there is for options.
    int path = PathSegments.effective(c, ip) - TcpOptions.MAX_BYTES;
    c.snd.segmentBytes = Math.max(LifetimeConfig.MIN_MSS, path);
    c.socket.awaitEarlyData(c.snd.segmentBytes);
  }

  /** The application has written: a SYN that waited for it goes out. */
  public void onApplicationSent(TcpConnection c, long nowNs) {
    if (!sender.pullEarly(c)) {
      return;
    }
    c.fastOpen.deferred = false;
    c.fastOpen.dataBytes = Math.min(c.sendQueue.length(0), c.snd.segmentBytes);
    c.socket.earlyDataTaken();
    handshake.begin(c, nowNs);
  }

  /** The peer's SYN-ACK came; {@code c} is established, and its data not yet acknowledged. */
  void onEstablished(TcpConnection c, Segment seg) {
    FastOpenAttempt attempt = c.fastOpen;
    c.fastOpen = null;
    boolean answered = seg.options.fastOpenLength() > 0;
    if (answered) {
      cookies.put(c, seg.options.fastOpenCookie(), c.snd.peerMss);
    }
    int acknowledged = seg.ack - c.snd.nxt;
    if (acknowledged > 0) {
      acknowledge(c, acknowledged);
      c.synDataAcknowledged = true;
      counters.increment(TcpCounter.SYN_DATA_ACKNOWLEDGED);
    } else if (attempt.dataBytes > 0) {
      // RFC 7413 4.2.2: the data is sent again, in the ordinary way.
      counters.increment(TcpCounter.SYN_DATA_REFUSED);
      if (attempt.repeated && !answered) {
        cookies.forget(c);
      }
    }
  }

  /** What the SYN carried was sent and acknowledged at once. */
  private void acknowledge(TcpConnection c, int bytes) {
    if (bytes < c.sendQueue.length(0)) {
      c.sendQueue.split(0, bytes);
    }
    c.sendQueue.onSent(0, c.recovery.firstSentNs);
    c.snd.nxt += bytes;
    c.snd.una = c.snd.nxt;
    c.snd.smallEnd = c.snd.nxt;
    c.sendQueue.removeFirst(cache);
    if (c.sendQueue.isEmpty()) {
      sender.release(c);
    }
    c.socket.acknowledged(bytes);
  }
}
