package io.ringroad.shim.abi;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.MemorySegment;

/** Checks of an array of {@link Iovec}, as the kernel's {@code import_iovec} makes them. */
public final class Iovecs {
  /** The most bytes that one call moves: {@code MAX_RW_COUNT}, a page less than 2 GiB. */
  public static final int MAX_BYTES = 0x7fff_f000;

  private Iovecs() {}

  /** The array at a raw address. */
  public static MemorySegment at(long address, int count) {
    return NativeMemory.segment(address, (long) count * Iovec.SIZE);
  }

  /**
   * Checks every entry before anything is done with the first.
   *
   * @return the bytes that all entries name together, at most {@link #MAX_BYTES}; {@code -EINVAL}
   *     for a negative length; {@code -EFAULT} for a base of zero
   */
  public static int totalBytes(MemorySegment iov, int count) {
    long total = 0;
    boolean badBase = false;
    for (int i = 0; i < count; i++) {
      long length = Iovec.length(iov, i);
      if (length < 0) {
        return -EINVAL;
      }
      badBase |= length > 0 && Iovec.base(iov, i) == 0;
      total = Math.min(total + length, MAX_BYTES);
    }
    return badBase ? -EFAULT : (int) total;
  }
}
