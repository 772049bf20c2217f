package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.PortTable;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.Tcp;
import org.agrona.concurrent.NanoClock;

/**
 * The listeners of a lane: its own, which all other lanes serve too, and its part of theirs. Used
 * by the lane's thread alone.
 */
final class ListenerSet {
  private final int lane;
  private final LaneConfig config;
  private final PortTable ports;
  private final Tcp tcp;
  private final Peers peers;
  private final ListenerShares shares;
  private final NanoClock clock;

  ListenerSet(int lane, EngineParts engine, Tcp tcp, Peers peers, ListenerShares shares) {
    this.lane = lane;
    this.config = engine.config;
    this.ports = engine.ports;
    this.tcp = tcp;
    this.peers = peers;
    this.shares = shares;
    this.clock = config.clock();
  }

  /** Begins to listen on all lanes, or changes the backlog. */
  NetError listen(StreamSocket socket, int backlog) {
    int limit = Math.min(Math.max(0, backlog), config.maxBacklog());
    if (socket.listener() != null) {
      socket.listener().backlog(limit);
      return NetError.NONE;
    }
    NetError error = ports.listen(socket.binding(), socket.options());
    if (error != NetError.NONE) {
      return error;
    }
    StreamListener listener =
        new StreamListener(socket, config.lanes(), limit, config.maxBacklog());
    socket.listener(listener);
    tcp.listen(listener);
    if (peers.count() > 0) {
      shares.share(socket.id(), peers.count());
      peers.tellAll(CommandRing.SHARE_LISTENER, socket.id());
    }
    return NetError.NONE;
  }

  /** Stops listening on all lanes; connections that nobody accepted are reset. */
  void close(StreamSocket socket) {
    stop(socket.listener());
    letGoOfPort(socket);
    if (peers.count() > 0) {
      shares.unshare(socket.id(), peers.count());
      peers.tellAll(CommandRing.UNSHARE_LISTENER, socket.id());
    } else {
      finish(socket);
    }
  }

  /** Stops listening on this lane without asking the others, which are closing too. */
  void closeNow(StreamSocket socket) {
    stop(socket.listener());
    letGoOfPort(socket);
    finish(socket);
  }

  /** At once: whoever binds after a close finds the port free, even if lanes have still to hear. */
  private static void letGoOfPort(StreamSocket socket) {
    if (socket.binding() != null) { // the engine may close before all lanes have heard of a close
      socket.binding().stopListening();
      socket.releasePort();
    }
  }

  /** Another lane listens: so does this one. */
  void onShare(int home, int socketId) {
    StreamListener listener = listenerOf(home, socketId);
    if (listener != null) {
      tcp.listen(listener);
      peers.tell(home, CommandRing.LISTENER_SHARED, socketId);
    }
  }

  /** Another lane has stopped listening. */
  void onUnshare(int home, int socketId) {
    StreamListener listener = listenerOf(home, socketId);
    if (listener != null) {
      stop(listener);
      peers.tell(home, CommandRing.LISTENER_UNSHARED, socketId);
    }
  }

  /** One of the others has stopped for this lane; after the last the socket is done. */
  void onUnshared(StreamSocket socket) {
    if (socket != null && shares.onUnshared(socket.id())) {
      finish(socket);
    }
  }

  private StreamListener listenerOf(int home, int socketId) {
    // The home lane keeps the socket in its table until all lanes have let it go, unless the
    // engine is closing and the home lane was first.
    StreamSocket socket = (StreamSocket) peers.table(home).get(socketId);
    return socket == null ? null : socket.listener();
  }

  private void stop(StreamListener listener) {
    listener.close();
    tcp.stopListening(listener);
    StreamSocket unaccepted;
    while ((unaccepted = listener.pollUnaccepted(lane)) != null) {
      tcp.abort(unaccepted, clock.nanoTime());
      unaccepted.applicationDone();
    }
  }

  private static void finish(StreamSocket socket) {
    socket.applicationDone();
    socket.closed();
  }
}
