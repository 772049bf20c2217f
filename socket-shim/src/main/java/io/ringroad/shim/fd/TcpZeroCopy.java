package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.fd.GuardedDescriptor.RECEIVING;
import static io.ringroad.shim.fd.GuardedDescriptor.SENDING;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.shim.wait.PollMask;

/** Borrowing from and claiming for a stream: a frame at a time. */
final class TcpZeroCopy {
  private TcpZeroCopy() {}

  /** A frame, 0 at the end of the stream, or a negated errno. */
  static long borrow(TcpDescriptor descriptor, int flags) {
    if (descriptor.listening()) {
      return -ENOTCONN;
    }
    long result = tryBorrow(descriptor);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.receiveDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryBorrow(descriptor);
    }
    return result;
  }

  private static long tryBorrow(TcpDescriptor descriptor) {
    StreamSocket stream = descriptor.socket();
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      boolean done = stream.events().has(Readiness.PEER_CLOSED);
      long frame = stream.borrow();
      if (frame != 0 || done) {
        return frame;
      }
      return NetErrno.ofResult(stream.peek(0, null, 0, 0));
    } finally {
      descriptor.leave(RECEIVING);
    }
  }

  static void giveBack(TcpDescriptor descriptor, StreamSocket stream, long frame) {
    descriptor.enter(RECEIVING, true);
    boolean notice;
    try {
      stream.giveBack(frame);
      notice = stream.wantsReadNotice();
    } finally {
      descriptor.leave(RECEIVING);
    }
    if (notice) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_READ);
    }
  }

  /** A frame, or a negated errno. */
  static long claim(TcpDescriptor descriptor, int length, int flags) {
    if (length == 0) {
      return -EINVAL;
    }
    long result = tryClaim(descriptor);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.sendDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryClaim(descriptor);
    }
    return result;
  }

  private static long tryClaim(TcpDescriptor descriptor) {
    StreamSocket stream = descriptor.socket();
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      long frame = stream.claim();
      return frame != 0 ? frame : NetErrno.ofResult(stream.claimRefusal());
    } finally {
      descriptor.leave(SENDING);
    }
  }

  static long commit(TcpDescriptor descriptor, long frame, int length, int flags) {
    StreamSocket stream = descriptor.socket();
    if (length == 0) {
      stream.abort(frame);
      return 0;
    }
    descriptor.enter(SENDING, true);
    int result;
    try {
      result = NetErrno.ofResult(stream.commit(frame, length, TcpSender.marks(flags)));
    } finally {
      descriptor.leave(SENDING);
    }
    if (result > 0) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_SEND);
    }
    return result;
  }

  static void abort(TcpDescriptor descriptor, long frame) {
    descriptor.socket().abort(frame);
  }
}
