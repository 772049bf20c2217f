package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.fd.GuardedDescriptor.RECEIVING;
import static io.ringroad.shim.fd.GuardedDescriptor.SENDING;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** Borrowing from and claiming for a datagram socket: a datagram at a time. */
final class UdpZeroCopy {
  private final DatagramDescriptor descriptor;
  private final DatagramMetadata metadata = new DatagramMetadata();

  UdpZeroCopy(DatagramDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** A frame, 0 after a shutdown, or a negated errno. */
  long borrow(int flags) {
    long result = tryBorrow(flags);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.receiveDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryBorrow(flags);
    }
    return result;
  }

  private long tryBorrow(int flags) {
    DatagramSocket socket = descriptor.socket();
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      long frame = socket.borrow();
      if (frame != 0) {
        return frame;
      }
      int why = NetErrno.ofResult(socket.emptyResult());
      return why == 0 && !descriptor.mayWait(flags) ? -EAGAIN : why;
    } finally {
      descriptor.leave(RECEIVING);
    }
  }

  void giveBack(long frame) {
    descriptor.enter(RECEIVING, true);
    try {
      descriptor.socket().giveBack(frame);
    } finally {
      descriptor.leave(RECEIVING);
    }
  }

  /** A frame, or a negated errno. */
  long claim(int length, int flags) {
    DatagramSocket socket = descriptor.socket();
    if (length > socket.context().payloadRoom()) {
      return -EMSGSIZE;
    }
    int bound = descriptor.ensureBound();
    if (bound != 0) {
      return bound;
    }
    long result = tryClaim(length);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.sendDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = tryClaim(length);
    }
    return result;
  }

  private long tryClaim(int length) {
    DatagramSocket socket = descriptor.socket();
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      long frame = socket.claim(length);
      return frame != 0 ? frame : NetErrno.ofResult(socket.claimRefusal(length));
    } finally {
      descriptor.leave(SENDING);
    }
  }

  long commit(long frame, int length, int flags, MemorySegment dest, int addrlen) {
    DatagramSocket socket = descriptor.socket();
    int refused = (flags & MSG_OOB) != 0 ? -EOPNOTSUPP : descriptor.checkSend(flags, dest, addrlen);
    if (refused != 0) {
      socket.abort(frame);
      return refused;
    }
    descriptor.enter(SENDING, true);
    int result;
    try {
      if (dest != null) {
        InetNames names = descriptor.names();
        long high = names.high(dest);
        long low = InetNames.meantLow(socket, high, names.low(dest));
        metadata.wrap(frame).remote(high, low, names.port(dest));
      }
      result = NetErrno.ofResult(socket.commit(frame, length));
    } finally {
      descriptor.leave(SENDING);
    }
    if (result >= 0) {
      descriptor.lane().notifyLane(socket, Socket.NOTICE_SEND);
    }
    return result;
  }

  void abort(long frame) {
    descriptor.socket().abort(frame);
  }
}
