package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct pollfd} (poll(2)).
 *
 * <pre>
 *    0        4        6         8
 *   +--------+--------+---------+
 *   | fd     | events | revents |
 *   +--------+--------+---------+
 * </pre>
 */
public final class Pollfd {
  /** Bytes of the structure. */
  public static final int SIZE = 8;

  private static final int FD_OFFSET = 0;
  private static final int EVENTS_OFFSET = 4;
  private static final int REVENTS_OFFSET = 6;

  private Pollfd() {}

  /** Fills the entry at {@code index}; its answer becomes 0. */
  public static void set(MemorySegment fds, int index, int fd, int events) {
    fds.set(JAVA_INT_UNALIGNED, (long) index * SIZE + FD_OFFSET, fd);
    fds.set(JAVA_SHORT_UNALIGNED, (long) index * SIZE + EVENTS_OFFSET, (short) events);
    revents(fds, index, 0);
  }

  /** The descriptor at {@code index}; a negative one is passed over. */
  public static int fd(MemorySegment fds, int index) {
    return fds.get(JAVA_INT_UNALIGNED, (long) index * SIZE + FD_OFFSET);
  }

  /** The events asked for at {@code index}. */
  public static int events(MemorySegment fds, int index) {
    return Short.toUnsignedInt(fds.get(JAVA_SHORT_UNALIGNED, (long) index * SIZE + EVENTS_OFFSET));
  }

  /** The events found at {@code index}. */
  public static int revents(MemorySegment fds, int index) {
    return Short.toUnsignedInt(fds.get(JAVA_SHORT_UNALIGNED, (long) index * SIZE + REVENTS_OFFSET));
  }

  /** Sets the events found at {@code index}. */
  public static void revents(MemorySegment fds, int index, int revents) {
    fds.set(JAVA_SHORT_UNALIGNED, (long) index * SIZE + REVENTS_OFFSET, (short) revents);
  }
}
