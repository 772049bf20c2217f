package io.ringroad.fastpath.tcp.segment;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.connection.ReceiveSequence;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.wire.TcpOptions;

/**
 * The window that this side offers. RFC 9293 3.8.6, RFC 7323 2. Without state of its own.
 *
 * <pre>
 *    RCV.NXT                    rightEdge
 *   --+--------------------------+-------------------------+--
 *     | offered, never taken back| free beyond it: offered |
 *     |                          | in worthwhile steps     |
 *   --+--------------------------+-------------------------+--
 *     |&lt;------------------ free(c) ------------------------&gt;|
 * </pre>
 */
public final class ReceiveWindow {

  public static final int MAX_UNSCALED = 0xFFFF;

  /** Bits of the largest window that needs no scaling; Linux counts from 2^15. */
  private static final int UNSCALED_BITS = 15;

  /** Under memory pressure a window is opened by no more than this; as Linux. */
  private static final int PRESSURE_SEGMENTS = 4;

  private ReceiveWindow() {}

  /**
   * What a buffer of this size can offer: half of it, because a frame costs more than its payload.
   * Linux's tcp_win_from_space with its default ratio.
   */
  static int fromSpace(int bufferBytes) {
    return bufferBytes >> 1;
  }

  /** The buffer that a window of this size needs: the reverse of {@link #fromSpace}. */
  public static int toSpace(long windowBytes) {
    return (int) Math.min(2 * windowBytes, Integer.MAX_VALUE);
  }

  /**
   * The shift to offer in a SYN. RFC 7323 2.3; as on Linux for the largest buffer that tuning can
   * come to, because it can't be changed later.
   */
  public static int shiftFor(SocketOptions options, int bufferBytes, MemoryLimits limits) {
    boolean fixed = options.get(SocketOption.RECEIVE_BUFFER) != 0;
    int most = fixed ? fromSpace(bufferBytes) : limits.receiveMaxBytes();
    most = Math.min(most, clamp(options));
    int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, most));
    return Math.clamp(bits - UNSCALED_BITS, 0, TcpOptions.MAX_WINDOW_SCALE);
  }

  /** The window of a SYN, in whole segments: never scaled, RFC 7323 2.2. */
  public static int initial(SocketOptions options, int bufferBytes, int segmentBytes) {
    int window = Math.min(fromSpace(bufferBytes), clamp(options));
    if (window > segmentBytes) {
      window -= window % segmentBytes;
    }
    return Math.min(window, MAX_UNSCALED);
  }

  /** TCP_WINDOW_CLAMP; {@link Integer#MAX_VALUE} without one. */
  private static int clamp(SocketOptions options) {
    return options.getOr(SocketOption.WINDOW_CLAMP, Integer.MAX_VALUE);
  }

  private static int limit(TcpConnection c) {
    return Math.min(clamp(c.options), MAX_UNSCALED << c.rcv.windowShift);
  }

  /** The most that can be offered now: the buffer, as far as the window field can say it. */
  public static int capacity(TcpConnection c) {
    return Math.min(fromSpace(c.rcv.bufferBytes), limit(c));
  }

  /** Bytes that would fit now: what could be offered if nothing stood against small steps. */
  static int free(TcpConnection c) {
    return Math.max(0, capacity(c) - c.unreadBytes());
  }

  /**
   * Moves the right edge as far as it should go now, for the segment that is about to leave.
   *
   * @param pressure frames are short: the edge moves little, and not at all if it need not
   * @return the value of its window field
   */
  static int offer(TcpConnection c, boolean pressure) {
    ReceiveSequence rcv = c.rcv;
    int free = free(c);
    if (pressure) {
      free = Math.min(free, PRESSURE_SEGMENTS * rcv.segmentBytes);
    }
    // RFC 7323 2.3: what is offered is a multiple of the unit.
    int unit = 1 << rcv.windowShift;
    int offered = Math.min(free, limit(c)) & -unit;
    // RFC 9293 3.8.6.2.2: the right edge stays until it can move by a full segment or half the
    // buffer; and 3.8.6: it never moves back.
    if (offered - rcv.wnd() >= step(c)) {
      rcv.rightEdge = rcv.nxt + offered;
    }
    // Rounded up: rounded down, the edge that the peer sees would move back and forth.
    int field = Math.min(rcv.wnd() + unit - 1 >> rcv.windowShift, MAX_UNSCALED);
    rcv.rightEdge = rcv.nxt + (field << rcv.windowShift);
    return field;
  }

  /** RFC 9293 3.8.6.2.2: min(Fr * RCV.BUFF, Eff.snd.MSS), Fr = 1/2. */
  private static int step(TcpConnection c) {
    return Math.clamp(capacity(c) / 2, 1, c.rcv.segmentBytes);
  }

  /**
   * Whether the application has read so much that the peer should hear of it now. As on Linux, the
   * window must at least double, and have been no more than half the buffer.
   */
  public static boolean updateIsDue(TcpConnection c) {
    int offered = c.rcv.wnd();
    int free = free(c);
    return offered <= capacity(c) / 2 && free - offered >= step(c) && free >= 2 * offered;
  }
}
