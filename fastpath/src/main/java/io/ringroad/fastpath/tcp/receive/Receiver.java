package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.max;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.ReceiveSequence;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.lifetime.FinProcessing;
import io.ringroad.fastpath.tcp.queue.PartStock;
import io.ringroad.fastpath.tcp.queue.Reassembly;
import io.ringroad.fastpath.tcp.queue.Reassembly.Insertion;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.FrameCache;

/**
 * Takes the peer's text: the seventh check of RFC 9293 3.10.7.4. What is in order goes to the
 * socket without a copy, what is not waits in {@link Reassembly}. Owned by the lane.
 */
public final class Receiver {

  /** In a burst, an acknowledgment goes out at least this often; otherwise at the cycle's end. */
  private static final int MAX_STRETCH_SEGMENTS = 16;

  /** Frames that held data may take: one for so many bytes of receive buffer, its truesize. */
  private static final int BYTES_PER_HELD_FRAME = 2_304;

  private static final int MIN_HELD_FRAMES = 64;

  private final SegmentOutput output;
  private final FinProcessing fin;
  private final ReceiveTuning tuning;
  private final TcpTimers timers;
  private final FlushList flushList;
  private final PartStock stock;
  private final FrameCache cache;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public Receiver(
      SegmentOutput output,
      FinProcessing fin,
      ReceiveTuning tuning,
      TcpTimers timers,
      FlushList flushList,
      PartStock stock,
      FrameCache cache,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.output = output;
    this.fin = fin;
    this.tuning = tuning;
    this.timers = timers;
    this.flushList = flushList;
    this.stock = stock;
    this.cache = cache;
    this.config = config;
    this.counters = counters;
  }

  /** Takes the text and notes the FIN of an acceptable segment. */
  public void onText(TcpConnection c, Segment seg, long nowNs) {
    boolean hadText = seg.textLength() > 0;
    trimToWindow(c, seg);
    if (seg.has(TcpHeader.FIN)) {
      fin.onFinSeen(c, seg.seq + seg.textLength());
    }
    if (seg.textLength() == 0) {
      if (hadText || seg.has(TcpHeader.FIN) && gt(seg.seq, c.rcv.nxt)) {
        acknowledgeNow(c);
      }
      return;
    }
    if (seg.seq == c.rcv.nxt) {
      onNextText(c, seg, nowNs);
    } else {
      onLaterText(c, seg, nowNs);
    }
  }

  /** RFC 9293 3.10.7.4, first: segments are trimmed to the part that is in the window and new. */
  private void trimToWindow(TcpConnection c, Segment seg) {
    int old = Math.min(c.rcv.nxt - seg.seq, seg.textLength());
    if (old > 0) {
      noteDuplicate(c, seg.seq, seg.seq + old);
      seg.trimFront(old);
    }
    int end = seg.seq + seg.textLength();
    int beyond = end - c.rcv.rightEdge;
    if (c.rcv.finSeen) {
      beyond = Math.max(beyond, end - c.rcv.finSequence); // there is nothing after a FIN
    }
    if (beyond > 0) {
      seg.trimEnd(Math.min(beyond, seg.textLength()));
    }
  }

  private void onNextText(TcpConnection c, Segment seg, long nowNs) {
    int length = seg.textLength();
    c.rcv.segmentBytes = Math.max(c.rcv.segmentBytes, length);
    boolean fillsGap = c.reassembly != null && gt(c.reassembly.firstSequence(), c.rcv.nxt);
    // What is next never depends on room among what is held, or the gap could not be closed.
    if (c.rcv.delivered == c.rcv.nxt && deliver(c, seg)) {
      c.rcv.nxt += length;
      if (c.reassembly != null) {
        c.reassembly.dropBefore(c.rcv.nxt, cache);
        takeContiguous(c);
      }
    } else {
      hold(c, seg);
    }
    tuning.onText(c, seg, length, nowNs);
    if (fillsGap) {
      acknowledgeNow(c); // RFC 5681 4.2: at once, if a gap is filled
    } else {
      acknowledge(c, nowNs);
    }
  }

  private void onLaterText(TcpConnection c, Segment seg, long nowNs) {
    counters.increment(TcpCounter.OUT_OF_ORDER);
    c.statistics.outOfOrderIn++;
    hold(c, seg);
    // RFC 5681 4.2: each out-of-order segment is answered by a duplicate acknowledgment at once.
    if (!output.sendAck(c, nowNs)) {
      acknowledgeNow(c);
    }
  }

