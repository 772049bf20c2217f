package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.fastpath.socket.DatagramProtocol;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The User Datagram Protocol of a lane (RFC 768, RFC 1122 4.1). Used by the lane's thread alone.
 *
 * <p>The caller gives a socket its local address and port, and holds the port; then {@link #bind}
 * makes it receive.
 */
public final class Udp implements TransportProtocol, DatagramProtocol {
  private final IpOutput output;
  private final CounterSet<UdpCounter> counters;
  private final UdpTable table;
  private final UdpReceiver receiver;
  private final UdpSender sender;

  /**
   * Creates the protocol and attaches it to the IP layer.
   *
   * @param reporter who tells senders that a port has no socket
   * @param secret random key for the table of sockets
   */
  public Udp(
      Ip ip,
      FrameCache frames,
      UnreachableReporter reporter,
      CounterSet<UdpCounter> counters,
      long secret) {
    this(ip, frames, reporter, PacketSharing.ALONE, counters, secret);
  }

  /**
   * As {@link #Udp(Ip, FrameCache, UnreachableReporter, CounterSet, long)}, for one of several
   * lanes.
   */
  public Udp(
      Ip ip,
      FrameCache frames,
      UnreachableReporter reporter,
      PacketSharing sharing,
      CounterSet<UdpCounter> counters,
      long secret) {
    this.output = ip;
    this.counters = counters;
    this.table = new UdpTable(secret);
    this.receiver = new UdpReceiver(table, frames, reporter, sharing, counters);
    this.sender = new UdpSender(output, frames, counters);
    ip.attach(IpProtocols.UDP, this);
  }

  /** Names who looks at datagrams that no socket is bound for. */
  public void unclaimed(UnclaimedDatagrams takes) {
    receiver.unclaimed(takes);
  }

  /** Sockets that have a port on this lane. */
  public int size() {
    return table.size();
  }

  /** Begins to receive for a socket, whose local address and port are set and held. */
  @Override
  public void bind(DatagramSocket socket) {
    UdpEndpoint endpoint = new UdpEndpoint(socket);
    socket.protocolState(endpoint);
    table.add(endpoint);
  }

  @Override
  public NetError connect(
      DatagramSocket socket, long remoteHigh, long remoteLow, int remotePort, long nowNs) {
    UdpEndpoint endpoint = endpoint(socket);
    IpDestination probe = endpoint.probe(remoteHigh, remoteLow);
    NetError routed = output.route(probe, nowNs);
    if (routed != NetError.NONE) {
      return routed;
    }
    table.remove(endpoint);
    endpoint.connected(probe, remotePort);
    table.add(endpoint);
    return NetError.NONE;
  }

  @Override
  public void disconnect(DatagramSocket socket) {
    UdpEndpoint endpoint = endpoint(socket);
    table.remove(endpoint);
    endpoint.disconnected();
    table.add(endpoint);
  }

  @Override
  public void onApplicationSent(DatagramSocket socket, boolean byNotice) {
    UdpEndpoint endpoint = endpoint(socket);
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
    UdpEndpoint endpoint = endpoint(socket);
    if (endpoint == null) {
      return;
    }
    sender.drain(endpoint, nowNs);
    table.remove(endpoint);
    socket.protocolState(null);
  }

  /** Takes a datagram to a group that another lane received, its metadata written. */
  public void onShared(long frame) {
    receiver.onShared(frame);
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    receiver.onPacket(frame, packet, nowNs);
  }

  /** As Linux: only connected sockets hear of hard errors; with IP_RECVERR any hears of all. */
  @Override
  public void onError(IcmpError error, long nowNs) {
    UdpEndpoint endpoint =
        table.find(
            error.localHigh(),
            error.localLow(),
            error.localPort(),
            error.remoteHigh(),
            error.remoteLow(),
            error.remotePort(),
            UdpTable.ANY_INTERFACE);
    boolean tooBig = error.error() == NetError.MESSAGE_SIZE;
    if (endpoint != null && tooBig) {
      output.learnPathMtu(error, nowNs);
    }
    if (endpoint == null || !endpoint.hears(error)) {
      counters.increment(UdpCounter.ERRORS_IGNORED);
      return;
    }
    counters.increment(UdpCounter.ERRORS_DELIVERED);
    endpoint.failed(error, UdpHeader.LENGTH, nowNs);
  }

  private static UdpEndpoint endpoint(DatagramSocket socket) {
    return (UdpEndpoint) socket.protocolState();
  }
}
