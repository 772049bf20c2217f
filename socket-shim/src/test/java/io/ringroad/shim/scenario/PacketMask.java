package io.ringroad.shim.scenario;

import java.util.Arrays;

/**
 * Blanks what the two sides choose for themselves in packets that raw and ping sockets receive:
 * identifications, checksums, and what an error quotes. Letters are left as they are.
 */
final class PacketMask {
  private static final int IPV4_WITHOUT_OPTIONS = 0x45;
  private static final int IPV4_HEADER = 20;
  private static final int PROTOCOL_OFFSET = 9;
  private static final int ICMP = 1;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST = 8;

  private PacketMask() {}

  static byte[] masked(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == IPV4_WITHOUT_OPTIONS) {
      blank(bytes, 4, 6);
      blank(bytes, 10, 12);
      if (bytes.length > IPV4_HEADER && bytes[PROTOCOL_OFFSET] == ICMP) {
        maskIcmp(bytes, IPV4_HEADER);
      }
    } else if (bytes.length > 0 && isEcho(bytes[0])) {
      maskIcmp(bytes, 0);
    }
    return bytes;
  }

  private static void maskIcmp(byte[] bytes, int at) {
    blank(bytes, at + 2, isEcho(bytes[at]) ? at + 6 : bytes.length);
  }

  private static boolean isEcho(byte type) {
    return type == ECHO_REPLY || type == ECHO_REQUEST;
  }

  private static void blank(byte[] bytes, int from, int to) {
    int end = Math.min(to, bytes.length);
    if (from < end) {
      Arrays.fill(bytes, from, end, (byte) '?');
    }
  }
}
