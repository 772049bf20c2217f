package io.ringroad.fastpath.tcp.send;

import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.queue.PartStock;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.fastpath.tcp.recovery.ForwardRto;
import io.ringroad.fastpath.tcp.recovery.LossRecovery;
import io.ringroad.fastpath.tcp.recovery.RetransmissionTimer;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.SequenceNumbers;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Sends what may be sent now: what is lost first, then what is new, as far as {@link SendLimits}
 * and {@link Pacing} allow. RFC 9293 3.7.4, 3.8.6. Owned by the lane.
 */
public final class Sender {

  private static final long NO_FRAME_RETRY_NS = 5_000_000;

  private final SegmentOutput output;
  private final TcpTimers timers;
  private final RetransmissionTimer retransmission;
  private final LossRecovery recovery;
  private final PartStock stock;
  private final FrameCache cache;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;
  private final Frame pulled = new Frame();

  public Sender(
      SegmentOutput output,
      TcpTimers timers,
      RetransmissionTimer retransmission,
      LossRecovery recovery,
      PartStock stock,
      FrameCache cache,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.output = output;
    this.timers = timers;
    this.retransmission = retransmission;
    this.recovery = recovery;
    this.stock = stock;
    this.cache = cache;
    this.config = config;
    this.counters = counters;
  }

  /** Sends what a connection may send, data or at least the acknowledgment that it owes. */
  public void flush(TcpConnection c, long nowNs) {
    pull(c);
    if (c.sendQueue != null && (c.state.transmits() || c.sendsEarly())) {
      sendData(c, nowNs);
    }
    if (c.socket != null) {
      c.socket.unsent(c.sendQueue == null ? 0 : c.sendQueue.unsentBytes());
      if (c.socket.limitsUnsent()) {
        c.socket.windowRoom(windowRoom(c));
      }
    }
    if (c.ack.isDue() && !output.sendAck(c, nowNs)) {
      timers.retryAt(c, nowNs + NO_FRAME_RETRY_NS);
    }
    c.snd.pushPending = false;
    c.statistics.afterFlush(c, nowNs);
    armTimers(c, nowNs);
  }

  /** Bytes of full segments that both windows would let go now. */
  private static int windowRoom(TcpConnection c) {
    if (c.sendQueue != null && c.sendQueue.hasUnsent() || !c.state.acceptsSend()) {
      return 0;
    }
    int room = Math.min(c.window.bytes() - c.pipeBytes(), c.snd.windowEnd() - c.snd.nxt);
    return Math.max(0, room - room % c.snd.segmentBytes);
  }

  private void sendData(TcpConnection c, long nowNs) {
    if (ForwardRto.wantsNewData(c)) {
      sendNew(c, nowNs);
      if (ForwardRto.hasSentNewData(c)) {
        return;
      }
    }
    if (sendLost(c, nowNs)) {
      sendNew(c, nowNs);
    }
  }

  /** Moves what the application has queued into the send queue. */
  void pull(TcpConnection c) {
    boolean open = c.state.acceptsSend() || c.early != null;
    if (c.socket == null || !open || c.finQueued) {
      return;
    }
    long frame;
    while ((frame = c.socket.pollToSend()) != 0) {
      c.rate.onWrite(c);
      boolean urgent = (pulled.wrap(frame).mark() & FrameMarks.URGENT) != 0;
      queue(c).append(frame, marksOf(frame), c.snd.segmentBytes, cache);
      if (urgent) {
        c.snd.urgent = true;
        c.snd.urgentEnd = c.sendQueue.endSequence();
      }
    }
    if (c.sendQueue != null && c.sendQueue.isEmpty()) {
      release(c);
    }
  }

  /** Moves what the application has queued into the send queue, for the SYN. RFC 7413 4.2.1. */
  public boolean pullEarly(TcpConnection c) {
    long frame;
    while ((frame = c.socket.pollToSend()) != 0) {
      queue(c).append(frame, marksOf(frame), c.snd.segmentBytes, cache);
    }
    return c.sendQueue != null;
  }

  private int marksOf(long frame) {
    int mark = pulled.wrap(frame).mark();
    return ((mark & FrameMarks.END_OF_RECORD) != 0 ? SendQueue.SEALED : 0)
        | ((mark & FrameMarks.MORE) != 0 ? SendQueue.MORE : 0);
  }

