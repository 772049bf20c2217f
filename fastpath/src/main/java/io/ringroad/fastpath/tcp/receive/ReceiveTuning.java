package io.ringroad.fastpath.tcp.receive;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.connection.ReceiveSpace;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.segment.FramePressure;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.SequenceNumbers;

/**
 * Grows the receive buffer of a connection whose application reads more in a round trip than the
 * window lets through: dynamic right-sizing, as Linux does it (tcp_rcv_space_adjust). The buffer
 * never shrinks, and an application that sets SO_RCVBUF has chosen for itself. Owned by the lane.
 */
public final class ReceiveTuning {

  private static final int INITIAL_SEGMENTS = 10;
  private static final int SLACK_SEGMENTS = 16;
  private static final int SMOOTHING_SHIFT = 3;
  private static final long MILLISECOND_NS = 1_000_000;

  private final MemoryLimits limits;
  private final FramePressure pressure;

  public ReceiveTuning(MemoryLimits limits, FramePressure pressure) {
    this.limits = limits;
    this.pressure = pressure;
  }

  /** The connection is established. */
  public void start(TcpConnection c, long nowNs) {
    ReceiveSpace space = c.space;
    space.measuredBytes = Math.min(c.rcv.wnd(), INITIAL_SEGMENTS * c.snd.segmentBytes);
    space.markNs = nowNs;
    space.rttSequence = c.rcv.nxt + c.rcv.wnd();
    space.rttStartNs = nowNs;
  }

  /** In-order text arrived: measures the round trip as a receiver can. */
  void onText(TcpConnection c, Segment seg, int textLength, long nowNs) {
    ReceiveSpace space = c.space;
    if (c.timestamps && seg.options.hasTimestamps()) {
      onEcho(c, seg, textLength, nowNs);
    } else if (SequenceNumbers.geq(c.rcv.nxt, space.rttSequence)) {
      // A window full of data takes a round trip at least: the smallest such time is an estimate.
      long sampleNs = nowNs - space.rttStartNs;
      space.rttNs = space.rttNs == 0 ? sampleNs : Math.min(space.rttNs, sampleNs);
      space.rttSequence = c.rcv.nxt + c.rcv.wnd();
      space.rttStartNs = nowNs;
    }
    adjust(c, nowNs);
  }

  /** RFC 7323 4.1 from the other side: a full segment echoes a timestamp of ours, once. */
  private void onEcho(TcpConnection c, Segment seg, int textLength, long nowNs) {
    ReceiveSpace space = c.space;
    int echo = seg.options.timestampEcho();
    if (echo == 0 || echo == space.lastEcho || textLength < c.rcv.segmentBytes) {
      return;
    }
    space.lastEcho = echo;
    int elapsed = SegmentOutput.timestamp(c, nowNs) - echo;
    if (elapsed >= 0) {
      long sampleNs = Math.max(1, elapsed) * MILLISECOND_NS;
      space.rttNs += space.rttNs == 0 ? sampleNs : sampleNs - space.rttNs >> SMOOTHING_SHIFT;
    }
  }

  /** Once in a round trip: compares what the application has read with the time before. */
  void adjust(TcpConnection c, long nowNs) {
    ReceiveSpace space = c.space;
    if (space.rttNs == 0 || nowNs - space.markNs < space.rttNs || c.socket == null) {
      return;
    }
    long released = c.socket.releasedBytes();
    long copied = released - space.markReleased;
    if (copied > space.measuredBytes) {
      grow(c, copied);
      space.measuredBytes = (int) Math.min(copied, Integer.MAX_VALUE);
    }
    space.markReleased = released;
    space.markNs = nowNs;
  }

  private void grow(TcpConnection c, long copied) {
    if (!limits.tuneReceive()
        || pressure.isHigh()
        || c.options.get(SocketOption.RECEIVE_BUFFER) != 0) {
      return;
    }
    // Twice what was read, because the sender may double its own window meanwhile; and as much
    // again as the growth since the last time, for a sender in slow start.
    long window = 2 * copied + (long) SLACK_SEGMENTS * c.rcv.segmentBytes;
    window += 2 * (window * (copied - c.space.measuredBytes) / c.space.measuredBytes);
    int wanted = Math.min(ReceiveWindow.toSpace(window), limits.receiveMaxBytes());
    if (wanted > c.rcv.bufferBytes) {
      c.rcv.bufferBytes = wanted;
      c.socket.receiveBufferBytes(wanted);
    }
  }
}
