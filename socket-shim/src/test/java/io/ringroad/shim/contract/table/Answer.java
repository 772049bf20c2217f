package io.ringroad.shim.contract.table;

import io.ringroad.shim.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** How answers look. */
public final class Answer {
  private Answer() {}

  /** A result of a call: its value, or its error's name. Texts stay what they are. */
  public static String of(Object result) {
    if (result instanceof Number number) {
      long value = number.longValue();
      return value < 0 ? Errno.name((int) value) : Long.toString(value);
    }
    return String.valueOf(result);
  }

  /** A result, followed by what it left behind if it was none of the errors. */
  public static String with(long result, Object more) {
    return result < 0 ? of(result) : of(result) + ", " + of(more);
  }

  /** Several results, one after the other. */
  public static String all(Object... results) {
    StringBuilder text = new StringBuilder();
    for (Object result : results) {
      text.append(text.isEmpty() ? "" : ", ").append(of(result));
    }
    return text.toString();
  }

  /** Bytes in hexadecimal. */
  public static String hex(MemorySegment memory, long lengthBytes) {
    return HexFormat.of().formatHex(memory.asSlice(0, lengthBytes).toArray(ValueLayout.JAVA_BYTE));
  }
}
