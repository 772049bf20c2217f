package io.ringroad.fastpath.tcp.queue;

/**
 * What {@code Rack} remembers of the segments in flight; part of their {@link SendQueue}. RFC 8985
 * 5.2. Owned by the lane.
 */
public final class RackState {

  /** Something was delivered since the flight began; without that nothing else here counts. */
  public boolean started;

  /** RACK.xmit_ts: when the segment that was sent last, of those delivered, was sent. */
  public long sentNs;

  /** RACK.end_seq: where that segment ends. */
  public int endSequence;

  /** RACK.rtt: the round-trip time of the segment delivered last. */
  public long rttNs;

  /** RACK.fack: the highest sequence number delivered. */
  public int highestDelivered;

  /** The above changed since losses were looked for. */
  public boolean advanced;

  void start(int sequence) {
    started = false;
    advanced = false;
    highestDelivered = sequence;
  }
}
