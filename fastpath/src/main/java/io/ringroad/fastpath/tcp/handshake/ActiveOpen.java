package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.wire.IpAddresses;

/** The application opens a connection: OPEN, active. RFC 9293 3.10.1. Owned by the lane. */
public final class ActiveOpen {

  private final ConnectionTable table;
  private final ConnectionFactory factory;
  private final Handshake handshake;
  private final FastOpenClient fastOpen;
  private final Lifecycle lifecycle;
  private final IpOutput ip;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public ActiveOpen(
      ConnectionTable table,
      ConnectionFactory factory,
      Handshake handshake,
      FastOpenClient fastOpen,
      Lifecycle lifecycle,
      IpOutput ip,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.factory = factory;
    this.handshake = handshake;
    this.fastOpen = fastOpen;
    this.lifecycle = lifecycle;
    this.ip = ip;
    this.config = config;
    this.counters = counters;
  }

  /** Sends the SYN, if there is a way to the peer and the four-tuple is free. */
  public NetError connect(StreamSocket socket, long nowNs) {
    IpDestination destination =
        ConnectionFactory.destination(socket.options())
            .local(socket.localHigh(), socket.localLow())
            .remote(socket.remoteHigh(), socket.remoteLow());
    NetError error = ip.route(destination, nowNs);
    if (error != NetError.NONE) {
      return error;
    }
    ip.recallPathMtu(destination, nowNs);
    socket.local(destination.localHigh(), destination.localLow(), socket.localPort());
    FourTuple tuple = new FourTuple(destination, socket.localPort(), socket.remotePort());
    Endpoint predecessor = find(tuple);
    if (predecessor != null && !mayReplace(predecessor, nowNs)) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    TcpConnection c = factory.create(tuple, destination, socket.options(), nowNs);
    if (predecessor instanceof TimeWait timeWait) {
      ConnectionFactory.start(c, timeWait.successor(c.snd.iss));
      lifecycle.endTimeWait(timeWait);
      counters.increment(TcpCounter.TIME_WAIT_REUSED);
    }
    c.state = TcpState.SYN_SENT;
    c.socket = socket;
    PortBinding binding = socket.binding();
    c.binding = binding == null ? null : binding.retain();
    socket.protocolState(c);
    socket.connecting();
    counters.increment(TcpCounter.ACTIVE_OPENS);
    lifecycle.add(c);
    handshake.prepareActive(c);
    fastOpen.prepare(c);
    if (c.fastOpen == null || !c.fastOpen.deferred) {
      handshake.begin(c, nowNs);
    }
    return NetError.NONE;
  }

  /**
   * Whether a connection may begin where another is in TIME-WAIT: with timestamps the peer tells
   * the two apart after a tick of their clock. RFC 6191 2, Linux's tcp_tw_reuse.
   */
  private boolean mayReplace(Endpoint endpoint, long nowNs) {
    LifetimeConfig settings = config.lifetime();
    return endpoint instanceof TimeWait timeWait
        && timeWait.timestamps
        && (settings.timeWaitReuse() == 1 || settings.timeWaitReuse() == 2 && isLocal(timeWait))
        && nowNs - timeWait.sinceNs >= settings.timeWaitReuseDelayNs();
  }

  /** Both ends are of this host: nothing can be on its way for long. */
  private static boolean isLocal(Endpoint endpoint) {
    return endpoint.localLow == endpoint.remoteLow && endpoint.localHigh == endpoint.remoteHigh
        || IpAddresses.isLoopback(endpoint.remoteHigh, endpoint.remoteLow);
  }

  private Endpoint find(Endpoint tuple) {
    return table.find(
        tuple.localHigh, tuple.localLow, tuple.remoteHigh, tuple.remoteLow, tuple.ports);
  }
}
