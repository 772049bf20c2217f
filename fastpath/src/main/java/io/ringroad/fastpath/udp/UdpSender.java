package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Sends the datagrams that applications have queued in their sockets. */
final class UdpSender {
  private final IpOutput output;
  private final FrameCache frames;
  private final CounterSet<UdpCounter> counters;
  private final Counter sent;

  /** For a datagram that goes elsewhere than its socket usually sends. */
  private final IpDestination elsewhere = new IpDestination(IpProtocols.UDP);

  private final Frame frame = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private final UdpHeader header = new UdpHeader();

  UdpSender(IpOutput output, FrameCache frames, CounterSet<UdpCounter> counters) {
    this.output = output;
    this.frames = frames;
    this.counters = counters;
    this.sent = counters.of(UdpCounter.SENT);
  }

  /**
   * Sends what is queued, at most {@code limit} datagrams, and stops earlier if the device is
   * behind.
   *
   * @return false if nothing is left in the socket
   */
  boolean send(UdpEndpoint endpoint, int limit, long nowNs) {
    DatagramSocket socket = endpoint.socket();
    for (int i = 0; i < limit; i++) {
      if (output.isCongested(endpoint.destination())) {
        return true;
      }
      long next = socket.pollToSend();
      if (next == 0) {
        return false;
      }
      sendOne(endpoint, next, nowNs);
    }
    return true;
  }

  /** Sends all that is queued, however far behind the device is. */
  void drain(UdpEndpoint endpoint, long nowNs) {
    long next;
    while ((next = endpoint.socket().pollToSend()) != 0) {
      sendOne(endpoint, next, nowNs);
    }
  }

  private void sendOne(UdpEndpoint endpoint, long address, long nowNs) {
    DatagramSocket socket = endpoint.socket();
    metadata.wrap(address);
    int remotePort = metadata.remotePort() != 0 ? metadata.remotePort() : socket.remotePort();
    if (remotePort == 0) {
      counters.increment(UdpCounter.SEND_NO_DESTINATION);
      frames.free(address);
      socket.failed(NetError.DESTINATION_REQUIRED);
      return;
    }
    IpDestination to = destination(endpoint);
    applyOptions(to, socket.options());
    // All of the metadata is read by now: the headers may overwrite it.
    frame.wrap(address);
    int length = frame.packetLength() + UdpHeader.LENGTH;
    header.wrap(frame.prepend(UdpHeader.LENGTH)).initialise(socket.localPort(), remotePort, length);
    finish(endpoint, to, output.send(frame, to, UdpHeader.CHECKSUM_OFFSET, nowNs));
  }

  private void finish(UdpEndpoint endpoint, IpDestination to, NetError result) {
    if (result == NetError.NONE) {
      sent.increment();
    } else if (result == NetError.NO_BUFFERS) {
      counters.increment(UdpCounter.SEND_NO_BUFFERS); // lost on the way, as datagrams may be
    } else {
      counters.increment(UdpCounter.SEND_FAILED);
      if (!endpoint.isConnected()) {
        to.local(endpoint.boundHigh(), endpoint.boundLow());
      }
      endpoint.socket().failed(result);
    }
  }

  private IpDestination destination(UdpEndpoint endpoint) {
    long remoteHigh = metadata.remoteHigh();
    long remoteLow = metadata.remoteLow();
    IpDestination usual = endpoint.destination();
    boolean ownSource = !IpAddresses.isUnspecified(metadata.localHigh(), metadata.localLow());
    if (endpoint.isConnected() && metadata.remotePort() == 0 && !ownSource) {
      return usual;
    }
    if (metadata.remotePort() == 0) {
      remoteHigh = endpoint.socket().remoteHigh();
      remoteLow = endpoint.socket().remoteLow();
    }
    if (ownSource) {
      return elsewhere
          .local(metadata.localHigh(), metadata.localLow())
          .remote(remoteHigh, remoteLow);
    }
    if (usual.remoteHigh() == remoteHigh && usual.remoteLow() == remoteLow) {
      return usual;
    }
    IpDestination to = endpoint.isConnected() ? elsewhere : usual;
    return to.local(endpoint.boundHigh(), endpoint.boundLow()).remote(remoteHigh, remoteLow);
  }

  private void applyOptions(IpDestination to, SocketOptions options) {
    int flags = metadata.flags();
    boolean multicast = IpAddresses.isMulticast(to.remoteHigh(), to.remoteLow());
    int hopLimit =
        options.getInt(multicast ? SocketOption.MULTICAST_HOP_LIMIT : SocketOption.HOP_LIMIT);
    to.trafficClass(
            (flags & DatagramMetadata.HAS_TRAFFIC_CLASS) != 0
                ? metadata.trafficClass()
                : options.getInt(SocketOption.TRAFFIC_CLASS))
        .hopLimit((flags & DatagramMetadata.HAS_HOP_LIMIT) != 0 ? metadata.hopLimit() : hopLimit)
        .dontFragment(options.getInt(SocketOption.MTU_DISCOVER) != 0)
        .broadcastAllowed(options.isSet(SocketOption.BROADCAST));
  }
}
