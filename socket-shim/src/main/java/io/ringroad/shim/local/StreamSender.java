package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EISCONN;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.local.UnixSocket.State;
import java.lang.foreign.MemorySegment;

/** Sending on a stream: pieces of a bounded size, each a message in the peer's queue. */
final class StreamSender {
  private final UnixSocket socket;
  private final Outgoing outgoing;
  private final Waiting waiting;

  private StreamSender(UnixSocket socket, Outgoing outgoing, Waiting waiting) {
    this.socket = socket;
    this.outgoing = outgoing;
    this.waiting = waiting;
  }

  /**
   * Sends bytes.
   *
   * @param named whether the caller gave an address, which a stream does not take
   * @return bytes sent, or a negated errno if there are none
   */
  static long send(
      UnixSocket socket,
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      boolean named,
      Outgoing outgoing,
      Waiting waiting) {
    boolean urgent = (flags & MSG_OOB) != 0;
    if (urgent && length == 0) {
      return -EOPNOTSUPP;
    }
    if (named) {
      return socket.state == State.ESTABLISHED ? -EISCONN : -EOPNOTSUPP;
    }
    UnixSocket peer = socket.peer;
    if (peer == null) {
      return -ENOTCONN;
    }
    if ((socket.shutdown & UnixSocket.SEND) != 0) {
      return -EPIPE;
    }
    return new StreamSender(socket, outgoing, waiting)
        .sendAll(peer, memory, iovCount, length, urgent);
  }

  private long sendAll(
      UnixSocket peer, MemorySegment memory, int iovCount, int length, boolean urgent) {
    int plain = urgent ? length - 1 : length;
    int sent = 0;
    while (sent < length) {
      boolean urgentNow = sent == plain;
      int size = urgentNow ? 1 : MessageCharge.streamPiece(plain - sent, socket.sendBufferBytes());
      int charge = MessageCharge.ofStream(size);
      int result = socket.sendAccount().charge(charge, waiting);
      if (result == 0) {
        byte[] bytes = UnixMessage.copy(memory, iovCount, sent, size, length);
        result = deliver(peer, bytes, charge, urgentNow);
      }
      if (result != 0) {
        return sent > 0 ? sent : result;
      }
      sent += size;
    }
    return sent;
  }

  /** Puts a piece into the peer's queue; the first takes the descriptors along. */
  private int deliver(UnixSocket peer, byte[] bytes, int charge, boolean urgent) {
    Rights rights = outgoing.takeRights();
    UnixMessage message =
        new UnixMessage(socket, bytes, charge, rights, outgoing.credentials(socket, peer));
    InFlight inFlight = socket.domain().inFlight();
    if (rights != null) {
      inFlight.enter();
    }
    boolean taken = false;
    try {
      taken = append(peer, message, urgent);
      if (taken && rights != null) {
        inFlight.departed(rights, peer);
      }
    } finally {
      if (rights != null) {
        inFlight.leave(taken ? rights : null);
      }
    }
    if (!taken) {
      UnixCloser.discard(socket.domain(), message);
      return -EPIPE;
    }
    peer.events().signal(Readiness.READABLE | (urgent ? Readiness.URGENT : 0));
    return 0;
  }

  private static boolean append(UnixSocket peer, UnixMessage message, boolean urgent) {
    peer.lock.lock();
    try {
      if (peer.dead || (peer.shutdown & UnixSocket.RECEIVE) != 0) {
        return false;
      }
      if (urgent) {
        peer.urgent = message;
      }
      peer.queue().append(message);
      peer.countStreamBytes(message.left());
      return true;
    } finally {
      peer.lock.unlock();
    }
  }
}
