package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** The bytes of an option's value. */
final class OptionValue {
  private OptionValue() {}

  /** An int to set; the caller has checked that there are four bytes. */
  static int getInt(MemorySegment value) {
    return value.get(JAVA_INT_UNALIGNED, 0);
  }

  /** An int, or a byte where there is room for no more: the form of the IP level. */
  static int getIntOrByte(MemorySegment value, int length) {
    if (length >= Integer.BYTES) {
      return value.get(JAVA_INT_UNALIGNED, 0);
    }
    return length > 0 ? Byte.toUnsignedInt(value.get(JAVA_BYTE, 0)) : 0;
  }

  /** Answers with an int, as much of it as there is room for. */
  static int putInt(MemorySegment value, MemorySegment length, int number) {
    int[] whole = {number};
    return putBytes(value, length, MemorySegment.ofArray(whole));
  }

  /** As {@link #putInt}, with a byte alone where the number fits into the little room given. */
  static int putIntOrByte(MemorySegment value, MemorySegment length, int number) {
    int room = length.get(JAVA_INT_UNALIGNED, 0);
    if (room > 0 && room < Integer.BYTES && number >= 0 && number <= 255) {
      value.set(JAVA_BYTE, 0, (byte) number);
      length.set(JAVA_INT_UNALIGNED, 0, 1);
      return 0;
    }
    return putInt(value, length, number);
  }

  /** Answers with as many bytes as there is room for, and says how many they are. */
  static int putBytes(MemorySegment value, MemorySegment length, MemorySegment bytes) {
    int room = length.get(JAVA_INT_UNALIGNED, 0);
    if (room < 0) {
      return -EINVAL;
    }
    int count = (int) Math.min(room, bytes.byteSize());
    MemorySegment.copy(bytes, 0, value, 0, count);
    length.set(JAVA_INT_UNALIGNED, 0, count);
    return 0;
  }
}
