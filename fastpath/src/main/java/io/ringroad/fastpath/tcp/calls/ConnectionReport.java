package io.ringroad.fastpath.tcp.calls;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.ConnectionFigure;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionWindow;
import io.ringroad.fastpath.tcp.connection.ConnectionStatistics;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.recovery.RecoveryFigures;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.tcp.send.Pacing;
import io.ringroad.fastpath.wire.TcpOptions;

/** Describes a connection as Linux's TCP_INFO does. Owned by the lane. */
public final class ConnectionReport {

  private static final int TIMESTAMPS = 1;
  private static final int SACK = 1 << 1;
  private static final int WINDOW_SCALING = 1 << 2;
  private static final int ECN = 1 << 3;
  private static final int UNLIMITED_SEGMENTS = 0x7FFF_FFFF;
  private static final long MICROSECOND_NS = 1_000;
  private static final long MILLISECOND_NS = 1_000_000;

  private final IpOutput ip;
  private final TcpConfig config;

  public ConnectionReport(IpOutput ip, TcpConfig config) {
    this.ip = ip;
    this.config = config;
  }

  public void fill(TcpConnection c, ConnectionFigures to, long nowNs) {
    c.statistics.count(c);
    state(c, to);
    segments(c, to);
    recovery(c, to);
    times(c, to, nowNs);
    windows(c, to);
    counts(c, to, nowNs);
  }

  private void state(TcpConnection c, ConnectionFigures to) {
    to.set(ConnectionFigure.STATE, stateNumber(c.state));
    to.set(ConnectionFigure.PROBES, Math.max(c.recovery.probes, c.recovery.keepAliveProbes));
    boolean probes = c.deadlines.persistNs != Deadlines.NEVER;
    to.set(ConnectionFigure.BACKOFF, probes ? c.recovery.probes : c.rtt.backoff());
    int options = (c.timestamps ? TIMESTAMPS : 0) | (c.sack ? SACK : 0);
    options |= (c.windowScaling ? WINDOW_SCALING : 0) | (c.ecn.negotiated ? ECN : 0);
    to.set(ConnectionFigure.OPTIONS, options);
    to.set(ConnectionFigure.WINDOW_SCALES, c.rcv.windowShift << 4 | c.snd.windowShift);
  }

  /** Linux's TCP_ESTABLISHED and its like. */
  static int stateNumber(TcpState state) {
    return switch (state) {
      case ESTABLISHED -> 1;
      case SYN_SENT -> 2;
      case SYN_RECEIVED -> 3;
      case FIN_WAIT_1 -> 4;
      case FIN_WAIT_2 -> 5;
      case CLOSE_WAIT -> 8;
      case LAST_ACK -> 9;
      case CLOSING -> 11;
      default -> 7;
    };
  }

  private void segments(TcpConnection c, ConnectionFigures to) {
    to.set(ConnectionFigure.SEND_MSS_BYTES, c.snd.segmentBytes);
    to.set(ConnectionFigure.RECEIVE_MSS_BYTES, c.rcv.segmentBytes);
    to.set(ConnectionFigure.PATH_MTU_BYTES, ip.mtu(c.destination));
    to.set(
        ConnectionFigure.ADVERTISED_MSS_BYTES,
        PathSegments.advertised(c.destination, c.options, ip)
            - (c.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0)); // as Linux counts it
    to.set(ConnectionFigure.NOT_SENT_BYTES, c.sendQueue == null ? 0 : c.sendQueue.unsentBytes());
  }

  private static void recovery(TcpConnection c, ConnectionFigures to) {
    to.set(ConnectionFigure.CONGESTION_STATE, RecoveryFigures.phase(c));
    to.set(ConnectionFigure.RETRANSMITS, RecoveryFigures.timeouts(c));
    to.set(ConnectionFigure.UNACKNOWLEDGED, RecoveryFigures.unacknowledged(c));
    to.set(ConnectionFigure.SACKED, RecoveryFigures.sacked(c));
    to.set(ConnectionFigure.LOST, RecoveryFigures.lost(c));
    to.set(ConnectionFigure.RETRANSMITTED_IN_FLIGHT, RecoveryFigures.retransmitting(c));
    to.set(ConnectionFigure.TOTAL_RETRANSMITS, RecoveryFigures.retransmitted(c));
    to.set(ConnectionFigure.BYTES_RETRANSMITTED, RecoveryFigures.retransmittedBytes(c));
    to.set(ConnectionFigure.REORDERING, RecoveryFigures.reordering(c));
    to.set(ConnectionFigure.REORDERINGS_SEEN, RecoveryFigures.reorderingsSeen(c));
    to.set(ConnectionFigure.DUPLICATE_SACKS, RecoveryFigures.duplicatesReported(c));
    to.set(ConnectionFigure.DELIVERED, RecoveryFigures.delivered(c));
  }

