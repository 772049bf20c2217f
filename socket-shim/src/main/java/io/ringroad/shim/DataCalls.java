package io.ringroad.shim;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTSOCK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.UserData.PLAIN;

import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Iovecs;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.SocketDescriptor;
import io.ringroad.shim.fd.SocketName;
import io.ringroad.shim.wait.Deadlines;
import java.lang.foreign.MemorySegment;

/** The calls that move data: the number, then the memory, then the descriptor. */
final class DataCalls {
  private static final int MAX_MESSAGES = 1024;

  private final DescriptorTable table;

  DataCalls(DescriptorTable table) {
    this.table = table;
  }

  long sendto(int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      if (!UserMemory.readable(buf, len)) {
        return -EFAULT;
      }
      MemorySegment name = UserMemory.isNull(dest) ? null : dest;
      int refused = name == null ? 0 : SocketName.checkInput(name, addrlen);
      return refused != 0
          ? refused
          : socket.send(buf, PLAIN, bounded(len), flags, addrlen == 0 ? null : name, addrlen);
    } finally {
      slot.release();
    }
  }

  long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int refused = SocketName.checkOptionalOutput(src, addrlen);
      if (refused != 0 || !UserMemory.writable(buf, len)) {
        return refused != 0 ? refused : -EFAULT;
      }
      int room = bounded(len);
      long received = socket.receive(buf, PLAIN, room, flags, src, addrlen);
      return (flags & MSG_TRUNC) != 0 ? received : Math.min(received, room);
    } finally {
      slot.release();
    }
  }

  long read(int fd, MemorySegment buf, long len) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -EINVAL;
      }
      if (!UserMemory.writable(buf, len)) {
        return -EFAULT;
      }
      // sock_read_iter: reading nothing looks at nothing.
      int room = bounded(len);
      return room == 0 ? 0 : Math.min(room, socket.receive(buf, PLAIN, room, 0, null, null));
    } finally {
      slot.release();
    }
  }

  long write(int fd, MemorySegment buf, long len) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -EINVAL;
      }
      return UserMemory.readable(buf, len)
          ? socket.send(buf, PLAIN, bounded(len), 0, null, 0)
          : -EFAULT;
    } finally {
      slot.release();
    }
  }

  long readv(int fd, MemorySegment iov, int iovcnt) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -EINVAL;
      }
      int room = vectorBytes(iov, iovcnt);
      return room <= 0 ? room : Math.min(room, socket.receive(iov, iovcnt, room, 0, null, null));
    } finally {
      slot.release();
    }
  }

  long writev(int fd, MemorySegment iov, int iovcnt) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -EINVAL;
      }
      int length = vectorBytes(iov, iovcnt);
      return length < 0 ? length : socket.send(iov, iovcnt, length, 0, null, 0);
    } finally {
      slot.release();
    }
  }

  long sendmsg(int fd, MemorySegment msg, int flags) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      return UserMemory.readable(msg, Msghdr.SIZE)
          ? MessageCalls.send(socket, msg, 0, flags)
          : -EFAULT;
    } finally {
      slot.release();
    }
  }

  long recvmsg(int fd, MemorySegment msg, int flags) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      return UserMemory.writable(msg, Msghdr.SIZE)
          ? MessageCalls.receive(socket, msg, 0, flags)
          : -EFAULT;
    } finally {
      slot.release();
    }
  }

  int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int count = messages(vlen);
      return UserMemory.writable(msgvec, (long) count * Msghdr.MMSG_SIZE)
          ? MessageCalls.sendMany(socket, msgvec, count, flags)
          : -EFAULT;
    } finally {
      slot.release();
    }
  }

  int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    boolean timed = !UserMemory.isNull(timeout);
    if (timed && !UserMemory.readable(timeout, Timeval.SIZE)) {
      return -EFAULT;
    }
    if (timed && !isTimespec(timeout)) {
      return -EINVAL;
    }
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int count = messages(vlen);
      if (!UserMemory.writable(msgvec, (long) count * Msghdr.MMSG_SIZE)) {
        return -EFAULT;
      }
      Deadlines deadlines = socket.deadlines();
      long deadlineNs = timed ? deadlines.afterTimeout(nanos(timeout)) : Deadlines.NEVER;
      return MessageCalls.receiveMany(socket, msgvec, count, flags, deadlineNs);
    } finally {
      slot.release();
    }
  }

  private static boolean isTimespec(MemorySegment time) {
    long nanos = Timeval.fraction(time);
    return Timeval.seconds(time) >= 0 && nanos >= 0 && nanos < 1_000_000_000L;
  }

  private static long nanos(MemorySegment time) {
    long seconds = Math.min(Timeval.seconds(time), Integer.MAX_VALUE);
    // A deadline that is over at once still lets one message through.
    return Math.max(1, seconds * 1_000_000_000L + Timeval.fraction(time));
  }

  // ---- arguments ----

  private static int bounded(long length) {
    return (int) Math.min(length, Iovecs.MAX_BYTES);
  }

  private static int messages(int vlen) {
    return (int) Math.min(Integer.toUnsignedLong(vlen), MAX_MESSAGES);
  }

  /** The bytes of an array of iovecs that is an argument, or what is wrong with it. */
  private static int vectorBytes(MemorySegment iov, int count) {
    if (count < 0 || count > Iovec.MAX_COUNT) {
      return -EINVAL;
    }
    if (!UserMemory.readable(iov, (long) count * Iovec.SIZE)) {
      return -EFAULT;
    }
    return Iovecs.totalBytes(iov, count);
  }
}
