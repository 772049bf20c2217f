package io.ringroad.fastpath.dhcp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message (RFC 2131 2): the fixed part that BOOTP left, and options.
 *
 * <pre>
 *    0      op     1      htype   2     hlen    3     hops
 *    4      transaction id
 *    8      seconds       10      flags: broadcast in the first bit
 *   12      client's address
 *   16      your address
 *   20      next server's address
 *   24      relay's address
 *   28      client's hardware address, 16 bytes
 *   44      server's name, 64 bytes, or options
 *  108      boot file, 128 bytes, or options
 *  236      magic cookie 99.130.83.99
 *  240      options
 * </pre>
 */
final class DhcpMessage {
  static final int REQUEST = 1;
  static final int REPLY = 2;

  /** Some servers and relays drop shorter messages (RFC 1542 2.1). */
  private static final int SHORTEST_BYTES = 300;

  private static final int OPTIONS = 240;
  private static final int COOKIE = 0x6382_5363;
  private static final int ETHERNET = 1;
  private static final int MAC_BYTES = 6;
  private static final int BROADCAST = 0x8000;
  private static final int FILE_AS_OPTIONS = 1;
  private static final int NAME_AS_OPTIONS = 2;

  int operation = REQUEST;
  int transaction;
  int seconds;
  boolean broadcast;
  int clientAddress;
  int yourAddress;
  long mac;

  /** Option values by their codes, in the order in which they are written. */
  private final Map<Integer, byte[]> options = new LinkedHashMap<>();

  DhcpMessage put(int code, byte... value) {
    options.put(code, value);
    return this;
  }

  DhcpMessage putInt(int code, int value) {
    return put(code, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  DhcpMessage putShort(int code, int value) {
    return put(code, (byte) (value >> 8), (byte) value);
  }

  DhcpMessage type(DhcpType type) {
    return put(DhcpOption.MESSAGE_TYPE, (byte) type.ordinal());
  }

  DhcpType type() {
    byte[] value = option(DhcpOption.MESSAGE_TYPE);
    return value.length == 1 ? DhcpType.of(value[0]) : DhcpType.NONE;
  }

  /** The value of an option, all its parts together; empty if it is not there. */
  byte[] option(int code) {
    return options.getOrDefault(code, new byte[0]);
  }

  /** The first four bytes of an option, or what stands for its absence. */
  int optionInt(int code, int otherwise) {
    byte[] value = option(code);
    return value.length < Integer.BYTES ? otherwise : ByteBuffer.wrap(value).getInt();
  }

  /** The two bytes of an option, or what stands for its absence. */
  int optionShort(int code, int otherwise) {
    byte[] value = option(code);
    return value.length < Short.BYTES ? otherwise : ByteBuffer.wrap(value).getChar();
  }

  byte[] toBytes() {
    int length = OPTIONS + 1;
    for (byte[] value : options.values()) {
      length += 2 + value.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(SHORTEST_BYTES, length));
    bytes.put((byte) operation).put((byte) ETHERNET).put((byte) MAC_BYTES).put((byte) 0);
    bytes.putInt(transaction).putShort((short) seconds);
    bytes.putShort((short) (broadcast ? BROADCAST : 0));
    bytes.putInt(clientAddress).putInt(yourAddress).putInt(0).putInt(0);
    bytes.putShort((short) (mac >>> 32)).putInt((int) mac);
    bytes.position(OPTIONS - Integer.BYTES).putInt(COOKIE);
    options.forEach(
        (code, value) -> bytes.put(code.byteValue()).put((byte) value.length).put(value));
    bytes.put((byte) DhcpOption.END);
    return bytes.array();
  }

  /** Reads a message; null if the bytes are none. */
  static DhcpMessage parse(byte[] bytes) {
    if (bytes.length < OPTIONS || ByteBuffer.wrap(bytes).getInt(OPTIONS - 4) != COOKIE) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    DhcpMessage message = new DhcpMessage();
    message.operation = in.get(0);
    message.transaction = in.getInt(4);
    message.seconds = in.getChar(8);
    message.broadcast = (in.getChar(10) & BROADCAST) != 0;
    message.clientAddress = in.getInt(12);
    message.yourAddress = in.getInt(16);
    message.mac = (long) in.getChar(28) << 32 | Integer.toUnsignedLong(in.getInt(30));
    boolean ethernet = in.get(1) == ETHERNET && in.get(2) == MAC_BYTES;
    return ethernet && message.readAllOptions(in) ? message : null;
  }

  private boolean readAllOptions(ByteBuffer in) {
    try {
      readOptions(in.slice(OPTIONS, in.limit() - OPTIONS));
      // RFC 2131 4.1: the option field first, then the file's, then the name's.
      byte[] overload = option(DhcpOption.OVERLOAD);
      int fields = overload.length == 1 ? overload[0] : 0;
      if ((fields & FILE_AS_OPTIONS) != 0) {
        readOptions(in.slice(108, 128));
      }
      if ((fields & NAME_AS_OPTIONS) != 0) {
        readOptions(in.slice(44, 64));
      }
      return true;
    } catch (BufferUnderflowException truncated) {
      return false;
    }
  }

  private void readOptions(ByteBuffer in) {
    while (in.hasRemaining()) {
      int code = in.get() & 0xFF;
      if (code == DhcpOption.END) {
        return;
      }
      if (code != DhcpOption.PAD) {
        byte[] value = new byte[in.get() & 0xFF];
        in.get(value);
        append(code, value);
      }
    }
  }

  /** RFC 3396: an option that comes more than once is one, cut in pieces. */
  private void append(int code, byte[] piece) {
    byte[] before = option(code);
    byte[] all = Arrays.copyOf(before, before.length + piece.length);
    System.arraycopy(piece, 0, all, before.length, piece.length);
    options.put(code, all);
  }
}