  /** Queues this side's FIN behind all data. RFC 9293 3.10.4. */
  public void queueFin(TcpConnection c) {
    pull(c);
    queue(c).appendFin();
    c.finQueued = true;
  }

  private SendQueue queue(TcpConnection c) {
    if (c.sendQueue == null) {
      c.sendQueue = stock.takeSendQueue(c.snd.nxt);
    }
    return c.sendQueue;
  }

  /** Everything was acknowledged: the queue goes back. */
  public void release(TcpConnection c) {
    stock.give(c.sendQueue);
    c.sendQueue = null;
  }

  /** Returns false if nothing more can go out now: no frame was free, or it is not yet time. */
  private boolean sendLost(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    int index;
    while ((index = queue.scoreboard().firstLost()) >= 0) {
      shape(c, index);
      int bytes = queue.sequenceLength(index);
      boolean oldest = index == 0;
      // The oldest segment may always go again; the rest only within both windows.
      if (!oldest
          && (SendLimits.exceedsWindow(c, index) || !SendLimits.fitsCongestionWindow(c, bytes))) {
        return true;
      }
      if (isHeldByPace(c, nowNs) || !transmit(c, index, nowNs)) {
        return false;
      }
    }
    return true;
  }

  private void sendNew(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    restartAfterIdle(c, nowNs);
    boolean sent = false;
    boolean limited = false;
    while (queue.hasUnsent()) {
      int index = queue.sentCount();
      if (isHeldByPace(c, nowNs)) {
        break;
      }
      int bytes = Math.min(queue.length(index), SendLimits.segmentBytes(c));
      if (!SendLimits.fitsCongestionWindow(c, bytes)) {
        limited = true;
        break;
      }
      // Cut only now: what waits may go in larger segments when the window has grown.
      if (!SendLimits.fitsPeerWindow(c, index) || SendLimits.nagleHolds(c, index)) {
        break;
      }
      shape(c, index);
      if (!transmit(c, index, nowNs)) {
        break;
      }
      sent = true;
    }
    if (sent || limited) {
      noteUseOfWindow(c, limited, nowNs);
    }
  }

  private boolean isHeldByPace(TcpConnection c, long nowNs) {
    boolean held = Pacing.holds(c, nowNs);
    if (held) {
      timers.retryAt(c, c.snd.pacedNs);
    }
    return held;
  }

  /** RFC 5681 4.1: after silence the congestion window says nothing about the path. */
  private void restartAfterIdle(TcpConnection c, long nowNs) {
    if (c.snd.nxt == c.snd.una && c.sendQueue.hasUnsent()) {
      boolean slowStart = config.congestion().slowStartAfterIdle();
      c.congestion().onRestart(nowNs - c.snd.lastSentNs, c.rtt.rtoNs(), slowStart, nowNs);
    }
  }

  /** RFC 7661, RFC 2861: only a window that holds data back may grow. */
  private void noteUseOfWindow(TcpConnection c, boolean limited, long nowNs) {
    int pipe = c.pipeBytes();
    boolean full = limited || pipe + c.snd.segmentBytes > c.window.bytes();
    c.congestion().onSent(full, pipe, c.snd.una, c.snd.nxt);
    if (c.recovery.phase == RecoveryState.Phase.OPEN && config.congestion().slowStartAfterIdle()) {
      c.congestion().validate(pipe, c.rtt.rtoNs(), nowNs);
    }
  }

  private boolean transmit(TcpConnection c, int index, long nowNs) {
    SendQueue queue = c.sendQueue;
    boolean again = index < queue.sentCount();
    boolean push = again ? queue.is(index, SendQueue.PUSHED) : SendLimits.endsPush(c, index);
    return transmit(c, index, push, nowNs);
  }

