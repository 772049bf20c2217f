package io.ringroad.fastpath.tcp.lifetime;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.queue.PartStock;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.pmd.FrameCache;

/**
 * How connections come into the table and leave it: every way out ends here, so that frames,
 * timers, the port and the socket are let go exactly once. Owned by the lane.
 */
public final class Lifecycle {

  private final ConnectionTable table;
  private final TimerWheel wheel;
  private final TcpTimers timers;
  private final FrameCache cache;
  private final PartStock stock;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;
  private int timeWaits;
  private int orphans;
  private int finishedOrphans;

  public Lifecycle(
      ConnectionTable table,
      TimerWheel wheel,
      TcpTimers timers,
      FrameCache cache,
      PartStock stock,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.wheel = wheel;
    this.timers = timers;
    this.cache = cache;
    this.stock = stock;
    this.config = config;
    this.counters = counters;
  }

  /** A connection begins to exist. */
  public void add(TcpConnection c) {
    table.add(c);
    countConnections();
  }

  /** The connection has failed: its socket learns why, and nothing of it stays. */
  public void fail(TcpConnection c, NetError reason) {
    counters.increment(TcpCounter.FAILED);
    StreamSocket socket = c.socket;
    if (socket != null) {
      socket.failed(reason);
    }
    remove(c);
  }

  /** The peer has not answered for too long. */
  public void giveUp(TcpConnection c) {
    // RFC 1122 4.2.3.9: what was reported on the way is a better reason than silence.
    NetError reported = c.socket == null ? NetError.NONE : c.socket.takeSoftError();
    fail(c, reported == NetError.NONE ? NetError.TIMED_OUT : reported);
  }

  /** The connection came to its end. */
  public void remove(TcpConnection c) {
    table.remove(c);
    dismantle(c);
    if (c.binding != null) {
      c.binding.release();
      c.binding = null;
    }
    countConnections();
  }

  /** RFC 9293 3.10.7.4: enter TIME-WAIT, turn off the other timers, start the time-wait timer. */
  void enterTimeWait(TcpConnection c, long nowNs) {
    if (timeWaits >= config.maxTimeWaits()) {
      counters.increment(TcpCounter.TIME_WAIT_OVERFLOWS);
      remove(c);
      return;
    }
    TimeWait timeWait = new TimeWait(c, this);
    c.binding = null;
    table.replace(c, timeWait);
    dismantle(c);
    timeWaits++;
    counters.of(TcpCounter.TIME_WAITS).set(timeWaits);
    restart(timeWait, nowNs);
  }

  /** The peer repeated its FIN: the wait begins again. RFC 9293 3.10.7.4, eighth. */
  void restart(TimeWait timeWait, long nowNs) {
    timeWait.sinceNs = nowNs;
    wheel.schedule(timeWait, nowNs + config.timeWaitNs());
  }

  /** TIME-WAIT is over. */
  public void endTimeWait(TimeWait timeWait) {
    table.remove(timeWait);
    wheel.cancel(timeWait);
    timeWaits--;
    counters.of(TcpCounter.TIME_WAITS).set(timeWaits);
    if (timeWait.binding != null) {
      timeWait.binding.release();
    }
    countConnections();
  }

  /**
   * The application has closed the socket: the connection is this class's alone now.
   *
   * @return false if there are too many of those; as on Linux, the connection is to be reset
   */
  public boolean adopt(TcpConnection c) {
    if (orphans >= config.lifetime().maxOrphans()) {
      counters.increment(TcpCounter.ORPHANS_REFUSED);
      return false;
    }
    c.orphan = true;
    countOrphans(1);
    return true;
  }

  /** An orphan has nothing more to send or to hear of but the peer's FIN. */
  void onlyPeersFinIsMissing(TcpConnection c) {
    if (!c.finished) {
      c.finished = true;
      finishedOrphans++;
    }
  }

  /** Orphans that have still something to send, or to hear of. */
  public int unfinishedOrphans() {
    return orphans - finishedOrphans;
  }

  private void countOrphans(int more) {
    orphans += more;
    counters.of(TcpCounter.ORPHANS).set(orphans);
  }

  /** The handshake of a connection that was opened by Fast Open is done. */
  public void leaveEarlyOpens(TcpConnection c) {
    if (c.early != null) {
      c.early.remove();
      c.early = null;
    }
  }

  private void dismantle(TcpConnection c) {
    leaveEarlyOpens(c);
    c.fastOpen = null;
    if (c.orphan) {
      c.orphan = false;
      countOrphans(-1);
      finishedOrphans -= c.finished ? 1 : 0;
    }
    c.state = TcpState.CLOSED;
    timers.cancel(c);
    dropSendQueue(c);
    dropReassembly(c);
    if (c.socket != null) {
      StreamSocket socket = c.socket;
      c.socket = null;
      socket.closed();
    }
  }

  /** Nothing is left to send or to be acknowledged. */
  void dropSendQueue(TcpConnection c) {
    if (c.sendQueue != null) {
      c.sendQueue.clear(cache);
      stock.give(c.sendQueue);
      c.sendQueue = null;
    }
  }

  /** Nothing received waits any more. */
  void dropReassembly(TcpConnection c) {
    if (c.reassembly != null) {
      c.reassembly.clear(cache);
      stock.give(c.reassembly);
      c.reassembly = null;
    }
  }

  private void countConnections() {
    counters.of(TcpCounter.CONNECTIONS).set(table.size());
  }
}
