package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EOPNOTSUPP;

import io.ringroad.shim.abi.SocketOption;
import io.ringroad.shim.local.UnixSocket.State;

/** listen(2) and accept(2). */
final class UnixListener {
  private UnixListener() {}

  /** Begins to listen, or changes the backlog; 0 or {@code -EINVAL}. */
  static int listen(UnixSocket socket, int backlog) {
    int bounded =
        Integer.compareUnsigned(backlog, SocketOption.SOMAXCONN) > 0
            ? SocketOption.SOMAXCONN
            : backlog;
    boolean grown;
    socket.lock.lock();
    try {
      if (!socket.name().isNamed() || socket.state == State.ESTABLISHED) {
        return -EINVAL;
      }
      grown = bounded > socket.backlog;
      socket.backlog = bounded;
      socket.state = State.LISTENING;
      socket.peerCredentials = Credentials.ofPeer();
    } finally {
      socket.lock.unlock();
    }
    if (grown) {
      socket.blockedSenders().wake();
    }
    return 0;
  }

  /** Receives a connection, or hears why there is none. */
  static final class Accepted {
    UnixSocket connection;

    /** 0 or a negated errno. */
    int error;
  }

  /** Takes the next connection, waiting for one. */
  static Accepted accept(UnixSocket socket, Waiting waiting) {
    Accepted accepted = new Accepted();
    if (!socket.connectionBased()) {
      accepted.error = -EOPNOTSUPP;
      return accepted;
    }
    while (true) {
      accepted.error = take(socket, accepted, waiting != Waiting.NONE);
      if (accepted.error != -EAGAIN) {
        break;
      }
      accepted.error =
          waiting.until(() -> socket.isAcceptable() || (socket.shutdown & UnixSocket.RECEIVE) != 0);
      if (accepted.error != 0) {
        return accepted;
      }
    }
    if (accepted.error == 0) {
      socket.blockedSenders().wake();
    }
    return accepted;
  }

  private static int take(UnixSocket socket, Accepted accepted, boolean mayWait) {
    socket.lock.lock();
    try {
      if (socket.state != State.LISTENING) {
        return -EINVAL;
      }
      accepted.connection = socket.pending().poll();
      if (accepted.connection != null) {
        return 0;
      }
      // __skb_recv_datagram: the end is told to who would wait for more.
      return mayWait && (socket.shutdown & UnixSocket.RECEIVE) != 0 ? -EINVAL : -EAGAIN;
    } finally {
      socket.lock.unlock();
    }
  }
}
