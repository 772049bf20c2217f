package io.ringroad.shim.abi;

import java.lang.foreign.MemorySegment;

/**
 * Whether a call may use the memory that a caller passed: the kernel's {@code access_ok}, for
 * segments. What is refused here is {@code EFAULT}.
 */
public final class UserMemory {
  private UserMemory() {}

  /** Whether a pointer was left out. */
  public static boolean isNull(MemorySegment segment) {
    return segment == null || segment.address() == 0;
  }

  /**
   * Whether {@code lengthBytes} can be read by this thread. Nothing need be there for a length of
   * 0; a negative length is never there.
   */
  public static boolean readable(MemorySegment segment, long lengthBytes) {
    if (lengthBytes == 0) {
      return true;
    }
    return segment != null
        && segment.isNative()
        && segment.address() != 0
        && lengthBytes > 0
        && segment.byteSize() >= lengthBytes
        && segment.scope().isAlive()
        && segment.isAccessibleBy(Thread.currentThread());
  }

  /**
   * The memory itself, or an empty one in place of what nobody may look at because its length is 0:
   * that may be no memory at all.
   */
  public static MemorySegment orNothing(MemorySegment segment, long lengthBytes) {
    return lengthBytes == 0 ? MemorySegment.NULL : segment;
  }

  /** Whether {@code lengthBytes} can be read and written by this thread. */
  public static boolean writable(MemorySegment segment, long lengthBytes) {
    return readable(segment, lengthBytes) && (lengthBytes == 0 || !segment.isReadOnly());
  }
}
