package io.ringroad.shim.abi;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * A caller's data, in one piece or in many, without an object for it: {@code memory} is the data
 * itself if {@code iovCount} is {@link #PLAIN}, and an array of that many {@link Iovec} otherwise.
 */
public final class UserData {
  /** As a count of iovecs: the memory is the data itself. */
  public static final int PLAIN = -1;

  private UserData() {}

  /** The piece that has the byte at {@code position}, which is one of the data. */
  public static MemorySegment piece(MemorySegment memory, int iovCount, int position) {
    if (iovCount == PLAIN) {
      return memory;
    }
    int index = index(memory, position);
    return NativeMemory.segment(Iovec.base(memory, index), Iovec.length(memory, index));
  }

  /** Where in its piece the byte at {@code position} is. */
  public static long offset(MemorySegment memory, int iovCount, int position) {
    if (iovCount == PLAIN) {
      return position;
    }
    long before = 0;
    for (int i = index(memory, position) - 1; i >= 0; i--) {
      before += Iovec.length(memory, i);
    }
    return position - before;
  }

  /** How many bytes of the data, {@code total} in all, follow one another from {@code position}. */
  public static int contiguous(MemorySegment memory, int iovCount, int position, int total) {
    if (iovCount == PLAIN) {
      return total - position;
    }
    long left = Iovec.length(memory, index(memory, position)) - offset(memory, iovCount, position);
    return (int) Math.min(left, total - position);
  }

  /** Copies the first {@code length} bytes of {@code source} into the data. */
  public static void copyIn(MemorySegment source, MemorySegment memory, int iovCount, int length) {
    for (int at = 0; at < length; ) {
      int count = contiguous(memory, iovCount, at, length);
      MemorySegment.copy(
          source, at, piece(memory, iovCount, at), offset(memory, iovCount, at), count);
      at += count;
    }
  }

  private static int index(MemorySegment iov, int position) {
    long left = position;
    int index = 0;
    while (left >= Iovec.length(iov, index)) {
      left -= Iovec.length(iov, index++);
    }
    return index;
  }
}
