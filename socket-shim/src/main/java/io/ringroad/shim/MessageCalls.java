package io.ringroad.shim;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITFORONE;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Iovecs;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.fd.SocketDescriptor;
import java.lang.foreign.MemorySegment;

/**
 * sendmsg(2), recvmsg(2) and their vectors: what a {@code msghdr} points to, checked as a whole
 * before anything is done. Control messages are not sent, and none are received.
 */
final class MessageCalls {
  private static final int MAX_NAME = 128;
  private static final int NAME_LENGTH_OFFSET = 8;

  private MessageCalls() {}

  /** Sends one message; {@code offset} is that of the header in {@code msg}. */
  static long send(SocketDescriptor socket, MemorySegment msg, long offset, int flags) {
    int length = check(msg, offset);
    if (length < 0) {
      return length;
    }
    long name = Msghdr.name(msg, offset);
    int nameLength = Math.min(Msghdr.nameLength(msg, offset), MAX_NAME);
    MemorySegment dest =
        name == 0 || nameLength == 0 ? null : NativeMemory.segment(name, nameLength);
    int count = (int) Msghdr.iovLength(msg, offset);
    return socket.send(
        Iovecs.at(Msghdr.iov(msg, offset), count), count, length, flags, dest, nameLength);
  }

  /** Receives one message. */
  static long receive(SocketDescriptor socket, MemorySegment msg, long offset, int flags) {
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
    long received = socket.receive(iov, count, length, flags, addr, addrlen);
    if (received < 0) {
      return received;
    }
    boolean cut = received > length;
    Msghdr.flags(msg, offset, cut ? MSG_TRUNC : 0);
    Msghdr.controlLength(msg, offset, 0);
    return cut && (flags & MSG_TRUNC) == 0 ? length : received;
  }

  /** Sends messages until one fails. */
  static int sendMany(SocketDescriptor socket, MemorySegment vector, int count, int flags) {
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

  /** Receives messages until one fails or the deadline has passed. */
  static int receiveMany(
      SocketDescriptor socket, MemorySegment vector, int count, int flags, long deadlineNs) {
    int now = flags & ~MSG_WAITFORONE;
    for (int i = 0; i < count; i++) {
      long offset = (long) i * Msghdr.MMSG_SIZE;
      long received = receive(socket, vector, offset, now);
      if (received < 0) {
        return i > 0 ? i : (int) received;
      }
      Msghdr.messageLength(vector, offset, (int) received);
      if ((flags & MSG_WAITFORONE) != 0) {
        now |= MSG_DONTWAIT;
      }
      if (socket.deadlines().passed(deadlineNs)) {
        return i + 1;
      }
    }
    return count;
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
}
