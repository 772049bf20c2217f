package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.PortProtocol;
import io.ringroad.fastpath.socket.PortRequest;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import org.agrona.collections.Int2IntCounterMap;

/**
 * Gives sockets of a lane their local addresses and ports, and tells the steering which lane their
 * packets go to. Used by the lane's thread alone.
 */
final class Binder {
  private final EngineParts engine;
  private final Ip ip;
  private final Ipv6 ip6;
  private final int lane;
  private final Int2IntCounterMap udpPorts = new Int2IntCounterMap(0);
  private final Int2IntCounterMap pingPorts = new Int2IntCounterMap(0);

  Binder(EngineParts engine, Ip ip, Ipv6 ip6, int lane) {
    this.engine = engine;
    this.ip = ip;
    this.ip6 = ip6;
    this.lane = lane;
  }

  /** Binds as bind(2) does; a datagram socket's packets come to this lane from then on. */
  NetError bind(Socket socket, long high, long low, int port) {
    NetError refused = refusal(socket, high, low, port);
    if (refused != NetError.NONE) {
      return refused;
    }
    PortProtocol protocol = protocolOf(socket);
    // An identifier of echo messages is held whatever the address, as on Linux.
    boolean anywhere = protocol == PortProtocol.PING;
    PortRequest request =
        PortRequest.bound(
            protocol, anywhere ? 0 : high, anywhere ? 0 : low, port, socket.options());
    PortBinding binding = engine.ports.bind(request, any -> true);
    if (binding == null) {
      // inet_bind: an address that an earlier bind has left is gone, the port is still shown.
      SocketDomain domain = socket.options().domain();
      socket.local(domain.anyHigh(), domain.anyLow(), socket.localPort());
      return NetError.ADDRESS_IN_USE;
    }
    socket.binding(binding);
    socket.local(high, low, binding.port());
    if (!IpAddresses.isIpv4(high, low) && !IpAddresses.isUnspecified(high, low)) {
      socket.options().set(SocketOption.V6_ONLY, 1); // inet6_bind: there is no other way to it
    }
    if (protocol != PortProtocol.TCP) {
      steerHere(protocol, binding.port());
    }
    return NetError.NONE;
  }

  /** Why a socket may not be bound, in the order of its family: inet_bind or inet6_bind. */
  private NetError refusal(Socket socket, long high, long low, int port) {
    boolean address = canBindTo(socket, high, low);
    boolean free = socket instanceof DatagramSocket datagrams && isPing(datagrams);
    if (!address && (socket.options().domain() == SocketDomain.INET || free)) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    if (port != 0 && port < engine.config.privilegedPorts() && !free) {
      return NetError.ACCESS_DENIED;
    }
    if (socket.binding() != null || socket.protocolState() != null) {
      return NetError.INVALID;
    }
    return address ? NetError.NONE : NetError.ADDRESS_NOT_AVAILABLE;
  }

  private static PortProtocol protocolOf(Socket socket) {
    if (!(socket instanceof DatagramSocket datagrams)) {
      return PortProtocol.TCP;
    }
    return datagrams.kind() == DatagramKind.PING ? PortProtocol.PING : PortProtocol.UDP;
  }

  /** Narrows a raw socket to an address; it has no port that another could hold. */
  NetError bindRaw(DatagramSocket socket, long high, long low) {
    if (!canBindTo(socket, high, low)) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    if (!IpAddresses.isZero(socket.remoteHigh(), socket.remoteLow())) {
      return NetError.INVALID;
    }
    socket.local(high, low, socket.localPort());
    return NetError.NONE;
  }

  /** Binds to the address that the socket has kept, else to any, and an ephemeral port. */
  NetError bindIfUnbound(Socket socket) {
    return socket.binding() != null
        ? NetError.NONE
        : bind(socket, keptHigh(socket), keptLow(socket), 0);
  }

  /** The upper half of the address that an unbound socket has kept; its family's any if none. */
  static long keptHigh(Socket socket) {
    return hasKept(socket) ? socket.localHigh() : socket.options().domain().anyHigh();
  }

