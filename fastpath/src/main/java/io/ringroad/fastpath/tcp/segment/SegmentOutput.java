package io.ringroad.fastpath.tcp.segment;

import static io.ringroad.fastpath.wire.TcpHeader.ACK;
import static io.ringroad.fastpath.wire.TcpHeader.FIN;
import static io.ringroad.fastpath.wire.TcpHeader.PSH;
import static io.ringroad.fastpath.wire.TcpHeader.RST;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.fastpath.wire.SequenceNumbers;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Makes segments and hands them to IP: {@code <SEQ=..><ACK=..><CTL=..>} of RFC 9293, with this
 * connection's options and window. Decides nothing but how the bytes get into a frame. Each method
 * says false if no frame was free; the caller then tries again later. Owned by the lane.
 */
public final class SegmentOutput {

  private static final long MILLISECOND_NS = 1_000_000;
  private static final int MAX_URGENT_POINTER = 0xFFFF;

  private final SegmentFrame out;
  private final FramePressure pressure;
  private final CounterSet<TcpCounter> counters;
  private final Frame frame;
  private final Frame source = new Frame();
  private final TcpHeader header = new TcpHeader();

  public SegmentOutput(
      FrameCache cache, IpOutput ip, FramePressure pressure, CounterSet<TcpCounter> counters) {
    this.out = new SegmentFrame(cache, ip, counters);
    this.frame = out.frame;
    this.pressure = pressure;
    this.counters = counters;
  }

  /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
  public boolean sendAck(TcpConnection c, long nowNs) {
    // A peer that took its window back would not accept a sequence number beyond it.
    int seq = SequenceNumbers.min(c.snd.nxt, c.snd.windowEnd());
    return sendAckAt(c, SequenceNumbers.lt(seq, c.snd.una) ? c.snd.una : seq, nowNs);
  }

  /**
   * The acknowledgment of old data. Two of them if the peer's window seems to be taken back: it may
   * only seem so, because segments overtook each other, and then the peer has all that was sent,
   * and takes nothing before SND.NXT. If both ends are mistaken so, they would not understand each
   * other ever again.
   */
  public void sendAckOfDuplicate(TcpConnection c, long nowNs) {
    sendAck(c, nowNs);
    if (SequenceNumbers.lt(c.snd.windowEnd(), c.snd.nxt)) {
      sendAckAt(c, c.snd.nxt, nowNs);
    }
  }

  private boolean sendAckAt(TcpConnection c, int seq, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    send(c, seq, ACK, nowNs);
    return true;
  }

  /**
   * {@code <SEQ=SND.UNA-1><ACK=RCV.NXT><CTL=ACK>}, which the peer must answer because it is not
   * acceptable: a keepalive (RFC 9293 3.8.4) or, as on Linux, a window probe.
   */
  public boolean sendProbe(TcpConnection c, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    send(c, c.snd.una - 1, ACK, nowNs);
    return true;
  }

  /** {@code <SEQ=SND.UNA><ACK=RCV.NXT><CTL=URG,ACK>}: the window is closed, the mode is urgent. */
  public boolean sendUrgentProbe(TcpConnection c, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    send(c, c.snd.una, ACK, nowNs);
    return true;
  }

