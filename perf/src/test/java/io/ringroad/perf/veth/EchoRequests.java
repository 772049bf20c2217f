package io.ringroad.perf.veth;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** ICMP echo messages (RFC 792), made and read without the engine. */
final class EchoRequests {
  static final int HEADER_BYTES = 8;
  static final int REQUEST = 8;
  static final int REPLY = 0;

  private EchoRequests() {}

  /** A request with data that its length and sequence tell apart; its checksum is right. */
  static byte[] of(int identifier, int sequence, int dataBytes) {
    byte[] message = new byte[HEADER_BYTES + dataBytes];
    for (int i = HEADER_BYTES; i < message.length; i++) {
      message[i] = (byte) (31 * i + sequence);
    }
    ByteBuffer.wrap(message)
        .put(0, (byte) REQUEST)
        .putShort(4, (short) identifier)
        .putShort(6, (short) sequence);
    ByteBuffer.wrap(message).putShort(2, (short) checksum(message));
    return message;
  }

  static int type(byte[] message) {
    return message[0];
  }

  static int identifier(byte[] message) {
    return ByteBuffer.wrap(message).getShort(4) & 0xffff;
  }

  static int sequence(byte[] message) {
    return ByteBuffer.wrap(message).getShort(6) & 0xffff;
  }

  static byte[] data(byte[] message) {
    return Arrays.copyOfRange(message, HEADER_BYTES, message.length);
  }

  /** RFC 1071. */
  static int checksum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~(sum + (sum >>> 16)) & 0xffff;
  }
}
