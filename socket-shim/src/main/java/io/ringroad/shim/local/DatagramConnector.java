package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPERM;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrUn;
import io.ringroad.shim.local.UnixSocket.State;
import java.lang.foreign.MemorySegment;

/** connect(2) of datagrams: a default destination, and the only one who may send. */
final class DatagramConnector {
  private DatagramConnector() {}

  /** Sets the destination, or dissolves it (AF_UNSPEC); 0 or a negated errno. */
  static int connect(UnixSocket socket, MemorySegment addr, int addrlen) {
    if (addrlen >= SockaddrUn.PATH_OFFSET && SockaddrUn.family(addr) == AddressFamily.AF_UNSPEC) {
      dissolve(socket);
      return 0;
    }
    UnixName name = UnixName.of(addr, addrlen);
    return name == null ? -EINVAL : connect(socket, name);
  }

  private static int connect(UnixSocket socket, UnixName name) {
    UnixNames names = socket.domain().names();
    if (socket.passCredentials) {
      int unnamed = names.bindAny(socket);
      if (unnamed != 0) {
        return unnamed;
      }
    }
    while (true) {
      UnixNames.Result found = names.find(name, socket.type());
      if (found.error != 0) {
        return found.error;
      }
      UnixSocket other = found.socket;
      UnixSocket former;
      UnixSocket.lockBoth(socket, other);
      try {
        if (other.dead) {
          continue;
        }
        if (!maySend(socket, other)) {
          return -EPERM;
        }
        former = socket.peer;
        socket.peer = other;
        socket.state = State.ESTABLISHED;
        other.state = State.ESTABLISHED;
      } finally {
        UnixSocket.unlockBoth(socket, other);
      }
      if (former != null && former != other) {
        part(socket, former);
      }
      return 0;
    }
  }

  private static void dissolve(UnixSocket socket) {
    UnixSocket former;
    socket.lock.lock();
    try {
      former = socket.peer;
      socket.peer = null;
      socket.state = State.CLOSED;
    } finally {
      socket.lock.unlock();
    }
    if (former != null) {
      part(socket, former);
    }
  }

  /** A destination that is connected takes datagrams from its own peer alone. */
  static boolean maySend(UnixSocket from, UnixSocket to) {
    UnixSocket chosen = to.peer;
    return chosen == null || chosen == from;
  }

  private static void part(UnixSocket socket, UnixSocket former) {
    former.blockedSenders().unregister(socket);
    lose(socket, former);
    former.lock.lock();
    try {
      if (former.peer == null && !former.dead) {
        former.state = State.CLOSED;
      }
    } finally {
      former.lock.unlock();
    }
    socket.events().signal(Readiness.WRITABLE);
  }

  /**
   * Drops what waits to be received: it came from a peer that is one no more
   * (unix_dgram_disconnected). If that peer still sends here, it hears of the loss.
   */
  static void lose(UnixSocket socket, UnixSocket former) {
    UnixMessage dropped;
    socket.lock.lock();
    try {
      dropped = socket.queue().removeAll();
    } finally {
      socket.lock.unlock();
    }
    if (dropped == null) {
      return;
    }
    UnixCloser.discard(socket.domain(), dropped);
    socket.blockedSenders().wake();
    if (!former.dead && former.peer == socket) {
      former.fail(ECONNRESET);
      former.events().signal(Readiness.ERROR);
    }
  }
}