  /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK>}: this side gives up. RFC 9293 3.10.5. */
  public boolean sendReset(TcpConnection c, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    counters.increment(TcpCounter.RESETS_SENT);
    send(c, c.snd.nxt, RST | ACK, nowNs);
    return true;
  }

  /**
   * Sends entry {@code index} of the send queue. A whole frame that nobody else holds goes out as
   * it is, its headers written before the payload; else the payload is copied.
   */
  public boolean sendEntry(TcpConnection c, int index, boolean push, long nowNs) {
    SendQueue queue = c.sendQueue;
    if (!takeFrame(queue, index)) {
      return false;
    }
    int flags = ACK | (push ? PSH : 0) | (queue.is(index, SendQueue.FIN) ? FIN : 0);
    c.statistics.onDataOut(queue.length(index));
    if (index == queue.sentCount() && queue.length(index) > 0) {
      send(c, queue.sequence(index), flags | Ecn.reducedBit(c), Ecn.dataCodepoint(c), nowNs);
    } else {
      // RFC 3168 6.1.5: a mark on what is sent once more would say nothing of this path.
      send(c, queue.sequence(index), flags, Ecn.controlCodepoint(c), nowNs);
    }
    return true;
  }

  private boolean takeFrame(SendQueue queue, int index) {
    long address = queue.frame(index);
    int length = queue.length(index);
    if (address != 0 && source.wrap(address).references() == 1) {
      frame.wrap(address).reset();
      int before = (int) (queue.payload(index) - frame.data());
      frame.append(before + length);
      frame.trimFront(before);
      frame.retain();
      return true;
    }
    if (!out.allocate()) {
      return false;
    }
    if (length > 0) {
      counters.increment(TcpCounter.SEGMENTS_COPIED);
      NativeMemory.copy(queue.payload(index), frame.append(length), length);
    }
    return true;
  }

  /** Sends what holds no new data. */
  private void send(TcpConnection c, int seq, int flags, long nowNs) {
    send(c, seq, flags, Ecn.controlCodepoint(c), nowNs);
  }

  /** Puts the header before the payload in {@link #frame}, and sends it. */
  private void send(TcpConnection c, int seq, int flags, int codepoint, long nowNs) {
    int stampBytes = c.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0;
    int sackBytes = SackOutput.lengthBytes(c, frame.length());
    int length = TcpHeader.MIN_LENGTH + stampBytes + sackBytes;
    long at = frame.prepend(length);
    header.wrap(at);
    int window = ReceiveWindow.offer(c, pressure.isHigh());
    int control = flags | Ecn.echoBit(c);
    header.write(c.localPort(), c.remotePort(), seq, c.rcv.nxt, length, control, window);
    if (c.snd.urgent) {
      writeUrgentPointer(c, seq);
    }
    if (c.timestamps) {
      // RFC 7323 3.2: once negotiated, in every segment.
      TcpOptions.writeTimestamps(at + TcpHeader.MIN_LENGTH, timestamp(c, nowNs), c.rcv.tsRecent);
    }
    if (sackBytes > 0) {
      SackOutput.write(c, at + TcpHeader.MIN_LENGTH + stampBytes, sackBytes);
    }
    c.statistics.segmentsOut++;
    c.statistics.count(c);
    c.rcv.lastAckSent = c.rcv.nxt;
    c.ack.onAckSent();
    c.deadlines.acknowledgeNs = Deadlines.NEVER;
    out.transmit(c.destination.ecn(codepoint), nowNs);
  }

  /** RFC 9293 3.8.5, RFC 6093 6: behind the urgent byte, or as far as the field can say. */
  private void writeUrgentPointer(TcpConnection c, int seq) {
    int ahead = c.snd.urgentEnd - seq;
    if (ahead > 0 && ahead <= MAX_URGENT_POINTER) {
      header.urgent(ahead);
    } else if (ahead > 0 && SequenceNumbers.lt(c.snd.nxt, seq + MAX_URGENT_POINTER)) {
      header.urgent(MAX_URGENT_POINTER);
    }
  }

  /** The timestamp clock of RFC 7323 5.4 in milliseconds. */
  public static int timestamp(TcpConnection c, long nowNs) {
    return clock(nowNs) + c.timestampOffset;
  }

  /** The timestamp clock before a connection's offset. */
  public static int clock(long nowNs) {
    return (int) (nowNs / MILLISECOND_NS);
  }

  /** A reset for a segment that belongs to no connection. RFC 9293 3.10.7.1. */
  boolean sendBareReset(
      IpDestination to, int localPort, int remotePort, int seq, int ack, int flags, long nowNs) {
    if (!out.allocate()) {
      return false;
    }
    counters.increment(TcpCounter.RESETS_SENT);
    int length = TcpHeader.MIN_LENGTH;
    header.wrap(frame.prepend(length)).write(localPort, remotePort, seq, ack, length, flags, 0);
    out.transmit(to, nowNs);
    return true;
  }
}
