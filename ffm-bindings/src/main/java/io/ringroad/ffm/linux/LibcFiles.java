package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of libc that any descriptor knows. Each returns what the call returns: a value of 0 or
 * more, or a negative errno. None throws for what the kernel refuses; a segment must be native
 * memory ({@link MemorySegment#NULL} is a null pointer) and is kept alive during the call. Any
 * thread; a call may block.
 */
public final class LibcFiles {
  private static final MethodHandle OPEN =
      Downcall.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = Downcall.of("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ =
      Downcall.of("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      Downcall.of("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READV =
      Downcall.of("readv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WRITEV =
      Downcall.of("writev", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FCNTL =
      Downcall.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle DUP = Downcall.of("dup", JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP2 = Downcall.of("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP3 =
      Downcall.of("dup3", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      Downcall.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle UNLINK = Downcall.of("unlink", JAVA_INT, ADDRESS);

  private LibcFiles() {}

  /** man 2 open: a new descriptor. */
  public static int open(MemorySegment path, int flags, int mode) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) OPEN.invokeExact(state, path, flags, mode), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 close. */
  public static int close(int fd) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 read: bytes read, 0 at the end. */
  public static long read(int fd, MemorySegment buf, long len) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) READ.invokeExact(state, fd, buf, len), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 write: bytes written. */
  public static long write(int fd, MemorySegment buf, long len) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) WRITE.invokeExact(state, fd, buf, len), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 readv: bytes read, 0 at the end. */
  public static long readv(int fd, MemorySegment iov, int iovcnt) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) READV.invokeExact(state, fd, iov, iovcnt), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 writev: bytes written. */
  public static long writev(int fd, MemorySegment iov, int iovcnt) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((long) WRITEV.invokeExact(state, fd, iov, iovcnt), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 dup: a new descriptor. */
  public static int dup(int fd) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) DUP.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 dup2: {@code newfd}. */
  public static int dup2(int fd, int newfd) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) DUP2.invokeExact(state, fd, newfd), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 dup3: {@code newfd}. */
  public static int dup3(int fd, int newfd, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) DUP3.invokeExact(state, fd, newfd, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 fcntl. */
  public static int fcntl(int fd, int cmd, long arg) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) FCNTL.invokeExact(state, fd, cmd, arg), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 ioctl. */
  public static int ioctl(int fd, long request, MemorySegment arg) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) IOCTL.invokeExact(state, fd, request, arg), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 unlink. */
  public static int unlink(MemorySegment path) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) UNLINK.invokeExact(state, path), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
