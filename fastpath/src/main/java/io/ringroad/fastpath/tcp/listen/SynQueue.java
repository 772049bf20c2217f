package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.FastOpenCookie;

/**
 * Looks after the handshakes of this lane's listeners from the SYN to the acknowledgment of the
 * SYN-ACK: repeats it, gives up, and prefers young handshakes to old ones when a queue fills. RFC
 * 4987 3. Owned by the lane.
 */
public final class SynQueue {

  /** A queue shorter than this never hurries. */
  private static final int SHORT_QUEUE = 8;

  /** However full the queue, a SYN-ACK is repeated so often. */
  private static final int LEAST_RETRIES = 2;

  private final ConnectionTable table;
  private final TimerWheel wheel;
  private final SynAckOutput output;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  SynQueue(
      ConnectionTable table,
      TimerWheel wheel,
      SynAckOutput output,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.wheel = wheel;
    this.output = output;
    this.config = config;
    this.counters = counters;
  }

  /**
   * A handshake begins: its SYN-ACK goes out.
   *
   * @param cookie the Fast Open cookie that the peer is given, null for none
   */
  void begin(SynRequest request, FastOpenCookie cookie, long nowNs) {
    table.add(request);
    request.listener.add(request);
    output.sendSynAck(request, cookie, nowNs);
    wheel.schedule(request, nowNs + timeoutNs(request));
  }

  /** The handshake is over, one way or another. */
  public void remove(SynRequest request) {
    wheel.cancel(request);
    table.remove(request);
    request.listener.remove(request);
  }

  /** The listener closes: its handshakes are forgotten. */
  public void clear(TcpListener listener) {
    SynRequest request;
    while ((request = listener.oldest()) != null) {
      remove(request);
    }
  }

  /** The peer's SYN came once more: the SYN-ACK was lost. */
  void onRepeatedSyn(SynRequest request, long nowNs) {
    repeat(request, nowNs);
    wheel.schedule(request, nowNs + timeoutNs(request));
  }

  /** No acknowledgment came in time. */
  void onTimeout(SynRequest request, long nowNs) {
    int deferred = deferredTimeouts(request.listener);
    boolean waitsForData = deferred > 0 && request.acknowledged;
    if (request.retransmissions >= retries(request.listener)
        && !(waitsForData && request.retransmissions < deferred)) {
      counters.increment(TcpCounter.HANDSHAKES_EXPIRED);
      remove(request);
      return;
    }
    // A peer that has answered need not be asked again, but for a last chance at the end.
    if (!waitsForData || request.retransmissions >= deferred - 1) {
      counters.increment(TcpCounter.TIMEOUTS);
      repeat(request, nowNs);
    }
    request.listener.onRetransmission(request);
    wheel.schedule(request, nowNs + timeoutNs(request));
  }

  private void repeat(SynRequest request, long nowNs) {
    counters.increment(TcpCounter.SEGMENTS_RETRANSMITTED);
    request.sentNs = Handshake.NOT_MEASURED; // RFC 6298 3: Karn's algorithm
    output.sendSynAck(request, null, nowNs);
  }

  /** RFC 6298 5.5: doubled with each timeout. */
  private long timeoutNs(SynRequest request) {
    int doublings = Math.min(request.retransmissions, Integer.SIZE - 1);
    return Math.min(config.initialRtoNs() << doublings, config.maxRtoNs());
  }

  /**
   * How often a SYN-ACK is repeated. As on Linux, half of the queue is kept for young handshakes:
   * the fuller it is of old ones, the sooner those end.
   */
  private int retries(TcpListener listener) {
    int retries = listener.options().getOr(SocketOption.SYN_COUNT, config.synAckRetries());
    if (2 * listener.size() > Math.max(SHORT_QUEUE, listener.queue().backlog())) {
      long young = 2L * listener.young();
      while (retries > LEAST_RETRIES && listener.size() >= young) {
        retries--;
        young <<= 1;
      }
    }
    return retries;
  }

  /** TCP_DEFER_ACCEPT in timeouts of the SYN-ACK, 0 if it is off. */
  int deferredTimeouts(TcpListener listener) {
    long periodNs = listener.options().get(SocketOption.DEFER_ACCEPT);
    int timeouts = 0;
    long timeoutNs = config.initialRtoNs();
    for (long coveredNs = 0; coveredNs < periodNs; timeouts++) {
      coveredNs += timeoutNs;
      timeoutNs = Math.min(2 * timeoutNs, config.maxRtoNs());
    }
    return timeouts;
  }
}
