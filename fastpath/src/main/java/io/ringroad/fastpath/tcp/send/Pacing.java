package io.ringroad.fastpath.tcp.send;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.connection.TcpConnection;

/**
 * Spreads a connection's segments over the round trip, for sockets with SO_MAX_PACING_RATE: each
 * segment has an earliest time, the one before plus what its bytes take at the rate. The timer
 * wheel's tick makes small bursts of that; lateness is made up for, so that the rate holds. The
 * rate is Linux's: a share more than a window in each round trip, so that pacing never keeps the
 * window from growing. Without state of its own.
 */
public final class Pacing {

  /** The rate of a connection that nothing bounds. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  /** net.ipv4.tcp_pacing_ss_ratio and tcp_pacing_ca_ratio, percent. */
  private static final int SLOW_START_PERCENT = 200;

  private static final int AVOIDANCE_PERCENT = 120;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** Most lateness that is made up for: what was not sent in longer silence is not owed. */
  private static final long MAX_CREDIT_NS = 1_000_000;

  private Pacing() {}

  /** Bytes per second at which the connection sends, or would if it paced; for TCP_INFO. */
  public static long rateBytesPerSecond(TcpConnection c) {
    return Math.min(windowRate(c), limit(c));
  }

  private static long windowRate(TcpConnection c) {
    long smoothedNs = c.rtt.smoothedNs();
    if (smoothedNs == 0) {
      return NO_LIMIT;
    }
    boolean doubles = c.window.bytes() < c.window.slowStartThreshold() / 2;
    long bytes = Math.max(c.window.bytes(), c.snd.flightBytes());
    long perSecond = Math.min(bytes * NS_PER_SECOND / smoothedNs, NO_LIMIT / SLOW_START_PERCENT);
    return Math.max(1, perSecond * (doubles ? SLOW_START_PERCENT : AVOIDANCE_PERCENT) / 100);
  }

  /** What the application allows: an unsigned number. */
  private static long limit(TcpConnection c) {
    long limit = c.options.get(SocketOption.MAX_PACING_RATE);
    return limit < 0 ? NO_LIMIT : Math.max(1, limit);
  }

  /** Whether the next segment has to wait, until {@code SendSequence.pacedNs}. */
  static boolean holds(TcpConnection c, long nowNs) {
    return c.snd.pacedNs > nowNs && limit(c) != NO_LIMIT;
  }

  /** Payload was sent. */
  static void onSent(TcpConnection c, int bytes, long nowNs) {
    if (limit(c) == NO_LIMIT) {
      return;
    }
    long earliestNs = Math.max(c.snd.pacedNs, nowNs - MAX_CREDIT_NS);
    c.snd.pacedNs = earliestNs + bytes * NS_PER_SECOND / rateBytesPerSecond(c);
  }
}
