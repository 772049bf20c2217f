package io.ringroad.fastpath.tcp.lifetime;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.ReceiveSequence;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.SequenceNumbers;

/**
 * The ends of a connection's two directions: the peer's FIN (RFC 9293 3.10.7.4, eighth) and the
 * acknowledgment of this side's (fifth). Owned by the lane.
 */
public final class FinProcessing {

  private final SegmentOutput output;
  private final Lifecycle lifecycle;
  private final TcpTimers timers;
  private final FlushList flushList;
  private final TcpConfig config;

  public FinProcessing(
      SegmentOutput output,
      Lifecycle lifecycle,
      TcpTimers timers,
      FlushList flushList,
      TcpConfig config) {
    this.output = output;
    this.lifecycle = lifecycle;
    this.timers = timers;
    this.flushList = flushList;
    this.config = config;
  }

  /** A segment with FIN arrived, whose payload ends at {@code sequence}. */
  public void onFinSeen(TcpConnection c, int sequence) {
    c.rcv.finSeen = true;
    c.rcv.finSequence = sequence;
  }

  /** Takes the peer's FIN if it is the next thing in the stream. */
  public void takeIfNext(TcpConnection c, long nowNs) {
    ReceiveSequence rcv = c.rcv;
    if (!rcv.finSeen || rcv.nxt != rcv.finSequence || waitsForDelivery(c)) {
      return;
    }
    rcv.nxt++;
    rcv.rightEdge = SequenceNumbers.max(rcv.rightEdge, rcv.nxt);
    // RFC 9293 3.10.7.4, eighth: send an acknowledgment for the FIN.
    c.ack.demand();
    flushList.add(c);
    tellIfDelivered(c);
    switch (c.state) {
      case ESTABLISHED -> c.state = TcpState.CLOSE_WAIT;
      // This side's FIN is not acknowledged, or the fifth check had left this state.
      case FIN_WAIT_1 -> c.state = TcpState.CLOSING;
      case FIN_WAIT_2 -> enterTimeWait(c, nowNs);
      default -> throw new IllegalStateException("FIN taken in " + c.state);
    }
  }

  /**
   * After this FIN nothing of the connection would stay to hold what its socket has no room for:
   * let the peer repeat it until the application has read.
   */
  private static boolean waitsForDelivery(TcpConnection c) {
    return c.state != TcpState.ESTABLISHED && c.rcv.delivered != c.rcv.nxt;
  }

  /** Tells the application of the end of the stream, once it has got everything before. */
  public void tellIfDelivered(TcpConnection c) {
    ReceiveSequence rcv = c.rcv;
    if (rcv.finTaken() && !rcv.endDelivered && rcv.delivered == rcv.finSequence) {
      rcv.endDelivered = true;
      if (c.socket != null) {
        c.socket.endOfStream();
      }
    }
  }

  /**
   * This side's FIN may just have been acknowledged.
   *
   * @return false if the connection is over
   */
  public boolean onOwnFinAcknowledged(TcpConnection c, long nowNs) {
    switch (c.state) {
      case FIN_WAIT_1 -> {
        c.state = TcpState.FIN_WAIT_2;
        tellSendFinished(c);
        return !c.orphan || awaitPeersFin(c, nowNs);
      }
      case CLOSING -> {
        enterTimeWait(c, nowNs);
        return false;
      }
      case LAST_ACK -> {
        tellSendFinished(c);
        return !endIfDelivered(c);
      }
      default -> {
        return true;
      }
    }
  }

  private static void tellSendFinished(TcpConnection c) {
    if (c.socket != null) {
      c.socket.sendFinished();
    }
  }

  /**
   * Nobody waits for the peer's FIN of an orphan for ever; as on Linux, with TCP_LINGER2 below zero
   * not at all, and else no less than some round trips.
   *
   * @return false if the connection is over
   */
  public boolean awaitPeersFin(TcpConnection c, long nowNs) {
    long ownNs = c.options.get(SocketOption.FIN_WAIT2_TIMEOUT);
    if (ownNs < 0) {
      output.sendReset(c, nowNs);
      lifecycle.remove(c);
      return false;
    }
    long rtoNs = c.rtt.rtoNs();
    long leastNs = 4 * rtoNs - rtoNs / 2;
    timers.finWait2At(c, nowNs + Math.max(leastNs, ownNs == 0 ? config.finWait2Ns() : ownNs));
    lifecycle.onlyPeersFinIsMissing(c);
    return true;
  }

  /**
   * Ends a connection in LAST-ACK whose FIN is acknowledged, unless it still holds text for which
   * its socket has had no room.
   *
   * @return whether the connection is over
   */
  public boolean endIfDelivered(TcpConnection c) {
    boolean over =
        c.state == TcpState.LAST_ACK
            && c.finAcknowledged()
            && (c.socket == null || c.rcv.endDelivered);
    if (over) {
      lifecycle.remove(c);
    }
    return over;
  }

  private void enterTimeWait(TcpConnection c, long nowNs) {
    if (c.ack.isDue()) {
      output.sendAck(c, nowNs);
    }
    lifecycle.enterTimeWait(c, nowNs);
  }
}
