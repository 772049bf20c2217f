package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.timer.TimerWheel;

/**
 * Sets the deadlines of connections and keeps each one's single wheel node early enough for the
 * earliest of them. A node that fires before anything is due is set again. Owned by the lane.
 */
public final class TcpTimers {

  /** What to do when a deadline has come; {@code TimerExpiry}. */
  public interface Handler {
    void onDue(TcpConnection connection, long nowNs);
  }

  /** Who looks whether a connection is idle; {@code Dormancy}. */
  public interface IdleHandler {
    void onIdle(TcpConnection connection, long nowNs);
  }

  private final TimerWheel wheel;
  private Handler handler;
  private IdleHandler idleHandler;

  public TcpTimers(TimerWheel wheel) {
    this.wheel = wheel;
  }

  /** Set once, when the parts that need each other are made. */
  public void handler(Handler handler, IdleHandler idleHandler) {
    this.handler = handler;
    this.idleHandler = idleHandler;
  }

  public void retransmitAt(TcpConnection c, long deadlineNs) {
    c.deadlines.retransmitNs = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  public void persistAt(TcpConnection c, long deadlineNs) {
    c.deadlines.persistNs = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  public void acknowledgeAt(TcpConnection c, long deadlineNs) {
    c.deadlines.acknowledgeNs = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  public void keepAliveAt(TcpConnection c, long deadlineNs) {
    c.deadlines.keepAliveNs = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  /** Starts the keepalive timer if the socket wants one. RFC 9293 3.8.4. */
  public void startKeepAlive(TcpConnection c, long nowNs) {
    if (c.options.isSet(SocketOption.KEEP_ALIVE)) {
      keepAliveAt(c, Math.max(nowNs, c.lastHeardNs + c.options.get(SocketOption.KEEP_IDLE)));
    }
  }

  public void finWait2At(TcpConnection c, long deadlineNs) {
    c.deadlines.finWait2Ns = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  public void retryAt(TcpConnection c, long deadlineNs) {
    c.deadlines.retryNs = Math.min(c.deadlines.retryNs, deadlineNs);
    notLaterThan(c, deadlineNs);
  }

  public void idleAt(TcpConnection c, long deadlineNs) {
    c.deadlines.idleNs = deadlineNs;
    notLaterThan(c, deadlineNs);
  }

  /** Arms a connection whose deadlines are set. */
  public void resume(TcpConnection c) {
    notLaterThan(c, c.deadlines.earliestNs());
  }

  /** All timers of a connection are off. */
  public void cancel(TcpConnection c) {
    c.deadlines.clear();
    wheel.cancel(c);
  }

  /** The wheel's node fired: does what is due, and arms it for the rest. */
  public void onExpiry(TcpConnection c, long nowNs) {
    if (c.deadlines.earliestNs() <= nowNs) {
      handler.onDue(c, nowNs);
    }
    if (c.deadlines.idleNs <= nowNs) {
      c.deadlines.idleNs = Deadlines.NEVER;
      idleHandler.onIdle(c, nowNs);
    }
    if (c.state != TcpState.CLOSED) {
      notLaterThan(c, Math.min(c.deadlines.earliestNs(), c.deadlines.idleNs));
    }
  }

  private void notLaterThan(TcpConnection c, long deadlineNs) {
    if (deadlineNs != Deadlines.NEVER && (!c.isArmed() || deadlineNs < c.deadlineNs())) {
      wheel.schedule(c, deadlineNs);
    }
  }
}
