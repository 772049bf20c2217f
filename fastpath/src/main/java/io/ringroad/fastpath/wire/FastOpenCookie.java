package io.ringroad.fastpath.wire;

/**
 * A TCP Fast Open cookie: 4 to 16 bytes, an even number of them, which mean nothing to anyone but
 * who made them. RFC 7413 4.1.1.
 *
 * @param length bytes, or 0 for a request
 * @param first the first eight bytes, the first of them in the highest bits
 * @param second the last eight
 */
public record FastOpenCookie(int length, long first, long second) {

  public static final int MIN_LENGTH = 4;
  public static final int MAX_LENGTH = 16;

  /** The length that Linux makes, and this engine too. */
  public static final int OWN_LENGTH = 8;

  /** A client's request for a cookie. */
  public static final FastOpenCookie REQUEST = new FastOpenCookie(0, 0, 0);

  /** Whether a server may send so many bytes. */
  public static boolean isValidLength(int length) {
    return length >= MIN_LENGTH && length <= MAX_LENGTH && (length & 1) == 0;
  }

  int byteAt(int index) {
    long word = index < Long.BYTES ? first : second;
    return (int) (word >>> 56 - 8 * (index & 7)) & 0xFF;
  }
}
