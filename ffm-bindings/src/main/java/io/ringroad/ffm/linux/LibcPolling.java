package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of libc that wait for descriptors. Each returns what the call returns: a value of 0 or
 * more, or a negative errno. None throws for what the kernel refuses; a segment must be native
 * memory ({@link MemorySegment#NULL} is a null pointer) and is kept alive during the call. Any
 * thread; a call may block.
 */
public final class LibcPolling {
  private static final MethodHandle POLL =
      Downcall.of("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE1 =
      Downcall.of("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      Downcall.of("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      Downcall.of("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = Downcall.of("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

  private LibcPolling() {}

  /** man 2 poll: descriptors that are ready; {@code timeoutMs} -1 waits for ever. */
  public static int poll(MemorySegment fds, long nfds, int timeoutMs) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) POLL.invokeExact(state, fds, nfds, timeoutMs), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 epoll_create1: a new descriptor. */
  public static int epollCreate1(int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) EPOLL_CREATE1.invokeExact(state, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 epoll_ctl. */
  public static int epollCtl(int epfd, int op, int fd, MemorySegment event) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) EPOLL_CTL.invokeExact(state, epfd, op, fd, event), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 epoll_wait: events written; {@code timeoutMs} -1 waits for ever. */
  public static int epollWait(int epfd, MemorySegment events, int maxEvents, int timeoutMs) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) EPOLL_WAIT.invokeExact(state, epfd, events, maxEvents, timeoutMs), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /** man 2 eventfd: a new descriptor. */
  public static int eventfd(int initial, int flags) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result((int) EVENTFD.invokeExact(state, initial, flags), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
