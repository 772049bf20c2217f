package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Linger;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** setsockopt, getsockopt and ioctl: calls that pass values through memory. */
final class OptionCalls {
  private static final int MAX_VALUE_BYTES = 512;

  private final CallContext context;
  private final SocketCalls calls;

  OptionCalls(CallContext context) {
    this.context = context;
    this.calls = context.calls;
  }

  PreparedCall prepare(String name, Arguments arguments) {
    return switch (name) {
      case "setsockopt" -> set(arguments.count(5, 5));
      case "getsockopt" -> get(arguments.count(5, 5));
      default -> ioctl(arguments.count(2, 3));
    };
  }

  private PreparedCall set(Arguments arguments) {
    int fd = arguments.fd(0);
    int level = arguments.integer(1);
    int option = arguments.integer(2);
    int length = arguments.integer(4);
    byte[] value = value(arguments, arguments.get(3), length);
    MemorySegment memory = MemorySegment.NULL;
    if (!arguments.isNull(3)) {
      memory = context.allocate(Math.max(length, value.length));
      MemorySegment.copy(value, 0, memory, ValueLayout.JAVA_BYTE, 0, value.length);
    }
    MemorySegment pointer = memory;
    return () -> calls.setsockopt(fd, level, option, pointer, length);
  }

  private PreparedCall get(Arguments arguments) {
    int fd = arguments.fd(0);
    int level = arguments.integer(1);
    int option = arguments.integer(2);
    int length = (int) arguments.number(4, Integer.BYTES);
    byte[] expected = arguments.isEllipsis(3) ? null : value(arguments, arguments.get(3), length);
    MemorySegment memory = context.allocate(MAX_VALUE_BYTES);
    MemorySegment size = context.allocate(Integer.BYTES);
    size.set(ValueLayout.JAVA_INT, 0, length);
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.getsockopt(fd, level, option, memory, size);
      }

      @Override
      public String difference(long result) {
        return expected == null || result < 0 ? null : compare(arguments, expected, memory);
      }
    };
  }

  private static String compare(Arguments arguments, byte[] expected, MemorySegment memory) {
    if (memory.asSlice(0, expected.length).mismatch(MemorySegment.ofArray(expected)) < 0) {
      return null;
    }
    if (arguments.get(3) instanceof Expression.Text(String text)) {
      return "value: expected \"" + text + "\", got \"" + memory.getString(0) + "\"";
    }
    StringBuilder got = new StringBuilder();
    for (int i = 0; i + Integer.BYTES <= expected.length; i += Integer.BYTES) {
      got.append(' ').append(memory.get(ValueLayout.JAVA_INT, i));
    }
    return "value: expected " + integers(expected) + ", got" + got;
  }

  private static String integers(byte[] bytes) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + Integer.BYTES <= bytes.length; i += Integer.BYTES) {
      text.append(i == 0 ? "" : " ").append(memory.get(ValueLayout.JAVA_INT_UNALIGNED, i));
    }
    return text.toString();
  }

  private byte[] value(Arguments arguments, Expression value, int length) {
    return switch (value) {
      case Expression.Text(String text) -> Payload.bytes(text);
      case Expression.Struct struct -> struct(arguments, struct);
      case Expression.Array(List<Expression> items) -> numbers(arguments, items, length);
      default -> numbers(arguments, List.of(value), length);
    };
  }

  private byte[] numbers(Arguments arguments, List<Expression> items, int length) {
    int each = items.size() == 1 && (length == 1 || length == Long.BYTES) ? length : Integer.BYTES;
    MemorySegment memory = MemorySegment.ofArray(new byte[each * items.size()]);
    for (int i = 0; i < items.size(); i++) {
      long number = arguments.number(items.get(i));
      switch (each) {
        case 1 -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) number);
        case Long.BYTES -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
        default -> memory.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, (int) number);
      }
    }
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }

  /** {@code {onoff=1, linger=5}} and {@code {tv_sec=1, tv_usec=0}}. */
  private byte[] struct(Arguments arguments, Expression.Struct struct) {
    if (struct.field("onoff") != null) {
      MemorySegment memory = context.allocate(Linger.SIZE);
      boolean on = arguments.number(struct.field("onoff")) != 0;
      Linger.set(memory, on, (int) arguments.number(struct.field("linger")));
      return memory.asSlice(0, Linger.SIZE).toArray(ValueLayout.JAVA_BYTE);
    }
    if (struct.field("tv_sec") != null) {
      MemorySegment memory = context.allocate(Timeval.SIZE);
      Timeval.set(
          memory,
          arguments.number(struct.field("tv_sec")),
          arguments.number(struct.field("tv_usec")));
      return memory.asSlice(0, Timeval.SIZE).toArray(ValueLayout.JAVA_BYTE);
    }
    throw arguments.wrong("expects {onoff=, linger=} or {tv_sec=, tv_usec=}");
  }

  private PreparedCall ioctl(Arguments arguments) {
    int fd = arguments.fd(0);
    long request = arguments.number(1);
    boolean passes = arguments.size() == 3 && !arguments.isNull(2);
    MemorySegment memory = passes ? context.allocate(Long.BYTES) : MemorySegment.NULL;
    boolean compares = passes && !arguments.isEllipsis(2);
    int value = compares ? arguments.integer(2) : 0;
    if (passes) {
      memory.set(ValueLayout.JAVA_INT, 0, value);
    }
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.ioctl(fd, request, memory);
      }

      @Override
      public String difference(long result) {
        return !compares || result < 0 || memory.get(ValueLayout.JAVA_INT, 0) == value
            ? null
            : "value: expected " + value + ", got " + memory.get(ValueLayout.JAVA_INT, 0);
      }
    };
  }
}
