package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** IP_OPTIONS: what the headers of a socket's packets have behind their fixed part. */
public final class HeaderOptions {
  private static final int MAX_BYTES = 40;
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int RECORD_ROUTE = 7;
  private static final int TIMESTAMP = 68;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;
  private static final int ADDRESS_BYTES = 4;
  private static final int FIRST_POINTER = 4;
  private static final SocketOption[] WORDS = {
    SocketOption.IP_OPTIONS_0,
    SocketOption.IP_OPTIONS_1,
    SocketOption.IP_OPTIONS_2,
    SocketOption.IP_OPTIONS_3,
    SocketOption.IP_OPTIONS_4
  };

  private HeaderOptions() {}

  static int set(InetOptionTarget target, MemorySegment value, int length) {
    if (length > MAX_BYTES) {
      return -EINVAL;
    }
    byte[] options = padded(value.asSlice(0, length));
    if (!areWellFormed(options)) {
      return -EINVAL;
    }
    ByteBuffer words =
        ByteBuffer.wrap(Arrays.copyOf(options, MAX_BYTES)).order(ByteOrder.nativeOrder());
    target.setOption(SocketOption.IP_OPTIONS_BYTES, 0);
    for (SocketOption word : WORDS) {
      target.setOption(word, words.getLong());
    }
    return target.setOption(SocketOption.IP_OPTIONS_BYTES, options.length);
  }

  static int get(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    byte[] options = new byte[MAX_BYTES];
    int bytes = target.options().copyIpOptions(options);
    int count = Math.min(length.get(JAVA_INT_UNALIGNED, 0), bytes);
    MemorySegment.copy(options, 0, value, JAVA_BYTE, 0, count);
    length.set(JAVA_INT_UNALIGNED, 0, count);
    return 0;
  }

  /** Options with ends of the list up to a multiple of four bytes. */
  public static byte[] padded(MemorySegment options) {
    int length = (int) options.byteSize();
    int whole = length + ADDRESS_BYTES - 1 & -ADDRESS_BYTES;
    return Arrays.copyOf(options.toArray(JAVA_BYTE), whole);
  }

  /** {@code __ip_options_compile}: lengths and pointers lead to places within the options. */
  public static boolean areWellFormed(byte[] options) {
    int at = 0;
    while (at < options.length && options[at] != END) {
      if (options[at] == NO_OPERATION) {
        at++;
        continue;
      }
      int length = at + 1 < options.length ? Byte.toUnsignedInt(options[at + 1]) : 0;
      if (length < 2 || at + length > options.length || !isWellFormed(options, at, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private static boolean isWellFormed(byte[] options, int at, int length) {
    int pointer = length > 2 ? Byte.toUnsignedInt(options[at + 2]) : 0;
    return switch (Byte.toUnsignedInt(options[at])) {
      case RECORD_ROUTE -> {
        boolean full = pointer > length;
        yield pointer >= FIRST_POINTER && (full || pointer + ADDRESS_BYTES - 1 <= length);
      }
      // RFC 7126 4.3: nobody forwards what chooses its own route.
      case LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> false;
      case TIMESTAMP -> length >= FIRST_POINTER && pointer > FIRST_POINTER;
      default -> true;
    };
  }
}
