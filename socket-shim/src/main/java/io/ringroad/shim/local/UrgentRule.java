package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;

import java.lang.foreign.MemorySegment;

/**
 * How a stream is read around its urgent byte (Linux's {@code manage_oob}). There is one at a time,
 * the last that was sent, in a message of its own. A read stops before it; one that begins there
 * passes over it and it is lost, unless SO_OOBINLINE makes it a byte like others. When it has been
 * read out of band its empty message keeps the place, so that the mark can still be asked for.
 */
final class UrgentRule {
  private UrgentRule() {}

  /**
   * Where a read goes on that has come to {@code message}. Under the reading lock.
   *
   * @param copied whether the read has bytes already
   * @return the message to read, or null if there is none, or none that this read may have
   */
  static UnixMessage apply(
      UnixSocket socket, UnixMessage message, boolean copied, boolean peeking) {
    if (message.left() > 0 && message != socket.urgent) {
      return message;
    }
    UnixMessage passed = null;
    UnixMessage lost = null;
    UnixMessage next = message;
    socket.lock.lock();
    try {
      if (next.left() == 0) {
        if (copied && (socket.urgent == null || next == socket.urgent)) {
          return null;
        }
        next = next.next;
        if (!peeking) {
          passed = message;
          socket.queue().remove(message);
        }
      }
      if (next != null && next == socket.urgent) {
        if (copied) {
          next = null;
        } else if (peeking) {
          next = socket.urgentInline() ? next : next.next;
        } else {
          socket.urgent = null;
          if (!socket.urgentInline()) {
            lost = next;
            socket.queue().remove(lost);
            next = socket.queue().head();
          }
        }
      }
    } finally {
      socket.lock.unlock();
    }
    drop(socket, passed);
    drop(socket, lost);
    return next;
  }

  /** Lets a message go that has left the queue. */
  private static void drop(UnixSocket socket, UnixMessage message) {
    if (message != null) {
      message.uncharge();
      Rights rights = socket.domain().inFlight().land(message);
      if (rights != null) {
        rights.release();
      }
    }
  }

  /** A receive with MSG_OOB. Under the reading lock. */
  static long receive(
      UnixSocket socket, MemorySegment memory, int iovCount, int room, int flags, Arrival arrival) {
    UnixMessage message;
    boolean peeking = (flags & MSG_PEEK) != 0;
    socket.lock.lock();
    try {
      message = socket.urgent;
      if (message == null || socket.urgentInline()) {
        return -EINVAL;
      }
      if (!peeking) {
        socket.urgent = null;
      }
    } finally {
      socket.lock.unlock();
    }
    if (room == 0) {
      return -EFAULT;
    }
    message.copyTo(memory, iovCount, 0, 0, 1, room);
    if (!peeking) {
      message.consume(1);
      socket.countStreamBytes(-1);
    }
    arrival.flags |= MSG_OOB;
    return 1;
  }

  /** SIOCATMARK: whether the next byte to read is behind, or is, the urgent one. */
  static boolean atMark(UnixSocket socket) {
    socket.lock.lock();
    try {
      UnixMessage first = socket.queue().head();
      if (first == null) {
        // A connection that waits is, to the kernel, a message without bytes.
        return !socket.pending().isEmpty();
      }
      UnixMessage urgent = socket.urgent;
      return first == urgent || first.left() == 0 && (urgent == null || first.next == urgent);
    } finally {
      socket.lock.unlock();
    }
  }
}
