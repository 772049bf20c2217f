package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.segment.Segment;

/**
 * Makes a connection of a handshake that its peer has finished, and hands it to the listener. RFC
 * 9293 3.10.7.4, fifth, SYN-RECEIVED. Owned by the lane.
 */
final class PassiveOpen {

  private final ConnectionFactory factory;
  private final Handshake handshake;
  private final Lifecycle lifecycle;
  private final UserCalls calls;
  private final SocketContext sockets;
  private final IpOutput ip;
  private final CounterSet<TcpCounter> counters;
  private final PeerSyn syn = new PeerSyn();

  PassiveOpen(
      ConnectionFactory factory,
      Handshake handshake,
      Lifecycle lifecycle,
      UserCalls calls,
      SocketContext sockets,
      IpOutput ip,
      CounterSet<TcpCounter> counters) {
    this.factory = factory;
    this.handshake = handshake;
    this.lifecycle = lifecycle;
    this.calls = calls;
    this.sockets = sockets;
    this.ip = ip;
    this.counters = counters;
  }

  /**
   * Makes the connection of {@code request}, which is in no queue, in SYN-RECEIVED.
   *
   * @return null if there is no way to the peer any more
   */
  TcpConnection create(SynRequest request, long nowNs) {
    TcpListener listener = request.listener;
    IpDestination destination =
        ConnectionFactory.destination(listener.options())
            .local(request.localHigh, request.localLow)
            .remote(request.remoteHigh, request.remoteLow);
    if (ip.route(destination, nowNs) != NetError.NONE) {
      counters.increment(TcpCounter.HANDSHAKES_DROPPED);
      return null;
    }
    ip.recallPathMtu(destination, nowNs);
    StreamSocket socket = new StreamSocket(sockets, listener.queue());
    socket.local(request.localHigh, request.localLow, request.localPort());
    socket.remote(request.remoteHigh, request.remoteLow, request.remotePort());
    TcpConnection c = factory.create(request, destination, socket.options(), nowNs);
    ConnectionFactory.start(c, request.iss);
    c.state = TcpState.SYN_RECEIVED;
    c.socket = socket;
    socket.protocolState(c);
    PortBinding binding = listener.socket().binding();
    c.binding = binding == null ? null : binding.retain();
    handshake.takeSyn(c, request.peerSyn(syn), nowNs);
    c.rcv.windowShift = c.windowScaling ? request.shift : 0;
    c.rcv.rightEdge = c.rcv.nxt + request.window;
    lifecycle.add(c);
    return c;
  }

  /**
   * The acknowledgment {@code seg} of the SYN-ACK came: the connection is established and waits to
   * be accepted.
   *
   * @return false if nobody will accept it: the listener was closed at this moment
   */
  boolean establish(TcpConnection c, SynRequest request, Segment seg, long nowNs) {
    c.recovery.firstSentNs = request.sentNs;
    c.recovery.timeouts = request.retransmissions;
    c.snd.maxWnd = 0; // as on Linux, what the SYN offered has passed
    handshake.establish(c, seg, nowNs);
    c.recovery.retransmittedSegments = request.retransmissions;
    c.statistics.onRepeatedHandshake(request.retransmissions, request.firstSentNs, nowNs);
    counters.increment(TcpCounter.PASSIVE_OPENS);
    calls.onConnected(c, nowNs);
    return offer(c, request.listener, nowNs);
  }

  /**
   * A connection whose SYN brought a good Fast Open cookie waits to be accepted before its
   * handshake is done. RFC 7413 4.2.
   *
   * @return false if nobody will accept it
   */
  boolean acceptEarly(TcpConnection c, TcpListener listener, long nowNs) {
    c.early = listener.earlyOpens();
    c.early.add();
    handshake.startSending(c, 0);
    c.snd.una = c.snd.nxt; // the SYN is the handshake timer's, not the send queue's
    counters.increment(TcpCounter.PASSIVE_OPENS);
    calls.onConnected(c, nowNs);
    return offer(c, listener, nowNs);
  }

  private boolean offer(TcpConnection c, TcpListener listener, long nowNs) {
    StreamSocket socket = c.socket;
    if (listener.queue().offer(socket)) {
      return true;
    }
    calls.abort(c, nowNs);
    socket.applicationDone();
    return false;
  }
}
