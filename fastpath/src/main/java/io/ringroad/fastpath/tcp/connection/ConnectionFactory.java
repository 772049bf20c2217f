package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpOptions;

/** Makes connections that are about to shake hands. Owned by the lane. */
public final class ConnectionFactory {

  private final TcpConfig config;
  private final TcpTimers timers;
  private final InitialSequenceNumbers numbers;

  public ConnectionFactory(TcpConfig config, TcpTimers timers, InitialSequenceNumbers numbers) {
    this.config = config;
    this.timers = timers;
    this.numbers = numbers;
  }

  /** Where a socket with these options sends to. The addresses are not set. */
  public static IpDestination destination(SocketOptions options) {
    return configure(new IpDestination(IpProtocols.TCP), options);
  }

  /** Sets how a socket with these options sends to the peer that the destination names. */
  public static IpDestination configure(IpDestination destination, SocketOptions options) {
    long high = destination.remoteHigh();
    long low = destination.remoteLow();
    return destination
        .trafficClass(options.trafficClass(high, low))
        .hopLimit(options.hopLimit(high, low))
        .dontFragment(options.mtuDiscover(high, low) != 0);
  }

  /** A connection in CLOSED with its own sequence numbers chosen; {@code destination} is routed. */
  public TcpConnection create(
      Endpoint tuple, IpDestination destination, SocketOptions options, long nowNs) {
    TcpConnection c = blank(tuple, destination, options);
    c.timestampOffset = numbers.timestampOffset(c);
    c.rcv.bufferBytes =
        options.getOr(SocketOption.RECEIVE_BUFFER, config.memory().receiveDefaultBytes());
    c.rcv.segmentBytes = TcpOptions.DEFAULT_MSS;
    c.lastHeardNs = nowNs;
    start(c, numbers.isn(c, nowNs));
    return c;
  }

  /** A connection without any state yet. */
  public TcpConnection blank(Endpoint tuple, IpDestination destination, SocketOptions options) {
    configure(destination, options);
    RttEstimator rtt =
        new RttEstimator(config.initialRtoNs(), config.minRtoNs(), config.maxRtoNs());
    return new TcpConnection(tuple, timers, destination, options, algorithm(options), rtt);
  }

  /** Sets the send variables as they are once the SYN has left. RFC 9293 3.10.1. */
  public static void start(TcpConnection c, int iss) {
    c.snd.iss = iss;
    c.snd.una = iss;
    c.snd.nxt = iss + 1;
    c.snd.smallEnd = iss;
    c.snd.peerMss = TcpOptions.DEFAULT_MSS;
  }

  private CongestionAlgorithm algorithm(SocketOptions options) {
    return CongestionAlgorithm.ofOption(
        options.getInt(SocketOption.CONGESTION), config.congestion().algorithm());
  }
}