  /** Keeps what can't be delivered, and delivers what now can. */
  private void hold(TcpConnection c, Segment seg) {
    if (c.reassembly == null) {
      c.reassembly = stock.takeReassembly();
    }
    int maxFrames = Math.max(MIN_HELD_FRAMES, c.rcv.bufferBytes / BYTES_PER_HELD_FRAME);
    int begin = seg.seq;
    int end = begin + seg.textLength();
    Insertion insertion = c.reassembly.insert(seg.takeFrame(), begin, maxFrames, cache);
    if (insertion != Insertion.HELD) {
      counters.increment(TcpCounter.REASSEMBLY_DROPPED);
    }
    if (c.sack && insertion != Insertion.NO_ROOM) {
      report(c, begin, end);
    }
    takeContiguous(c);
  }

  /** What the next acknowledgments say of a segment that is held. RFC 2018 4, RFC 2883 4. */
  private void report(TcpConnection c, int begin, int end) {
    if (gt(begin, c.rcv.nxt)) {
      c.reassembly.report().onHeld(begin, end);
    }
    noteDuplicate(c, c.reassembly.duplicateLeft(), c.reassembly.duplicateRight());
  }

  /** These bytes, if there are any, were received before. */
  private void noteDuplicate(TcpConnection c, int left, int right) {
    if (left != right && c.sack && config.recovery().duplicateSacks()) {
      c.rcv.noteDuplicate(left, right);
      counters.increment(TcpCounter.DUPLICATE_SACKS_SENT);
    }
  }

  private void takeContiguous(TcpConnection c) {
    c.rcv.nxt = max(c.rcv.nxt, c.reassembly.contiguousEnd(c.rcv.nxt));
    c.reassembly.report().onAdvance(c.rcv.nxt);
    deliverHeld(c);
  }

  private void deliverHeld(TcpConnection c) {
    Reassembly held = c.reassembly;
    while (!held.isEmpty()
        && held.firstSequence() == c.rcv.delivered
        && c.rcv.delivered != c.rcv.nxt
        && deliverFirst(c, held)) {
      // as much as the socket takes
    }
    if (held.isEmpty()) {
      stock.give(held);
      c.reassembly = null;
    }
  }

  private static boolean deliver(TcpConnection c, long frame, int length) {
    if (!c.socket.deliver(frame, length)) {
      return false;
    }
    c.rcv.delivered += length;
    return true;
  }

  /** The frame is the socket's from here on, if it has room for it. */
  private static boolean deliver(TcpConnection c, Segment seg) {
    boolean delivered = deliver(c, seg.takeFrame(), seg.textLength());
    if (!delivered) {
      seg.giveBackFrame();
    }
    return delivered;
  }

  private static boolean deliverFirst(TcpConnection c, Reassembly held) {
    boolean delivered = true;
    try {
      delivered = deliver(c, held.firstFrame(), held.firstLength());
    } finally {
      if (delivered) {
        held.removeFirst(); // the socket has it, even if it was told of it in vain
      }
    }
    return delivered;
  }

  private void acknowledgeNow(TcpConnection c) {
    c.ack.demand();
    flushList.add(c);
  }

  private void acknowledge(TcpConnection c, long nowNs) {
    ReceiveSequence rcv = c.rcv;
    int unacknowledged = rcv.nxt - rcv.lastAckSent;
    if (c.ack.onData(unacknowledged, rcv.segmentBytes, rcv.wnd(), c.rtt.rtoNs(), nowNs)) {
      timers.acknowledgeAt(c, nowNs + config.delayedAckNs());
    }
    if (c.ack.isDue()) {
      flushList.add(c);
      if (unacknowledged >= MAX_STRETCH_SEGMENTS * rcv.segmentBytes) {
        output.sendAck(c, nowNs);
      }
    }
  }

  /** The application has read: what waited for room may follow, and the window may open. */
  public void onApplicationRead(TcpConnection c, long nowNs) {
    if (!c.state.isSynchronized()) {
      return;
    }
    if (c.reassembly != null) {
      deliverHeld(c);
    }
    tuning.adjust(c, nowNs);
    fin.tellIfDelivered(c);
    if (fin.endIfDelivered(c)) {
      return;
    }
    fin.takeIfNext(c, nowNs);
    if (c.state.receivesText() && ReceiveWindow.updateIsDue(c)) {
      acknowledgeNow(c);
    }
  }
}