  /** The lower half. */
  static long keptLow(Socket socket) {
    return hasKept(socket) ? socket.localLow() : socket.options().domain().anyLow();
  }

  private static boolean hasKept(Socket socket) {
    return !IpAddresses.isZero(socket.localHigh(), socket.localLow());
  }

  private boolean canBindTo(Socket socket, long high, long low) {
    if (IpAddresses.isUnspecified(high, low) || socket.options().isSet(SocketOption.FREE_BIND)) {
      return true;
    }
    boolean ping = socket instanceof DatagramSocket datagrams && isPing(datagrams);
    if (!IpAddresses.isIpv4(high, low)) {
      return IpAddresses.isMulticast(high, low) ? !ping : ip6.addresses().isOwn(high, low);
    }
    int address = IpAddresses.toIpv4(low);
    boolean group =
        IpAddresses.isIpv4Multicast(address) || ip.ipv4().addresses().isBroadcast(address);
    return ip.ipv4().addresses().isOwn(address) || group && !ping;
  }

  private static boolean isPing(DatagramSocket socket) {
    return socket.kind() == DatagramKind.PING;
  }

  /** Undoes what {@link #bind} told the steering. The hold on the port is the socket's to end. */
  void unbind(DatagramSocket socket) {
    int port = socket.localPort();
    if (socket.binding() == null) {
      return;
    }
    boolean ping = isPing(socket);
    boolean last = (ping ? pingPorts : udpPorts).decrementAndGet(port) == 0;
    if (last && engine.steering != null && ping) {
      engine.steering.removePing(port, lane);
    } else if (last && engine.steering != null) {
      engine.steering.removeUdp(port, lane);
    }
  }

  private void steerHere(PortProtocol protocol, int port) {
    boolean ping = protocol == PortProtocol.PING;
    boolean first = (ping ? pingPorts : udpPorts).incrementAndGet(port) == 1;
    if (first && engine.steering != null && ping) {
      engine.steering.addPing(port, lane);
    } else if (first && engine.steering != null) {
      engine.steering.addUdp(port, lane);
    }
  }

  /**
   * Chooses the local address, and an ephemeral port if the socket has none, for a connection to
   * the peer, whose packets will come to this lane.
   *
   * @return why it cannot be done; the socket is then as it was
   */
  NetError bindToConnect(StreamSocket socket, long high, long low, int port, long nowNs) {
    IpDestination probe =
        new IpDestination(IpProtocols.TCP)
            .local(socket.localHigh(), socket.localLow())
            .remote(high, low);
    NetError routed = ip.route(probe, nowNs);
    if (routed != NetError.NONE) {
      return routed;
    }
    long localHigh = probe.localHigh();
    long localLow = probe.localLow();
    if (socket.binding() == null) {
      PortRequest request =
          PortRequest.connected(
              PortProtocol.TCP, localHigh, localLow, 0, high, low, port, socket.options());
      PortBinding binding =
          engine.ports.bind(
              request, chosen -> isMine(localHigh, localLow, chosen, high, low, port));
      if (binding == null) {
        return NetError.ADDRESS_NOT_AVAILABLE;
      }
      socket.binding(binding);
    } else if (!isMine(localHigh, localLow, socket.localPort(), high, low, port)) {
      pin(socket, localHigh, localLow, high, low, port);
    }
    socket.local(localHigh, localLow, socket.binding().port());
    return NetError.NONE;
  }

  private boolean isMine(
      long localHigh, long localLow, int localPort, long high, long low, int port) {
    return engine.steering == null
        || engine.steering.tcpLane(localHigh, localLow, localPort, high, low, port) == lane;
  }

  /** The application chose the port, so the flow's hash says nothing of where its socket is. */
  private void pin(
      StreamSocket socket, long localHigh, long localLow, long high, long low, int port) {
    FlowSteering steering = engine.steering;
    long flow = steering.flowHash(localHigh, localLow, socket.localPort(), high, low, port);
    steering.pinTcp(flow, lane);
    socket.binding().whenFree(() -> steering.unpinTcp(flow));
  }
}
