package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct epoll_event}, packed on x86-64, and the numbers of the epoll calls (epoll_ctl(2)).
 *
 * <pre>
 *    0        4                12
 *   +--------+----------------+
 *   | events | data           |
 *   +--------+----------------+
 * </pre>
 */
public final class EpollEvent {
  /** Bytes of one event; an array of them has no padding. */
  public static final int SIZE = 12;

  /** Most events that a wait may ask for. */
  public static final int MAX_COUNT = Integer.MAX_VALUE / SIZE;

  /** Adds a descriptor. */
  public static final int EPOLL_CTL_ADD = 1;

  /** Removes a descriptor. */
  public static final int EPOLL_CTL_DEL = 2;

  /** Changes the events of a descriptor, and arms a one-shot one again. */
  public static final int EPOLL_CTL_MOD = 3;

  /** Flag of {@code epoll_create1}: closed on exec. */
  public static final int EPOLL_CLOEXEC = 0x80000;

  /** There is something to read, or to accept. */
  public static final int EPOLLIN = 0x1;

  /** Urgent data. */
  public static final int EPOLLPRI = 0x2;

  /** A send would not wait. */
  public static final int EPOLLOUT = 0x4;

  /** An error is pending; always reported. */
  public static final int EPOLLERR = 0x8;

  /** Both directions are shut; always reported. */
  public static final int EPOLLHUP = 0x10;

  /** As {@link #EPOLLIN}. */
  public static final int EPOLLRDNORM = 0x40;

  /** As {@link #EPOLLOUT}. */
  public static final int EPOLLWRNORM = 0x100;

  /** The peer will send no more. */
  public static final int EPOLLRDHUP = 0x2000;

  /** Wake one waiter rather than all. */
  public static final int EPOLLEXCLUSIVE = 1 << 28;

  /** Keeps the system awake: accepted, and without effect here. */
  public static final int EPOLLWAKEUP = 1 << 29;

  /** Report once, then stay silent until armed again. */
  public static final int EPOLLONESHOT = 1 << 30;

  /** Report changes, not states. */
  public static final int EPOLLET = 1 << 31;

  private static final int EVENTS_OFFSET = 0;
  private static final int DATA_OFFSET = 4;

  private EpollEvent() {}

  /** The events at {@code index} of an array. */
  public static int events(MemorySegment events, int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * SIZE + EVENTS_OFFSET);
  }

  /** The caller's own 64 bits at {@code index} of an array. */
  public static long data(MemorySegment events, int index) {
    return events.get(JAVA_LONG_UNALIGNED, (long) index * SIZE + DATA_OFFSET);
  }

  /** Fills the entry at {@code index} of an array. */
  public static void set(MemorySegment array, int index, int events, long data) {
    array.set(JAVA_INT_UNALIGNED, (long) index * SIZE + EVENTS_OFFSET, events);
    array.set(JAVA_LONG_UNALIGNED, (long) index * SIZE + DATA_OFFSET, data);
  }
}
