package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct ucred} (unix(7)).
 *
 * <pre>
 *    0        4        8       12
 *   +--------+--------+--------+
 *   | pid    | uid    | gid    |
 *   +--------+--------+--------+
 * </pre>
 */
public final class Ucred {
  /** Bytes of the structure. */
  public static final int SIZE = 12;

  private static final int PID_OFFSET = 0;
  private static final int UID_OFFSET = 4;
  private static final int GID_OFFSET = 8;

  private Ucred() {}

  /** The process. */
  public static int pid(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, PID_OFFSET);
  }

  /** The user. */
  public static int uid(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, UID_OFFSET);
  }

  /** The group. */
  public static int gid(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, GID_OFFSET);
  }

  /** Fills the structure. */
  public static void set(MemorySegment segment, int pid, int uid, int gid) {
    segment.set(JAVA_INT_UNALIGNED, PID_OFFSET, pid);
    segment.set(JAVA_INT_UNALIGNED, UID_OFFSET, uid);
    segment.set(JAVA_INT_UNALIGNED, GID_OFFSET, gid);
  }
}
