package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTSOCK;
import static io.ringroad.shim.Errno.ENOTTY;

import java.lang.foreign.MemorySegment;

/**
 * The calls that can be made on a number, as Linux's {@code struct file_operations} and its table
 * of socket calls: whoever knows a call overrides it, and what is left has the kernel's answer for
 * a file that does not. Each checks its arguments itself, and returns what the system call returns.
 */
interface FileOperations {
  /**
   * Answers a call that this kind of descriptor does not know.
   *
   * @param errno what the kernel says of it, positive
   * @return a negated errno
   */
  int refuse(int errno);

  // ---- files ----

  /** read(2). */
  default long read(MemorySegment buf, long len) {
    return refuse(EINVAL);
  }

  /** write(2). */
  default long write(MemorySegment buf, long len) {
    return refuse(EINVAL);
  }

  /** readv(2). */
  default long readv(MemorySegment iov, int iovcnt) {
    return refuse(EINVAL);
  }

  /** writev(2). */
  default long writev(MemorySegment iov, int iovcnt) {
    return refuse(EINVAL);
  }

  /** ioctl(2), but for the requests that every descriptor knows. */
  default int ioctl(long request, MemorySegment arg) {
    return refuse(ENOTTY);
  }

  // ---- sockets ----

  /** bind(2). */
  default int bind(MemorySegment addr, int addrlen) {
    return refuse(ENOTSOCK);
  }

  /** connect(2). */
  default int connect(MemorySegment addr, int addrlen) {
    // __sys_connect: the address is looked at before it is asked whose.
    int refused = SocketName.checkInput(addr, addrlen);
    return refuse(refused == 0 ? ENOTSOCK : -refused);
  }

  /** listen(2). */
  default int listen(int backlog) {
    return refuse(ENOTSOCK);
  }

  /** accept4(2); the flags have been checked. */
  default int accept(MemorySegment addr, MemorySegment addrlen, int flags) {
    return refuse(ENOTSOCK);
  }

  /** shutdown(2). */
  default int shutdown(int how) {
    return refuse(ENOTSOCK);
  }

  /** getsockname(2). */
  default int getsockname(MemorySegment addr, MemorySegment addrlen) {
    return refuse(ENOTSOCK);
  }

  /** getpeername(2). */
  default int getpeername(MemorySegment addr, MemorySegment addrlen) {
    return refuse(ENOTSOCK);
  }

  /** setsockopt(2). */
  default int setsockopt(int level, int name, MemorySegment value, int len) {
    return refuse(ENOTSOCK);
  }

  /** getsockopt(2). */
  default int getsockopt(int level, int name, MemorySegment value, MemorySegment len) {
    return refuse(ENOTSOCK);
  }

  /** sendto(2). */
  default long sendto(MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    return refuse(ENOTSOCK);
  }

  /** recvfrom(2). */
  default long recvfrom(
      MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    return refuse(ENOTSOCK);
  }

  /** sendmsg(2). */
  default long sendmsg(MemorySegment msg, int flags) {
    return refuse(ENOTSOCK);
  }

  /** recvmsg(2). */
  default long recvmsg(MemorySegment msg, int flags) {
    return refuse(ENOTSOCK);
  }

  /** sendmmsg(2). */
  default int sendmmsg(MemorySegment msgvec, int vlen, int flags) {
    return refuse(ENOTSOCK);
  }

  /** recvmmsg(2); {@code timeout} is a checked timespec, or null. */
  default int recvmmsg(MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    return refuse(ENOTSOCK);
  }

  // ---- without a copy ----

  /**
   * Takes the next datagram or piece of a stream without a copy.
   *
   * @return a frame of an {@link InetDescriptor}, to be given back to it; 0 at the end; or a
   *     negated errno
   */
  default long borrow(int flags) {
    return refuse(ENOTSOCK);
  }

  /**
   * Takes memory to write {@code length} bytes into that are sent from there.
   *
   * @return a frame of an {@link InetDescriptor}, to be committed or aborted; or a negated errno
   */
  default long claim(int length, int flags) {
    return refuse(ENOTSOCK);
  }
}
