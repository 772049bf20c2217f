package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_COMPAT;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITFORONE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Iovecs;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.wait.Deadlines;
import java.lang.foreign.MemorySegment;

/**
 * sendmsg(2), recvmsg(2) and their vectors: what a {@code msghdr} points to, checked as a whole
 * before anything is done.
 */
final class MessageCalls {
  /** net.core.optmem_max: control data takes no more of the kernel's memory. */
  private static final int MAX_CONTROL = 128 * 1024;

  private static final int MAX_NAME = 128;
  private static final int NAME_LENGTH_OFFSET = 8;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private MessageCalls() {}

  /** Sends one message; {@code offset} is that of the header in {@code msg}. */
  static long send(DataDescriptor socket, MemorySegment msg, long offset, int flags) {
    if ((flags & MSG_CMSG_COMPAT) != 0) {
      return -EINVAL;
    }
    int length = check(msg, offset);
    if (length < 0) {
      return length;
    }
    long controlLength = Msghdr.controlLength(msg, offset);
    MemorySegment control = null;
    if (controlLength != 0) {
      int refused = checkControl(Msghdr.control(msg, offset), controlLength);
      if (refused != 0) {
        return refused;
      }
      control = copyOf(Msghdr.control(msg, offset), (int) controlLength);
    }
    long name = Msghdr.name(msg, offset);
    int nameLength = Math.min(Msghdr.nameLength(msg, offset), MAX_NAME);
    MemorySegment dest =
        name == 0 || nameLength == 0 ? null : NativeMemory.segment(name, nameLength);
    int count = (int) Msghdr.iovLength(msg, offset);
    MemorySegment iov = Iovecs.at(Msghdr.iov(msg, offset), count);
    return socket.send(iov, count, length, flags, dest, nameLength, control);
  }

  /** Receives one message. */
  static long receive(DataDescriptor socket, MemorySegment msg, long offset, int flags) {
    if ((flags & MSG_CMSG_COMPAT) != 0) {
      return -EINVAL;
    }
    Ancillary ancillary = socket.takeAncillary();
    try {
      return receive(socket, msg, offset, flags, ancillary);
    } finally {
      socket.giveAncillary(ancillary);
    }
  }

  private static long receive(
      DataDescriptor socket, MemorySegment msg, long offset, int flags, Ancillary ancillary) {
    int length = check(msg, offset);
    if (length < 0) {
      return length;
    }
    long name = Msghdr.name(msg, offset);
    MemorySegment addr = null;
    MemorySegment addrlen = null;
    if (name != 0) {
      addr = NativeMemory.segment(name, Math.max(0, Msghdr.nameLength(msg, offset)));
      addrlen = msg.asSlice(offset + NAME_LENGTH_OFFSET, Integer.BYTES);
    }
    int count = (int) Msghdr.iovLength(msg, offset);
    MemorySegment iov = Iovecs.at(Msghdr.iov(msg, offset), count);
    ancillary.begin(msg, offset, flags);
    long received = socket.receive(iov, count, length, flags, addr, addrlen, ancillary);
    if (received < 0) {
      return received;
    }
    boolean cut = received > length;
    ancillary.addFlags(cut ? MSG_TRUNC : 0);
    ancillary.finish(msg, offset);
    return cut && (flags & MSG_TRUNC) == 0 ? length : received;
  }

  /** Sends messages until one fails. */
  static int sendMany(DataDescriptor socket, MemorySegment vector, int count, int flags) {
    for (int i = 0; i < count; i++) {
      long offset = (long) i * Msghdr.MMSG_SIZE;
      long sent = send(socket, vector, offset, flags);
      if (sent < 0) {
        return i > 0 ? i : (int) sent;
      }
      Msghdr.messageLength(vector, offset, (int) sent);
    }
    return count;
  }

  /**
   * Receives messages until one fails, is urgent, or the time has passed ({@code do_recvmmsg}).
   *
   * @param timeout a timespec, which becomes the time that is left, or null
   */
  static int receiveMany(
      DataDescriptor socket, MemorySegment vector, int count, int flags, MemorySegment timeout) {
    int error = (flags & MSG_ERRQUEUE) == 0 ? socket.takeError() : 0;
    if (error != 0) {
      return -error;
    }
    long deadlineNs =
        timeout == null ? Deadlines.NEVER : socket.deadlines().afterTimeout(nanos(timeout));
    int now = flags & ~MSG_WAITFORONE;
    int done = 0;
    // An error that comes between two messages is kept for the next call.
    while (done < count && (done == 0 || !socket.hasError())) {
      long offset = (long) done * Msghdr.MMSG_SIZE;
      long received = receive(socket, vector, offset, now);
      if (received < 0) {
        return done > 0 ? done : (int) received;
      }
      Msghdr.messageLength(vector, offset, (int) received);
      done++;
      if ((flags & MSG_WAITFORONE) != 0) {
        now |= MSG_DONTWAIT;
      }
      boolean urgent = (Msghdr.flags(vector, offset) & MSG_OOB) != 0;
      if (urgent || timeout != null && !isTimeLeft(socket.deadlines(), deadlineNs, timeout)) {
        return done;
      }
    }
    return done;
  }

  /** Tells the caller how much of its time is left. */
  private static boolean isTimeLeft(Deadlines deadlines, long deadlineNs, MemorySegment timeout) {
    long leftNs =
        deadlineNs == Deadlines.NEVER
            ? nanos(timeout)
            : Math.max(0, deadlines.remainingNs(deadlineNs));
    Timeval.set(timeout, leftNs / NS_PER_SECOND, leftNs % NS_PER_SECOND);
    return leftNs > 0;
  }

  private static long nanos(MemorySegment time) {
    long seconds = Math.min(Timeval.seconds(time), Integer.MAX_VALUE);
    // A deadline that is over at once still lets one message through.
    return Math.max(1, seconds * NS_PER_SECOND + Timeval.fraction(time));
  }

  /** The bytes that the header's iovecs name, or what is wrong with the header. */
  private static int check(MemorySegment msg, long offset) {
    if (Msghdr.name(msg, offset) != 0 && Msghdr.nameLength(msg, offset) < 0) {
      return -EINVAL;
    }
    long count = Msghdr.iovLength(msg, offset);
    if (count < 0 || count > Iovec.MAX_COUNT) {
      return -EMSGSIZE;
    }
    if (count > 0 && Msghdr.iov(msg, offset) == 0) {
      return -EFAULT;
    }
    return Iovecs.totalBytes(Iovecs.at(Msghdr.iov(msg, offset), (int) count), (int) count);
  }

  /** ____sys_sendmsg: too much of it is a want of memory. */
  private static int checkControl(long address, long length) {
    if (length < 0 || length > MAX_CONTROL) {
      return -ENOBUFS;
    }
    return address == 0 ? -EFAULT : 0;
  }

  /** As the kernel does, so that what was checked is what is used. */
  private static MemorySegment copyOf(long address, int length) {
    return MemorySegment.ofArray(NativeMemory.segment(address, length).toArray(JAVA_BYTE));
  }
}
