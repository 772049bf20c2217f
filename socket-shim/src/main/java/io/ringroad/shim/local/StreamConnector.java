package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EISCONN;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.local.UnixSocket.State;

/** connect(2) of streams and sequenced packets: a connection is made at once, by the caller. */
final class StreamConnector {
  private StreamConnector() {}

  /** Connects to whoever listens under a name; 0 or a negated errno. */
  static int connect(UnixSocket socket, UnixName name, Waiting waiting) {
    UnixDomain domain = socket.domain();
    if (socket.passCredentials) {
      int unnamed = domain.names().bindAny(socket);
      if (unnamed != 0) {
        return unnamed;
      }
    }
    while (true) {
      UnixNames.Result found = domain.names().find(name, socket.type());
      if (found.error != 0) {
        return found.error;
      }
      UnixSocket listener = found.socket;
      Outcome outcome = attempt(socket, listener);
      if (outcome.done) {
        return outcome.result;
      }
      if (outcome.full) {
        int result = waiting.until(() -> !listener.blockedSenders().registerIfFull(socket));
        if (result != 0) {
          listener.blockedSenders().unregister(socket);
          return result;
        }
      }
    }
  }

  /** What came of one attempt: a result, or a reason to try again. */
  private record Outcome(boolean done, boolean full, int result) {
    static final Outcome GONE = new Outcome(false, false, 0);
    static final Outcome FULL = new Outcome(false, true, 0);

    static Outcome of(int result) {
      return new Outcome(true, false, result);
    }
  }

  private static Outcome attempt(UnixSocket socket, UnixSocket listener) {
    UnixSocket.lockBoth(socket, listener);
    try {
      if (listener.dead) {
        return Outcome.GONE;
      }
      if (listener.state != State.LISTENING || (listener.shutdown & UnixSocket.RECEIVE) != 0) {
        return Outcome.of(-ECONNREFUSED);
      }
      if (listener.isFull()) {
        return Outcome.FULL;
      }
      if (socket.state != State.CLOSED) {
        return Outcome.of(socket.state == State.ESTABLISHED ? -EISCONN : -EINVAL);
      }
      join(socket, listener);
    } finally {
      UnixSocket.unlockBoth(socket, listener);
    }
    socket.events().signal(Readiness.WRITABLE | Readiness.CONNECTED);
    listener.events().signal(Readiness.READABLE | Readiness.ACCEPTABLE);
    return Outcome.of(0);
  }

  /** Makes the other end, which waits in the listener's backlog. Both are locked. */
  private static void join(UnixSocket socket, UnixSocket listener) {
    UnixSocket accepted = new UnixSocket(socket.domain(), socket.type());
    accepted.owner(listener);
    accepted.bound(listener.name(), null);
    accepted.passCredentials = listener.passCredentials;
    accepted.peerCredentials = Credentials.ofPeer();
    accepted.peer = socket;
    accepted.state = State.ESTABLISHED;
    socket.peerCredentials = listener.peerCredentials;
    socket.peer = accepted;
    socket.state = State.ESTABLISHED;
    listener.pending().add(accepted);
  }

  /** socketpair(2), of every type. */
  static void pair(UnixSocket one, UnixSocket other) {
    for (UnixSocket each : new UnixSocket[] {one, other}) {
      each.peer = each == one ? other : one;
      each.peerCredentials = Credentials.ofPeer();
      each.state = State.ESTABLISHED;
    }
  }
}
