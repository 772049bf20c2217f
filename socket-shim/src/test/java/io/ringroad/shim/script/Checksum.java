package io.ringroad.shim.script;

/** The Internet checksum (RFC 1071), written without the engine's. */
final class Checksum {
  private Checksum() {}

  /** The sum over a header. */
  static int of(byte[] bytes, int offset, int length) {
    return fold(sum(bytes, offset, length));
  }

  /** The sum over a segment or datagram and its pseudo header. */
  static int ofTransport(byte[] bytes, int ipOffset, int protocol, int offset, int length) {
    boolean ipv6 = bytes[ipOffset] >> 4 == 6;
    long sum = ipv6 ? sum(bytes, ipOffset + 8, 32) : sum(bytes, ipOffset + 12, 8);
    sum += protocol;
    sum += length;
    return fold(sum + sum(bytes, offset, length));
  }

  private static long sum(byte[] bytes, int offset, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      int value = Byte.toUnsignedInt(bytes[offset + i]);
      sum += (i & 1) == 0 ? value << 8 : value;
    }
    return sum;
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >> 16 != 0) {
      folded = (folded & 0xffff) + (folded >> 16);
    }
    return (int) ~folded & 0xffff;
  }
}
