package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;

import io.ringroad.shim.local.UnixSocket.State;
import java.lang.foreign.MemorySegment;

/** Receiving a datagram or a sequenced packet: one message, cut to the room that there is. */
final class DatagramReceiver {
  private final UnixSocket socket;
  private final boolean peeking;
  private int skip;

  private DatagramReceiver(UnixSocket socket, boolean peeking) {
    this.socket = socket;
    this.peeking = peeking;
  }

  /**
   * Receives one message.
   *
   * @return its whole length, even if there was less room; 0 at the end; or a negated errno
   */
  static long receive(
      UnixSocket socket,
      MemorySegment memory,
      int iovCount,
      int room,
      int flags,
      Waiting waiting,
      Arrival arrival) {
    if (socket.type() == SOCK_SEQPACKET && socket.state != State.ESTABLISHED) {
      return -ENOTCONN;
    }
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    return new DatagramReceiver(socket, (flags & MSG_PEEK) != 0)
        .run(memory, iovCount, room, waiting, arrival);
  }

  private long run(MemorySegment memory, int iovCount, int room, Waiting waiting, Arrival arrival) {
    UnixMessage message;
    while (true) {
      int error = socket.takeError();
      if (error != 0) {
        return -error;
      }
      UnixMessage last = socket.queue().tail();
      message = next();
      if (message != null) {
        break;
      }
      int result = waitBehind(last, waiting);
      if (result != 0) {
        return result == ENDED ? 0 : result;
      }
    }
    int length = message.left() - skip;
    message.copyTo(memory, iovCount, 0, skip, Math.min(length, room), room);
    arrival.sender = message.sender.name();
    arrival.credentials = socket.passCredentials ? message.credentials : null;
    InFlight inFlight = socket.domain().inFlight();
    if (peeking) {
      arrival.rights = inFlight.peek(message);
      socket.movePeekOffset(Math.min(length, room));
    } else {
      arrival.rights = inFlight.land(message);
      socket.movePeekOffset(-message.left());
      message.uncharge();
      socket.blockedSenders().wake();
    }
    return length;
  }

  /** What {@link #waitBehind} says when no more will come. */
  private static final int ENDED = 1;

  /** In the kernel's order: the end is an end only to who would wait, but of packets to all. */
  private int waitBehind(UnixMessage last, Waiting waiting) {
    boolean ended = (socket.shutdown & UnixSocket.RECEIVE) != 0;
    boolean packets = socket.type() == SOCK_SEQPACKET;
    if (ended && (packets || waiting != Waiting.NONE)) {
      return ENDED;
    }
    if (packets && waiting != Waiting.NONE && socket.state != State.ESTABLISHED) {
      return -ENOTCONN;
    }
    return ended
        ? -EAGAIN
        : waiting.until(
            () ->
                socket.queue().tail() != last
                    || socket.hasError()
                    || (socket.shutdown & UnixSocket.RECEIVE) != 0);
  }

  /** Takes the next message out of the queue, or looks at it. */
  private UnixMessage next() {
    socket.lock.lock();
    try {
      UnixMessage message = socket.queue().head();
      if (!peeking) {
        if (message != null) {
          socket.queue().remove(message);
        }
        return message;
      }
      skip = Math.max(0, socket.peekOffset);
      while (message != null && skip > 0 && skip >= message.left()) {
        skip -= message.left();
        message = message.next;
      }
      return message;
    } finally {
      socket.lock.unlock();
    }
  }
}
