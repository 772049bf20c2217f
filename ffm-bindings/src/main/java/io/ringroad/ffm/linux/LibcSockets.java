package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The socket calls of libc. Each returns what the call returns: a value of 0 or more, or a negative
 * errno. None throws for what the kernel refuses; a segment must be native memory ({@link
 * MemorySegment#NULL} is a null pointer) and is kept alive during the call. Any thread; a call may
 * block.
 */
public final class LibcSockets {
  private static final MethodHandle SOCKET =
      Downcall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKETPAIR =
      Downcall.of("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle BIND =
      Downcall.of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      Downcall.of("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = Downcall.of("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT =
      Downcall.of("accept", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle ACCEPT4 =
      Downcall.of("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      Downcall.of("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDTO =
      Downcall.of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMSG =
      Downcall.of("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      Downcall.of("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECV =
      Downcall.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVFROM =
      Downcall.of("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle RECVMSG =
      Downcall.of("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      Downcall.of("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SHUTDOWN =
      Downcall.of("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      Downcall.of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      Downcall.of("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETSOCKNAME =
      Downcall.of("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETPEERNAME =
      Downcall.of("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  private LibcSockets() {}

  /** man 2 socket: a new descriptor. */
  public static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 socketpair: two descriptors in {@code sv}. */
  public static int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) SOCKETPAIR.invokeExact(state, domain, type, protocol, sv), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 bind. */
  public static int bind(int fd, MemorySegment addr, int addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) BIND.invokeExact(state, fd, addr, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 connect. */
  public static int connect(int fd, MemorySegment addr, int addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) CONNECT.invokeExact(state, fd, addr, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 listen. */
  public static int listen(int fd, int backlog) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 accept: the new descriptor. */
  public static int accept(int fd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) ACCEPT.invokeExact(state, fd, addr, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 accept4: the new descriptor. */
  public static int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) ACCEPT4.invokeExact(state, fd, addr, addrlen, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 send: bytes sent. */
  public static long send(int fd, MemorySegment buf, long len, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) SEND.invokeExact(state, fd, buf, len, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 sendto: bytes sent. */
  public static long sendto(
      int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (long) SENDTO.invokeExact(state, fd, buf, len, flags, dest, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 sendmsg: bytes sent. */
  public static long sendmsg(int fd, MemorySegment msg, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) SENDMSG.invokeExact(state, fd, msg, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 sendmmsg: messages sent. */
  public static int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) SENDMMSG.invokeExact(state, fd, msgvec, vlen, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 recv: bytes received, 0 at the end of a stream. */
  public static long recv(int fd, MemorySegment buf, long len, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) RECV.invokeExact(state, fd, buf, len, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 recvfrom: bytes received. */
  public static long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (long) RECVFROM.invokeExact(state, fd, buf, len, flags, src, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 recvmsg: bytes received. */
  public static long recvmsg(int fd, MemorySegment msg, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) RECVMSG.invokeExact(state, fd, msg, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 recvmmsg: messages received. */
  public static int recvmmsg(
      int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) RECVMMSG.invokeExact(state, fd, msgvec, vlen, flags, timeout), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 shutdown. */
  public static int shutdown(int fd, int how) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) SHUTDOWN.invokeExact(state, fd, how), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 setsockopt. */
  public static int setsockopt(int fd, int level, int name, MemorySegment value, int len) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, len), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 getsockopt. */
  public static int getsockopt(
      int fd, int level, int name, MemorySegment value, MemorySegment len) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) GETSOCKOPT.invokeExact(state, fd, level, name, value, len), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 getsockname. */
  public static int getsockname(int fd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) GETSOCKNAME.invokeExact(state, fd, addr, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 getpeername. */
  public static int getpeername(int fd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) GETPEERNAME.invokeExact(state, fd, addr, addrlen), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
