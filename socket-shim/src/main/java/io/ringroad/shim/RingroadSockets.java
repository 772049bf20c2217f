package io.ringroad.shim;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTSOCK;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.SocketDescriptor;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.SocketFamily;
import io.ringroad.shim.fd.SocketName;
import io.ringroad.shim.fd.SocketOpener;
import io.ringroad.shim.option.SocketOptionCalls;
import java.lang.foreign.MemorySegment;

/**
 * The socket calls on the engine. A call checks the number, then its arguments, in Linux's order,
 * then hands over to the descriptor. On a lane's own thread no call waits: it returns {@code
 * -EAGAIN} where another thread would block.
 */
final class RingroadSockets implements SocketCalls {
  private static final int TYPE_MASK = 0xf;
  private static final int TYPE_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  private final DescriptorTable table;
  private final SocketOpener opener;
  private final DataCalls data;
  private final DescriptorCalls descriptors;
  private final PollCalls polls;

  RingroadSockets(SocketEnvironment environment) {
    this.table = environment.table();
    this.opener = new SocketOpener(environment);
    this.data = new DataCalls(table);
    this.descriptors = new DescriptorCalls(table);
    this.polls = new PollCalls(environment);
  }

  // ---- making and closing ----

  @Override
  public int socket(int domain, int type, int protocol) {
    if ((type & ~TYPE_MASK & ~TYPE_FLAGS) != 0) {
      return -EINVAL;
    }
    int kind = type & TYPE_MASK;
    int refused = SocketFamily.checkSocket(domain, kind, protocol);
    if (refused != 0) {
      return refused;
    }
    return opener.open(
        kind == SocketType.SOCK_STREAM, (type & SOCK_NONBLOCK) != 0, (type & SOCK_CLOEXEC) != 0);
  }

  @Override
  public int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    if ((type & ~TYPE_MASK & ~TYPE_FLAGS) != 0) {
      return -EINVAL;
    }
    if (!UserMemory.writable(sv, 2L * Integer.BYTES)) {
      return -EFAULT;
    }
    int refused = SocketFamily.checkSocket(domain, type & TYPE_MASK, protocol);
    // AF_INET knows no pairs; the family that does is not here.
    return refused == 0 ? -EOPNOTSUPP : refused;
  }

  @Override
  public int close(int fd) {
    return table.close(fd);
  }

  // ---- names and connections ----

  @Override
  public int bind(int fd, MemorySegment addr, int addrlen) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int refused = SocketName.checkInput(addr, addrlen);
      return refused != 0 ? refused : socket.bind(addr, addrlen);
    } finally {
      slot.release();
    }
  }

  @Override
  public int connect(int fd, MemorySegment addr, int addrlen) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int refused = SocketName.checkInput(addr, addrlen);
      return refused != 0 ? refused : socket.connect(addr, addrlen);
    } finally {
      slot.release();
    }
  }

  @Override
  public int listen(int fd, int backlog) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      return slot.descriptor() instanceof SocketDescriptor socket
          ? socket.listen(backlog)
          : -ENOTSOCK;
    } finally {
      slot.release();
    }
  }

  @Override
  public int accept(int fd, MemorySegment addr, MemorySegment addrlen) {
    return accept4(fd, addr, addrlen, 0);
  }

  @Override
  public int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if ((flags & ~TYPE_FLAGS) != 0) {
        return -EINVAL;
      }
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int refused = SocketName.checkOptionalOutput(addr, addrlen);
      return refused != 0 ? refused : socket.accept(addr, addrlen, flags);
    } finally {
      slot.release();
    }
  }

  @Override
  public int shutdown(int fd, int how) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      return switch (how) {
        case SHUT_RD -> socket.shutdown(true, false);
        case SHUT_WR -> socket.shutdown(false, true);
        case SHUT_RDWR -> socket.shutdown(true, true);
        default -> -EINVAL;
      };
    } finally {
      slot.release();
    }
  }

  @Override
  public int getsockname(int fd, MemorySegment addr, MemorySegment addrlen) {
    return name(fd, addr, addrlen, false);
  }

  @Override
  public int getpeername(int fd, MemorySegment addr, MemorySegment addrlen) {
    return name(fd, addr, addrlen, true);
  }

  private int name(int fd, MemorySegment addr, MemorySegment addrlen, boolean peer) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      int refused = UserMemory.isNull(addr) ? -EFAULT : SocketName.checkOutput(addr, addrlen);
      if (refused != 0) {
        return refused;
      }
      return peer ? socket.peerName(addr, addrlen) : socket.localName(addr, addrlen);
    } finally {
      slot.release();
    }
  }

  // ---- data ----

  @Override
  public long sendto(
      int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    return data.sendto(fd, buf, len, flags, dest, addrlen);
  }

  @Override
  public long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    return data.recvfrom(fd, buf, len, flags, src, addrlen);
  }

  @Override
  public long read(int fd, MemorySegment buf, long len) {
    return data.read(fd, buf, len);
  }

  @Override
  public long write(int fd, MemorySegment buf, long len) {
    return data.write(fd, buf, len);
  }

  @Override
  public long readv(int fd, MemorySegment iov, int iovcnt) {
    return data.readv(fd, iov, iovcnt);
  }

  @Override
  public long writev(int fd, MemorySegment iov, int iovcnt) {
    return data.writev(fd, iov, iovcnt);
  }

  @Override
  public long sendmsg(int fd, MemorySegment msg, int flags) {
    return data.sendmsg(fd, msg, flags);
  }

  @Override
  public long recvmsg(int fd, MemorySegment msg, int flags) {
    return data.recvmsg(fd, msg, flags);
  }

  @Override
  public int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    return data.sendmmsg(fd, msgvec, vlen, flags);
  }

  @Override
  public int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    return data.recvmmsg(fd, msgvec, vlen, flags, timeout);
  }

  // ---- options ----

  @Override
  public int setsockopt(int fd, int level, int name, MemorySegment value, int len) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      if (len < 0) {
        return -EINVAL;
      }
      return UserMemory.readable(value, len)
          ? SocketOptionCalls.set(socket, level, name, value, len)
          : -EFAULT;
    } finally {
      slot.release();
    }
  }

  @Override
  public int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment len) {
    DescriptorSlot slot = table.acquire(fd);
    if (slot == null) {
      return -EBADF;
    }
    try {
      if (!(slot.descriptor() instanceof SocketDescriptor socket)) {
        return -ENOTSOCK;
      }
      if (!UserMemory.writable(len, Integer.BYTES)
          || !UserMemory.writable(value, Math.max(0, len.get(JAVA_INT_UNALIGNED, 0)))) {
        return -EFAULT;
      }
      return SocketOptionCalls.get(socket, level, name, value, len);
    } finally {
      slot.release();
    }
  }

  // ---- any descriptor ----

  @Override
  public int fcntl(int fd, int cmd, long arg) {
    return descriptors.fcntl(fd, cmd, arg);
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment arg) {
    return descriptors.ioctl(fd, request, arg);
  }

  @Override
  public int poll(MemorySegment fds, int nfds, int timeoutMs) {
    return polls.poll(fds, nfds, timeoutMs);
  }

  @Override
  public int epoll_create1(int flags) {
    return polls.epollCreate(flags);
  }

  @Override
  public int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    return polls.epollControl(epfd, op, fd, event);
  }

  @Override
  public int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeoutMs) {
    return polls.epollWait(epfd, events, maxevents, timeoutMs);
  }
}
