package io.ringroad.fastpath.tcp.listen;

import static io.ringroad.fastpath.tcp.config.HandshakeConfig.FAST_OPEN_SERVER;
import static io.ringroad.fastpath.tcp.config.HandshakeConfig.FAST_OPEN_SERVER_NO_COOKIE;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * TCP Fast Open of a listener: a SYN with a good cookie makes a connection at once, whose data the
 * application gets before the handshake is done. RFC 7413 4.2. Owned by the lane.
 */
final class FastOpenServer {

  private final PassiveOpen passiveOpen;
  private final Handshake handshake;
  private final Receiver receiver;
  private final InitialSequenceNumbers numbers;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  FastOpenServer(
      PassiveOpen passiveOpen,
      Handshake handshake,
      Receiver receiver,
      InitialSequenceNumbers numbers,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.passiveOpen = passiveOpen;
    this.handshake = handshake;
    this.receiver = receiver;
    this.numbers = numbers;
    this.config = config;
    this.counters = counters;
  }

  /**
   * Whether a SYN may take part: the listener wants it, there is data or a cookie, and not too many
   * others wait for the end of their handshake (RFC 7413 5.1).
   */
  boolean isAsked(TcpListener listener, Segment seg) {
    int limit = listener.options().getInt(SocketOption.FAST_OPEN);
    if (limit == 0
        || !config.handshake().allows(FAST_OPEN_SERVER)
        || seg.textLength() == 0 && seg.options.fastOpenLength() < 0) {
      return false;
    }
    if (listener.earlyOpens().count() >= limit) {
      counters.increment(TcpCounter.FAST_OPEN_OVERFLOWS);
      return false;
    }
    return true;
  }

  /** Whether the SYN opens the connection: its cookie is good, or none is needed. */
  boolean isAllowed(TcpListener listener, Segment seg, Endpoint tuple) {
    SocketOptions options = listener.options();
    if (config.handshake().allows(FAST_OPEN_SERVER_NO_COOKIE)
        || options.isSet(SocketOption.FAST_OPEN_NO_COOKIE)) {
      return true;
    }
    if (seg.options.fastOpenLength() <= 0) {
      return false;
    }
    if (seg.options.hasFastOpenCookie(cookie(options, tuple))
        || options.get(SocketOption.FAST_OPEN_KEYS) > 1
            && seg.options.hasFastOpenCookie(olderCookie(options, tuple))) {
      return true;
    }
    counters.increment(TcpCounter.FAST_OPENS_REFUSED);
    return false;
  }

  /** The cookie that the SYN-ACK carries, null if the peer wants none or has it. */
  FastOpenCookie answer(TcpListener listener, Segment seg, Endpoint tuple) {
    if (seg.options.fastOpenLength() < 0) {
      return null;
    }
    FastOpenCookie cookie = cookie(listener.options(), tuple);
    return seg.options.hasFastOpenCookie(cookie) ? null : cookie;
  }

  private FastOpenCookie cookie(SocketOptions options, Endpoint tuple) {
    SipHash own =
        options.get(SocketOption.FAST_OPEN_KEYS) == 0
            ? null
            : new SipHash(
                options.get(SocketOption.FAST_OPEN_KEY_0),
                options.get(SocketOption.FAST_OPEN_KEY_1));
    return numbers.fastOpenCookie(own, tuple);
  }

  private FastOpenCookie olderCookie(SocketOptions options, Endpoint tuple) {
    return numbers.fastOpenCookie(
        new SipHash(
            options.get(SocketOption.FAST_OPEN_KEY_2), options.get(SocketOption.FAST_OPEN_KEY_3)),
        tuple);
  }

  /**
   * Makes the connection and gives it the SYN's data; the SYN-ACK acknowledges both.
   *
   * @return false if there was no way to do it; the handshake then goes on without
   */
  boolean open(SynRequest request, Segment seg, FastOpenCookie answer, long nowNs) {
    TcpConnection c = passiveOpen.create(request, nowNs);
    if (c == null) {
      return false;
    }
    counters.increment(TcpCounter.FAST_OPENS);
    if (!passiveOpen.acceptEarly(c, request.listener, nowNs)) {
      return true;
    }
    if (seg.textLength() > 0) {
      seg.flags &= ~TcpHeader.SYN;
      seg.seq++;
      receiver.onText(c, seg, nowNs);
    }
    handshake.begin(c, answer, nowNs);
    c.ack.onAckSent();
    c.deadlines.acknowledgeNs = Deadlines.NEVER;
    return true;
  }
}
