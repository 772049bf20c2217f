package io.ringroad.shim.option;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/** SO_MAX_PACING_RATE: bytes per second, in 32 bits or in 64; all bits set for no limit. */
final class PacingRate {
  private static final long NO_LIMIT = -1;
  private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;

  private PacingRate() {}

  static int set(OptionTarget target, MemorySegment value, int length) {
    long rate;
    if (length >= Long.BYTES) {
      rate = value.get(JAVA_LONG_UNALIGNED, 0);
    } else {
      int number = OptionValue.getInt(value);
      rate = number == -1 ? NO_LIMIT : Integer.toUnsignedLong(number);
    }
    return target.setOption(SocketOption.MAX_PACING_RATE, rate);
  }

  static int get(OptionTarget target, MemorySegment value, MemorySegment length) {
    long rate = target.options().get(SocketOption.MAX_PACING_RATE);
    if (length.get(JAVA_INT_UNALIGNED, 0) < Long.BYTES) {
      boolean large = Long.compareUnsigned(rate, MAX_UNSIGNED_INT) > 0;
      return OptionValue.putInt(value, length, large ? -1 : (int) rate);
    }
    MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
    bytes.set(JAVA_LONG_UNALIGNED, 0, rate);
    return OptionValue.putBytes(value, length, bytes);
  }
}
