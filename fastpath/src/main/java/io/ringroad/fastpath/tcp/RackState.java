package io.ringroad.fastpath.tcp;

/**
 * What {@link Rack} remembers of the segments in flight; part of their {@link SendQueue}. RFC 8985
 * 5.2. Owned by the lane.
 */
final class RackState {

  /** Something was delivered since the flight began; without that nothing else here counts. */
  boolean started;

  /** RACK.xmit_ts: when the segment that was sent last, of those delivered, was sent. */
  long sentNs;

  /** RACK.end_seq: where that segment ends. */
  int endSequence;

  /** RACK.rtt: the round-trip time of the segment delivered last. */
  long rttNs;

  /** RACK.fack: the highest sequence number delivered. */
  int highestDelivered;

  /** The above changed since losses were looked for. */
  boolean advanced;

  void start(int sequence) {
    started = false;
    advanced = false;
    highestDelivered = sequence;
  }
}
