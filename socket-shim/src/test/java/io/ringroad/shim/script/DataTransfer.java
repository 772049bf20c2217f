package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Calls with one buffer. {@code ...} is the stream's own bytes, a string what it says. */
final class DataTransfer {
  private final CallContext context;
  private final SocketCalls calls;

  DataTransfer(CallContext context) {
    this.context = context;
    this.calls = context.calls;
  }

  PreparedCall prepare(String name, Arguments arguments) {
    return switch (name) {
      case "read" -> receive(arguments.count(3, 3), 0);
      case "recv" -> receive(arguments.count(4, 4), arguments.integer(3));
      case "recvfrom" -> receive(arguments.count(6, 6), arguments.integer(3));
      case "write" -> send(arguments.count(3, 3), 0);
      case "send" -> send(arguments.count(4, 4), arguments.integer(3));
      default -> send(arguments.count(6, 6), arguments.integer(3));
    };
  }

  private PreparedCall send(Arguments arguments, int flags) {
    int fd = arguments.fd(0);
    long length = arguments.number(2);
    MemorySegment buffer = source(arguments, fd, length);
    boolean plain = arguments.size() == 3;
    boolean named = arguments.size() == 6 && !arguments.isNull(4);
    MemorySegment address =
        named ? arguments.address(4, Endpoints.REMOTE, Endpoints.SERVICE_PORT) : MemorySegment.NULL;
    int addressBytes = named ? (int) arguments.number(5, context.ip.nameBytes()) : 0;
    return new PreparedCall() {
      @Override
      public long invoke() {
        return plain
            ? calls.write(fd, buffer, length)
            : calls.sendto(fd, buffer, length, flags, address, addressBytes);
      }

      @Override
      public String difference(long result) {
        context.sent(fd, Math.max(0, result));
        return null;
      }
    };
  }

  private MemorySegment source(Arguments arguments, int fd, long length) {
    if (arguments.isNull(1)) {
      return MemorySegment.NULL;
    }
    byte[] bytes;
    if (arguments.get(1) instanceof Expression.Text(String text)) {
      bytes = Payload.bytes(text);
    } else {
      bytes = Payload.pattern(context.sendPosition(fd), (int) Math.max(0, length));
    }
    MemorySegment buffer = context.allocate(Math.max(length, bytes.length));
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return buffer;
  }

  private PreparedCall receive(Arguments arguments, int flags) {
    int fd = arguments.fd(0);
    long length = arguments.number(2);
    MemorySegment buffer = arguments.room(1, length);
    String expected = arguments.get(1) instanceof Expression.Text(String text) ? text : null;
    boolean plain = arguments.size() == 3;
    boolean named = arguments.size() == 6 && !arguments.isNull(4);
    MemorySegment address = named ? context.allocate(context.ip.nameBytes()) : MemorySegment.NULL;
    MemorySegment addressBytes = context.allocate(Integer.BYTES);
    addressBytes.set(ValueLayout.JAVA_INT, 0, context.ip.nameBytes());
    return new PreparedCall() {
      @Override
      public long invoke() {
        return plain
            ? calls.read(fd, buffer, length)
            : calls.recvfrom(fd, buffer, length, flags, address, addressBytes);
      }

      @Override
      public String difference(long result) {
        long got = Math.max(0, Math.min(result, length));
        if (expected != null) {
          return text(buffer, got, expected);
        }
        boolean discards = (flags & (MessageFlag.MSG_TRUNC | MessageFlag.MSG_OOB)) != 0;
        String difference = discards ? null : stream(fd, buffer, got);
        if ((flags & (MessageFlag.MSG_PEEK | MessageFlag.MSG_OOB)) == 0) {
          context.received(fd, got);
        }
        return difference;
      }
    };
  }

  private static String text(MemorySegment buffer, long length, String expected) {
    byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    String got = new String(bytes, StandardCharsets.ISO_8859_1);
    return got.equals(expected.substring(0, (int) Math.min(length, expected.length())))
        ? null
        : "data: expected \"" + expected + "\", got \"" + got + "\"";
  }

  private String stream(int fd, MemorySegment buffer, long length) {
    if (!context.patterned) {
      return null;
    }
    byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    int wrong = Payload.mismatch(bytes, context.receivePosition(fd));
    return wrong < 0
        ? null
        : "data: byte %d is not the one at %d of the stream"
            .formatted(wrong, context.receivePosition(fd) + wrong);
  }
}
