package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct stat} of x86-64 (stat(3type)), as far as it is read here.
 *
 * <pre>
 *    0              8              16             24       28
 *   +--------------+--------------+--------------+--------+- - -   144
 *   | dev          | ino          | nlink        | mode   | ...
 *   +--------------+--------------+--------------+--------+- - -
 * </pre>
 */
public final class Stat {
  /** Bytes of the structure. */
  public static final int SIZE = 144;

  private static final int DEVICE_OFFSET = 0;
  private static final int INODE_OFFSET = 8;
  private static final int MODE_OFFSET = 24;

  private Stat() {}

  /** Which file system. */
  public static long device(MemorySegment stat) {
    return stat.get(JAVA_LONG, DEVICE_OFFSET);
  }

  /** Which node of it. */
  public static long inode(MemorySegment stat) {
    return stat.get(JAVA_LONG, INODE_OFFSET);
  }

  /** Kind and permissions. */
  public static int mode(MemorySegment stat) {
    return stat.get(JAVA_INT, MODE_OFFSET);
  }
}