  private void times(TcpConnection c, ConnectionFigures to, long nowNs) {
    to.set(ConnectionFigure.RTO, c.rtt.rtoNs() / MICROSECOND_NS);
    to.set(ConnectionFigure.ATO, config.delayedAckNs() / MICROSECOND_NS);
    to.set(ConnectionFigure.RTT, c.rtt.smoothedNs() / MICROSECOND_NS);
    to.set(ConnectionFigure.RTT_VARIATION, c.rtt.varianceNs() / MICROSECOND_NS);
    if (c.rtt.hasSample()) {
      to.set(ConnectionFigure.MINIMUM_RTT, c.rtt.minimumNs() / MICROSECOND_NS);
    }
    to.set(ConnectionFigure.RECEIVE_RTT, c.space.rttNs / MICROSECOND_NS);
    to.set(ConnectionFigure.LAST_DATA_SENT_MS, (nowNs - c.snd.lastSentNs) / MILLISECOND_NS);
    long heardNs = Math.max(c.statistics.lastDataInNs, c.snd.lastSentNs);
    long dataInNs = c.statistics.lastDataInNs == 0 ? heardNs : c.statistics.lastDataInNs;
    to.set(ConnectionFigure.LAST_DATA_RECEIVED_MS, (nowNs - dataInNs) / MILLISECOND_NS);
    to.set(ConnectionFigure.LAST_ACK_RECEIVED_MS, (nowNs - c.lastHeardNs) / MILLISECOND_NS);
    to.set(ConnectionFigure.BUSY_TIME, c.statistics.busyNs(nowNs) / MICROSECOND_NS);
    to.set(
        ConnectionFigure.RECEIVE_WINDOW_LIMITED_TIME,
        c.statistics.windowLimitedNs(nowNs) / MICROSECOND_NS);
    to.set(
        ConnectionFigure.SEND_BUFFER_LIMITED_TIME,
        c.statistics.bufferLimitedNs(nowNs) / MICROSECOND_NS);
    to.set(ConnectionFigure.DELIVERY_RATE, c.rate.bytesPerSecond(c.snd.segmentBytes));
    to.set(ConnectionFigure.DELIVERY_RATE_LIMITED, c.rate.limited ? 1 : 0);
  }

  private void windows(TcpConnection c, ConnectionFigures to) {
    CongestionWindow window = c.window;
    int mss = Math.max(1, c.snd.segmentBytes);
    int threshold = window.slowStartThreshold();
    to.set(
        ConnectionFigure.SEND_THRESHOLD,
        threshold == CongestionWindow.NO_THRESHOLD ? UNLIMITED_SEGMENTS : threshold / mss);
    to.set(ConnectionFigure.SEND_WINDOW, window.bytes() / mss);
    to.set(ConnectionFigure.RECEIVE_THRESHOLD_BYTES, ReceiveWindow.capacity(c));
    to.set(ConnectionFigure.RECEIVE_SPACE_BYTES, c.space.measuredBytes);
    to.set(ConnectionFigure.PEER_WINDOW_BYTES, c.snd.wnd);
    to.set(ConnectionFigure.RECEIVE_WINDOW_BYTES, c.rcv.wnd());
    to.set(ConnectionFigure.MAX_PACING_RATE, c.options.get(SocketOption.MAX_PACING_RATE));
    to.set(ConnectionFigure.PACING_RATE, Pacing.rateBytesPerSecond(c));
  }

  private static void counts(TcpConnection c, ConnectionFigures to, long nowNs) {
    ConnectionStatistics counted = c.statistics;
    to.set(ConnectionFigure.BYTES_ACKNOWLEDGED, counted.bytesAcknowledged);
    to.set(ConnectionFigure.BYTES_RECEIVED, counted.bytesReceived);
    to.set(ConnectionFigure.SEGMENTS_OUT, counted.segmentsOut);
    to.set(ConnectionFigure.SEGMENTS_IN, counted.segmentsIn);
    to.set(ConnectionFigure.DATA_SEGMENTS_IN, counted.dataSegmentsIn);
    to.set(ConnectionFigure.DATA_SEGMENTS_OUT, counted.dataSegmentsOut);
    to.set(ConnectionFigure.BYTES_SENT, counted.bytesSent);
    to.set(ConnectionFigure.RECEIVED_OUT_OF_ORDER, counted.outOfOrderIn);
    to.set(ConnectionFigure.DELIVERED_CE, counted.deliveredMarked);
    to.set(ConnectionFigure.REHASHES, counted.rehashes);
    to.set(ConnectionFigure.TIMEOUTS, counted.timeouts);
    to.set(ConnectionFigure.TIMEOUT_RECOVERIES, counted.timeoutRecoveries);
    to.set(ConnectionFigure.TIMEOUT_TIME_MS, counted.timeoutNs(nowNs) / MILLISECOND_NS);
  }
}
