package io.ringroad.shim.script;

import java.nio.charset.StandardCharsets;

/** The bytes of streams: each place of a stream has one of its own, so that a wrong one shows. */
final class Payload {
  private Payload() {}

  /** The byte at a place of a stream, 1 being the first behind the SYN. */
  static byte at(long position) {
    return (byte) (position * 37 + (position >> 8) * 11);
  }

  static byte[] pattern(long position, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(position + i);
    }
    return bytes;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The first place where the bytes are not those of the stream; -1 if there is none. */
  static int mismatch(byte[] bytes, long position) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != at(position + i)) {
        return i;
      }
    }
    return -1;
  }
}
