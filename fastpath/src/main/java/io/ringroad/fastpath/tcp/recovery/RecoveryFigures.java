package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.queue.Scoreboard;

/**
 * What loss recovery can tell of a connection, counted in segments as Linux's tcp_info has it.
 * Without state of its own.
 */
public final class RecoveryFigures {

  private RecoveryFigures() {}

  /** tcpi_unacked: sent, and not passed by SND.UNA. */
  public static int unacknowledged(TcpConnection c) {
    return c.sendQueue == null ? 0 : c.sendQueue.sentCount();
  }

  /** tcpi_sacked: of those, reported by SACK; without SACK, counted by duplicates. */
  public static int sacked(TcpConnection c) {
    if (c.sendQueue == null) {
      return 0;
    }
    return c.sack ? c.sendQueue.scoreboard().sackedCount() : c.recovery.duplicateAcks;
  }

  /** tcpi_lost: of those, taken for lost, whether they went out again or not. */
  public static int lost(TcpConnection c) {
    if (c.sendQueue == null) {
      return 0;
    }
    Scoreboard board = c.sendQueue.scoreboard();
    return board.lostCount() + board.resentCount();
  }

  /** tcpi_retrans: of those, sent again and on their way. */
  public static int retransmitting(TcpConnection c) {
    return c.sendQueue == null ? 0 : c.sendQueue.scoreboard().resentCount();
  }

  /** tcpi_retransmits: timeouts in a row without an answer. */
  public static int timeouts(TcpConnection c) {
    return c.recovery.timeouts;
  }

  /** tcpi_total_retrans: segments sent again since the connection began. */
  public static int retransmitted(TcpConnection c) {
    return c.recovery.retransmittedSegments;
  }

  /** tcpi_bytes_retrans: their payload. */
  public static long retransmittedBytes(TcpConnection c) {
    return c.recovery.retransmittedBytes;
  }

  /** tcpi_reordering: segments delivered beyond a hole that make it a loss, from 3 up. */
  public static int reordering(TcpConnection c) {
    return c.recovery.reordering;
  }

  /** tcpi_reord_seen: how often reordering was seen. */
  public static int reorderingsSeen(TcpConnection c) {
    return c.recovery.reorderingsSeen;
  }

  /** tcpi_dsack_dups: segments that the peer reported as duplicates. */
  public static int duplicatesReported(TcpConnection c) {
    return c.recovery.duplicateSegments;
  }

  /** tcpi_delivered: segments delivered since the connection began. */
  public static int delivered(TcpConnection c) {
    return c.recovery.deliveredSegments;
  }

  /** tcpi_ca_state: Open, Disorder, CWR, Recovery, Loss in this order. */
  public static int phase(TcpConnection c) {
    return c.recovery.phase.ordinal();
  }
}
