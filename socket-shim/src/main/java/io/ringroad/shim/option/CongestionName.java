package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOENT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** TCP_CONGESTION: the name of a congestion control. */
final class CongestionName {
  /** TCP_CA_NAME_MAX. */
  private static final int NAME_BYTES = 16;

  private CongestionName() {}

  static int set(InetOptionTarget target, MemorySegment value, int length) {
    if (length < 1) {
      return -EINVAL;
    }
    int count = Math.min(length, NAME_BYTES - 1);
    byte[] bytes = value.asSlice(0, count).toArray(JAVA_BYTE);
    String text = new String(bytes, StandardCharsets.US_ASCII);
    int end = text.indexOf('\0');
    CongestionAlgorithm named = CongestionAlgorithm.named(end < 0 ? text : text.substring(0, end));
    return named == null ? -ENOENT : target.setOption(SocketOption.CONGESTION, named.optionValue());
  }

  static int get(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    byte[] name = new byte[NAME_BYTES];
    byte[] text = target.congestion().label().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, name, 0, text.length);
    return OptionValue.putBytes(value, length, MemorySegment.ofArray(name));
  }
}
