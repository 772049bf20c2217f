package io.ringroad.fastpath.tcp.segment;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.queue.SackReport;
import io.ringroad.fastpath.wire.TcpOptions;

/**
 * The SACK option of a segment that leaves: RFC 2018 4, and in its first block the duplicate that
 * was received last, RFC 2883 4. Without state of its own.
 */
public final class SackOutput {

  private SackOutput() {}

  private static int blocks(TcpConnection c) {
    int held = c.reassembly == null ? 0 : c.reassembly.report().size();
    return held + (c.rcv.hasDuplicate() ? 1 : 0) + (reportsFin(c) ? 1 : 0);
  }

  /** The peer's FIN was seen beyond a hole and stands in no block that is held. */
  private static boolean reportsFin(TcpConnection c) {
    if (!c.rcv.finSeen || !gt(c.rcv.finSequence, c.rcv.nxt)) {
      return false;
    }
    SackReport report = c.reassembly == null ? null : c.reassembly.report();
    for (int i = 0; report != null && i < report.size(); i++) {
      if (report.right(i) == c.rcv.finSequence) {
        return false;
      }
    }
    return true;
  }

  /**
   * Length of the option, 0 if there is none.
   *
   * @param payloadBytes of the segment, which the option must not push beyond the path's MTU
   */
  public static int lengthBytes(TcpConnection c, int payloadBytes) {
    if (!c.sack) {
      return 0;
    }
    int room = TcpOptions.MAX_BYTES - (c.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0);
    if (payloadBytes > 0) {
      room = Math.min(room, c.snd.segmentBytes - payloadBytes);
    }
    int fitting = (room - TcpOptions.SACK_PREFIX_BYTES) / TcpOptions.SACK_BLOCK_BYTES;
    int blocks = Math.min(blocks(c), fitting);
    return blocks <= 0 ? 0 : TcpOptions.SACK_PREFIX_BYTES + blocks * TcpOptions.SACK_BLOCK_BYTES;
  }

  /** Writes the option, {@link #lengthBytes} long. A duplicate is reported once. */
  static void write(TcpConnection c, long address, int lengthBytes) {
    int left = (lengthBytes - TcpOptions.SACK_PREFIX_BYTES) / TcpOptions.SACK_BLOCK_BYTES;
    long at = address + TcpOptions.writeSackPrefix(address, left);
    if (c.rcv.hasDuplicate()) {
      at += TcpOptions.writeSackBlock(at, c.rcv.duplicateLeft, c.rcv.duplicateRight);
      c.rcv.clearDuplicate();
      left--;
    }
    boolean bareFin = reportsFin(c);
    SackReport report = c.reassembly == null ? null : c.reassembly.report();
    for (int i = 0; report != null && i < report.size() && left > 0; i++) {
      int right = report.right(i);
      boolean withFin = c.rcv.finSeen && right == c.rcv.finSequence;
      at += TcpOptions.writeSackBlock(at, report.left(i), withFin ? right + 1 : right);
      left--;
    }
    if (bareFin && left > 0) {
      TcpOptions.writeSackBlock(at, c.rcv.finSequence, c.rcv.finSequence + 1);
    }
  }
}
