package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Sends the datagrams that applications have queued in their sockets, some of each socket in turn,
 * as far as the device keeps up. A protocol adds its header.
 */
public abstract class DatagramSender {
  /** Datagrams that one socket sends before the others have their turn. */
  private static final int SEND_BURST = 32;

  /**
   * What a sender counts.
   *
   * @param sent datagrams sent
   * @param noDestination datagrams dropped: nobody said where to
   * @param failed datagrams dropped: refused by the IP layer
   * @param noBuffers datagrams dropped: device backlog full
   */
  public record Counters(Counter sent, Counter noDestination, Counter failed, Counter noBuffers) {}

  private final IpOutput output;
  private final FrameCache frames;
  private final Counters counters;

  /** For a datagram that goes elsewhere than its socket usually sends. */
  private final IpDestination elsewhere;

  private final Frame frame = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private final SentOptions headerOptions = new SentOptions();
  private final SendTurns turns = new SendTurns();

  protected DatagramSender(IpOutput output, FrameCache frames, int protocol, Counters counters) {
    this.output = output;
    this.frames = frames;
    this.counters = counters;
    this.elsewhere = new IpDestination(protocol);
  }

  // ---- turns ----

  /**
   * Notes that the application has queued datagrams; {@link #flush} sends them.
   *
   * @param byNotice whether another thread did, and may do so again soon
   */
  public final void onApplicationSent(DatagramEndpoint endpoint, boolean byNotice) {
    turns.add(endpoint);
    if (byNotice) {
      turns.watch(endpoint);
    }
  }

  /**
   * Sends what applications have queued.
   *
   * @return how many sockets were looked at
   */
  public final int flush(long nowNs) {
    DatagramEndpoint next = turns.takeAll();
    int count = 0;
    while (next != null) {
      DatagramEndpoint endpoint = next;
      next = turns.next(endpoint);
      if (sendBurst(endpoint, nowNs) || turns.unwatch(endpoint) && sendBurst(endpoint, nowNs)) {
        turns.add(endpoint);
      }
      count++;
    }
    return count;
  }

  /** Whether {@link #flush} has something left to do. */
  public final boolean hasToSend() {
    return !turns.isEmpty();
  }

  /** Sends all that a closing socket has queued, however far behind the device is. */
  public final void drain(DatagramEndpoint endpoint, long nowNs) {
    turns.unwatch(endpoint);
    turns.remove(endpoint);
    long next;
    while ((next = endpoint.socket().pollToSend()) != 0) {
      sendOne(endpoint, next, nowNs);
    }
    endpoint.socket().tellOfRoom();
  }

  // ---- one datagram ----

  /**
   * Adds the protocol's header and sends.
   *
   * @param frame whose data is what the application gave; its metadata may be overwritten
   * @param remotePort of the destination, 0 if there is none
   */
  protected abstract NetError transmit(
      DatagramEndpoint endpoint, Frame frame, IpDestination to, int remotePort, long nowNs);

  /** Whether the application said where this datagram goes, rather than to the socket's peer. */
  protected abstract boolean namesDestination(DatagramMetadata metadata);

  /** Sends some; false if the socket has had its turn, and need not be looked at again. */
  private boolean sendBurst(DatagramEndpoint endpoint, long nowNs) {
    DatagramSocket socket = endpoint.socket();
    int sent = 0;
    boolean left = true;
    while (left && sent < SEND_BURST && !output.isCongested(endpoint.destination())) {
      long next = socket.pollToSend();
      if (next == 0) {
        left = false;
      } else {
        sendOne(endpoint, next, nowNs);
        sent++;
      }
    }
    return left ? hasMore(endpoint) : isWatched(endpoint, sent);
  }

  private static boolean hasMore(DatagramEndpoint endpoint) {
    endpoint.socket().tellOfRoom();
    return true;
  }

  /**
   * What a watched socket's application waits for can wait until its datagrams are on their way.
   */
  private boolean isWatched(DatagramEndpoint endpoint, int sent) {
    if (sent > 0 && endpoint.watchTurns > 0) {
      turns.onSent(endpoint);
      return true;
    }
    endpoint.socket().tellOfRoom();
    return turns.onSilent(endpoint);
  }

  private void sendOne(DatagramEndpoint endpoint, long address, long nowNs) {
    DatagramSocket socket = endpoint.socket();
    metadata.wrap(address);
    boolean named = namesDestination(metadata);
    if (!named && !endpoint.isConnected()) {
      counters.noDestination().increment();
      frames.free(address);
      socket.failed(NetError.DESTINATION_REQUIRED);
      return;
    }
    int remotePort = named ? metadata.remotePort() : socket.remotePort();
    IpDestination to = destination(endpoint, named);
    applyOptions(to, socket.options(), socket.localHigh(), socket.localLow());
    // All of the metadata is read by now: the headers may overwrite it.
    NetError result = transmit(endpoint, frame.wrap(address), to, remotePort, nowNs);
    if (result == NetError.MESSAGE_SIZE
        && socket.options().receivesErrors(to.remoteHigh(), to.remoteLow())) {
      socket.report(
          SocketError.tooBig(output.mtu(to), to.remoteHigh(), to.remoteLow(), remotePort, nowNs));
    }
    finish(endpoint, to, result);
  }

