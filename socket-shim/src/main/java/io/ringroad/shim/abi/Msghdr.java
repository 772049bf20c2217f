package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct msghdr} (recvmsg(2)), and {@code struct mmsghdr}, which is one with a length
 * behind.
 *
 * <pre>
 *    0              8           12     16             24
 *   +--------------+-----------+------+--------------+--------------+
 *   | name         | name len  | pad  | iov          | iov len      |
 *   +--------------+-----------+------+--------------+--------------+
 *    32             40             48          52     56
 *   +--------------+--------------+-----------+------+- - - - -+- - -+
 *   | control      | control len  | flags     | pad  | msg_len | pad |
 *   +--------------+--------------+-----------+------+- - - - -+- - -+
 * </pre>
 *
 * Every accessor takes the offset of the structure in the segment, so that it reads both.
 */
public final class Msghdr {
  /** Bytes of a {@code msghdr}. */
  public static final int SIZE = 56;

  /** Bytes of an {@code mmsghdr}, which {@code sendmmsg} and {@code recvmmsg} take an array of. */
  public static final int MMSG_SIZE = 64;

  private static final int NAME_OFFSET = 0;
  private static final int NAME_LENGTH_OFFSET = 8;
  private static final int IOV_OFFSET = 16;
  private static final int IOV_LENGTH_OFFSET = 24;
  private static final int CONTROL_OFFSET = 32;
  private static final int CONTROL_LENGTH_OFFSET = 40;
  private static final int FLAGS_OFFSET = 48;
  private static final int MMSG_LENGTH_OFFSET = 56;

  private Msghdr() {}

  /** A header for {@code iovCount} buffers, without a name and control messages. */
  public static MemorySegment allocate(Arena arena, MemorySegment iov, long iovCount) {
    MemorySegment segment = arena.allocate(SIZE, 8);
    iov(segment, 0, iov.address(), iovCount);
    return segment;
  }

  /** The raw address of the name, 0 for none. */
  public static long name(MemorySegment segment, long offset) {
    return segment.get(JAVA_LONG_UNALIGNED, offset + NAME_OFFSET);
  }

  /** The room at, or the length of, the name in bytes. */
  public static int nameLength(MemorySegment segment, long offset) {
    return segment.get(JAVA_INT_UNALIGNED, offset + NAME_LENGTH_OFFSET);
  }

  /** Sets the name's address and its room or length. */
  public static void name(MemorySegment segment, long offset, long address, int length) {
    segment.set(JAVA_LONG_UNALIGNED, offset + NAME_OFFSET, address);
    nameLength(segment, offset, length);
  }

  /** Sets the name's length alone. */
  public static void nameLength(MemorySegment segment, long offset, int length) {
    segment.set(JAVA_INT_UNALIGNED, offset + NAME_LENGTH_OFFSET, length);
  }

  /** The raw address of the array of iovecs. */
  public static long iov(MemorySegment segment, long offset) {
    return segment.get(JAVA_LONG_UNALIGNED, offset + IOV_OFFSET);
  }

  /** How many iovecs there are. */
  public static long iovLength(MemorySegment segment, long offset) {
    return segment.get(JAVA_LONG_UNALIGNED, offset + IOV_LENGTH_OFFSET);
  }

  /** Sets the array of iovecs. */
  public static void iov(MemorySegment segment, long offset, long address, long count) {
    segment.set(JAVA_LONG_UNALIGNED, offset + IOV_OFFSET, address);
    segment.set(JAVA_LONG_UNALIGNED, offset + IOV_LENGTH_OFFSET, count);
  }

  /** The raw address of the control messages, 0 for none. */
  public static long control(MemorySegment segment, long offset) {
    return segment.get(JAVA_LONG_UNALIGNED, offset + CONTROL_OFFSET);
  }

  /** The room for, or the length of, the control messages in bytes. */
  public static long controlLength(MemorySegment segment, long offset) {
    return segment.get(JAVA_LONG_UNALIGNED, offset + CONTROL_LENGTH_OFFSET);
  }

  /** Sets the control messages' address and their room or length. */
  public static void control(MemorySegment segment, long offset, long address, long length) {
    segment.set(JAVA_LONG_UNALIGNED, offset + CONTROL_OFFSET, address);
    controlLength(segment, offset, length);
  }

  /** Sets the control messages' length alone. */
  public static void controlLength(MemorySegment segment, long offset, long length) {
    segment.set(JAVA_LONG_UNALIGNED, offset + CONTROL_LENGTH_OFFSET, length);
  }

  /** What {@code recvmsg} said of the message: {@code MSG_TRUNC}, {@code MSG_CTRUNC}, ... */
  public static int flags(MemorySegment segment, long offset) {
    return segment.get(JAVA_INT_UNALIGNED, offset + FLAGS_OFFSET);
  }

  /** Sets the message's flags. */
  public static void flags(MemorySegment segment, long offset, int flags) {
    segment.set(JAVA_INT_UNALIGNED, offset + FLAGS_OFFSET, flags);
  }

  /** The bytes sent or received, of an {@code mmsghdr}. */
  public static int messageLength(MemorySegment segment, long offset) {
    return segment.get(JAVA_INT_UNALIGNED, offset + MMSG_LENGTH_OFFSET);
  }

  /** Sets the bytes sent or received, of an {@code mmsghdr}. */
  public static void messageLength(MemorySegment segment, long offset, int length) {
    segment.set(JAVA_INT_UNALIGNED, offset + MMSG_LENGTH_OFFSET, length);
  }
}
