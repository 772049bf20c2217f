package io.ringroad.shim.kernel;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.LibcPolling;
import io.ringroad.ffm.linux.LibcSockets;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.MemorySegment;
import java.util.function.IntUnaryOperator;

/**
 * The socket calls on the kernel's stack. Descriptors are the process's own. A call that does not
 * wait is one syscall; one that does can be interrupted. SIGPIPE is never raised.
 *
 * <p>Has no state: one instance serves all threads, and any number of instances are alike.
 */
public final class KernelSockets implements SocketCalls {
  private static final int MAX_SOCKADDR = 128;

  @Override
  public int socket(int domain, int type, int protocol) {
    return LibcSockets.socket(domain, type, protocol);
  }

  @Override
  public int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    if (!UserMemory.writable(sv, 2L * Integer.BYTES)) {
      return -EFAULT;
    }
    return LibcSockets.socketpair(domain, type, protocol, sv);
  }

  @Override
  public int bind(int fd, MemorySegment addr, int addrlen) {
    return badName(addr, addrlen)
        ? KernelProbe.badAddressOnSocket(fd)
        : LibcSockets.bind(fd, pointer(addr), addrlen);
  }

  @Override
  public int connect(int fd, MemorySegment addr, int addrlen) {
    if (badName(addr, addrlen)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment name = pointer(addr);
    if (Thread.currentThread().isInterrupted()) {
      return connectInterrupted(fd, name, addrlen);
    }
    Interruption interruption = new Interruption();
    if (!interruption.start()) {
      return connectInterrupted(fd, name, addrlen);
    }
    try {
      // Not repeated after EINTR: the attempt goes on by itself, as connect(2) says.
      return LibcSockets.connect(fd, name, addrlen);
    } finally {
      interruption.stop();
    }
  }

  private static int connectInterrupted(int fd, MemorySegment name, int addrlen) {
    int flags = LibcFiles.fcntl(fd, F_GETFL, 0);
    if (flags < 0 || (flags & O_NONBLOCK) != 0) {
      return LibcSockets.connect(fd, name, addrlen);
    }
    LibcFiles.fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    int result = LibcSockets.connect(fd, name, addrlen);
    LibcFiles.fcntl(fd, F_SETFL, flags);
    // AF_UNIX does not begin what it cannot end: a full backlog is EAGAIN.
    return result == -EINPROGRESS || result == -EAGAIN ? -EINTR : result;
  }

  @Override
  public int listen(int fd, int backlog) {
    return LibcSockets.listen(fd, backlog);
  }

  @Override
  public int accept(int fd, MemorySegment addr, MemorySegment addrlen) {
    return accept4(fd, addr, addrlen, 0);
  }

  @Override
  public int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags) {
    if (badNameResult(addr, addrlen)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment name = pointer(addr);
    MemorySegment room = pointer(addrlen);
    return (int) BlockingCall.on(fd, POLLIN, () -> LibcSockets.accept4(fd, name, room, flags));
  }

  @Override
  public long sendto(
      int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    boolean named = !UserMemory.isNull(dest);
    if (!UserMemory.readable(buf, len) || named && badName(dest, addrlen)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment data = pointer(buf);
    MemorySegment name = pointer(dest);
    int quiet = flags | MSG_NOSIGNAL;
    if ((flags & MSG_DONTWAIT) != 0) {
      return LibcSockets.sendto(fd, data, len, quiet, name, addrlen);
    }
    return BlockingCall.on(
        fd, POLLOUT, () -> LibcSockets.sendto(fd, data, len, quiet, name, addrlen));
  }

  @Override
  public long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    if (!UserMemory.writable(buf, len) || badNameResult(src, addrlen)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment data = pointer(buf);
    MemorySegment name = pointer(src);
    MemorySegment room = pointer(addrlen);
    if ((flags & MSG_DONTWAIT) != 0) {
      return LibcSockets.recvfrom(fd, data, len, flags, name, room);
    }
    return BlockingCall.on(
        fd, POLLIN, () -> LibcSockets.recvfrom(fd, data, len, flags, name, room));
  }

  @Override
  public long sendmsg(int fd, MemorySegment msg, int flags) {
    if (!UserMemory.readable(msg, Msghdr.SIZE)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    int quiet = flags | MSG_NOSIGNAL;
    if ((flags & MSG_DONTWAIT) != 0) {
      return LibcSockets.sendmsg(fd, msg, quiet);
    }
    return BlockingCall.on(fd, POLLOUT, () -> LibcSockets.sendmsg(fd, msg, quiet));
  }

  @Override
  public long recvmsg(int fd, MemorySegment msg, int flags) {
    if (!UserMemory.writable(msg, Msghdr.SIZE)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    if ((flags & MSG_DONTWAIT) != 0) {
      return LibcSockets.recvmsg(fd, msg, flags);
    }
    return BlockingCall.on(fd, POLLIN, () -> LibcSockets.recvmsg(fd, msg, flags));
  }

  @Override
  public int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    if (!UserMemory.writable(msgvec, vectorBytes(vlen))) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment messages = pointer(msgvec);
    int quiet = flags | MSG_NOSIGNAL;
    return (int)
        BlockingCall.on(fd, POLLOUT, () -> LibcSockets.sendmmsg(fd, messages, vlen, quiet));
  }

  @Override
  public int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    boolean timed = !UserMemory.isNull(timeout);
    if (!UserMemory.writable(msgvec, vectorBytes(vlen))
        || timed && !UserMemory.writable(timeout, Timeval.SIZE)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    MemorySegment messages = pointer(msgvec);
    MemorySegment limit = pointer(timeout);
    return (int)
        BlockingCall.on(fd, POLLIN, () -> LibcSockets.recvmmsg(fd, messages, vlen, flags, limit));
  }

  @Override
  public int shutdown(int fd, int how) {
    return LibcSockets.shutdown(fd, how);
  }

  @Override
  public int setsockopt(int fd, int level, int name, MemorySegment value, int len) {
    if (len >= 0 && !UserMemory.readable(value, len)) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    return LibcSockets.setsockopt(fd, level, name, pointer(value), len);
  }

  @Override
  public int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment len) {
    if (!UserMemory.writable(len, Integer.BYTES)
        || !UserMemory.writable(value, Math.max(0, len.get(JAVA_INT_UNALIGNED, 0)))) {
      return KernelProbe.badAddressOnSocket(fd);
    }
    return LibcSockets.getsockopt(fd, level, name, pointer(value), len);
  }

  @Override
  public int getsockname(int fd, MemorySegment addr, MemorySegment addrlen) {
    return UserMemory.isNull(addr) || badNameResult(addr, addrlen)
        ? KernelProbe.badAddressOnSocket(fd)
        : LibcSockets.getsockname(fd, addr, addrlen);
  }

  @Override
  public int getpeername(int fd, MemorySegment addr, MemorySegment addrlen) {
    return UserMemory.isNull(addr) || badNameResult(addr, addrlen)
        ? KernelProbe.badAddressOnSocket(fd)
        : LibcSockets.getpeername(fd, addr, addrlen);
  }

  @Override
  public int close(int fd) {
    return LibcFiles.close(fd);
  }

  @Override
  public long read(int fd, MemorySegment buf, long len) {
    if (!UserMemory.writable(buf, len)) {
      return KernelProbe.badAddress(fd);
    }
    MemorySegment data = pointer(buf);
    return BlockingCall.on(fd, POLLIN, () -> LibcFiles.read(fd, data, len));
  }

  @Override
  public long write(int fd, MemorySegment buf, long len) {
    if (!UserMemory.readable(buf, len)) {
      return KernelProbe.badAddress(fd);
    }
    MemorySegment data = pointer(buf);
    return BlockingCall.on(fd, POLLOUT, () -> LibcFiles.write(fd, data, len));
  }

  @Override
  public long readv(int fd, MemorySegment iov, int iovcnt) {
    if (badVector(iov, iovcnt)) {
      return KernelProbe.badAddress(fd);
    }
    MemorySegment vector = pointer(iov);
    return BlockingCall.on(fd, POLLIN, () -> LibcFiles.readv(fd, vector, iovcnt));
  }

  @Override
  public long writev(int fd, MemorySegment iov, int iovcnt) {
    if (badVector(iov, iovcnt)) {
      return KernelProbe.badAddress(fd);
    }
    MemorySegment vector = pointer(iov);
    return BlockingCall.on(fd, POLLOUT, () -> LibcFiles.writev(fd, vector, iovcnt));
  }

  @Override
  public int dup(int fd) {
    return LibcFiles.dup(fd);
  }

  @Override
  public int dup2(int fd, int newfd) {
    return LibcFiles.dup2(fd, newfd);
  }

  @Override
  public int dup3(int fd, int newfd, int flags) {
    return LibcFiles.dup3(fd, newfd, flags);
  }

  @Override
  public int fcntl(int fd, int cmd, long arg) {
    return LibcFiles.fcntl(fd, cmd, arg);
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment arg) {
    // The kernel looks at the pointer when it knows the request.
    boolean stamp = request == IoControl.SIOCGSTAMP || request == IoControl.SIOCGSTAMPNS;
    boolean usable = UserMemory.writable(arg, stamp ? Timeval.SIZE : Integer.BYTES);
    return LibcFiles.ioctl(fd, request, usable ? arg : MemorySegment.NULL);
  }

  @Override
  public int poll(MemorySegment fds, int nfds, int timeoutMs) {
    if (nfds < 0) {
      return -EINVAL;
    }
    if (!UserMemory.writable(fds, (long) nfds * Pollfd.SIZE)) {
      return -EFAULT;
    }
    MemorySegment array = pointer(fds);
    if (timeoutMs == 0) {
      return LibcPolling.poll(array, nfds, 0);
    }
    return interruptible(limit -> LibcPolling.poll(array, nfds, limit), timeoutMs);
  }

  @Override
  public int epoll_create1(int flags) {
    return LibcPolling.epollCreate1(flags);
  }

  @Override
  public int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    if (op != EpollEvent.EPOLL_CTL_DEL && !UserMemory.readable(event, EpollEvent.SIZE)) {
      return -EFAULT;
    }
    return LibcPolling.epollCtl(epfd, op, fd, pointer(event));
  }

  @Override
  public int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeoutMs) {
    if (maxevents > 0
        && maxevents <= EpollEvent.MAX_COUNT
        && !UserMemory.writable(events, (long) maxevents * EpollEvent.SIZE)) {
      return KernelProbe.badAddress(epfd);
    }
    MemorySegment array = pointer(events);
    if (timeoutMs == 0) {
      return LibcPolling.epollWait(epfd, array, maxevents, 0);
    }
    return interruptible(limit -> LibcPolling.epollWait(epfd, array, maxevents, limit), timeoutMs);
  }

  /** Makes a call that takes a timeout in milliseconds. */
  private static int interruptible(IntUnaryOperator call, int timeoutMs) {
    Interruption interruption = new Interruption();
    if (!interruption.start()) {
      int ready = call.applyAsInt(0);
      return ready == 0 ? -EINTR : ready;
    }
    try {
      return call.applyAsInt(timeoutMs);
    } finally {
      interruption.stop();
    }
  }

  /** What the kernel is handed for memory that passed the checks, or that it will not look at. */
  private static MemorySegment pointer(MemorySegment segment) {
    return UserMemory.readable(segment, 1) ? segment : MemorySegment.NULL;
  }

  /** A name that the kernel would read; lengths that it refuses unread are left to it. */
  private static boolean badName(MemorySegment addr, int addrlen) {
    return addrlen > 0 && addrlen <= MAX_SOCKADDR && !UserMemory.readable(addr, addrlen);
  }

  /** A name that the kernel would write, and the length that goes with it. */
  private static boolean badNameResult(MemorySegment addr, MemorySegment addrlen) {
    if (UserMemory.isNull(addr)) {
      return false;
    }
    return !UserMemory.writable(addrlen, Integer.BYTES)
        || !UserMemory.writable(addr, Math.max(0, addrlen.get(JAVA_INT_UNALIGNED, 0)));
  }

  /** An array of iovecs that the kernel would read; counts that it refuses are left to it. */
  private static boolean badVector(MemorySegment iov, int count) {
    return count > 0
        && count <= Iovec.MAX_COUNT
        && !UserMemory.readable(iov, (long) count * Iovec.SIZE);
  }

  private static long vectorBytes(int vlen) {
    return (long) Math.min(Integer.toUnsignedLong(vlen), Iovec.MAX_COUNT) * Msghdr.MMSG_SIZE;
  }
}
