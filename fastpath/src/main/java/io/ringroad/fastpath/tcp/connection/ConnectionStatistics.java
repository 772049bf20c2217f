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

  /** Segments delivered by acknowledgments that told of a mark. */
  public int deliveredMarked;

  /** Retransmission timeouts, of SYN, SYN-ACK, data and FIN. */
  public int timeouts;

  /** How often a first timeout was followed by others, or by an answer. */
  public int timeoutRecoveries;

  /** The time from each first timeout to the answer, without the present one. */
  public long timeoutNs;

  private long timeoutSinceNs = Deadlines.NEVER;

  /** How often a timeout had the connection try another path. */
  public int rehashes;

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

  /** Time in which the send buffer alone held the application back, without the present one. */
  public long bufferLimitedNs;

  private long bufferLimitedSinceNs = Deadlines.NEVER;

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

  /** As Linux, which counts the SYN of an active open among the bytes. */
  public void onSynAcknowledged() {
    bytesAcknowledged++;
  }

  /** A retransmission timer expired, after {@code before} others in a row. */
  public void onTimeout(int before, long nowNs) {
    timeouts++;
    rehashes++;
    if (before == 0) {
      timeoutRecoveries++;
      timeoutSinceNs = nowNs;
    }
  }

  /** The peer answers what was sent again. */
  public void onAnswered(long nowNs) {
    timeoutNs = timeoutNs(nowNs);
    timeoutSinceNs = Deadlines.NEVER;
  }

  /** The SYN-ACK of a handshake that began at {@code sinceNs} was repeated so often. */
  public void onRepeatedHandshake(int repeated, long sinceNs, long nowNs) {
    if (repeated > 0) {
      timeouts = repeated;
      timeoutRecoveries = 1;
      timeoutNs = nowNs - sinceNs;
    }
  }

  /** {@link #timeoutNs} with the present time. */
  public long timeoutNs(long nowNs) {
    return timeoutNs + (timeoutSinceNs == Deadlines.NEVER ? 0 : nowNs - timeoutSinceNs);
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
    noteBuffer(c, nowNs);
  }

  /**
   * As Linux's TCP_CHRONO_SNDBUF_LIMITED: everything was sent and the application waits for room.
   */
  private void noteBuffer(TcpConnection c, long nowNs) {
    boolean limited = c.socket != null && c.socket.isSendBlocked();
    if (!limited) {
      endBufferLimit(nowNs);
    } else if (bufferLimitedSinceNs == Deadlines.NEVER
        && !c.sendQueue.hasUnsent()
        && c.pipeBytes() < c.window.bytes()) {
      bufferLimitedSinceNs = nowNs;
    }
  }

  /** Everything was acknowledged. */
  public void afterQueue(long nowNs) {
    endLimit(nowNs);
    endBufferLimit(nowNs);
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

  private void endBufferLimit(long nowNs) {
    bufferLimitedNs = bufferLimitedNs(nowNs);
    bufferLimitedSinceNs = Deadlines.NEVER;
  }

  /** {@link #bufferLimitedNs} with the present time. */
  public long bufferLimitedNs(long nowNs) {
    boolean now = bufferLimitedSinceNs != Deadlines.NEVER;
    return bufferLimitedNs + (now ? nowNs - bufferLimitedSinceNs : 0);
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
