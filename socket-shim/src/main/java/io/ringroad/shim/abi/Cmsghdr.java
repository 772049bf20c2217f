package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct cmsghdr} (cmsg(3)): the header of one piece of control data, its data behind it,
 * the next header at the next multiple of eight.
 *
 * <pre>
 *    0                8       12      16            length     space
 *   +----------------+-------+-------+- - - - - - -+- - - - - -+
 *   | length (bytes) | level | type  | data        | padding   |
 *   +----------------+-------+-------+- - - - - - -+- - - - - -+
 * </pre>
 *
 * Every accessor takes the offset of the header in the control data.
 */
public final class Cmsghdr {
  /** Bytes of the header; the data begins behind them. */
  public static final int SIZE = 16;

  private static final int LENGTH_OFFSET = 0;
  private static final int LEVEL_OFFSET = 8;
  private static final int TYPE_OFFSET = 12;

  private Cmsghdr() {}

  /** {@code CMSG_ALIGN}: the next multiple of eight. */
  public static long align(long bytes) {
    return bytes + Long.BYTES - 1 & -Long.BYTES;
  }

  /** {@code CMSG_LEN}: what the length field says for so many bytes of data. */
  public static int length(int dataBytes) {
    return SIZE + dataBytes;
  }

  /** {@code CMSG_SPACE}: what so many bytes of data take, with header and padding. */
  public static int space(int dataBytes) {
    return SIZE + (int) align(dataBytes);
  }

  /** Fills a header in. */
  public static void set(MemorySegment control, long offset, int dataBytes, int level, int type) {
    control.set(JAVA_LONG_UNALIGNED, offset + LENGTH_OFFSET, length(dataBytes));
    control.set(JAVA_INT_UNALIGNED, offset + LEVEL_OFFSET, level);
    control.set(JAVA_INT_UNALIGNED, offset + TYPE_OFFSET, type);
  }

  /** Sets the length field alone. */
  public static void length(MemorySegment control, long offset, long length) {
    control.set(JAVA_LONG_UNALIGNED, offset + LENGTH_OFFSET, length);
  }

  /** The length field: header and data, in bytes. */
  public static long length(MemorySegment control, long offset) {
    return control.get(JAVA_LONG_UNALIGNED, offset + LENGTH_OFFSET);
  }

  /** The bytes of data that the header announces. */
  public static int dataLength(MemorySegment control, long offset) {
    return (int) (length(control, offset) - SIZE);
  }

  /** The protocol that the data is for. */
  public static int level(MemorySegment control, long offset) {
    return control.get(JAVA_INT_UNALIGNED, offset + LEVEL_OFFSET);
  }

  /** What the data is, in the words of its level. */
  public static int type(MemorySegment control, long offset) {
    return control.get(JAVA_INT_UNALIGNED, offset + TYPE_OFFSET);
  }

  /** {@code CMSG_FIRSTHDR}: the offset of the first header, -1 if there is no room for one. */
  public static long first(MemorySegment control) {
    return control.byteSize() >= SIZE ? 0 : -1;
  }

  /**
   * {@code CMSG_NXTHDR} as the kernel has it.
   *
   * @return the offset of the header behind the one at {@code offset}, which {@link #isWhole}; -1
   *     if there is none
   */
  public static long next(MemorySegment control, long offset) {
    long following = offset + align(length(control, offset));
    return following + SIZE > control.byteSize() ? -1 : following;
  }

  /**
   * {@code CMSG_OK}: whether header and data lie within the control data. What is not, is EINVAL.
   */
  public static boolean isWhole(MemorySegment control, long offset) {
    long length = length(control, offset);
    return length >= SIZE && length <= control.byteSize() - offset;
  }
}
