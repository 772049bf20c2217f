package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramProtocol;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.PortRequest;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketRegistry;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.Tcp;
import io.ringroad.fastpath.udp.Udp;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import org.agrona.concurrent.NanoClock;

/**
 * The sockets of a lane, and what applications ask of them, on the lane's own thread: direct calls
 * into the protocols.
 */
final class LaneSockets implements SocketOperations, SocketRegistry {
  /** RFC 3542 3.1: the engine makes ICMPv6's checksums. */
  private static final int ICMPV6_CHECKSUM_OFFSET = 2;

  private final LaneStack stack;
  private final Tcp tcp;
  private final Udp udp;
  private final Binder binder;
  private final SocketTable table;
  private final ListenerSet listeners;
  private final NanoClock clock;
  private long cycleNs;

  LaneSockets(
      LaneStack stack, Binder binder, SocketTable table, ListenerSet listeners, NanoClock clock) {
    this.stack = stack;
    this.tcp = stack.tcp;
    this.udp = stack.udp;
    this.binder = binder;
    this.table = table;
    this.listeners = listeners;
    this.clock = clock;
    this.cycleNs = clock.nanoTime();
    stack.sockets.registry(this);
  }

  /** A cycle begins: what happens in it, happens at this time. */
  void beginCycle(long nowNs) {
    cycleNs = nowNs;
  }

  // ---- the list ----

  @Override
  public boolean register(Socket socket) {
    if (table.isFull()) {
      stack.counters.increment(LaneCounter.SOCKETS_REFUSED);
      return false;
    }
    table.add(socket);
    countSockets();
    return true;
  }

  @Override
  public void released(Socket socket) {
    if (socket.id() >= 0) {
      table.remove(socket);
      countSockets();
    }
  }

  private void countSockets() {
    stack.counters.of(LaneCounter.SOCKETS).set(table.size());
  }

  // ---- operations ----

  @Override
  public StreamSocket openStream(SocketDomain domain) {
    StreamSocket socket = new StreamSocket(stack.sockets, domain);
    return register(socket) ? socket : null;
  }

  @Override
  public DatagramSocket openDatagram(SocketDomain domain, DatagramKind kind, int protocol) {
    DatagramSocket socket = new DatagramSocket(stack.sockets, domain, kind, protocol);
    if (!register(socket)) {
      return null;
    }
    if (kind != DatagramKind.UDP) {
      socket.options().set(SocketOption.REUSE_ADDRESS, 1); // as Linux (INET_PROTOSW_REUSE)
    }
    if (domain == SocketDomain.INET6 && kind == DatagramKind.PING) {
      socket.options().set(SocketOption.V6_ONLY, 1); // as Linux (ping_init_sock)
    }
    if (kind == DatagramKind.RAW && protocol == IpProtocols.ICMPV6) {
      socket.options().set(SocketOption.IPV6_CHECKSUM, ICMPV6_CHECKSUM_OFFSET);
    }
    if (kind == DatagramKind.RAW) {
      socket.local(domain.anyHigh(), domain.anyLow(), protocol);
      stack.raw.open(socket);
    }
    return socket;
  }

  private DatagramProtocol protocolOf(DatagramSocket socket) {
    return switch (socket.kind()) {
      case UDP -> udp;
      case RAW -> stack.raw;
      case PING -> stack.ping;
    };
  }

  private static boolean isRaw(Socket socket) {
    return socket instanceof DatagramSocket datagrams && datagrams.kind() == DatagramKind.RAW;
  }

  @Override
  public NetError bind(Socket socket, long high, long low, int port) {
    NetError error =
        isRaw(socket)
            ? binder.bindRaw((DatagramSocket) socket, high, low)
            : binder.bind(socket, high, low, port);
    if (error == NetError.NONE && socket instanceof DatagramSocket datagrams) {
      protocolOf(datagrams).bind(datagrams);
    }
    return error;
  }

  @Override
  public NetError connect(Socket socket, long high, long low, int port) {
    // As Linux: connecting to the wildcard means this host.
    long remoteLow = IpAddresses.isUnspecified(high, low) ? loopbackOf(socket, low) : low;
    return switch (socket) {
      case StreamSocket stream -> connectStream(stream, high, remoteLow, port);
      case DatagramSocket datagrams -> connectDatagram(datagrams, high, remoteLow, port);
    };
  }

