package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.ECONNRESET;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.local.UnixSocket.State;
import java.util.List;

/** shutdown(2), and what close(2) comes to with a socket's last descriptor. */
final class UnixCloser {
  private static final int ENDED =
      Readiness.READABLE | Readiness.WRITABLE | Readiness.PEER_CLOSED | Readiness.HANG_UP;

  private UnixCloser() {}

  /** Ends directions of a socket and, of a connection, the same ones of its peer. */
  static void shutdown(UnixSocket socket, boolean receive, boolean send) {
    add(socket, (receive ? UnixSocket.RECEIVE : 0) | (send ? UnixSocket.SEND : 0));
    UnixSocket peer = socket.peer;
    if (peer != null && socket.connectionBased()) {
      add(peer, (receive ? UnixSocket.SEND : 0) | (send ? UnixSocket.RECEIVE : 0));
    }
    socket.blockedSenders().wake();
  }

  private static void add(UnixSocket socket, int directions) {
    socket.lock.lock();
    try {
      socket.shutdown |= directions;
    } finally {
      socket.lock.unlock();
    }
    socket.events().signal(ENDED);
  }

  /** Closes a socket that nobody has a reference to. */
  static void close(UnixSocket socket) {
    close(socket, false);
  }

  /**
   * Closes a socket.
   *
   * @param unaccepted whether nobody ever had it: its listener closes
   */
  private static void close(UnixSocket socket, boolean unaccepted) {
    if (!unaccepted) {
      socket.domain().names().unbind(socket);
    }
    UnixSocket peer;
    UnixMessage unread;
    List<UnixSocket> connections;
    boolean lost;
    socket.lock.lock();
    try {
      lost = unaccepted || socket.hasUnread();
      socket.dead = true;
      socket.shutdown = UnixSocket.BOTH;
      socket.state = State.CLOSED;
      peer = socket.peer;
      socket.peer = null;
      socket.urgent = null;
      unread = socket.queue().removeAll();
      connections = List.copyOf(socket.pending());
      socket.pending().clear();
    } finally {
      socket.lock.unlock();
    }
    socket.blockedSenders().wake();
    if (peer != null) {
      leave(socket, peer, lost);
    }
    connections.forEach(each -> close(each, true));
    discard(socket.domain(), unread);
  }

  private static void leave(UnixSocket socket, UnixSocket peer, boolean lost) {
    if (!socket.connectionBased()) {
      peer.blockedSenders().unregister(socket);
      return;
    }
    if (lost) {
      peer.fail(ECONNRESET);
    }
    add(peer, UnixSocket.BOTH);
    if (lost) {
      peer.events().signal(Readiness.ERROR);
    }
  }

  /** Drops messages that are in no queue any more, with the descriptors in them. Under no lock. */
  static void discard(UnixDomain domain, UnixMessage first) {
    for (UnixMessage each = first; each != null; each = each.next) {
      Rights rights = domain.inFlight().land(each);
      each.uncharge();
      if (rights != null) {
        rights.release();
      }
    }
  }
}
