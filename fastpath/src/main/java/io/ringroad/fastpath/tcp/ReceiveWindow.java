package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.wire.TcpOptions;

/** The window that this side offers. RFC 9293 3.8.6, RFC 7323 2. Without state of its own. */
final class ReceiveWindow {

  static final int MAX_UNSCALED = 0xFFFF;

  private ReceiveWindow() {}

  /** The shift that lets {@code bufferBytes} be offered. RFC 7323 2.3. */
  static int shiftFor(int bufferBytes) {
    int shift = 0;
    while (shift < TcpOptions.MAX_WINDOW_SCALE && bufferBytes >> shift > MAX_UNSCALED) {
      shift++;
    }
    return shift;
  }

  /** The most that can ever be offered: the buffer, as far as the window field can say it. */
  static int capacity(TcpConnection c) {
    return Math.min(c.rcv.bufferBytes, MAX_UNSCALED << c.rcv.windowShift);
  }

  /** Bytes that would fit now: what could be offered if nothing stood against small steps. */
  static int free(TcpConnection c) {
    int limit = MAX_UNSCALED << c.rcv.windowShift;
    return Math.clamp((long) c.rcv.bufferBytes - c.unreadBytes(), 0, limit);
  }

  /**
   * Moves the right edge as far as it should go now, for the segment that is about to leave.
   *
   * @return the value of its window field
   */
  static int offer(TcpConnection c) {
    ReceiveSequence rcv = c.rcv;
    int free = free(c);
    // RFC 9293 3.8.6.2.2: the right edge stays until it can move by a full segment or half the
    // buffer; and 3.8.6: it never moves back.
    int step = Math.min(capacity(c) / 2, rcv.segmentBytes);
    if (free - rcv.wnd() >= step) {
      rcv.rightEdge = rcv.nxt + free;
    }
    int field = rcv.wnd() >> rcv.windowShift;
    if (field > MAX_UNSCALED) {
      rcv.rightEdge = rcv.nxt + (MAX_UNSCALED << rcv.windowShift);
      return MAX_UNSCALED;
    }
    return field;
  }

  /**
   * Whether the application has read so much that the peer should hear of it now. As on Linux, the
   * window must at least double, and have been no more than half the buffer.
   */
  static boolean updateIsDue(TcpConnection c) {
    int offered = c.rcv.wnd();
    int free = free(c);
    int step = Math.min(capacity(c) / 2, c.rcv.segmentBytes);
    return offered <= capacity(c) / 2 && free - offered >= step && free >= 2 * offered;
  }
}
