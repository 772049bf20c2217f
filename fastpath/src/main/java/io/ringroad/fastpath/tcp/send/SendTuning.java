package io.ringroad.fastpath.tcp.send;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.segment.FramePressure;

/**
 * Grows the send buffer with the congestion window, so that an application can always have two
 * windows' worth queued: Linux's tcp_sndbuf_expand. An application that sets SO_SNDBUF has chosen
 * for itself. Owned by the lane.
 */
public final class SendTuning {

  private static final int MIN_SEGMENTS = 10;

  /** What Linux reckons for the headers and the buffer's own end, before it rounds up. */
  private static final int HEADER_BYTES = 640;

  private static final int DESCRIPTION_BYTES = 256;

  private final MemoryLimits limits;
  private final FramePressure pressure;

  public SendTuning(MemoryLimits limits, FramePressure pressure) {
    this.limits = limits;
    this.pressure = pressure;
  }

  /** An acknowledgment made room: if the application waited for some, it may get more. */
  public void onAcknowledged(TcpConnection c) {
    if (c.socket.isSendBlocked() && !pressure.isHigh()) {
      expand(c);
    }
  }

  /** As much as twice the congestion window takes, of segments as large as they cost. */
  public void expand(TcpConnection c) {
    if (c.options.get(SocketOption.SEND_BUFFER) != 0) {
      return;
    }
    int segments = Math.max(MIN_SEGMENTS, c.window.bytes() / c.snd.segmentBytes);
    int perSegment =
        Integer.highestOneBit(c.snd.segmentBytes + HEADER_BYTES - 1) * 2 + DESCRIPTION_BYTES;
    int wanted = (int) Math.min(2L * segments * perSegment, limits.sendMaxBytes());
    if (wanted > c.socket.sendBufferBytes()) {
      c.socket.sendBufferBytes(wanted);
    }
  }
}