  private void finish(DatagramEndpoint endpoint, IpDestination to, NetError result) {
    if (result == NetError.NONE) {
      counters.sent().increment();
    } else if (result == NetError.NO_BUFFERS) {
      counters.noBuffers().increment(); // lost on the way, as datagrams may be
    } else {
      counters.failed().increment();
      if (!endpoint.isConnected()) {
        to.local(endpoint.boundHigh(), endpoint.boundLow());
      }
      endpoint.socket().failed(result);
    }
  }

  private IpDestination destination(DatagramEndpoint endpoint, boolean named) {
    IpDestination usual = endpoint.destination();
    boolean ownSource = !IpAddresses.isUnspecified(metadata.localHigh(), metadata.localLow());
    boolean ownWay = ownSource || metadata.interfaceIndex() != 0;
    if (!named && !ownWay) {
      return usual;
    }
    long remoteHigh = named ? metadata.remoteHigh() : endpoint.socket().remoteHigh();
    long remoteLow = named ? metadata.remoteLow() : endpoint.socket().remoteLow();
    if (ownWay) {
      return elsewhere
          .protocol(usual.protocol())
          .local(
              ownSource ? metadata.localHigh() : endpoint.socket().localHigh(),
              ownSource ? metadata.localLow() : endpoint.socket().localLow())
          .remote(remoteHigh, remoteLow);
    }
    boolean same = usual.remoteHigh() == remoteHigh && usual.remoteLow() == remoteLow;
    // After a change of addresses or routes the local address is chosen again, too.
    if (same && (endpoint.isConnected() || output.isRouted(usual))) {
      return usual;
    }
    IpDestination to = endpoint.isConnected() ? elsewhere.protocol(usual.protocol()) : usual;
    // As Linux (inet_saddr): who is connected sends from the address that it has by that.
    return to.local(endpoint.socket().localHigh(), endpoint.socket().localLow())
        .remote(remoteHigh, remoteLow);
  }

  private void applyOptions(
      IpDestination to, SocketOptions options, long localHigh, long localLow) {
    int flags = metadata.flags();
    long high = to.remoteHigh();
    long low = to.remoteLow();
    boolean ipv4 = IpAddresses.isIpv4(high, low);
    boolean multicast = IpAddresses.isMulticast(high, low);
    int from = options.getInt(SocketOption.MULTICAST_ADDRESS);
    if (multicast && ipv4 && from != 0 && IpAddresses.isUnspecified(localHigh, localLow)) {
      to.local(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(from));
    }
    to.trafficClass(
            (flags & DatagramMetadata.HAS_TRAFFIC_CLASS) != 0
                ? metadata.trafficClass()
                : options.trafficClass(high, low))
        .hopLimit(
            (flags & DatagramMetadata.HAS_HOP_LIMIT) != 0
                ? metadata.hopLimit()
                : options.hopLimit(high, low))
        .mtuDiscover(options.mtuDiscover(high, low))
        .outInterface(outInterface(options, multicast, ipv4))
        .multicastLoop(
            options.isSet(ipv4 ? SocketOption.MULTICAST_LOOP : SocketOption.IPV6_MULTICAST_LOOP))
        .broadcastAllowed(options.isSet(SocketOption.BROADCAST));
    headerOptions.apply(to, metadata, options);
  }

  /**
   * The message's own choice, else SO_BINDTODEVICE, else for a group IP_MULTICAST_IF; the loopback
   * is never chosen, but routed to.
   */
  private int outInterface(SocketOptions options, boolean multicast, boolean ipv4) {
    int own = metadata.interfaceIndex();
    int chosen = options.getInt(SocketOption.BOUND_INTERFACE);
    if (chosen == 0 && !ipv4) {
      chosen = options.getInt(SocketOption.IPV6_SOURCE_INTERFACE);
    }
    if (chosen == 0 && multicast) {
      chosen =
          options.getInt(
              ipv4 ? SocketOption.MULTICAST_INTERFACE : SocketOption.IPV6_MULTICAST_INTERFACE);
    } else if (chosen == 0 && !ipv4) {
      chosen = options.getInt(SocketOption.IPV6_UNICAST_INTERFACE);
    }
    return own != 0 ? own : Math.max(0, chosen - 1);
  }
}
