package io.ringroad.shim.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.ringroad.fastpath.socket.ConnectionFigure;
import io.ringroad.fastpath.socket.ConnectionFigures;
import java.lang.foreign.MemorySegment;

/**
 * Where each figure of a connection stands in {@code struct tcp_info}, which {@link
 * io.ringroad.shim.abi.TcpInfo} draws.
 */
final class TcpInfoLayout {
  private TcpInfoLayout() {}

  /** Writes all figures into a zeroed structure. */
  static void write(ConnectionFigures figures, MemorySegment info) {
    for (ConnectionFigure figure : ConnectionFigure.values()) {
      long value = figures.get(figure);
      int offset = offset(figure);
      switch (bytes(figure)) {
        case Byte.BYTES -> info.set(JAVA_BYTE, offset, (byte) Math.min(value, 255));
        case Short.BYTES -> info.set(JAVA_SHORT_UNALIGNED, offset, (short) Math.min(value, 0xFFFF));
        case Long.BYTES -> info.set(JAVA_LONG_UNALIGNED, offset, value);
        default -> info.set(JAVA_INT_UNALIGNED, offset, (int) Math.min(value, 0xFFFF_FFFFL));
      }
    }
  }

  private static int bytes(ConnectionFigure figure) {
    return switch (figure) {
      case STATE,
          CONGESTION_STATE,
          RETRANSMITS,
          PROBES,
          BACKOFF,
          OPTIONS,
          WINDOW_SCALES,
          DELIVERY_RATE_LIMITED ->
          Byte.BYTES;
      case TIMEOUTS, TIMEOUT_RECOVERIES -> Short.BYTES;
      case PACING_RATE,
          MAX_PACING_RATE,
          BYTES_ACKNOWLEDGED,
          BYTES_RECEIVED,
          DELIVERY_RATE,
          BUSY_TIME,
          RECEIVE_WINDOW_LIMITED_TIME,
          SEND_BUFFER_LIMITED_TIME,
          BYTES_SENT,
          BYTES_RETRANSMITTED ->
          Long.BYTES;
      default -> Integer.BYTES;
    };
  }

  private static int offset(ConnectionFigure figure) {
    return switch (figure) {
      case STATE -> 0;
      case CONGESTION_STATE -> 1;
      case RETRANSMITS -> 2;
      case PROBES -> 3;
      case BACKOFF -> 4;
      case OPTIONS -> 5;
      case WINDOW_SCALES -> 6;
      case RTO -> 8;
      case ATO -> 12;
      case SEND_MSS_BYTES -> 16;
      case RECEIVE_MSS_BYTES -> 20;
      case UNACKNOWLEDGED -> 24;
      case SACKED -> 28;
      case LOST -> 32;
      case RETRANSMITTED_IN_FLIGHT -> 36;
      case LAST_DATA_SENT_MS -> 44;
      case LAST_DATA_RECEIVED_MS -> 52;
      case LAST_ACK_RECEIVED_MS -> 56;
      case PATH_MTU_BYTES -> 60;
      case RECEIVE_THRESHOLD_BYTES -> 64;
      case RTT -> 68;
      case RTT_VARIATION -> 72;
      case SEND_THRESHOLD -> 76;
      case SEND_WINDOW -> 80;
      case ADVERTISED_MSS_BYTES -> 84;
      case REORDERING -> 88;
      case RECEIVE_RTT -> 92;
      case RECEIVE_SPACE_BYTES -> 96;
      case TOTAL_RETRANSMITS -> 100;
      case PACING_RATE -> 104;
      case MAX_PACING_RATE -> 112;
      case BYTES_ACKNOWLEDGED -> 120;
      case BYTES_RECEIVED -> 128;
      case SEGMENTS_OUT -> 136;
      case SEGMENTS_IN -> 140;
      case NOT_SENT_BYTES -> 144;
      case MINIMUM_RTT -> 148;
      case DATA_SEGMENTS_IN -> 152;
      case DATA_SEGMENTS_OUT -> 156;
      case DELIVERY_RATE -> 160;
      case BUSY_TIME -> 168;
      case RECEIVE_WINDOW_LIMITED_TIME -> 176;
      case SEND_BUFFER_LIMITED_TIME -> 184;
      case DELIVERED -> 192;
      case DELIVERED_CE -> 196;
      case BYTES_SENT -> 200;
      case BYTES_RETRANSMITTED -> 208;
      case DUPLICATE_SACKS -> 216;
      case REORDERINGS_SEEN -> 220;
      case RECEIVED_OUT_OF_ORDER -> 224;
      case PEER_WINDOW_BYTES -> 228;
      case RECEIVE_WINDOW_BYTES -> 232;
      case DELIVERY_RATE_LIMITED -> 7;
      case REHASHES -> 236;
      case TIMEOUTS -> 240;
      case TIMEOUT_RECOVERIES -> 242;
      case TIMEOUT_TIME_MS -> 244;
    };
  }
}
