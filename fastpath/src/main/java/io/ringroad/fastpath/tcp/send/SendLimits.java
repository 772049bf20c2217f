package io.ringroad.fastpath.tcp.send;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.fastpath.tcp.segment.SackOutput;
import io.ringroad.fastpath.wire.SequenceNumbers;

/**
 * How much of the send queue's next entry may go, and whether it may: the peer's window with
 * silly-window avoidance, the congestion window, Nagle's algorithm, PSH. RFC 9293 3.7.4, 3.8.6.2.1,
 * 3.9.1.2. Without state of its own.
 */
final class SendLimits {

  private SendLimits() {}

  /** The peer's window has shrunk since the entry was sent. */
  static boolean exceedsWindow(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    int end = queue.sequence(index) + queue.sequenceLength(index);
    return SequenceNumbers.gt(end, c.snd.windowEnd());
  }

  /**
   * RFC 9293 3.8.6.2.1: silly-window avoidance. Of a segment no part is sent; (3), with Fs = 1/2,
   * is obeyed by segments that are no longer than half of the largest window ever offered.
   */
  static boolean fitsPeerWindow(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    int most = segmentBytes(c);
    int bytes = queue.length(index) > most ? most : queue.sequenceLength(index);
    return bytes <= c.snd.windowEnd() - queue.sequence(index);
  }

  /**
   * RFC 3042 needs no rule of its own: what has left the network makes room in the pipe, so that
   * each of the first duplicate acknowledgments lets a new segment go.
   */
  static boolean fitsCongestionWindow(TcpConnection c, int bytes) {
    int pipe = c.pipeBytes();
    return pipe == 0 || pipe + bytes <= c.window.bytes();
  }

  /**
   * RFC 9293 3.7.4: a short segment waits while data is unacknowledged; in Minshall's form, which
   * Linux uses, only while another short one is. With TCP_CORK or MSG_MORE it waits for more data,
   * and if nothing is in flight for the override timeout.
   */
  static boolean nagleHolds(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    if (c.snd.urgent // as on Linux, urgent data does not wait
        || c.snd.pushPending
        || queue.length(index) >= segmentBytes(c)
        || index < queue.size() - 1
        || queue.is(index, SendQueue.FIN)) {
      return false;
    }
    if (queue.is(index, SendQueue.MORE) || c.options.isSet(SocketOption.CORK)) {
      return true;
    }
    return SequenceNumbers.gt(c.snd.smallEnd, c.snd.una) && !c.options.isSet(SocketOption.NO_DELAY);
  }

  /**
   * RFC 9293 3.9.1.2: PSH where the data ends, or a record of the application; and as on Linux in
   * long data, when half of the largest window went without.
   */
  static boolean endsPush(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    int end = queue.sequence(index) + queue.length(index);
    return queue.length(index) > 0
        && (index == queue.size() - 1
            || queue.is(index, SendQueue.SEALED)
            || end - c.snd.pushedEnd > c.snd.maxWnd >> 1);
  }

  /** Payload bytes of a full segment now: as on Linux, SACK blocks take their room of it. */
  static int segmentBytes(TcpConnection c) {
    return c.snd.segmentBytes - SackOutput.lengthBytes(c, 0);
  }

  /** Bytes of the next entry may be copied behind this one's. */
  static boolean mayFill(SendQueue queue, int index) {
    return index + 1 < queue.size()
        && !queue.is(index, SendQueue.FIN | SendQueue.SEALED)
        && queue.length(index + 1) > 0;
  }
}
