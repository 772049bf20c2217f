package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.recovery.GivingUp;
import io.ringroad.fastpath.tcp.recovery.LossPhase;
import io.ringroad.fastpath.tcp.recovery.LossRecovery;
import io.ringroad.fastpath.tcp.recovery.RetransmissionTimer;
import io.ringroad.fastpath.tcp.recovery.TailLossProbe;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.tcp.send.PathMtu;
import io.ringroad.fastpath.tcp.send.Sender;

/**
 * What happens when a timer of a connection is due. RFC 6298 (retransmission), RFC 9293 3.8.3
 * (giving up), 3.8.4 (keepalive), 3.8.6.1 (window probes). Owned by the lane.
 */
final class TimerExpiry implements TcpTimers.Handler {

  private final Handshake handshake;
  private final LossRecovery recovery;
  private final LossPhase lossPhase;
  private final TailLossProbe lossProbe;
  private final RetransmissionTimer retransmission;
  private final Sender sender;
  private final SegmentOutput output;
  private final TcpTimers timers;
  private final Lifecycle lifecycle;
  private final FlushList flushList;
  private final GivingUp givingUp;
  private final PathMtu pathMtu;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  TimerExpiry(
      Handshake handshake,
      LossRecovery recovery,
      LossPhase lossPhase,
      TailLossProbe lossProbe,
      RetransmissionTimer retransmission,
      Sender sender,
      SegmentOutput output,
      TcpTimers timers,
      Lifecycle lifecycle,
      PathMtu pathMtu,
      FlushList flushList,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.handshake = handshake;
    this.recovery = recovery;
    this.lossPhase = lossPhase;
    this.lossProbe = lossProbe;
    this.retransmission = retransmission;
    this.sender = sender;
    this.output = output;
    this.timers = timers;
    this.lifecycle = lifecycle;
    this.flushList = flushList;
    this.pathMtu = pathMtu;
    this.givingUp = new GivingUp(config);
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
      default -> onDataTimer(c, nowNs);
    }
  }

  private void onHandshakeTimeout(TcpConnection c, long nowNs) {
    if (givingUp.isHandshakeOver(c, nowNs)) {
      lifecycle.giveUp(c);
      return;
    }
    c.statistics.onTimeout(c.recovery.timeouts, nowNs);
    c.recovery.timeouts++;
    int linear = c.state == TcpState.SYN_SENT ? config.synLinearRetries() : 0;
    if (c.recovery.timeouts > linear) {
      c.rtt.backOff(); // RFC 6298 5.5
    }
    counters.increment(TcpCounter.TIMEOUTS);
    handshake.repeat(c, nowNs);
    timers.retransmitAt(c, givingUp.retransmitDeadlineNs(c, nowNs));
  }

  private void onDataTimer(TcpConnection c, long nowNs) {
    if (c.sendQueue == null || c.sendQueue.sentCount() == 0) {
      return;
    }
    switch (c.deadlines.retransmitFor) {
      case LOSS_PROBE -> onProbeTimeout(c, nowNs);
      case REORDERING -> {
        recovery.onReorderingTimer(c, nowNs);
        flushList.add(c);
      }
      default -> onDataTimeout(c, nowNs);
    }
  }

  /** RFC 8985 7.3: at most one probe is out, and the retransmission timeout follows it. */
  private void onProbeTimeout(TcpConnection c, long nowNs) {
    int next = c.snd.nxt;
    if (!c.recovery.probeOut && sender.sendLossProbe(c, nowNs)) {
      lossProbe.onSent(c, c.snd.nxt == next);
      retransmission.startTimeout(c, nowNs);
    } else {
      retransmission.resumeTimeout(c, nowNs);
    }
  }

  private void onDataTimeout(TcpConnection c, long nowNs) {
    if (givingUp.isDataOver(c, nowNs)) {
      lifecycle.giveUp(c);
      return;
    }
    pathMtu.onTimeout(c, nowNs);
    lossPhase.onTimeout(c, nowNs);
    // RFC 6298 5.6: the timer starts with the doubled timeout.
    retransmission.timeoutAt(c, givingUp.retransmitDeadlineNs(c, nowNs));
    flushList.add(c);
  }

  /** RFC 9293 3.8.6.1: nothing is in flight, and the window lets nothing go. */
  private void onPersist(TcpConnection c, long nowNs) {
    if (c.state == TcpState.CLOSED || c.sendQueue == null || !c.sendQueue.hasUnsent()) {
      return;
    }
    if (givingUp.isProbingOver(c, nowNs)) {
      lifecycle.giveUp(c);
      return;
    }
    if (c.recovery.probes == 0) {
      c.recovery.probingSinceNs = nowNs;
    }
    if (sender.sendOverride(c, nowNs)) {
      return;
    }
    counters.increment(TcpCounter.WINDOW_PROBES);
    if (c.snd.urgent) {
      output.sendUrgentProbe(c, nowNs);
    }
    output.sendProbe(c, nowNs);
    c.recovery.timeouts++;
    c.recovery.probes++;
    timers.persistAt(c, givingUp.probeDeadlineNs(c, givingUp.probeIntervalNs(c), nowNs));
  }

  /** RFC 9293 3.8.4; what was heard in the meantime only moves the deadline. */
  private void onKeepAlive(TcpConnection c, long nowNs) {
    if (!c.state.isSynchronized() || !c.options.isSet(SocketOption.KEEP_ALIVE)) {
      return;
    }
    long idleNs = nowNs - c.lastHeardNs;
    long limitNs = c.options.get(SocketOption.KEEP_IDLE);
    if (c.sendQueue != null) {
      timers.keepAliveAt(c, nowNs + limitNs); // what is in flight, or probes the window, tells
    } else if (idleNs < limitNs) {
      timers.keepAliveAt(c, c.lastHeardNs + limitNs);
    } else if (givingUp.isPeerDead(c, idleNs)) {
      output.sendReset(c, nowNs);
      lifecycle.giveUp(c);
    } else {
      counters.increment(TcpCounter.KEEPALIVE_PROBES);
      c.recovery.keepAliveProbes++;
      output.sendProbe(c, nowNs);
      timers.keepAliveAt(c, nowNs + c.options.get(SocketOption.KEEP_INTERVAL));
    }
  }
}
