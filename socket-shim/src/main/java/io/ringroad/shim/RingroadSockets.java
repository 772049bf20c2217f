package io.ringroad.shim;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;

import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.SocketOpener;
import io.ringroad.shim.local.UnixFamily;
import java.lang.foreign.MemorySegment;

/**
 * The socket calls on the engine. A call looks its number up and hands over to what it stands for,
 * which holds a place in the table meanwhile; a number that is not open stands for a descriptor
 * that refuses everything. On a lane's own thread no call waits: it returns {@code -EAGAIN} where
 * another thread would block.
 */
final class RingroadSockets implements SocketCalls {
  private static final int ACCEPT_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  private final DescriptorTable table;
  private final SocketOpener opener;
  private final DescriptorCalls descriptors;
  private final PollCalls polls;

  RingroadSockets(SocketEnvironment environment) {
    this.table = environment.table();
    this.opener = new SocketOpener(environment, new UnixFamily(environment));
    this.descriptors = new DescriptorCalls(table);
    this.polls = new PollCalls(environment);
  }

  // ---- making and closing ----

  @Override
  public int socket(int domain, int type, int protocol) {
    return opener.open(domain, type, protocol);
  }

  @Override
  public int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    return opener.openPair(domain, type, protocol, sv);
  }

  @Override
  public int close(int fd) {
    return table.close(fd);
  }

  // ---- names and connections ----

  @Override
  public int bind(int fd, MemorySegment addr, int addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().bind(addr, addrlen);
    }
  }

  @Override
  public int connect(int fd, MemorySegment addr, int addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().connect(addr, addrlen);
    }
  }

  @Override
  public int listen(int fd, int backlog) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().listen(backlog);
    }
  }

  @Override
  public int accept(int fd, MemorySegment addr, MemorySegment addrlen) {
    return accept4(fd, addr, addrlen, 0);
  }

  @Override
  public int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return (flags & ~ACCEPT_FLAGS) != 0 && slot.isOpen()
          ? -EINVAL
          : slot.descriptor().accept(addr, addrlen, flags);
    }
  }

  @Override
  public int shutdown(int fd, int how) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().shutdown(how);
    }
  }

  @Override
  public int getsockname(int fd, MemorySegment addr, MemorySegment addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().getsockname(addr, addrlen);
    }
  }

  @Override
  public int getpeername(int fd, MemorySegment addr, MemorySegment addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().getpeername(addr, addrlen);
    }
  }

  // ---- data ----

  @Override
  public long sendto(
      int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().sendto(buf, len, flags, dest, addrlen);
    }
  }

  @Override
  public long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().recvfrom(buf, len, flags, src, addrlen);
    }
  }

  @Override
  public long read(int fd, MemorySegment buf, long len) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().read(buf, len);
    }
  }

  @Override
  public long write(int fd, MemorySegment buf, long len) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().write(buf, len);
    }
  }

  @Override
  public long readv(int fd, MemorySegment iov, int iovcnt) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().readv(iov, iovcnt);
    }
  }

  @Override
  public long writev(int fd, MemorySegment iov, int iovcnt) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().writev(iov, iovcnt);
    }
  }

  @Override
  public long sendmsg(int fd, MemorySegment msg, int flags) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().sendmsg(msg, flags);
    }
  }

  @Override
  public long recvmsg(int fd, MemorySegment msg, int flags) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().recvmsg(msg, flags);
    }
  }

  @Override
  public int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().sendmmsg(msgvec, vlen, flags);
    }
  }

  @Override
  public int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    MemorySegment time = UserMemory.isNull(timeout) ? null : timeout;
    // The one call that looks at an argument before it looks at the number.
    if (time != null && !UserMemory.writable(time, Timeval.SIZE)) {
      return -EFAULT;
    }
    if (time != null && !Timeval.isTimespec(time)) {
      return -EINVAL;
    }
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().recvmmsg(msgvec, vlen, flags, time);
    }
  }

  // ---- options ----

  @Override
  public int setsockopt(int fd, int level, int name, MemorySegment value, int len) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().setsockopt(level, name, value, len);
    }
  }

  @Override
  public int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment len) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor().getsockopt(level, name, value, len);
    }
  }

  // ---- any descriptor ----

  @Override
  public int dup(int fd) {
    return descriptors.dup(fd);
  }

  @Override
  public int dup2(int fd, int newfd) {
    return descriptors.dup2(fd, newfd);
  }

  @Override
  public int dup3(int fd, int newfd, int flags) {
    return descriptors.dup3(fd, newfd, flags);
  }

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
