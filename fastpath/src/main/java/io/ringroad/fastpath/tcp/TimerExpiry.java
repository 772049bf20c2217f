package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;

/**
 * What happens when a timer of a connection is due. RFC 6298 (retransmission), RFC 9293 3.8.3
 * (giving up), 3.8.4 (keepalive), 3.8.6.1 (window probes). Owned by the lane.
 */
final class TimerExpiry implements TcpTimers.Handler {

  private final Handshake handshake;
  private final LossRecovery recovery;
  private final Sender sender;
  private final SegmentOutput output;
  private final TcpTimers timers;
  private final Lifecycle lifecycle;
  private final FlushList flushList;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  TimerExpiry(
      Handshake handshake,
      LossRecovery recovery,
      Sender sender,
      SegmentOutput output,
      TcpTimers timers,
      Lifecycle lifecycle,
      FlushList flushList,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.handshake = handshake;
    this.recovery = recovery;
    this.sender = sender;
    this.output = output;
    this.timers = timers;
    this.lifecycle = lifecycle;
    this.flushList = flushList;
    this.config = config;
    this.counters = counters;
  }

  @Override
  public void onDue(TcpConnection c, long nowNs) {
    Deadlines due = c.deadlines;
    if (due.retransmitNs <= nowNs) {
      due.retransmitNs = Deadlines.NEVER;
      onRetransmit(c, nowNs);
    }
    if (due.persistNs <= nowNs) {
      due.persistNs = Deadlines.NEVER;
      onPersist(c, nowNs);
    }
    if (due.acknowledgeNs <= nowNs) {
      due.acknowledgeNs = Deadlines.NEVER;
      c.ack.onDeadline();
      flushList.add(c);
    }
    if (due.retryNs <= nowNs) {
      due.retryNs = Deadlines.NEVER;
      flushList.add(c);
    }
    if (due.keepAliveNs <= nowNs) {
      due.keepAliveNs = Deadlines.NEVER;
      onKeepAlive(c, nowNs);
    }
    if (due.finWait2Ns <= nowNs) {
      lifecycle.remove(c);
    }
  }

  private void onRetransmit(TcpConnection c, long nowNs) {
    switch (c.state) {
      case SYN_SENT, SYN_RECEIVED -> onHandshakeTimeout(c, nowNs);
      default -> onDataTimeout(c, nowNs);
    }
  }

  private void onHandshakeTimeout(TcpConnection c, long nowNs) {
    boolean active = c.state == TcpState.SYN_SENT;
    int linear = active ? config.synLinearRetries() : 0;
    int retries = active ? synRetries(c) + linear : config.synAckRetries();
    if (c.recovery.timeouts >= retries) {
      giveUp(c);
      return;
    }
    c.recovery.timeouts++;
    if (c.recovery.timeouts > linear) {
      c.rtt.backOff(); // RFC 6298 5.5
    }
    counters.increment(TcpCounter.TIMEOUTS);
    handshake.repeat(c, nowNs);
    timers.retransmitAt(c, nowNs + c.rtt.rtoNs());
  }

  private int synRetries(TcpConnection c) {
    return c.options.getOr(SocketOption.SYN_COUNT, config.synRetries());
  }

  private void onDataTimeout(TcpConnection c, long nowNs) {
    if (c.sendQueue == null || c.sendQueue.sentCount() == 0) {
      return;
    }
    if (c.recovery.timeouts > 0 && nowNs - c.recovery.firstSentNs >= patienceNs(c)) {
      giveUp(c);
      return;
    }
    recovery.onTimeout(c, nowNs);
    // RFC 6298 5.6: the timer starts with the doubled timeout.
    timers.retransmitAt(c, nowNs + c.rtt.rtoNs());
    flushList.add(c);
  }

  /**
   * How long data may stay unacknowledged (R2 of RFC 9293 3.8.3). As on Linux, the time that the
   * configured number of timeouts would take, starting from the smallest.
   */
  private long patienceNs(TcpConnection c) {
    long userNs = c.options.get(SocketOption.USER_TIMEOUT);
    if (userNs > 0) {
      return userNs;
    }
    int retries = c.orphan ? config.orphanRetries() : config.dataRetries();
    long totalNs = 0;
    long rtoNs = config.minRtoNs();
    for (int i = 0; i <= retries; i++) {
      totalNs += rtoNs;
      rtoNs = Math.min(2 * rtoNs, config.maxRtoNs());
    }
    return totalNs;
  }

  private void giveUp(TcpConnection c) {
    // RFC 1122 4.2.3.9: what was reported on the way is a better reason than silence.
    lifecycle.fail(c, c.softError == NetError.NONE ? NetError.TIMED_OUT : c.softError);
  }

  /** RFC 9293 3.8.6.1: nothing is in flight, and the window lets nothing go. */
  private void onPersist(TcpConnection c, long nowNs) {
    if (c.state == TcpState.CLOSED || c.sendQueue == null || !c.sendQueue.hasUnsent()) {
      return;
    }
    int retries = c.orphan ? config.orphanRetries() : config.dataRetries();
    if (c.recovery.timeouts >= retries) {
      giveUp(c);
      return;
    }
    if (sender.sendOverride(c, nowNs)) {
      return;
    }
    counters.increment(TcpCounter.WINDOW_PROBES);
    output.sendProbe(c, nowNs);
    c.recovery.timeouts++;
    // RFC 9293 3.8.6.1: the interval between probes grows exponentially.
    long intervalNs = c.rtt.rtoNs() << Math.min(c.recovery.timeouts, 16);
    timers.persistAt(c, nowNs + Math.min(intervalNs, config.maxRtoNs()));
  }

  /** RFC 9293 3.8.4; what was heard in the meantime only moves the deadline. */
  private void onKeepAlive(TcpConnection c, long nowNs) {
    if (!c.state.isSynchronized() || !c.options.isSet(SocketOption.KEEP_ALIVE)) {
      return;
    }
    long idleNs = nowNs - c.lastHeardNs;
    long limitNs = c.options.get(SocketOption.KEEP_IDLE);
    if (c.sendQueue != null || idleNs < limitNs) {
      timers.keepAliveAt(c, nowNs + Math.max(limitNs - idleNs, limitNs / 8));
      return;
    }
    if (c.recovery.keepAliveProbes >= c.options.getInt(SocketOption.KEEP_COUNT)) {
      output.sendReset(c, nowNs);
      giveUp(c);
      return;
    }
    counters.increment(TcpCounter.KEEPALIVE_PROBES);
    c.recovery.keepAliveProbes++;
    output.sendProbe(c, nowNs);
    timers.keepAliveAt(c, nowNs + c.options.get(SocketOption.KEEP_INTERVAL));
  }
}
