package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit
 * words.
 *
 * <p>A sum under way is a {@code long} in machine order: RFC 1071 2(B) shows that the byte order of
 * the words does not matter until the end. {@link #finish} folds, complements and returns the
 * number that goes into the header in network order; data with its checksum in place finishes to 0.
 */
public final class Checksum {
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private Checksum() {}

  /**
   * Adds {@code length} bytes at {@code address} to a sum. Only the last piece of a packet may have
   * an odd length.
   *
   * @param length 0 to 2^20
   */
  public static long add(long sum, long address, int length) {
    long at = address;
    int left = length;
    // The lower halves' sum is what is left of the words' when the upper halves' is taken away,
    // whatever overflowed meanwhile: a third fewer instructions than to sum both.
    long words = 0;
    long upper = 0;
    while (left >= 32) {
      long a = NativeMemory.getLong(at);
      long b = NativeMemory.getLong(at + 8);
      long c = NativeMemory.getLong(at + 16);
      long d = NativeMemory.getLong(at + 24);
      words += a + b + (c + d);
      upper += (a >>> 32) + (b >>> 32) + ((c >>> 32) + (d >>> 32));
      at += 32;
      left -= 32;
    }
    sum += upper + (words - (upper << 32));
    return addTail(sum, at, left);
  }

  private static long addTail(long sum, long at, int left) {
    while (left >= 8) {
      long word = NativeMemory.getLong(at);
      sum += (word & LOW_HALF) + (word >>> 32);
      at += 8;
      left -= 8;
    }
    if (left >= 4) {
      sum += NativeMemory.getUnsignedInt(at);
      at += 4;
      left -= 4;
    }
    if (left >= 2) {
      sum += NativeMemory.getUnsignedShort(at);
      at += 2;
      left -= 2;
    }
    if (left > 0) {
      // RFC 1071 4.1: a last byte counts as if a zero byte followed; machine order is little-endian
      sum += NativeMemory.getUnsignedByte(at);
    }
    return sum;
  }

  /** Adds a 16-bit number (0 to 65535) as it would stand in a header. */
  public static long addShort(long sum, int value) {
    return sum + (Short.reverseBytes((short) value) & 0xFFFF);
  }

  /** Adds a 32-bit number as it would stand in a header. */
  public static long addInt(long sum, int value) {
    return sum + (Integer.reverseBytes(value) & LOW_HALF);
  }

  /**
   * The sum of an IPv4 pseudo-header (RFC 9293 3.1, RFC 768).
   *
   * @param length bytes of transport header and payload
   */
  public static long pseudoHeaderIpv4(int source, int destination, int protocol, int length) {
    long sum = addInt(addInt(0, source), destination);
    return addShort(addShort(sum, protocol), length);
  }

  /**
   * The sum of the pseudo-header of either family (RFC 8200 8.1, RFC 9293 3.1). For IPv4 addresses
   * in their mapped form it is that of {@link #pseudoHeaderIpv4}, since the one word more, {@code
   * FFFF}, is the other zero of one's complement arithmetic.
   *
   * @param length bytes of transport header and payload
   */
  public static long pseudoHeader(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int protocol,
      int length) {
    long sum = addLong(addLong(0, sourceHigh), sourceLow);
    sum = addLong(addLong(sum, destinationHigh), destinationLow);
    return addShort(addInt(sum, length), protocol);
  }

  /** Adds a 64-bit number as it would stand in a header. */
  public static long addLong(long sum, long value) {
    long word = Long.reverseBytes(value);
    return sum + (word & LOW_HALF) + (word >>> 32);
  }

  /** Folds a sum and complements it: 0 to 65535, to be written in network order. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xFFFF;
  }

  /**
   * Folds a sum without complementing it: what a device that fills checksums expects to find in the
   * field.
   */
  public static int fold(long sum) {
    sum = (sum & LOW_HALF) + (sum >>> 32);
    sum = (sum & 0xFFFF) + (sum >>> 16 & 0xFFFF) + (sum >>> 32);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return Short.reverseBytes((short) sum) & 0xFFFF;
  }

  /** The checksum of {@code length} bytes. */
  public static int of(long address, int length) {
    return finish(add(0, address, length));
  }

  /**
   * The checksum of a header in which one 16-bit word changes (RFC 1624, equation 3).
   *
   * @param checksum the checksum so far, 0 to 65535
   */
  public static int update(int checksum, int oldWord, int newWord) {
    // HC' = ~(~HC + ~m + m')
    int sum = (~checksum & 0xFFFF) + (~oldWord & 0xFFFF) + (newWord & 0xFFFF);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return ~sum & 0xFFFF;
  }
}
