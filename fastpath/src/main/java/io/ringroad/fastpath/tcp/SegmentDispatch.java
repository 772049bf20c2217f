package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.arrival.SegmentArrival;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.dormancy.Dormancy;
import io.ringroad.fastpath.tcp.dormancy.DormantConnection;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.SynSentArrival;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.tcp.lifetime.TimeWaitArrival;
import io.ringroad.fastpath.tcp.listen.ListenArrival;
import io.ringroad.fastpath.tcp.listen.ListenerTable;
import io.ringroad.fastpath.tcp.listen.SynQueueArrival;
import io.ringroad.fastpath.tcp.listen.SynRequest;
import io.ringroad.fastpath.tcp.listen.TcpListener;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The door for segments: checks that one is whole, finds whom it is for, and gives it to the class
 * that stands for that one's state. RFC 9293 3.10.7. Owned by the lane.
 */
final class SegmentDispatch {

  private final ConnectionTable table;
  private final ListenerTable listeners;
  private final ListenArrival listenArrival;
  private final SynQueueArrival synQueueArrival;
  private final SynSentArrival synSentArrival;
  private final SegmentArrival segmentArrival;
  private final Dormancy dormancy;
  private final TimeWaitArrival timeWaitArrival;
  private final ResetReply resets;
  private final SipHash listenerChoice;
  private final FrameCache cache;
  private final CounterSet<TcpCounter> counters;
  private final Segment segment = new Segment();

  SegmentDispatch(
      ConnectionTable table,
      ListenerTable listeners,
      ListenArrival listenArrival,
      SynQueueArrival synQueueArrival,
      SynSentArrival synSentArrival,
      SegmentArrival segmentArrival,
      Dormancy dormancy,
      TimeWaitArrival timeWaitArrival,
      ResetReply resets,
      SipHash listenerChoice,
      FrameCache cache,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.listeners = listeners;
    this.listenArrival = listenArrival;
    this.synQueueArrival = synQueueArrival;
    this.synSentArrival = synSentArrival;
    this.segmentArrival = segmentArrival;
    this.dormancy = dormancy;
    this.timeWaitArrival = timeWaitArrival;
    this.resets = resets;
    this.listenerChoice = listenerChoice;
    this.cache = cache;
    this.counters = counters;
  }

  /** Takes the frame; its data is the TCP header. */
  void onPacket(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(TcpCounter.SEGMENTS_RECEIVED);
    long address = frame.address();
    if (packet.broadcast() || packet.multicast()) {
      // RFC 9293 3.9.2.3: a segment that is not for one host is dropped in silence.
      counters.increment(TcpCounter.NOT_UNICAST);
      cache.free(address);
      return;
    }
    try {
      switch (segment.parse(frame, packet)) {
        case MALFORMED -> counters.increment(TcpCounter.MALFORMED);
        case BAD_CHECKSUM -> counters.increment(TcpCounter.BAD_CHECKSUM);
        case NONE -> dispatch(packet, nowNs);
      }
    } finally {
      if (!segment.frameTaken()) {
        cache.free(address);
      }
    }
  }

  private void dispatch(IpPacket packet, long nowNs) {
    Endpoint endpoint =
        table.find(
            packet.destinationHigh(),
            packet.destinationLow(),
            packet.sourceHigh(),
            packet.sourceLow(),
            Endpoint.ports(segment.destinationPort, segment.sourcePort));
    if (endpoint instanceof TcpConnection c) {
      if (c.state == TcpState.SYN_SENT) {
        synSentArrival.onSegment(c, segment, nowNs);
      } else {
        segmentArrival.onSegment(c, segment, nowNs);
      }
    } else if (endpoint instanceof SynRequest request) {
      synQueueArrival.onSegment(request, segment, nowNs);
    } else if (endpoint instanceof DormantConnection dormant) {
      segmentArrival.onSegment(dormancy.wake(dormant, nowNs), segment, nowNs);
    } else if (endpoint instanceof TimeWait timeWait) {
      onTimeWaitSegment(timeWait, nowNs);
    } else {
      TcpListener listener = findListener(packet);
      if (listener != null) {
        listenArrival.onSegment(listener, segment, null, nowNs);
      } else {
        resets.send(segment, nowNs); // 3.10.7.1: CLOSED
      }
    }
  }

  private void onTimeWaitSegment(TimeWait timeWait, long nowNs) {
    TcpListener listener =
        timeWaitArrival.admits(timeWait, segment) ? findListener(segment.packet()) : null;
    if (listener != null) {
      counters.increment(TcpCounter.TIME_WAIT_REUSED);
      listenArrival.onSegment(listener, segment, timeWait, nowNs);
    } else {
      timeWaitArrival.onSegment(timeWait, segment, nowNs);
    }
  }

  private TcpListener findListener(IpPacket packet) {
    long flow = packet.sourceLow() ^ (long) segment.sourcePort << 48 ^ packet.sourceHigh();
    return listeners.find(
        packet.destinationHigh(),
        packet.destinationLow(),
        segment.destinationPort,
        (int) listenerChoice.hash(flow));
  }
}