  /** The lower half of the address that a wildcard means to a socket that connects to it. */
  private static long loopbackOf(Socket socket, long anyLow) {
    boolean ipv4 =
        anyLow == IpAddresses.IPV4_ANY_LOW
            || socket.options().domain() == SocketDomain.INET
            || IpAddresses.isIpv4(socket.localHigh(), socket.localLow());
    return ipv4 ? IpAddresses.mapIpv4(IpAddresses.IPV4_LOOPBACK) : IpAddresses.IPV6_LOOPBACK_LOW;
  }

  private NetError connectStream(StreamSocket socket, long high, long low, int port) {
    int bits = socket.events().bits();
    if ((bits & Readiness.CONNECTED) != 0 || socket.listener() != null) {
      return NetError.ALREADY_CONNECTED;
    }
    if ((bits & Readiness.CONNECTING) != 0) {
      return NetError.ALREADY_IN_PROGRESS;
    }
    if ((bits & Readiness.HANG_UP) != 0) {
      // connect(2) after a failed attempt says why, once; the next one tries again.
      NetError error = socket.takeError();
      socket.reopen();
      return error == NetError.NONE ? NetError.CONNECTION_ABORTED : error;
    }
    long nowNs = clock.nanoTime();
    NetError error = binder.bindToConnect(socket, high, low, port, nowNs);
    if (error != NetError.NONE) {
      return error;
    }
    socket.takeError(); // tcp_connect_init: that of an earlier connection
    socket.remote(high, low, port);
    error = tcp.connect(socket, nowNs);
    if (error != NetError.NONE) {
      socket.reopen();
      return error;
    }
    // TCP Fast Open: the SYN waits for the first data; as on Linux, connect is done.
    boolean waits = socket.events().has(Readiness.EARLY_DATA);
    return waits ? NetError.NONE : NetError.IN_PROGRESS;
  }

  private NetError connectDatagram(DatagramSocket socket, long high, long low, int port) {
    NetError error = bindIfUnbound(socket);
    if (error == NetError.NONE) {
      error = protocolOf(socket).connect(socket, high, low, port, clock.nanoTime());
    }
    if (error == NetError.NONE) {
      holdPort(socket);
    }
    return error;
  }

  /** As Linux: the port is held at the address that the socket has by its peer. */
  private static void holdPort(DatagramSocket socket) {
    if (socket.kind() == DatagramKind.UDP) {
      socket.binding().heldAt(socket.localHigh(), socket.localLow());
    }
  }

  private NetError bindIfUnbound(DatagramSocket socket) {
    return socket.binding() != null || isRaw(socket)
        ? NetError.NONE
        : bind(socket, Binder.keptHigh(socket), Binder.keptLow(socket), 0);
  }

  @Override
  public NetError disconnect(DatagramSocket socket) {
    PortBinding binding = socket.binding();
    if (isRaw(socket)) {
      stack.raw.disconnect(socket);
    } else if (binding != null && binding.request().localPort() != 0) {
      protocolOf(socket).disconnect(socket);
      holdPort(socket);
    } else if (binding != null) {
      letGoOfPort(socket, binding.request());
    }
    return NetError.NONE;
  }

  /** __udp_disconnect: a port that nobody asked for is given up; an address that was, stays. */
  private void letGoOfPort(DatagramSocket socket, PortRequest asked) {
    protocolOf(socket).close(socket, clock.nanoTime());
    binder.unbind(socket);
    socket.releasePort();
    socket.remote(0, 0, 0);
    socket.local(asked.localHigh(), asked.localLow(), 0);
  }

  @Override
  public NetError listen(StreamSocket socket, int backlog) {
    if ((socket.events().bits() & (Readiness.CONNECTED | Readiness.CONNECTING)) != 0) {
      return NetError.INVALID;
    }
    NetError error = binder.bindIfUnbound(socket);
    return error != NetError.NONE ? error : listeners.listen(socket, backlog);
  }

  @Override
  public NetError shutdown(Socket socket, boolean receive, boolean send) {
    return switch (socket) {
      case StreamSocket stream -> shutdownStream(stream, receive, send);
      case DatagramSocket datagrams -> {
        datagrams.shutdown(receive, send);
        // As Linux: what was asked is done, and yet it is an error without a peer.
        boolean hasPeer = !IpAddresses.isZero(datagrams.remoteHigh(), datagrams.remoteLow());
        yield hasPeer ? NetError.NONE : NetError.NOT_CONNECTED;
      }
    };
  }

