package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;

/**
 * Shrinks the window to ssthresh during fast recovery and CWR: RFC 6937, Proportional Rate
 * Reduction with the slow start reduction bound. Acknowledgments clock out segments in proportion
 * as long as more is in flight than ssthresh; below it the window comes back as in slow start. Its
 * variables are in {@link RecoveryState}. Without state of its own.
 */
public final class ProportionalRateReduction {

  private ProportionalRateReduction() {}

  /**
   * The reduction begins; ssthresh is set. RFC 6937 3.
   *
   * @param priorBytes RecoverFS: what ssthresh is a part of, thus without what limited transmit
   *     added, as RFC 9937 6 and Linux count it
   */
  static void begin(TcpConnection c, int priorBytes) {
    RecoveryState r = c.recovery;
    r.prrDeliveredBytes = 0;
    r.prrOutBytes = 0;
    r.prrFlightBytes = priorBytes;
  }

  /** A segment was sent, new or once more. */
  static void onSent(TcpConnection c, int bytes) {
    c.recovery.prrOutBytes += bytes;
  }

  /**
   * An acknowledgment was processed and what it shows to be lost is marked: sets the window.
   *
   * @param deliveredBytes DeliveredData: bytes newly acknowledged or selectively acknowledged
   * @param progress SND.UNA moved, and nothing more was found lost
   */
  public static void onAck(TcpConnection c, int deliveredBytes, boolean progress) {
    if (deliveredBytes <= 0) {
      return;
    }
    RecoveryState r = c.recovery;
    r.prrDeliveredBytes += deliveredBytes;
    int threshold = c.window.slowStartThreshold();
    int pipe = c.pipeBytes();
    int mss = c.snd.segmentBytes;
    int send;
    if (pipe > threshold) {
      // CEIL(prr_delivered * ssthresh / RecoverFS) - prr_out
      long share = (long) r.prrDeliveredBytes * threshold + r.prrFlightBytes - 1;
      send = (int) Math.min(share / Math.max(1, r.prrFlightBytes), Integer.MAX_VALUE / 2);
      send -= r.prrOutBytes;
    } else {
      int limit = Math.max(r.prrDeliveredBytes - r.prrOutBytes, deliveredBytes);
      // The bound of slow start only while recovery goes well, as on Linux (RFC 9937 6, SafeACK).
      limit += progress ? mss : 0;
      send = Math.min(threshold - pipe, limit);
    }
    // The first retransmission goes out whatever the numbers say.
    int least = r.prrOutBytes == 0 ? mss : 0;
    c.window.bytes(pipe + Math.max(send, least));
  }
}
