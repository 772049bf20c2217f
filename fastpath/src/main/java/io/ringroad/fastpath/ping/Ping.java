package io.ringroad.fastpath.ping;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.icmp.EchoReplies;
import io.ringroad.fastpath.icmp.Icmp;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramProtocol;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The ping sockets of a lane: a socket's local port is the identifier of its echo messages (Linux's
 * {@code net/ipv4/ping.c}). Used by the lane's thread alone.
 */
public final class Ping implements DatagramProtocol, EchoReplies {
  private final IpOutput output;
  private final FrameCache frames;
  private final CounterSet<PingCounter> counters;
  private final PingSender sender;
  private final Int2ObjectHashMap<PingEndpoint> byIdentifier = new Int2ObjectHashMap<>();
  private final IcmpHeader header = new IcmpHeader();
  private final DatagramMetadata metadata = new DatagramMetadata();

  /** Creates the protocol and has ICMP give it echo replies. */
  public Ping(Ip ip, Icmp icmp, FrameCache frames, CounterSet<PingCounter> counters) {
    this.output = ip;
    this.frames = frames;
    this.counters = counters;
    this.sender = new PingSender(output, frames, counters);
    icmp.echoReplies(this);
  }

  /**
   * Whether a message of this type and code is one that ping sockets may send.
   *
   * @param ipv6 whether it is one of ICMPv6
   */
  public static boolean isEchoRequest(int type, int code, boolean ipv6) {
    boolean request =
        ipv6
            ? type == Icmpv6Types.ECHO_REQUEST || type == Icmpv6Types.EXTENDED_ECHO_REQUEST
            : type == IcmpHeader.ECHO_REQUEST || type == IcmpHeader.EXTENDED_ECHO_REQUEST;
    return request && code == 0;
  }

  @Override
  public void bind(DatagramSocket socket) {
    PingEndpoint endpoint = new PingEndpoint(socket);
    socket.protocolState(endpoint);
    endpoint.next = byIdentifier.put(socket.localPort(), endpoint);
  }

  @Override
  public NetError connect(
      DatagramSocket socket, long remoteHigh, long remoteLow, int remotePort, long nowNs) {
    PingEndpoint endpoint = endpoint(socket);
    IpDestination probe = endpoint.probe(remoteHigh, remoteLow);
    NetError routed = output.route(probe, nowNs);
    if (routed == NetError.NONE) {
      endpoint.connected(probe, remotePort);
    }
    return routed;
  }

  @Override
  public void disconnect(DatagramSocket socket) {
    endpoint(socket).disconnected();
  }

  @Override
  public void onApplicationSent(DatagramSocket socket, boolean byNotice) {
    PingEndpoint endpoint = endpoint(socket);
    if (endpoint != null) {
      sender.onApplicationSent(endpoint, byNotice);
    }
  }

  @Override
  public int flush(long nowNs) {
    return sender.flush(nowNs);
  }

  @Override
  public boolean hasToSend() {
    return sender.hasToSend();
  }

  @Override
  public void close(DatagramSocket socket, long nowNs) {
    PingEndpoint endpoint = endpoint(socket);
    if (endpoint != null) {
      sender.drain(endpoint, nowNs);
      remove(endpoint, socket.localPort());
      socket.protocolState(null);
    }
  }

  private void remove(PingEndpoint endpoint, int identifier) {
    PingEndpoint first = byIdentifier.get(identifier);
    if (first != endpoint) {
      PingEndpoint before = first;
      while (before.next != endpoint) {
        before = before.next;
      }
      before.next = endpoint.next;
    } else if (endpoint.next == null) {
      byIdentifier.remove(identifier);
    } else {
      byIdentifier.put(identifier, endpoint.next);
    }
    endpoint.next = null;
  }

  // ---- from ICMP ----

  /** One socket has it: of those with the identifier the one bound last, whoever answers. */
  @Override
  public boolean onEchoReply(Frame frame, IpPacket packet, long nowNs) {
    PingEndpoint endpoint =
        find(
            header.wrap(frame.data()).identifier(),
            packet.destinationHigh(),
            packet.destinationLow(),
            packet.interfaceIndex());
    if (endpoint == null) {
      return false;
    }
    metadata
        .wrap(frame.address())
        .clear()
        .remote(packet.sourceHigh(), packet.sourceLow(), 0)
        .local(packet.destinationHigh(), packet.destinationLow(), 0)
        .receivedNs(nowNs)
        .interfaceIndex(packet.interfaceIndex())
        .trafficClass(packet.trafficClass())
        .hopLimit(packet.hopLimit());
    if (endpoint.socket().deliver(frame.address())) {
      counters.increment(PingCounter.RECEIVED);
    } else {
      counters.increment(PingCounter.RECEIVE_BUFFER_FULL);
      frames.free(frame.address());
    }
    return true;
  }

  @Override
  public boolean onError(IcmpError error, long nowNs) {
    boolean ipv6 = !IpAddresses.isIpv4(error.remoteHigh(), error.remoteLow());
    if (!isEchoRequest(error.localPort() >>> Byte.SIZE, error.localPort() & 0xFF, ipv6)) {
      return false;
    }
    int identifier = error.sequenceNumber() >>> Short.SIZE;
    PingEndpoint endpoint = find(identifier, error.localHigh(), error.localLow(), 0);
    if (endpoint != null && error.error() == NetError.MESSAGE_SIZE) {
      output.learnPathMtu(error, nowNs);
    }
    if (endpoint == null || !endpoint.hears(error)) {
      return false;
    }
    counters.increment(PingCounter.ERRORS_DELIVERED);
    endpoint.failed(error, 0, nowNs);
    return true;
  }

  private PingEndpoint find(int identifier, long localHigh, long localLow, int interfaceIndex) {
    PingEndpoint at = byIdentifier.get(identifier);
    while (at != null && !(at.isFor(localHigh, localLow) && isBoundTo(at, interfaceIndex))) {
      at = at.next;
    }
    return at;
  }

  private static boolean isBoundTo(PingEndpoint endpoint, int interfaceIndex) {
    int device = endpoint.socket().options().getInt(SocketOption.BOUND_INTERFACE);
    return device == 0 || interfaceIndex == 0 || device - 1 == interfaceIndex;
  }

  private static PingEndpoint endpoint(DatagramSocket socket) {
    return (PingEndpoint) socket.protocolState();
  }
}
