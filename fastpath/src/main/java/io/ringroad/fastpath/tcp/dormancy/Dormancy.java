package io.ringroad.fastpath.tcp.dormancy;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.timer.TimerWheel;

/**
 * Puts established connections to sleep that have been silent, and wakes them up: a connection that
 * does nothing holds neither rings nor queues nor the working state of its parts. It costs one
 * timer in each {@code idleAfterNs}, and a few allocations when silence ends. Owned by the lane.
 */
public final class Dormancy implements TcpTimers.IdleHandler {

  private final ConnectionTable table;
  private final ConnectionFactory factory;
  private final TimerWheel wheel;
  private final TcpTimers timers;
  private final IpOutput ip;
  private final CounterSet<TcpCounter> counters;
  private final long idleAfterNs;
  private final ConnectionState state = new ConnectionState();

  /** What differs from this is packed; made with the first connection that falls asleep. */
  private TcpConnection fresh;

  private int asleep;

  public Dormancy(
      ConnectionTable table,
      ConnectionFactory factory,
      TimerWheel wheel,
      TcpTimers timers,
      IpOutput ip,
      MemoryLimits limits,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.factory = factory;
    this.wheel = wheel;
    this.timers = timers;
    this.ip = ip;
    this.counters = counters;
    this.idleAfterNs = limits.idleAfterNs();
  }

  /** A connection is established: from now on it may fall asleep. */
  public void watch(TcpConnection c, long nowNs) {
    timers.idleAt(c, nowNs + idleAfterNs);
  }

  /** The time has come to look whether a connection is silent. */
  @Override
  public void onIdle(TcpConnection c, long nowNs) {
    long lastSegmentNs = lastSegmentNs(c);
    if (c.state != TcpState.ESTABLISHED) {
      return; // it ends before it sleeps
    }
    if (nowNs - lastSegmentNs < idleAfterNs) {
      timers.idleAt(c, lastSegmentNs + idleAfterNs);
    } else if (isIdle(c) && c.socket.giveBackBuffers()) {
      sleep(c);
    } else {
      timers.idleAt(c, nowNs + idleAfterNs);
    }
  }

  private static long lastSegmentNs(TcpConnection c) {
    return Math.max(c.lastHeardNs, c.snd.lastSentNs);
  }

  /** Nothing is under way in either direction, and nobody but the table knows the connection. */
  private static boolean isIdle(TcpConnection c) {
    return c.socket != null
        && c.sendQueue == null
        && c.reassembly == null
        && !c.dirty
        && !c.ack.isDue()
        && !c.ack.isDelayed()
        && c.rcv.delivered == c.rcv.nxt
        && !c.rcv.finSeen
        && !c.receiveShutdown
        && !c.socket.hasToSend()
        && c.deadlines.earliestNs() == c.deadlines.keepAliveNs
        && ConnectionState.refersOnlyTo(
            c, c.options, c.socket, c.binding, c.hasCongestionControl() ? c.congestion() : null);
  }

  private void sleep(TcpConnection c) {
    if (fresh == null) {
      fresh = factory.blank(c, c.destination, c.options);
    }
    long keepAliveNs = c.deadlines.keepAliveNs;
    long lastSegmentNs = lastSegmentNs(c);
    byte[] packed = state.pack(c, fresh, lastSegmentNs);
    DormantConnection dormant = new DormantConnection(c, this, packed, lastSegmentNs);
    table.replace(c, dormant);
    c.socket.protocolState(dormant);
    timers.cancel(c);
    c.state = TcpState.CLOSED;
    if (keepAliveNs != Deadlines.NEVER) {
      wheel.schedule(dormant, keepAliveNs);
    }
    counters.of(TcpCounter.ASLEEP).set(++asleep);
  }

  /** Makes a connection of it again, as it was. */
  public TcpConnection wake(DormantConnection dormant, long nowNs) {
    IpDestination destination =
        ConnectionFactory.destination(dormant.socket.options())
            .local(dormant.localHigh, dormant.localLow)
            .remote(dormant.remoteHigh, dormant.remoteLow)
            .pathMtu(dormant.pathMtu);
    ip.route(destination, nowNs); // if there is no way now, sending looks again
    TcpConnection c = factory.blank(dormant, destination, dormant.socket.options());
    state.unpack(dormant.state, c, dormant.sndNxt, dormant.rcvNxt, dormant.lastSegmentNs);
    c.socket = dormant.socket;
    c.binding = dormant.binding;
    wheel.cancel(dormant);
    table.replace(dormant, c);
    c.socket.protocolState(c);
    timers.resume(c);
    watch(c, nowNs);
    counters.of(TcpCounter.ASLEEP).set(--asleep);
    counters.increment(TcpCounter.WAKE_UPS);
    return c;
  }

  /** The keepalive timer was due while the connection slept. */
  void wakeByTimer(DormantConnection dormant, long nowNs) {
    timers.onExpiry(wake(dormant, nowNs), nowNs);
  }
}
