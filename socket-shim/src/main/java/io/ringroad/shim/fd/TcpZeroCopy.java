package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTCONN;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.shim.wait.PollMask;

/** Borrowing from and claiming for a stream: a frame at a time. */
final class TcpZeroCopy {
  private final TcpDescriptor descriptor;

  TcpZeroCopy(TcpDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** A frame, 0 at the end of the stream, or a negated errno. */
  long borrow(int flags) {
    if (descriptor.listening()) {
      return -ENOTCONN;
    }
    long result = tryBorrow();
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.receiveDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryBorrow();
    }
    return result;
  }

  private long tryBorrow() {
    StreamSocket stream = descriptor.socket();
    if (!descriptor.receiving.enter(!descriptor.onOwnLane())) {
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
      descriptor.receiving.leave();
    }
  }

  void giveBack(StreamSocket stream, long frame) {
    descriptor.receiving.enter(true);
    boolean notice;
    try {
      stream.giveBack(frame);
      notice = stream.wantsReadNotice();
    } finally {
      descriptor.receiving.leave();
    }
    if (notice) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_READ);
    }
  }

  /** A frame, or a negated errno. */
  long claim(int length, int flags) {
    if (length == 0) {
      return -EINVAL;
    }
    long result = tryClaim();
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.sendDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryClaim();
    }
    return result;
  }

  private long tryClaim() {
    StreamSocket stream = descriptor.socket();
    if (!descriptor.sending.enter(!descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      long frame = stream.claim();
      return frame != 0 ? frame : NetErrno.ofResult(stream.claimRefusal());
    } finally {
      descriptor.sending.leave();
    }
  }

  long commit(long frame, int length, int flags) {
    StreamSocket stream = descriptor.socket();
    if (length == 0) {
      stream.abort(frame);
      return 0;
    }
    descriptor.sending.enter(true);
    int result;
    try {
      result = NetErrno.ofResult(stream.commit(frame, length, TcpSender.marks(flags)));
    } finally {
      descriptor.sending.leave();
    }
    if (result > 0) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_SEND);
    }
    return result;
  }

  void abort(long frame) {
    descriptor.socket().abort(frame);
  }
}
