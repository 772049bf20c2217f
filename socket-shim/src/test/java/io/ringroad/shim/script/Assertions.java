package io.ringroad.shim.script;

import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.TcpSocketOption;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Runs the code of a script: lines {@code assert expression} about TCP_INFO of a descriptor. */
final class Assertions {
  private final CallContext context;

  Assertions(CallContext context) {
    this.context = context;
  }

  /**
   * Runs the lines.
   *
   * @param fd of which the names {@code tcpi_...} are, the engine's number
   * @return the first line that does not hold, with the values of its names; null if all hold
   */
  String failed(Event.Code event, int fd) {
    MemorySegment info = info(fd);
    for (String statement : event.code().split("[\\n;]")) {
      String line = statement.replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        String failure = failed(event, line, info);
        if (failure != null) {
          return failure;
        }
      }
    }
    return null;
  }

  private static String failed(Event.Code event, String line, MemorySegment info) {
    if (!line.matches("assert\\b.*")) {
      throw new ScriptException(event.line(), "code can only assert, not '" + line + "'");
    }
    StringBuilder values = new StringBuilder();
    try {
      String expression = line.substring("assert".length());
      CodeEvaluator evaluator = new CodeEvaluator(expression, name -> value(info, name, values));
      return evaluator.value() != 0 ? null : line + "; but" + values;
    } catch (IllegalArgumentException e) {
      throw new ScriptException(event.line(), line + ": " + e.getMessage());
    }
  }

  private static long value(MemorySegment info, String name, StringBuilder values) {
    Long field = TcpInfoFields.find(info, name);
    if (field != null) {
      values.append(' ').append(name).append(" = ").append(field);
      return field;
    }
    Long symbol = Symbols.find(name);
    if (symbol == null) {
      throw new IllegalArgumentException("there is no field or constant " + name);
    }
    return symbol;
  }

  private MemorySegment info(int fd) {
    MemorySegment info = context.allocate(TcpInfoFields.SIZE);
    MemorySegment length = context.allocate(Integer.BYTES);
    length.set(ValueLayout.JAVA_INT, 0, TcpInfoFields.SIZE);
    context.calls.getsockopt(fd, IpProtocol.IPPROTO_TCP, TcpSocketOption.TCP_INFO, info, length);
    return info;
  }
}
