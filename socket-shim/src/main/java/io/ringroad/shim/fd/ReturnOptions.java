package io.ringroad.shim.fd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * The IP options that an answer should carry: of those received, the recorded route and the
 * timestamps ({@code ip_options_echo}), one of each. Source routes are not received at all.
 */
final class ReturnOptions {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int RECORD_ROUTE = 7;
  private static final int TIMESTAMP = 68;

  private ReturnOptions() {}

  /**
   * Writes the options for an answer.
   *
   * @param received well-formed options, at most 40 bytes
   * @param answer room for 40 bytes
   * @return bytes written, a multiple of 4
   */
  static int of(MemorySegment received, MemorySegment answer) {
    int length = copy(received, RECORD_ROUTE, answer, 0);
    length = copy(received, TIMESTAMP, answer, length);
    while (length % Integer.BYTES != 0) {
      answer.set(JAVA_BYTE, length++, (byte) END);
    }
    return length;
  }

  private static int copy(MemorySegment from, int wanted, MemorySegment to, int offset) {
    int at = 0;
    while (at < from.byteSize() && octet(from, at) != END) {
      int length = octet(from, at) == NO_OPERATION ? 1 : octet(from, at + 1);
      if (octet(from, at) == wanted) {
        MemorySegment.copy(from, at, to, offset, length);
        return offset + length;
      }
      at += length;
    }
    return offset;
  }

  private static int octet(MemorySegment memory, int offset) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, offset));
  }
}
