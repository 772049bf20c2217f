package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Calls with several buffers: {@code [{..., 1000}, {..., 2000}]}. */
final class MessageTransfer {
  private final CallContext context;
  private final SocketCalls calls;

  MessageTransfer(CallContext context) {
    this.context = context;
    this.calls = context.calls;
  }

  PreparedCall prepare(String name, Arguments arguments) {
    return switch (name) {
      case "readv" -> vector(arguments.count(3, 3), false);
      case "writev" -> vector(arguments.count(3, 3), true);
      case "recvmsg" -> message(arguments.count(3, 3), false);
      default -> message(arguments.count(3, 3), true);
    };
  }

  /** The buffers of a call, and the iovecs that point at them. */
  private record Buffers(MemorySegment iovecs, List<MemorySegment> pieces) {
    byte[] bytes(long length) {
      byte[] all = new byte[(int) length];
      int done = 0;
      for (MemorySegment piece : pieces) {
        int count = (int) Math.min(piece.byteSize(), length - done);
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, all, done, count);
        done += count;
      }
      return all;
    }
  }

  private PreparedCall vector(Arguments arguments, boolean sends) {
    int fd = arguments.fd(0);
    Buffers buffers = buffers(arguments, arguments.get(1), fd, sends);
    int count = arguments.integer(2);
    return new PreparedCall() {
      @Override
      public long invoke() {
        return sends
            ? calls.writev(fd, buffers.iovecs, count)
            : calls.readv(fd, buffers.iovecs, count);
      }

      @Override
      public String difference(long result) {
        return done(fd, buffers, sends, result);
      }
    };
  }

  private PreparedCall message(Arguments arguments, boolean sends) {
    int fd = arguments.fd(0);
    if (!(arguments.get(1) instanceof Expression.Struct header)) {
      throw arguments.wrong("expects {msg_name(...)=..., msg_iov(1)=[{..., 1000}], msg_flags=0}");
    }
    Buffers buffers = buffers(arguments, header.field("msg_iov"), fd, sends);
    MemorySegment message = Msghdr.allocate(context.arena, buffers.iovecs, buffers.pieces.size());
    Expression name = header.field("msg_name");
    if (name != null && !(name instanceof Expression.Word)) {
      MemorySegment address =
          name instanceof Expression.Struct struct
              ? arguments.address(struct)
              : context.ip.name(context.arena, Endpoints.REMOTE, Endpoints.SERVICE_PORT);
      Msghdr.name(message, 0, address.address(), context.ip.nameBytes());
    }
    int flags = arguments.integer(2);
    Expression expectedFlags = header.field("msg_flags");
    return new PreparedCall() {
      @Override
      public long invoke() {
        return sends ? calls.sendmsg(fd, message, flags) : calls.recvmsg(fd, message, flags);
      }

      @Override
      public String difference(long result) {
        String difference = done(fd, buffers, sends, result);
        if (difference == null && !sends && result >= 0 && expectedFlags != null) {
          long expected = arguments.number(expectedFlags);
          long got = Msghdr.flags(message, 0);
          difference =
              expected == got
                  ? null
                  : "msg_flags: expected 0x%x, got 0x%x".formatted(expected, got);
        }
        return difference;
      }
    };
  }

  private Buffers buffers(Arguments arguments, Expression list, int fd, boolean sends) {
    if (!(list instanceof Expression.Array array)) {
      throw arguments.wrong("expects buffers as [{..., 1000}, {..., 2000}]");
    }
    List<MemorySegment> pieces = new ArrayList<>();
    long position = context.sendPosition(fd);
    for (Expression item : array.items()) {
      if (!(item instanceof Expression.Struct struct) || struct.fields().size() != 2) {
        throw arguments.wrong("expects each buffer as {..., length}");
      }
      long length = arguments.number(struct.fields().get(1).value());
      MemorySegment piece = context.allocate(length).asSlice(0, length);
      if (sends) {
        byte[] bytes =
            struct.fields().get(0).value() instanceof Expression.Text(String text)
                ? Payload.bytes(text)
                : Payload.pattern(position, (int) length);
        MemorySegment.copy(bytes, 0, piece, ValueLayout.JAVA_BYTE, 0, bytes.length);
      }
      position += length;
      pieces.add(piece);
    }
    MemorySegment iovecs = context.allocate((long) pieces.size() * Iovec.SIZE);
    for (int i = 0; i < pieces.size(); i++) {
      Iovec.set(iovecs, i, pieces.get(i));
    }
    return new Buffers(iovecs, pieces);
  }

  private String done(int fd, Buffers buffers, boolean sends, long result) {
    long count = Math.max(0, result);
    if (sends) {
      context.sent(fd, count);
      return null;
    }
    int wrong =
        context.patterned
            ? Payload.mismatch(buffers.bytes(count), context.receivePosition(fd))
            : -1;
    context.received(fd, count);
    return wrong < 0 ? null : "data: byte %d is not that of the stream".formatted(wrong);
  }
}
