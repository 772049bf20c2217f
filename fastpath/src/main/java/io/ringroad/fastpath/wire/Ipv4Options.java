package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look over the options of an IPv4 header, as far as a host has to understand them.
 *
 * <pre>
 *   type 0 (end), type 1 (no operation): one byte
 *   +------+--------+---------------
 *   | type | length | data            all others; length counts all its bytes
 *   +------+--------+---------------
 * </pre>
 */
public final class Ipv4Options {
  /** The options can be skipped. */
  public static final int HARMLESS = 0;

  /** A length leads out of the header. */
  public static final int MALFORMED = 1;

  /** The sender chose the route (RFC 7126 4.3 advises to drop such packets). */
  public static final int SOURCE_ROUTED = 2;

  private static final int COPIED = 0x80;
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  private Ipv4Options() {}

  /**
   * Leaves of {@code length} bytes of harmless options those that later fragments have too (RFC 791
   * 3.1, the copied flag); the others become "no operation", as on Linux.
   */
  public static void keepCopied(long address, int length) {
    int offset = 0;
    while (offset < length) {
      int type = NativeMemory.getUnsignedByte(address + offset);
      if (type == END) {
        return;
      }
      int optionLength =
          type == NO_OPERATION ? 1 : NativeMemory.getUnsignedByte(address + offset + 1);
      if ((type & COPIED) == 0) {
        int bytes = Math.min(optionLength, length - offset);
        NativeMemory.fill(address + offset, bytes, (byte) NO_OPERATION);
      }
      offset += Math.max(1, optionLength);
    }
  }

  /**
   * Judges {@code length} bytes of options at {@code address}.
   *
   * @return {@link #HARMLESS}, {@link #MALFORMED} or {@link #SOURCE_ROUTED}
   */
  public static int inspect(long address, int length) {
    int offset = 0;
    while (offset < length) {
      int type = NativeMemory.getUnsignedByte(address + offset);
      if (type == END) {
        return HARMLESS;
      }
      if (type == NO_OPERATION) {
        offset++;
        continue;
      }
      if (offset + 1 >= length) {
        return MALFORMED;
      }
      int optionLength = NativeMemory.getUnsignedByte(address + offset + 1);
      if (optionLength < 2 || offset + optionLength > length) {
        return MALFORMED;
      }
      if (type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) {
        return SOURCE_ROUTED;
      }
      offset += optionLength;
    }
    return HARMLESS;
  }
}
