package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.fd.GuardedDescriptor.RECEIVING;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/**
 * Receiving from a stream, in the order of Linux's {@code tcp_recvmsg}: what is there goes first,
 * then the end of the stream, then an error, once.
 */
final class TcpReceiver {
  private TcpReceiver() {}

  static long receive(
      TcpDescriptor descriptor, MemorySegment memory, int iovCount, int length, int flags) {
    if (descriptor.listening()) {
      return -ENOTCONN;
    }
    if ((flags & MSG_OOB) != 0) {
      return receiveUrgent(descriptor, memory, iovCount, length, flags);
    }
    int done = attempt(descriptor, memory, iovCount, 0, length, flags);
    boolean enough = done >= Math.min(target(descriptor, length, flags), length) && done != 0;
    if (enough
        || endsAtMark(descriptor, done, flags)
        || done <= 0 && done != -EAGAIN
        || !descriptor.mayWait(flags)) {
      return done;
    }
    return receiveMore(descriptor, memory, iovCount, Math.max(0, done), length, flags);
  }

  /** Waits for the bytes that are missing: all of them with MSG_WAITALL, SO_RCVLOWAT if not. */
  private static int receiveMore(
      TcpDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int from,
      int length,
      int flags) {
    long deadlineNs = descriptor.receiveDeadlineNs();
    int target = target(descriptor, length, flags);
    boolean peek = (flags & MSG_PEEK) != 0;
    int done = from;
    while (true) {
      int waited = awaitMore(descriptor, peek ? done : 0, deadlineNs);
      if (waited != 0) {
        return done > 0 ? done : waited;
      }
      int got = attempt(descriptor, memory, iovCount, done, length, flags);
      if (got != -EAGAIN && got <= 0) {
        return done > 0 ? done : got;
      }
      done += Math.max(0, got);
      if (done >= target || endsAtMark(descriptor, done, flags)) {
        return done;
      }
    }
  }

  /** tcp_recvmsg: what has read something stops at the urgent byte, however much was asked for. */
  private static boolean endsAtMark(TcpDescriptor descriptor, int done, int flags) {
    return done > 0 && descriptor.socket().isAtMark((flags & MSG_PEEK) != 0 ? done : 0);
  }

  /** tcp_recv_urg: never waits. */
  private static long receiveUrgent(
      TcpDescriptor descriptor, MemorySegment memory, int iovCount, int length, int flags) {
    StreamSocket stream = descriptor.socket();
    int bits = stream.events().bits();
    boolean cutOff = (bits & (Readiness.HANG_UP | Readiness.PEER_CLOSED)) == Readiness.HANG_UP;
    if (cutOff && stream.receiveUrgent(true) > 0) {
      return -ENOTCONN;
    }
    int got = stream.receiveUrgent((flags & MSG_PEEK) != 0);
    if (got <= 0) {
      return NetErrno.ofResult(got);
    }
    if (length == 0) {
      return 0;
    }
    if ((flags & MSG_TRUNC) == 0) {
      UserData.piece(memory, iovCount, 0)
          .set(JAVA_BYTE, UserData.offset(memory, iovCount, 0), (byte) got);
    }
    return 1;
  }

  /** Waits for more than the {@code peeked} bytes that stay in the queue. */
  private static int awaitMore(TcpDescriptor descriptor, int peeked, long deadlineNs) {
    if (peeked == 0) {
      return descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
    }
    return descriptor.awaitCondition(
        () -> descriptor.socket().available() > peeked || hasEnded(descriptor), deadlineNs);
  }

  private static boolean hasEnded(TcpDescriptor descriptor) {
    int ended =
        Readiness.PEER_CLOSED | Readiness.RECEIVE_SHUTDOWN | Readiness.HANG_UP | Readiness.ERROR;
    return (descriptor.socket().events().bits() & ended) != 0;
  }

  private static int target(TcpDescriptor descriptor, int length, int flags) {
    if ((flags & MSG_WAITALL) != 0) {
      return Math.max(1, length);
    }
    int lowWater = descriptor.options().getInt(SocketOption.RECEIVE_LOW_WATER);
    return Math.max(1, Math.min(lowWater, length));
  }

  /** Takes what is there, from the {@code from}th byte of the caller's room on. */
  private static int attempt(
      TcpDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int from,
      int length,
      int flags) {
    StreamSocket stream = descriptor.socket();
    if (stream.isWaitingForData()) {
      // Who polls in a loop mostly hears this: it costs no lock.
      return -EAGAIN;
    }
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    int got;
    boolean notice;
    try {
      got = take(stream, memory, iovCount, from, length, flags);
      notice = got > 0 && stream.wantsReadNotice();
    } finally {
      descriptor.leave(RECEIVING);
    }
    if (notice) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_READ);
    }
    return got;
  }

  private static int take(
      StreamSocket stream, MemorySegment memory, int iovCount, int from, int length, int flags) {
    boolean peek = (flags & MSG_PEEK) != 0;
    boolean drop = (flags & MSG_TRUNC) != 0;
    // Read in this order: what was delivered before the end of the stream is then seen.
    boolean done = stream.events().has(Readiness.PEER_CLOSED);
    if (done && stream.available() == 0) {
      // SOCK_DONE: the end of the stream hides what came after it.
      return 0;
    }
    if (from == length) {
      return stream.available() > 0 ? 0 : NetErrno.ofResult(stream.peek(0, memory, 0, 0));
    }
    if (drop && peek) {
      // What is counted and not copied, nor taken, goes where nobody looks.
      MemorySegment nowhere = MemorySegment.ofArray(new byte[length]);
      return take(stream, nowhere, UserData.PLAIN, from, length, MSG_PEEK);
    }
    if (drop) {
      int dropped = stream.discard(length - from);
      return dropped < 0 && done ? leave(stream, dropped) : NetErrno.ofResult(dropped);
    }
    int at = from;
    while (at < length) {
      int chunk = UserData.contiguous(memory, iovCount, at, length);
      MemorySegment piece = UserData.piece(memory, iovCount, at);
      long offset = UserData.offset(memory, iovCount, at);
      // Only the first piece asks why there is nothing: a later one must not take the error.
      int skip = peek ? at : 0;
      if (at > from && (stream.available() <= skip || stream.isAtMark(skip))) {
        break;
      }
      int got = peek ? stream.peek(at, piece, offset, chunk) : stream.read(piece, offset, chunk);
      if (got < 0 && done && at == from) {
        return leave(stream, got);
      }
      if (got < 0) {
        return at > from ? at - from : NetErrno.ofResult(got);
      }
      at += got;
      if (got < chunk) {
        break;
      }
    }
    return at - from;
  }

  /** SOCK_DONE again, after an urgent byte that was passed over: the error stays. */
  private static int leave(StreamSocket stream, int error) {
    stream.leaveError(SocketResult.error(error));
    return 0;
  }
}
