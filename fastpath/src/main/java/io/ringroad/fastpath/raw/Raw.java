package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.Ip;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.RawInput;
import io.ringroad.fastpath.socket.DatagramProtocol;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The raw sockets of a lane (raw(7)). Used by the lane's thread alone.
 *
 * <p>A raw socket receives from {@link #open} on, whatever lane a packet comes to. What stands for
 * its local port is its protocol, as on Linux.
 */
public final class Raw implements DatagramProtocol, RawInput {
  private final IpOutput output;
  private final PacketSharing sharing;
  private final RawTable table = new RawTable();
  private final RawReceiver receiver;
  private final RawErrors errors;
  private final RawSender sender;

  /** Creates the protocol and attaches it to the IP layer. */
  public Raw(
      Ip ip,
      FrameCache frames,
      SocketContext context,
      PacketSharing sharing,
      CounterSet<RawCounter> counters) {
    this.output = ip;
    this.sharing = sharing;
    this.receiver = new RawReceiver(table, context, sharing, counters);
    this.errors = new RawErrors(table, output, context, sharing, counters);
    this.sender = new RawSender(output, frames, counters);
    ip.ipv4().transports().raw(this);
    ip.ipv6Transports().raw(this);
  }

  /** Raw sockets that receive on this lane. */
  public int size() {
    return table.size();
  }

  /** Begins to receive for a new socket: all packets of its protocol. */
  public void open(DatagramSocket socket) {
    RawEndpoint endpoint = new RawEndpoint(socket);
    socket.protocolState(endpoint);
    if (socket.protocol() < RawTable.PROTOCOLS && table.add(endpoint)) {
      sharing.addRaw(socket.protocol());
    }
  }

  /** Narrows an open socket to its local address. */
  @Override
  public void bind(DatagramSocket socket) {
    endpoint(socket).bound(socket.localHigh(), socket.localLow());
  }

  @Override
  public NetError connect(
      DatagramSocket socket, long remoteHigh, long remoteLow, int remotePort, long nowNs) {
    RawEndpoint endpoint = endpoint(socket);
    IpDestination probe = endpoint.probe(remoteHigh, remoteLow);
    NetError routed = output.route(probe, nowNs);
    if (routed == NetError.NONE) {
      endpoint.connected(probe, remotePort);
    }
    return routed;
  }

  /**
   * As on Linux ({@code __udp_disconnect}, which takes the protocol for a port of the system's
   * choice): the socket loses its address and its protocol's number, and receives no more.
   */
  @Override
  public void disconnect(DatagramSocket socket) {
    RawEndpoint endpoint = endpoint(socket);
    endpoint.bound(0, 0);
    endpoint.disconnected();
    socket.local(0, 0, 0);
    remove(endpoint);
  }

  @Override
  public void onApplicationSent(DatagramSocket socket, boolean byNotice) {
    RawEndpoint endpoint = endpoint(socket);
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
    RawEndpoint endpoint = endpoint(socket);
    if (endpoint != null) {
      sender.drain(endpoint, nowNs);
      remove(endpoint);
      socket.protocolState(null);
    }
  }

  private void remove(RawEndpoint endpoint) {
    int protocol = endpoint.socket().protocol();
    if (protocol < RawTable.PROTOCOLS && table.remove(endpoint)) {
      sharing.removeRaw(protocol);
    }
  }

  // ---- from the IP layer ----

  @Override
  public boolean listensTo(int protocol) {
    return table.first(protocol) != null || sharing.rawLanes(protocol) != 0;
  }

  @Override
  public boolean onPacket(Frame frame, IpPacket packet, boolean wanted, long nowNs) {
    return receiver.onPacket(frame, packet, wanted, nowNs);
  }

  @Override
  public void onError(IcmpError error, long nowNs) {
    errors.onError(error, nowNs);
  }

  // ---- from other lanes ----

  /** Takes a packet that another lane received, its metadata written; lets go of it in the end. */
  public void onShared(long frame) {
    receiver.onShared(frame);
  }

  /** Takes an error report that another lane received; frees the frame. */
  public void onSharedError(long frame, long nowNs) {
    errors.onShared(frame, nowNs);
  }

  private static RawEndpoint endpoint(DatagramSocket socket) {
    return (RawEndpoint) socket.protocolState();
  }
}
