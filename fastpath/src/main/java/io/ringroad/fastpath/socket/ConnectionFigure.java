package io.ringroad.fastpath.socket;

/**
 * What a lane tells of a connection, figure by figure: the fields of Linux's {@code tcp_info} in
 * their units. Times are microseconds unless the name says milliseconds, segments are counted.
 */
public enum ConnectionFigure {
  /** Linux's number of the state: 1 established ... 11 closing. */
  STATE,
  /** 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss. */
  CONGESTION_STATE,
  /** Timeouts in a row. */
  RETRANSMITS,
  /** Window probes and keepalives without an answer. */
  PROBES,
  /** How often the timeout was doubled. */
  BACKOFF,
  /** Bit 0 timestamps, 1 SACK, 2 window scaling, 3 ECN, 4 ECN seen, 5 data in the SYN. */
  OPTIONS,
  /** The peer's shift in the low four bits, this side's in the high ones. */
  WINDOW_SCALES,
  RTO,
  ATO,
  SEND_MSS_BYTES,
  RECEIVE_MSS_BYTES,
  UNACKNOWLEDGED,
  SACKED,
  LOST,
  RETRANSMITTED_IN_FLIGHT,
  LAST_DATA_SENT_MS,
  LAST_DATA_RECEIVED_MS,
  LAST_ACK_RECEIVED_MS,
  PATH_MTU_BYTES,
  RECEIVE_THRESHOLD_BYTES,
  RTT,
  RTT_VARIATION,
  SEND_THRESHOLD,
  SEND_WINDOW,
  ADVERTISED_MSS_BYTES,
  REORDERING,
  RECEIVE_RTT,
  RECEIVE_SPACE_BYTES,
  TOTAL_RETRANSMITS,
  /** Bytes in a second. */
  PACING_RATE,
  /** Bytes in a second; -1 = unlimited. */
  MAX_PACING_RATE,
  BYTES_ACKNOWLEDGED,
  BYTES_RECEIVED,
  SEGMENTS_OUT,
  SEGMENTS_IN,
  NOT_SENT_BYTES,
  MINIMUM_RTT,
  DATA_SEGMENTS_IN,
  DATA_SEGMENTS_OUT,
  /** Bytes in a second. */
  DELIVERY_RATE,
  BUSY_TIME,
  RECEIVE_WINDOW_LIMITED_TIME,
  SEND_BUFFER_LIMITED_TIME,
  DELIVERED,
  DELIVERED_CE,
  BYTES_SENT,
  BYTES_RETRANSMITTED,
  DUPLICATE_SACKS,
  REORDERINGS_SEEN,
  RECEIVED_OUT_OF_ORDER,
  PEER_WINDOW_BYTES,
  RECEIVE_WINDOW_BYTES,
  /** 1 if the application had too little to send when the delivery rate was measured. */
  DELIVERY_RATE_LIMITED,
  /** How often a timeout had the connection try another path. */
  REHASHES,
  /** Retransmission timeouts since the connection began. */
  TIMEOUTS,
  /** How often such timeouts began. */
  TIMEOUT_RECOVERIES,
  /** The time that they took, milliseconds. */
  TIMEOUT_TIME_MS
}
