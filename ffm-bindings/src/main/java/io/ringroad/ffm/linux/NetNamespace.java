package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The network namespace of the current platform thread (man 7 network_namespaces): what is opened
 * while it is entered (a socket, a device of DPDK's) belongs to it. Close it on the same thread,
 * which then is where it was before.
 */
public final class NetNamespace implements AutoCloseable {
  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;
  static final int CLONE_NEWNET = 0x40000000;
  private static final String CURRENT = "/proc/thread-self/ns/net";
  private static final MethodHandle SETNS = Downcall.of("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle UNSHARE = Downcall.of("unshare", JAVA_INT, JAVA_INT);

  private final Thread thread = Thread.currentThread();
  private int previous;

  private NetNamespace(int previous) {
    this.previous = previous;
  }

  /**
   * Moves the current thread into a namespace. Threads that it creates meanwhile are in it too.
   *
   * @param path such as {@code /var/run/netns/peer}
   * @throws LinuxException if there is no such namespace, or the process lacks CAP_SYS_ADMIN
   */
  public static NetNamespace enter(Path path) {
    LinuxException.requirePlatformThread("a network namespace");
    int target = open(path.toString());
    try {
      NetNamespace entered = new NetNamespace(open(CURRENT));
      try {
        LinuxException.check("network namespace " + path, setns(target));
      } catch (LinuxException e) {
        LibcFiles.close(entered.previous);
        throw e;
      }
      return entered;
    } finally {
      LibcFiles.close(target);
    }
  }

  /**
   * Moves the current thread into a new namespace, which has a loopback interface that is down, and
   * which is gone when the last thread and descriptor in it are.
   *
   * @throws LinuxException if the process lacks CAP_SYS_ADMIN
   */
  public static NetNamespace enterNew() {
    LinuxException.requirePlatformThread("a network namespace");
    NetNamespace entered = new NetNamespace(open(CURRENT));
    try {
      LinuxException.check("a new network namespace", unshare());
      return entered;
    } catch (LinuxException e) {
      LibcFiles.close(entered.previous);
      throw e;
    }
  }

  /** Moves the thread back to where it came from. */
  @Override
  public void close() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("the namespace was entered by " + thread.getName());
    }
    if (previous >= 0) {
      int fd = previous;
      previous = -1;
      int result = setns(fd);
      LibcFiles.close(fd);
      LinuxException.check("leave the network namespace", result);
    }
  }

  private static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return LinuxException.check(
          "network namespace " + path,
          LibcFiles.open(arena.allocateFrom(path), O_RDONLY | O_CLOEXEC, 0));
    }
  }

  private static int unshare() {
    try {
      var state = Downcall.state();
      return Downcall.result((int) UNSHARE.invokeExact(state, CLONE_NEWNET), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  private static int setns(int fd) {
    try {
      var state = Downcall.state();
      return Downcall.result((int) SETNS.invokeExact(state, fd, CLONE_NEWNET), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
