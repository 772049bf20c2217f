package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.tcp.connection.ReceiveSequence;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.ffm.NativeMemory;

/**
 * The sixth check of RFC 9293 3.10.7.4, the URG bit, as Linux does it: the pointer is taken to
 * point behind the urgent byte (RFC 6093 2.1, tcp_stdurg = 0), and the byte stays in the stream.
 * Owned by the lane.
 */
public final class UrgentArrival {

  private UrgentArrival() {}

  /** Notes what a segment, not trimmed yet, says of urgent data, and the byte if it brings it. */
  public static void onSegment(TcpConnection c, Segment seg) {
    if (c.socket == null) {
      return;
    }
    if (seg.has(TcpHeader.URG)) {
      onPointer(c, seg.seq + Math.max(0, seg.urgentPointer - 1));
    }
    if (c.rcv.urgentAwaited) {
      int offset = c.rcv.urgentSequence - seg.seq;
      if (offset >= 0 && offset < seg.textLength()) {
        c.rcv.urgentAwaited = false;
        c.socket.urgentByte(NativeMemory.getUnsignedByte(seg.payload() + offset));
      }
    }
  }

  /** RFC 9293 3.10.7.4: RCV.UP &lt;- max(RCV.UP, SEG.UP), if it is ahead of the data consumed. */
  private static void onPointer(TcpConnection c, int sequence) {
    ReceiveSequence rcv = c.rcv;
    if (lt(sequence, rcv.nxt) || c.socket.hasUrgentMark() && !gt(sequence, rcv.urgentSequence)) {
      return;
    }
    rcv.urgentSequence = sequence;
    rcv.urgentAwaited = true;
    c.socket.urgentAt(sequence - rcv.delivered);
  }
}
