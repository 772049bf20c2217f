package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;

/**
 * How long this side waits for a peer that does not answer: R2 of RFC 9293 3.8.3, TCP_USER_TIMEOUT
 * (RFC 5482 in Linux's form), and the retries of SYNs and of orphans. Without state of its own.
 */
public final class GivingUp {

  private static final int MAX_PROBE_DOUBLINGS = 16;

  /** What tcp_orphan_retries of 0 means. */
  private static final int ORPHAN_RETRIES = 8;

  private final TcpConfig config;

  public GivingUp(TcpConfig config) {
    this.config = config;
  }

  /** Whether the SYN or SYN-ACK whose timer has just expired was the last. */
  public boolean isHandshakeOver(TcpConnection c, long nowNs) {
    boolean active = c.state == TcpState.SYN_SENT;
    int linear = active ? config.synLinearRetries() : 0;
    int retries = c.options.getOr(SocketOption.SYN_COUNT, configuredRetries(active));
    if (c.recovery.timeouts >= retries + linear) {
      return true;
    }
    // As on Linux the time bounds it too that the retries would take without the linear ones.
    long modelNs = modelNs(retries, config.initialRtoNs(), config);
    return c.recovery.timeouts > 0
        && (nowNs - c.recovery.firstSentNs >= modelNs || userGivesUp(c, nowNs));
  }

  private int configuredRetries(boolean active) {
    return active ? config.synRetries() : config.synAckRetries();
  }

  /** Whether the data whose timer has just expired was unacknowledged for too long. */
  public boolean isDataOver(TcpConnection c, long nowNs) {
    if (c.recovery.timeouts == 0) {
      return false;
    }
    return userTimeoutNs(c) > 0
        ? userGivesUp(c, nowNs)
        : nowNs - c.recovery.firstSentNs >= modelNs(dataRetries(c), config);
  }

  private int dataRetries(TcpConnection c) {
    return retries(c, c.rtt.rtoNs() < config.maxRtoNs());
  }

  private boolean userGivesUp(TcpConnection c, long nowNs) {
    long userNs = userTimeoutNs(c);
    return userNs > 0 && nowNs - c.recovery.firstSentNs >= userNs;
  }

  /** When the retransmission timer expires next: not later than the application's patience. */
  public long retransmitDeadlineNs(TcpConnection c, long nowNs) {
    return clamp(c, nowNs + c.rtt.rtoNs(), c.recovery.firstSentNs);
  }

  /** Whether the peer's window was closed for too long. RFC 9293 3.8.6.1. */
  public boolean isProbingOver(TcpConnection c, long nowNs) {
    long userNs = userTimeoutNs(c);
    if (userNs > 0 && c.recovery.probes > 0 && nowNs - c.recovery.probingSinceNs >= userNs) {
      return true; // even if the peer answers, as on Linux
    }
    // An answering peer may keep its window closed for ever, that of an orphan until the interval
    // between probes can't grow any more.
    boolean alive = probeIntervalNs(c) < config.maxRtoNs();
    int most = retries(c, alive);
    return c.orphan && !alive && c.recovery.probes >= most || c.recovery.timeouts >= most;
  }

  /** RFC 9293 3.8.6.1: the interval between probes grows exponentially, answered or not. */
  public long probeIntervalNs(TcpConnection c) {
    long intervalNs = c.rtt.rtoNs() << Math.min(c.recovery.probes, MAX_PROBE_DOUBLINGS);
    return Math.min(intervalNs, config.maxRtoNs());
  }

  /** When the persist timer expires next, if it should in {@code intervalNs}. */
  public long probeDeadlineNs(TcpConnection c, long intervalNs, long nowNs) {
    return clamp(c, nowNs + intervalNs, c.recovery.probingSinceNs);
  }

  /** Whether so many keepalive probes, or so long a silence, mean a dead peer. */
  public boolean isPeerDead(TcpConnection c, long idleNs) {
    long userNs = userTimeoutNs(c);
    // tcp(7): TCP_USER_TIMEOUT overrides keepalive's count.
    return userNs > 0
        ? idleNs >= userNs && c.recovery.keepAliveProbes > 0
        : c.recovery.keepAliveProbes >= c.options.getInt(SocketOption.KEEP_COUNT);
  }

  /** The deadline, or when the application's patience since {@code sinceNs} ends. */
  static long clamp(TcpConnection c, long deadlineNs, long sinceNs) {
    long userNs = userTimeoutNs(c);
    return userNs > 0 ? Math.min(deadlineNs, sinceNs + userNs) : deadlineNs;
  }

  private static long userTimeoutNs(TcpConnection c) {
    return c.options.get(SocketOption.USER_TIMEOUT);
  }

  /** tcp_orphan_retries: an orphan gives up earlier, and at once when timeouts can't grow more. */
  private int retries(TcpConnection c, boolean alive) {
    if (!c.orphan) {
      return config.dataRetries();
    }
    int retries = config.orphanRetries();
    return retries == 0 && alive ? ORPHAN_RETRIES : retries;
  }

  /** As on Linux, the time that so many timeouts would take, starting from the smallest. */
  public static long modelNs(int retries, TcpConfig config) {
    return modelNs(retries, config.minRtoNs(), config);
  }

  private static long modelNs(int retries, long firstNs, TcpConfig config) {
    long totalNs = 0;
    long rtoNs = firstNs;
    for (int i = 0; i <= retries; i++) {
      totalNs += rtoNs;
      rtoNs = Math.min(2 * rtoNs, config.maxRtoNs());
    }
    return totalNs;
  }
}
