package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** SO_BINDTODEVICE and SO_BINDTOIFINDEX: one interface is all that a socket sees. */
final class BoundDevice {
  /** IFNAMSIZ. */
  private static final int NAME_BYTES = 16;

  private BoundDevice() {}

  static int setName(OptionTarget target, MemorySegment value, int length) {
    byte[] bytes = value.asSlice(0, Math.min(length, NAME_BYTES - 1)).toArray(JAVA_BYTE);
    String text = new String(bytes, StandardCharsets.US_ASCII);
    int end = text.indexOf('\0');
    String name = end < 0 ? text : text.substring(0, end);
    int number = name.isEmpty() ? 0 : target.interfaceNumber(name);
    return number == 0 && !name.isEmpty()
        ? -ENODEV
        : target.setOption(SocketOption.BOUND_INTERFACE, number);
  }

  /** sock_bindtoindex: that there is no such interface is found out when something is sent. */
  static int setNumber(OptionTarget target, int number) {
    return number < 0 ? -EINVAL : target.setOption(SocketOption.BOUND_INTERFACE, number);
  }

  static int getName(OptionTarget target, MemorySegment value, MemorySegment length) {
    int number = target.options().getInt(SocketOption.BOUND_INTERFACE);
    if (number == 0) {
      length.set(JAVA_INT_UNALIGNED, 0, 0);
      return 0;
    }
    if (length.get(JAVA_INT_UNALIGNED, 0) < NAME_BYTES) {
      return -EINVAL;
    }
    String name = target.interfaceName(number);
    if (name == null) {
      return -ENODEV;
    }
    byte[] bytes = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    return OptionValue.putBytes(value, length, MemorySegment.ofArray(bytes));
  }
}
