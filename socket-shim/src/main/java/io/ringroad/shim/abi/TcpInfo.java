package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct tcp_info} (tcp(7), TCP_INFO) as of Linux 6.7. What the engine does not fill is
 * zero.
 *
 * <pre>
 *    0       1        2             3        4         5         6        7      8
 *   +-------+--------+-------------+--------+---------+---------+--------+------+
 *   | state | cong.  | retransmits | probes | backoff | options | scales | app  |
 *   +-------+--------+-------------+--------+---------+---------+--------+------+
 *    8     12    16         20         24        28       32     36        40
 *   +-----+-----+----------+----------+---------+--------+------+---------+
 *   | rto | ato | send mss | recv mss | unacked | sacked | lost | retrans |
 *   +-----+-----+----------+----------+---------+--------+------+---------+
 *    40       44               60     64            68    72       76         80     84
 *   +--------+----------------+------+-------------+-----+--------+----------+------+
 *   | fackets| 4 last times   | pmtu | rcv ssthresh| rtt | rttvar | ssthresh | cwnd |
 *   +--------+----------------+------+-------------+-----+--------+----------+------+
 *    84       88         92     96          100             104           192  ... 228   232 ... 248
 *   +--------+----------+------+-----------+---------------+- - - - - - - - - - - +-----+
 *   | advmss | reorder. | rrtt | rcv space | total retrans | rates and counts     | windows ... |
 *   +--------+----------+------+-----------+---------------+- - - - - - - - - - - +-----+
 * </pre>
 */
public final class TcpInfo {
  /** Bytes of the structure. */
  public static final int SIZE = 248;

  /** u8: connection state, {@code TCP_ESTABLISHED} is 1. */
  public static final int STATE_OFFSET = 0;

  /** u8: 0 open, 3 recovery, 4 loss. */
  public static final int CONGESTION_STATE_OFFSET = 1;

  /** u8: retransmissions by timeout in a row. */
  public static final int RETRANSMITS_OFFSET = 2;

  /** u8: bit 0 timestamps, 1 SACK, 2 window scaling. */
  public static final int OPTIONS_OFFSET = 5;

  /** u8: low half the peer's, high half ours. */
  public static final int WINDOW_SCALES_OFFSET = 6;

  /** u32: retransmission timeout, microseconds. */
  public static final int RTO_OFFSET = 8;

  /** u32: bytes of a full segment sent. */
  public static final int SEND_MSS_OFFSET = 16;

  /** u32: bytes of a full segment received. */
  public static final int RECEIVE_MSS_OFFSET = 20;

  /** u32: segments in flight. */
  public static final int UNACKED_OFFSET = 24;

  /** u32: smoothed round trip, microseconds. */
  public static final int RTT_OFFSET = 68;

  /** u32: its variation, microseconds. */
  public static final int RTT_VARIATION_OFFSET = 72;

  /** u32: slow start threshold, segments. */
  public static final int SEND_SSTHRESH_OFFSET = 76;

  /** u32: congestion window, segments. */
  public static final int SEND_CWND_OFFSET = 80;

  /** u32: segments retransmitted. */
  public static final int TOTAL_RETRANSMITS_OFFSET = 100;

  /** u32: the peer's window, bytes. */
  public static final int SEND_WINDOW_OFFSET = 228;

  /** u32: milliseconds since data was sent. */
  public static final int LAST_DATA_SENT_OFFSET = 44;

  /** u32: bytes of the largest packet that the path carries. */
  public static final int PATH_MTU_OFFSET = 60;

  /** u32: bytes of a full segment that the peer may send. */
  public static final int ADVERTISED_MSS_OFFSET = 84;

  /** u64: bytes in a second. */
  public static final int PACING_RATE_OFFSET = 104;

  /** u64: bytes in a second. */
  public static final int MAX_PACING_RATE_OFFSET = 112;

  /** u64: bytes that the peer acknowledged. */
  public static final int BYTES_ACKNOWLEDGED_OFFSET = 120;

  /** u64: bytes received in order. */
  public static final int BYTES_RECEIVED_OFFSET = 128;

  /** u32: segments sent. */
  public static final int SEGMENTS_OUT_OFFSET = 136;

  /** u32: segments received. */
  public static final int SEGMENTS_IN_OFFSET = 140;

  /** u32: bytes that were never sent. */
  public static final int NOT_SENT_BYTES_OFFSET = 144;

  /** u32: shortest round trip, microseconds. */
  public static final int MINIMUM_RTT_OFFSET = 148;

  /** u32: segments with data received. */
  public static final int DATA_SEGMENTS_IN_OFFSET = 152;

  /** u32: segments with data sent. */
  public static final int DATA_SEGMENTS_OUT_OFFSET = 156;

  /** u32: segments delivered, the SYN among them. */
  public static final int DELIVERED_OFFSET = 192;

  /** u64: bytes sent, again or not. */
  public static final int BYTES_SENT_OFFSET = 200;

  /** u32: this side's window, bytes. */
  public static final int RECEIVE_WINDOW_OFFSET = 232;

  private TcpInfo() {}

  /** The number at one of the u64 offsets. */
  public static long getLong(MemorySegment info, int offset) {
    return info.get(JAVA_LONG_UNALIGNED, offset);
  }

  /** The unsigned byte at one of the u8 offsets. */
  public static int getByte(MemorySegment info, int offset) {
    return Byte.toUnsignedInt(info.get(JAVA_BYTE, offset));
  }

  /** The number at one of the u32 offsets. */
  public static int getInt(MemorySegment info, int offset) {
    return info.get(JAVA_INT_UNALIGNED, offset);
  }

  /** Sets the unsigned byte at one of the u8 offsets. */
  public static void setByte(MemorySegment info, int offset, int value) {
    info.set(JAVA_BYTE, offset, (byte) value);
  }

  /** Sets the number at one of the u32 offsets. */
  public static void setInt(MemorySegment info, int offset, int value) {
    info.set(JAVA_INT_UNALIGNED, offset, value);
  }
}
