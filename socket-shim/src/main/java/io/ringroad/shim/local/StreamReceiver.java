package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.shim.local.UnixSocket.State;
import java.lang.foreign.MemorySegment;

/**
 * One receive on a stream, over as many messages as it takes. It ends behind a message that carried
 * descriptors, and before one of another sender where credentials are asked for.
 */
final class StreamReceiver {
  private final UnixSocket socket;
  private final MemorySegment memory;
  private final int iovCount;
  private final int room;
  private final boolean peeking;
  private final Waiting waiting;
  private final Arrival arrival;
  private int copied;
  private int skip;

  /** Where peeking goes on; null to begin with the queue. */
  private UnixMessage cursor;

  /** Whether the receive ends before an urgent byte. */
  private boolean stopped;

  private StreamReceiver(
      UnixSocket socket,
      MemorySegment memory,
      int iovCount,
      int room,
      int flags,
      Waiting waiting,
      Arrival arrival) {
    this.socket = socket;
    this.memory = memory;
    this.iovCount = iovCount;
    this.room = room;
    this.peeking = (flags & MSG_PEEK) != 0;
    this.waiting = waiting;
    this.arrival = arrival;
  }

  /**
   * Receives bytes.
   *
   * @param mayWaitForReader false on a lane's own thread, which does not wait for an application
   * @return bytes received, 0 at the end, or a negated errno
   */
  static long receive(
      UnixSocket socket,
      MemorySegment memory,
      int iovCount,
      int room,
      int flags,
      boolean mayWaitForReader,
      Waiting waiting,
      Arrival arrival) {
    if (socket.state != State.ESTABLISHED) {
      return -EINVAL;
    }
    if (mayWaitForReader) {
      socket.reading.lock();
    } else if (!socket.reading.tryLock()) {
      return -EAGAIN;
    }
    try {
      if ((flags & MSG_OOB) != 0) {
        return UrgentRule.receive(socket, memory, iovCount, room, flags, arrival);
      }
      return new StreamReceiver(socket, memory, iovCount, room, flags, waiting, arrival)
          .run((flags & MSG_WAITALL) != 0);
    } finally {
      socket.reading.unlock();
    }
  }

  private long run(boolean waitForAll) {
    int mark = Math.min(socket.options().getInt(SocketOption.RECEIVE_LOW_WATER), room);
    int target = Math.max(1, waitForAll ? room : mark);
    skip = peeking ? Math.max(0, socket.peekOffset) : 0;
    int result = 0;
    boolean more = true;
    while (more) {
      UnixMessage last = socket.queue().tail();
      UnixMessage message = locate();
      if (message != null) {
        // Peeking looks at what follows even with no room left, as Linux does.
        more = take(message) && (peeking || copied < room);
      } else if (stopped || copied >= target) {
        more = false;
      } else {
        result = -socket.takeError();
        if (result == 0 && (socket.shutdown & UnixSocket.RECEIVE) == 0) {
          result = waitBehind(last);
          more = result == 0;
        } else {
          more = false;
        }
      }
    }
    return copied > 0 ? copied : result;
  }

  /** Waits for anything but what is there already; others may read meanwhile. */
  private int waitBehind(UnixMessage last) {
    cursor = null;
    socket.reading.unlock();
    try {
      return waiting.until(
          () ->
              socket.queue().tail() != last
                  || socket.hasError()
                  || (socket.shutdown & UnixSocket.RECEIVE) != 0);
    } finally {
      socket.reading.lock();
    }
  }

  /** The message with the next byte to read, or null. */
  private UnixMessage locate() {
    UnixMessage message = cursor != null ? cursor : socket.queue().head();
    if (message != null) {
      message = UrgentRule.apply(socket, message, copied > 0, peeking);
      stopped = message == null && copied > 0;
    }
    while (message != null && skip >= message.left()) {
      skip -= message.left();
      message = message.next;
    }
    return message;
  }

  /** Reads of one message; false if the receive ends with it, or before it. */
  private boolean take(UnixMessage message) {
    if (arrival.credentials != null) {
      if (!arrival.credentials.equals(message.credentials)) {
        return false;
      }
    } else if (socket.passCredentials) {
      arrival.credentials = message.credentials;
    }
    if (arrival.sender == null) {
      arrival.sender = message.sender.name();
    }
    int chunk = Math.min(message.left() - skip, room - copied);
    message.copyTo(memory, iovCount, copied, skip, chunk, room);
    copied += chunk;
    return peeking ? peeked(message, chunk) : consumed(message, chunk);
  }

  private boolean consumed(UnixMessage message, int chunk) {
    message.consume(chunk);
    socket.countStreamBytes(-chunk);
    socket.movePeekOffset(-chunk);
    arrival.rights = socket.domain().inFlight().land(message);
    if (message.left() > 0) {
      return false;
    }
    socket.lock.lock();
    try {
      socket.queue().remove(message);
    } finally {
      socket.lock.unlock();
    }
    message.uncharge();
    return arrival.rights == null;
  }

  private boolean peeked(UnixMessage message, int chunk) {
    arrival.rights = socket.domain().inFlight().peek(message);
    socket.movePeekOffset(chunk);
    skip = 0;
    cursor = message.next;
    return arrival.rights == null && cursor != null;
  }
}