  private NetError shutdownStream(StreamSocket socket, boolean receive, boolean send) {
    if (!socket.events().has(Readiness.CONNECTED) && !tcp.isShakingHands(socket)) {
      return NetError.NOT_CONNECTED;
    }
    // Said first, so that nothing more is queued behind the FIN.
    socket.shutdown(receive, send);
    NetError result = send ? tcp.shutdownSend(socket, cycleNs) : NetError.NONE;
    return receive && result == NetError.NONE ? tcp.shutdownReceive(socket, cycleNs) : result;
  }

  @Override
  public NetError setOption(Socket socket, SocketOption option, long value) {
    if (socket instanceof DatagramSocket datagrams) {
      protocolOf(datagrams).flush(cycleNs); // what was queued before goes out as it was meant
    }
    socket.options().set(option, value);
    if (socket instanceof StreamSocket stream) {
      tcp.onOptionChanged(stream, option, cycleNs);
    }
    return NetError.NONE;
  }

  @Override
  public NetError describe(StreamSocket socket, ConnectionFigures to) {
    return tcp.describe(socket, to, clock.nanoTime());
  }

  @Override
  public void close(Socket socket) {
    switch (socket) {
      case DatagramSocket datagrams -> closeDatagram(datagrams);
      case StreamSocket stream when stream.listener() != null -> listeners.close(stream);
      case StreamSocket stream -> {
        tcp.close(stream, clock.nanoTime());
        finish(stream);
      }
    }
  }

  @Override
  public void abort(StreamSocket socket) {
    if (socket.listener() != null) {
      listeners.close(socket);
    } else {
      tcp.abort(socket, clock.nanoTime());
      finish(socket);
    }
  }

  /** The application is done; a socket that no connection holds is done altogether. */
  private static void finish(StreamSocket socket) {
    socket.applicationDone();
    if (socket.protocolState() == null && !socket.isProtocolDone()) {
      socket.closed();
    }
  }

  private void closeDatagram(DatagramSocket socket) {
    protocolOf(socket).close(socket, clock.nanoTime());
    binder.unbind(socket);
    stack.groups.leaveAll(socket);
    socket.applicationDone();
    socket.closed();
  }

  /** On the lane's thread a notice needs no command, and is dealt with here and now. */
  @Override
  public void notifyLane(Socket socket, int notice) {
    switch (socket) {
      case StreamSocket stream -> {
        if ((notice & Socket.NOTICE_SEND) != 0) {
          tcp.onApplicationSent(stream, cycleNs);
        }
        if ((notice & Socket.NOTICE_READ) != 0) {
          tcp.onApplicationRead(stream, cycleNs);
        }
      }
      case DatagramSocket datagrams -> onDatagramsQueued(datagrams, false);
    }
  }

  /** What another thread told by {@link Socket#raiseNotice}. */
  void onNotice(Socket socket) {
    int notices = socket.takeNotices();
    if (socket instanceof DatagramSocket datagrams) {
      onDatagramsQueued(datagrams, true);
    } else {
      notifyLane(socket, notices);
    }
  }

  private void onDatagramsQueued(DatagramSocket socket, boolean byNotice) {
    NetError error = bindIfUnbound(socket);
    if (error == NetError.NONE) {
      protocolOf(socket).onApplicationSent(socket, byNotice);
    } else {
      socket.failed(error);
    }
  }

  /** Ends all sockets at once: connections by a reset. Takes every step, whatever one throws. */
  void closeAll(Failures failures) {
    for (int id = 0; id < table.bound(); id++) {
      switch (table.get(id)) {
        case StreamSocket stream when stream.listener() != null ->
            failures.attempt(() -> listeners.closeNow(stream));
        case StreamSocket stream -> {
          failures.attempt(() -> stream.failed(NetError.NETWORK_DOWN));
          failures.attempt(() -> tcp.abort(stream, cycleNs));
          failures.attempt(() -> finish(stream));
        }
        case DatagramSocket datagrams -> {
          failures.attempt(() -> datagrams.failed(NetError.NETWORK_DOWN));
          failures.attempt(() -> closeDatagram(datagrams));
        }
        case null -> {
          // a place in the table that no socket has
        }
      }
    }
  }
}
