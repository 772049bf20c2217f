package io.ringroad.shim;

import java.lang.foreign.MemorySegment;

/**
 * The socket calls of Linux, as plain calls. Each returns what the syscall returns: a value {@code
 * >= 0}, or an error number of {@link Errno}, negated. No call throws for anything that a caller
 * passes.
 *
 * <p>Memory is native memory in the layouts of {@code io.ringroad.shim.abi}, byte for byte what a C
 * program would pass. {@code null}, {@link MemorySegment#NULL}, a heap segment, a segment that the
 * thread may not use (closed, confined to another thread, or read-only where the call writes) and a
 * segment shorter than the length that goes with it are bad addresses: {@code -EFAULT}, before
 * anything is done. A pointer that may be left out (an address to be filled in) is left out by
 * {@code MemorySegment.NULL} or {@code null}. A pointer inside a structure, such as an iovec's
 * base, is a raw address: it is trusted as far as the length beside it says, and zero is {@code
 * EFAULT}.
 *
 * <p>Every thread may make every call on every descriptor. A thread that is interrupted while it
 * waits gets {@code -EINTR} and keeps its interrupt flag.
 *
 * <p>The manual page of each call, section 2, is its reference.
 */
public interface SocketCalls {
  /**
   * Creates an endpoint.
   *
   * @param domain {@code AF_INET}, ...
   * @param type {@code SOCK_STREAM} or {@code SOCK_DGRAM}, with {@code SOCK_NONBLOCK} and {@code
   *     SOCK_CLOEXEC}
   * @param protocol 0 for the type's default
   * @return a descriptor, the lowest free one
   */
  int socket(int domain, int type, int protocol);

  /**
   * Creates two connected endpoints.
   *
   * @param sv room for two ints, which receives the descriptors
   */
  int socketpair(int domain, int type, int protocol, MemorySegment sv);

  /** Gives a socket its local address. */
  int bind(int fd, MemorySegment addr, int addrlen);

  /**
   * Connects a stream, or fixes the peer of a datagram socket. An address of family {@code
   * AF_UNSPEC} dissolves the association.
   */
  int connect(int fd, MemorySegment addr, int addrlen);

  /** Makes a stream socket wait for connections. */
  int listen(int fd, int backlog);

  /**
   * Takes a connection.
   *
   * @param addr receives the peer's address, or NULL
   * @param addrlen an int: the room at {@code addr}, then the address's real length
   * @return the connection's descriptor
   */
  int accept(int fd, MemorySegment addr, MemorySegment addrlen);

  /**
   * {@link #accept} with flags for the new descriptor.
   *
   * @param flags {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC}
   */
  int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags);

  /**
   * Sends.
   *
   * @param buf at least {@code len} bytes
   * @param dest the destination, or NULL
   * @return bytes sent
   */
  long sendto(int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen);

  /**
   * Receives.
   *
   * @param buf at least {@code len} bytes
   * @param src receives the sender's address, or NULL
   * @param addrlen an int: the room at {@code src}, then the address's real length
   * @return bytes received; 0 after the peer's end of stream
   */
  long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen);

  /** Sends what a {@code struct msghdr} gathers. */
  long sendmsg(int fd, MemorySegment msg, int flags);

  /** Receives into what a {@code struct msghdr} scatters. */
  long recvmsg(int fd, MemorySegment msg, int flags);

  /**
   * Sends several messages.
   *
   * @param msgvec an array of {@code struct mmsghdr}
   * @return how many were sent; an error only if none was
   */
  int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags);

  /**
   * Receives several messages.
   *
   * @param msgvec an array of {@code struct mmsghdr}
   * @param timeout a {@code struct timespec}, or NULL
   * @return how many were received; an error only if none was
   */
  int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout);

  /** Shuts one or both directions. */
  int shutdown(int fd, int how);

  /** Sets an option. */
  int setsockopt(int fd, int level, int name, MemorySegment value, int len);

  /**
   * Reads an option.
   *
   * @param len an int: the room at {@code value}, then the bytes written
   */
  int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment len);

  /** The local address. */
  int getsockname(int fd, MemorySegment addr, MemorySegment addrlen);

  /** The peer's address. */
  int getpeername(int fd, MemorySegment addr, MemorySegment addrlen);

  /** Gives the descriptor up. A call that is running on it finishes undisturbed. */
  int close(int fd);

  /** {@link #recvfrom} without flags and address. */
  long read(int fd, MemorySegment buf, long len);

  /** {@link #sendto} without flags and address. */
  long write(int fd, MemorySegment buf, long len);

  /**
   * Reads into several buffers.
   *
   * @param iov an array of {@code struct iovec}
   */
  long readv(int fd, MemorySegment iov, int iovcnt);

  /**
   * Writes from several buffers.
   *
   * @param iov an array of {@code struct iovec}
   */
  long writev(int fd, MemorySegment iov, int iovcnt);

  /** {@link #sendto} without an address. */
  default long send(int fd, MemorySegment buf, long len, int flags) {
    return sendto(fd, buf, len, flags, MemorySegment.NULL, 0);
  }

  /** {@link #recvfrom} without an address. */
  default long recv(int fd, MemorySegment buf, long len, int flags) {
    return recvfrom(fd, buf, len, flags, MemorySegment.NULL, MemorySegment.NULL);
  }

  /** Another number for the same description: the lowest free one. */
  int dup(int fd);

  /**
   * Makes {@code newfd} stand for what {@code fd} stands for, and closes what it stood for before.
   */
  int dup2(int fd, int newfd);

  /**
   * {@link #dup2} with flags; the numbers must differ.
   *
   * @param flags {@code O_CLOEXEC}
   */
  int dup3(int fd, int newfd, int flags);

  /** {@code F_GETFL F_SETFL F_GETFD F_SETFD F_DUPFD F_DUPFD_CLOEXEC}. */
  int fcntl(int fd, int cmd, long arg);

  /**
   * {@code FIONREAD SIOCINQ SIOCOUTQ SIOCOUTQNSD SIOCATMARK FIONBIO FIOASYNC FIOCLEX FIONCLEX
   * SIOCGSTAMP SIOCGSTAMPNS}.
   *
   * @param arg an int; a timeval or timespec for the time stamps; not looked at by {@code FIOCLEX}
   *     and {@code FIONCLEX}
   */
  int ioctl(int fd, long request, MemorySegment arg);

  /**
   * Waits until a descriptor is ready.
   *
   * @param fds an array of {@code struct pollfd}
   * @param timeoutMs milliseconds, negative for ever
   * @return how many entries have events
   */
  int poll(MemorySegment fds, int nfds, int timeoutMs);

  /** Creates an epoll descriptor. */
  int epoll_create1(int flags);

  /**
   * Changes what an epoll descriptor watches.
   *
   * @param event a {@code struct epoll_event}; not read by {@code EPOLL_CTL_DEL}
   */
  int epoll_ctl(int epfd, int op, int fd, MemorySegment event);

  /**
   * Waits for events of the watched descriptors.
   *
   * @param events room for {@code maxevents} packed {@code struct epoll_event}
   * @param timeoutMs milliseconds, negative for ever
   * @return how many events were written
   */
  int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeoutMs);
}
