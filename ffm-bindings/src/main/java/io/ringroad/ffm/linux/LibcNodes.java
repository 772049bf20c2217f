package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What libc says of, and makes in, the file system. Each call returns 0 or a negative errno; a path
 * is native memory and ends with a NUL. Any thread.
 */
public final class LibcNodes {
  /** Flag of open(2): a handle of the node, which keeps it alive, and no more. */
  public static final int O_PATH = 0x200000;

  /** Flag of open(2): not through a symbolic link at the end. */
  public static final int O_NOFOLLOW = 0x20000;

  /** Flag of open(2): closed on exec. */
  public static final int O_CLOEXEC = 0x80000;

  /** Mode of mknod(2) and stat(2): the node is a socket's. */
  public static final int S_IFSOCK = 0xC000;

  /** The part of a mode that says what kind of node it is. */
  public static final int S_IFMT = 0xF000;

  private static final int AT_FDCWD = -100;
  private static final int AT_EACCESS = 0x200;
  private static final int W_OK = 2;

  private static final MethodHandle MKNOD =
      Downcall.of("mknod", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
  private static final MethodHandle STAT = Downcall.of("stat", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle FSTAT = Downcall.of("fstat", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle FACCESSAT =
      Downcall.of("faccessat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  private LibcNodes() {}

  /** man 2 mknod: a node without a device behind it. */
  public static int mknod(MemorySegment path, int mode) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) MKNOD.invokeExact(state, path, mode, 0L), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 stat: fills a {@link Stat}. */
  public static int stat(MemorySegment path, MemorySegment result) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) STAT.invokeExact(state, path, result), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 fstat: fills a {@link Stat}. */
  public static int fstat(int fd, MemorySegment result) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) FSTAT.invokeExact(state, fd, result), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 3 faccessat: whether the effective user may write to the node. */
  public static int writable(MemorySegment path) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) FACCESSAT.invokeExact(state, AT_FDCWD, path, W_OK, AT_EACCESS), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
