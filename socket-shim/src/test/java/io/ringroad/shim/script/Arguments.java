package io.ringroad.shim.script;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The arguments of one call, as numbers and memory. */
final class Arguments {
  private final CallContext context;
  private final String call;
  private final int line;
  private final List<Expression> values;

  Arguments(CallContext context, Event.Call event) {
    this.context = context;
    this.call = event.name();
    this.line = event.line();
    this.values = event.arguments();
  }

  /** Refuses any other number of arguments. */
  Arguments count(int min, int max) {
    if (values.size() < min || values.size() > max) {
      throw wrong(
          "takes "
              + (min == max ? "" + min : min + " to " + max)
              + " arguments, not "
              + values.size());
    }
    return this;
  }

  ScriptException wrong(String what) {
    return new ScriptException(line, call + " " + what);
  }

  int size() {
    return values.size();
  }

  Expression get(int index) {
    return values.get(index);
  }

  boolean isEllipsis(int index) {
    return values.get(index) instanceof Expression.Ellipsis;
  }

  boolean isNull(int index) {
    return values.get(index) instanceof Expression.Word word && word.name().equals("NULL");
  }

  int fd(int index) {
    return context.live(number(index));
  }

  long number(int index) {
    return number(values.get(index));
  }

  int integer(int index) {
    return (int) number(index);
  }

  /** A socket's family; {@code ...} and AF_INET are that of the script's version of IP. */
  long family(int index) {
    return isEllipsis(index) ? context.ip.family() : family(values.get(index));
  }

  private long family(Expression expression) {
    long family = number(expression);
    return family == AddressFamily.AF_INET ? context.ip.family() : family;
  }

  long number(int index, long ifEllipsis) {
    return isEllipsis(index) ? ifEllipsis : number(index);
  }

  long number(Expression expression) {
    return switch (expression) {
      case Expression.Number number -> number.value();
      case Expression.Or or -> number(or.left()) | number(or.right());
      case Expression.Word word -> {
        Long value = Symbols.find(word.name());
        if (value == null) {
          throw wrong("has the argument " + word.name() + ", which is no known constant");
        }
        yield value;
      }
      case Expression.Apply apply when apply.name().equals("htons") ->
          number(apply.arguments().get(0));
      case Expression.Array array when array.items().size() == 1 -> number(array.items().get(0));
      default -> throw wrong("has " + expression + " where a number should be");
    };
  }

  /** A socket address; {@code ...} is the given one. */
  MemorySegment address(int index, String ifEllipsis, int port) {
    Expression value = values.get(index);
    if (value instanceof Expression.Struct struct) {
      return address(struct);
    }
    if (value instanceof Expression.Ellipsis) {
      return context.ip.name(context.arena, ifEllipsis, port);
    }
    return memoryOrNull(index);
  }

  MemorySegment address(Expression.Struct struct) {
    Expression port = struct.field("sin_port");
    MemorySegment address =
        context.ip.name(
            context.arena, host(struct.field("sin_addr")), port == null ? 0 : (int) number(port));
    Expression family = struct.field("sa_family");
    if (family != null && !(family instanceof Expression.Ellipsis)) {
      SockaddrIn.family(address, (int) family(family));
    }
    return address;
  }

  private String host(Expression expression) {
    return switch (expression) {
      case null -> "0.0.0.0";
      case Expression.Apply(String name, List<Expression> list)
          when name.equals("inet_addr") && list.get(0) instanceof Expression.Text(String text) ->
          text;
      default -> throw wrong("expects sin_addr=inet_addr(\"a.b.c.d\")");
    };
  }

  /** {@code NULL} or 0; anything else is a mistake of the script. */
  private MemorySegment memoryOrNull(int index) {
    if (number(index) != 0) {
      throw wrong("has a number where memory should be");
    }
    return MemorySegment.NULL;
  }

  /** Room for an answer of so many bytes; null if the script passes NULL. */
  MemorySegment room(int index, long bytes) {
    return isNull(index) ? MemorySegment.NULL : context.allocate(bytes);
  }
}
