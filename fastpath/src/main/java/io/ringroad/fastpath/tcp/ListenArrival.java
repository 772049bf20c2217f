package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.SequenceNumbers;
import io.ringroad.fastpath.wire.TcpHeader;

/** A segment arrives in LISTEN. RFC 9293 3.10.7.2. Owned by the lane. */
final class ListenArrival {

  /** How far a new connection starts above the one in TIME-WAIT that it replaces; as Linux. */
  private static final int REUSE_GAP = 65_535 + 2;

  private final ConnectionFactory factory;
  private final Handshake handshake;
  private final Lifecycle lifecycle;
  private final ResetReply resets;
  private final IpOutput ip;
  private final CounterSet<TcpCounter> counters;

  ListenArrival(
      ConnectionFactory factory,
      Handshake handshake,
      Lifecycle lifecycle,
      ResetReply resets,
      IpOutput ip,
      CounterSet<TcpCounter> counters) {
    this.factory = factory;
    this.handshake = handshake;
    this.lifecycle = lifecycle;
    this.resets = resets;
    this.ip = ip;
    this.counters = counters;
  }

  /**
   * Takes a segment for a listener.
   *
   * @param predecessor the TIME-WAIT that the segment's connection replaces, null if there is none
   */
  void onSegment(TcpListener listener, Segment seg, TimeWait predecessor, long nowNs) {
    if (seg.has(TcpHeader.RST)) {
      return; // first: an incoming RST is ignored
    }
    if (seg.has(TcpHeader.ACK)) {
      resets.send(seg, nowNs); // second: any acknowledgment is bad here
      return;
    }
    if (!seg.has(TcpHeader.SYN) || seg.has(TcpHeader.FIN)) {
      return; // fourth: anything else is dropped; SYN with FIN too, as on Linux
    }
    if (listener.acceptQueueFull()) {
      counters.increment(TcpCounter.ACCEPT_OVERFLOWS);
    } else if (listener.handshakeQueueFull()) {
      counters.increment(TcpCounter.HANDSHAKES_DROPPED);
    } else {
      open(listener, seg, predecessor, nowNs); // third
    }
  }

  private void open(TcpListener listener, Segment seg, TimeWait predecessor, long nowNs) {
    IpPacket packet = seg.packet();
    IpDestination destination =
        ConnectionFactory.destination(listener.socket().options())
            .local(packet.destinationHigh(), packet.destinationLow())
            .remote(packet.sourceHigh(), packet.sourceLow());
    if (ip.route(destination, nowNs) != NetError.NONE) {
      counters.increment(TcpCounter.HANDSHAKES_DROPPED);
      return;
    }
    FourTuple tuple = new FourTuple(packet, seg);
    TcpConnection c = factory.create(tuple, destination, listener.socket().options(), nowNs);
    if (predecessor != null) {
      startAbove(c, predecessor);
      lifecycle.endTimeWait(predecessor);
    }
    c.state = TcpState.SYN_RECEIVED;
    c.listener = listener;
    listener.handshakes++;
    PortBinding binding = listener.socket().binding();
    c.binding = binding == null ? null : binding.retain();
    handshake.takeSyn(c, seg, nowNs);
    lifecycle.add(c);
    handshake.begin(c, nowNs);
  }

  /** RFC 9293 3.6.1, RFC 6191: the new connection's numbers are beyond the old one's. */
  private static void startAbove(TcpConnection c, TimeWait predecessor) {
    if (SequenceNumbers.leq(c.snd.iss, predecessor.sndNxt)) {
      ConnectionFactory.start(c, predecessor.sndNxt + REUSE_GAP);
    }
  }
}