  private boolean transmit(TcpConnection c, int index, boolean push, long nowNs) {
    SendQueue queue = c.sendQueue;
    boolean first = index == queue.sentCount();
    boolean small = queue.length(index) < SendLimits.segmentBytes(c);
    c.rate.beforeSend(c, nowNs);
    if (push) {
      queue.markPushed(index);
      int end = queue.sequence(index) + queue.length(index);
      c.snd.pushedEnd = SequenceNumbers.max(c.snd.pushedEnd, end);
    }
    if (!output.sendEntry(c, index, push, nowNs)) {
      timers.retryAt(c, nowNs + NO_FRAME_RETRY_NS);
      return false;
    }
    boolean wasLost = !first && queue.is(index, SendQueue.LOST);
    queue.onSent(index, nowNs);
    queue.prior(index, c.rate.mark(c), c.rate.deliveredNs, c.rate.firstSentNs);
    recovery.onSent(c, queue.sequenceLength(index), wasLost, nowNs);
    Pacing.onSent(c, queue.length(index), nowNs);
    c.snd.lastSentNs = nowNs;
    if (first) {
      onSentFirst(c, index, small, nowNs);
    } else {
      c.recovery.retransmittedSegments++;
      c.recovery.retransmittedBytes += queue.length(index);
      counters.increment(TcpCounter.SEGMENTS_RETRANSMITTED);
      retransmission.onResent(c, index, nowNs);
    }
    return true;
  }

  private void onSentFirst(TcpConnection c, int index, boolean small, long nowNs) {
    SendQueue queue = c.sendQueue;
    c.snd.nxt = queue.sequence(index) + queue.sequenceLength(index);
    if (small) {
      c.snd.smallEnd = c.snd.nxt;
    }
    c.ack.onDataSent(config.delayedAckNs(), nowNs);
    if (c.socket != null) {
      c.socket.unsent(queue.unsentBytes());
    }
    retransmission.onSent(c, nowNs);
  }

  /**
   * Sends a tail loss probe: a new segment if there is one and the peer takes it, whatever the
   * congestion window says, else the last one again. RFC 8985 7.3: TLP_send_probe().
   *
   * @return false if nothing could be sent
   */
  public boolean sendLossProbe(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    int index = queue.sentCount();
    if (queue.hasUnsent()) {
      if (SendLimits.fitsPeerWindow(c, index)) {
        shape(c, index);
        return transmit(c, index, nowNs);
      }
    }
    int last = index - 1;
    if (last < 0 || queue.is(last, SendQueue.SACKED | SendQueue.LOST)) {
      return false;
    }
    return transmit(c, last, nowNs);
  }

  /**
   * Makes an entry a full segment: cuts it, or where SACK blocks or a small window leave a rest of
   * the one before copies behind it what is to follow.
   */
  private void shape(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    int most = SendLimits.segmentBytes(c);
    if (queue.length(index) > most) {
      queue.split(index, most);
      return;
    }
    boolean odd = most < c.snd.segmentBytes || c.snd.boundToWindow;
    boolean fills = odd && index >= queue.sentCount();
    while (fills && queue.length(index) < most && SendLimits.mayFill(queue, index)) {
      fills = queue.fill(index, most, cache);
    }
  }

  /** The timers that depend on what is now in flight, and on what is held back. */
  private void armTimers(TcpConnection c, long nowNs) {
    if (!c.state.transmits()) {
      return;
    }
    boolean waiting = c.sendQueue != null && c.sendQueue.hasUnsent();
    if (c.snd.nxt != c.snd.una || !waiting || Pacing.holds(c, nowNs)) {
      c.deadlines.persistNs = Deadlines.NEVER;
    } else if (c.deadlines.persistNs == Deadlines.NEVER) {
      // RFC 9293 3.8.6.1: nothing in flight and the window does not let anything go.
      c.recovery.timeouts = 0;
      c.recovery.probes = 0;
      timers.persistAt(c, nowNs + c.rtt.rtoNs());
    }
  }

  /**
   * RFC 9293 3.8.6.2.1 (4), the override timeout: sends what fits into the window, however little.
   *
   * @return false if nothing does
   */
  public boolean sendOverride(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    int index = queue.sentCount();
    int usable = c.snd.windowEnd() - queue.sequence(index);
    if (usable <= 0) {
      return false;
    }
    if (usable < queue.length(index)) {
      queue.split(index, usable);
    }
    // What follows has to wait, so that this is pushed, as on Linux.
    return transmit(c, index, queue.length(index) > 0, nowNs);
  }
}
