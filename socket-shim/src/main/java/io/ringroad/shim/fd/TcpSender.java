package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.abi.MessageFlag.MSG_EOR;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.fd.GuardedDescriptor.SENDING;

import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/**
 * Sending on a stream: everything, if the call may wait; as much as there is room for, if not. An
 * error after the first byte is kept for the next call.
 */
final class TcpSender {
  private static final int SMALL_PIECE_BYTES = 256;

  private TcpSender() {}

  static long send(
      TcpDescriptor descriptor, MemorySegment memory, int iovCount, int length, int flags) {
    int done = attempt(descriptor, memory, iovCount, 0, length, flags);
    if (done == length || done < 0 && done != -EAGAIN || !descriptor.mayWait(flags)) {
      return done;
    }
    return sendAll(descriptor, memory, iovCount, Math.max(0, done), length, flags);
  }

  /** Sends the bytes from {@code from} on, waiting for room as often as needed. */
  static int sendAll(
      TcpDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int from,
      int length,
      int flags) {
    long deadlineNs = descriptor.sendDeadlineNs();
    int done = from;
    do {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      int sent = waited != 0 ? waited : attempt(descriptor, memory, iovCount, done, length, flags);
      if (waited != 0 || sent < 0 && sent != -EAGAIN) {
        return done > 0 ? done : sent;
      }
      done += Math.max(0, sent);
    } while (done < length);
    return done;
  }

  /** Queues what there is room for now, and tells the lane once. */
  static int attempt(
      TcpDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int from,
      int length,
      int flags) {
    StreamSocket stream = descriptor.socket();
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    int queued;
    try {
      queued = queue(stream, memory, iovCount, from, length, marks(flags));
    } finally {
      descriptor.leave(SENDING);
    }
    if (queued > 0) {
      descriptor.lane().notifyLane(stream, Socket.NOTICE_SEND);
    }
    return queued;
  }

  private static int queue(
      StreamSocket stream, MemorySegment memory, int iovCount, int from, int length, int marks) {
    if (from == length) {
      return nothing(stream);
    }
    int at = from;
    while (at < length) {
      int chunk = UserData.contiguous(memory, iovCount, at, length);
      int wanted;
      if (chunk < SMALL_PIECE_BYTES && at + chunk < length) {
        chunk = Math.min(length - at, stream.segmentBytes());
        wanted = gather(stream, memory, iovCount, at, chunk, at + chunk == length ? marks : 0);
      } else {
        wanted =
            stream.write(
                UserData.piece(memory, iovCount, at),
                UserData.offset(memory, iovCount, at),
                chunk,
                at + chunk == length ? marks : 0);
      }
      if (wanted < 0) {
        return at > from ? at - from : NetErrno.ofResult(wanted);
      }
      at += wanted;
      if (wanted < chunk) {
        break;
      }
    }
    return at - from;
  }

  /** Copies pieces into one frame: each in a frame of its own, they would take up the buffer. */
  private static int gather(
      StreamSocket stream, MemorySegment memory, int iovCount, int from, int length, int marks) {
    long address = stream.claim();
    if (address == 0) {
      return stream.claimRefusal();
    }
    long data = new Frame().wrap(address).data();
    int done = 0;
    while (done < length) {
      int at = from + done;
      int count = UserData.contiguous(memory, iovCount, at, from + length);
      NativeMemory.copyFrom(
          UserData.piece(memory, iovCount, at),
          UserData.offset(memory, iovCount, at),
          data + done,
          count);
      done += count;
    }
    return stream.commit(address, length, marks);
  }

  /** Sending nothing fails where sending something would, but for want of room. */
  private static int nothing(StreamSocket stream) {
    int refusal = NetErrno.ofResult(stream.claimRefusal());
    boolean room = stream.events().has(Readiness.CONNECTED);
    return refusal == -ENOBUFS || refusal == -EAGAIN && room ? 0 : refusal;
  }

  /** What a frame that ends a call with these flags is marked with. */
  static int marks(int flags) {
    int marks = (flags & MSG_MORE) != 0 ? FrameMarks.MORE : FrameMarks.PUSH;
    marks |= (flags & MSG_EOR) != 0 ? FrameMarks.END_OF_RECORD : 0;
    return marks | ((flags & MSG_OOB) != 0 ? FrameMarks.URGENT : 0);
  }
}
