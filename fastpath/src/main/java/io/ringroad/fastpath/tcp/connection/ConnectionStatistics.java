package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * What one connection has sent and received since it began, for TCP_INFO (RFC 4898 has the same
 * counts). Owned by the lane.
 */
public final class ConnectionStatistics {
  public int segmentsIn;
  public int segmentsOut;
  public int dataSegmentsIn;
  public int dataSegmentsOut;
  public int outOfOrderIn;

  /** Payload of all segments sent, those that were sent again included. */
  public long bytesSent;

  public long bytesAcknowledged;
  public long bytesReceived;

  /** How far the two counts above have come. */
  private int countedUna;

  private int countedNxt;

  /** Time with anything queued or in flight, without the present one. */
  public long busyNs;

  private long busySinceNs = Deadlines.NEVER;

  /** Time in which the peer's window alone held data back, without the present one. */
  public long windowLimitedNs;

  private long limitedSinceNs = Deadlines.NEVER;

  /** When data was last received. */
  public long lastDataInNs;

  /** The connection is established. */
  public void start(TcpConnection c) {
    countedUna = c.snd.una;
    countedNxt = c.rcv.nxt;
  }

  /** Brings the byte counts up to SND.UNA and RCV.NXT; at least once in 2^31 bytes. */
  public void count(TcpConnection c) {
    bytesAcknowledged += c.snd.una - countedUna;
    bytesReceived += c.rcv.nxt - countedNxt;
    countedUna = c.snd.una;
    countedNxt = c.rcv.nxt;
  }

  public void onSegmentIn(int textLength, long nowNs) {
    segmentsIn++;
    if (textLength > 0) {
      dataSegmentsIn++;
      lastDataInNs = nowNs;
    }
  }

  public void onDataOut(int textLength) {
    bytesSent += textLength;
    dataSegmentsOut += textLength > 0 ? 1 : 0;
  }

  /** The connection has sent what it could: notes why it did not send more. */
  public void afterFlush(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    if (queue == null) {
      afterQueue(nowNs);
      return;
    }
    if (busySinceNs == Deadlines.NEVER) {
      busySinceNs = nowNs;
    }
    boolean limited =
        queue.hasUnsent()
            && c.snd.windowEnd() - queue.sequence(queue.sentCount())
                < Math.min(queue.length(queue.sentCount()), c.snd.segmentBytes);
    if (limited && limitedSinceNs == Deadlines.NEVER) {
      limitedSinceNs = nowNs;
    } else if (!limited) {
      endLimit(nowNs);
    }
  }

  /** Everything was acknowledged. */
  public void afterQueue(long nowNs) {
    endLimit(nowNs);
    if (busySinceNs != Deadlines.NEVER) {
      busyNs += nowNs - busySinceNs;
      busySinceNs = Deadlines.NEVER;
    }
  }

  private void endLimit(long nowNs) {
    if (limitedSinceNs != Deadlines.NEVER) {
      windowLimitedNs += nowNs - limitedSinceNs;
      limitedSinceNs = Deadlines.NEVER;
    }
  }

  /** {@link #busyNs} with the present time. */
  public long busyNs(long nowNs) {
    return busyNs + (busySinceNs == Deadlines.NEVER ? 0 : nowNs - busySinceNs);
  }

  /** {@link #windowLimitedNs} with the present time. */
  public long windowLimitedNs(long nowNs) {
    return windowLimitedNs + (limitedSinceNs == Deadlines.NEVER ? 0 : nowNs - limitedSinceNs);
  }
}
