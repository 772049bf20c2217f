package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Pollfd;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** poll and epoll. */
final class EventWaits {
  private final CallContext context;
  private final SocketCalls calls;

  EventWaits(CallContext context) {
    this.context = context;
    this.calls = context.calls;
  }

  PreparedCall prepare(String name, Arguments arguments) {
    return switch (name) {
      case "poll" -> poll(arguments.count(3, 3));
      case "epoll_create" -> {
        arguments.count(1, 1);
        yield () -> calls.epoll_create1(0);
      }
      case "epoll_create1" -> {
        int flags = arguments.count(1, 1).integer(0);
        yield () -> calls.epoll_create1(flags);
      }
      case "epoll_ctl" -> control(arguments.count(4, 4));
      default -> await(arguments.count(4, 4));
    };
  }

  /** One structure, or an array of them. */
  private static List<Expression> structs(Expression expression) {
    return expression instanceof Expression.Array(List<Expression> items)
        ? items
        : List.of(expression);
  }

  private static long field(Arguments arguments, Expression struct, String name) {
    if (!(struct instanceof Expression.Struct fields)) {
      throw arguments.wrong("expects {..., " + name + "=...}");
    }
    Expression value = fields.field(name);
    return value == null ? 0 : arguments.number(value);
  }

  private PreparedCall poll(Arguments arguments) {
    List<Expression> entries = structs(arguments.get(0));
    int count = arguments.integer(1);
    int timeoutMs = arguments.integer(2);
    MemorySegment fds = context.allocate((long) entries.size() * Pollfd.SIZE);
    for (int i = 0; i < entries.size(); i++) {
      int fd = context.live(field(arguments, entries.get(i), "fd"));
      Pollfd.set(fds, i, fd, (int) field(arguments, entries.get(i), "events"));
    }
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.poll(fds, count, timeoutMs);
      }

      @Override
      public String difference(long result) {
        for (int i = 0; i < count && result >= 0; i++) {
          long expected = field(arguments, entries.get(i), "revents");
          int got = Pollfd.revents(fds, i);
          if (expected != got) {
            return "revents of entry %d: expected 0x%x, got 0x%x".formatted(i, expected, got);
          }
        }
        return null;
      }
    };
  }

  private PreparedCall control(Arguments arguments) {
    int epollFd = arguments.fd(0);
    int operation = arguments.integer(1);
    int fd = arguments.fd(2);
    MemorySegment event = MemorySegment.NULL;
    if (arguments.get(3) instanceof Expression.Struct struct) {
      event = context.allocate(EpollEvent.SIZE);
      EpollEvent.set(event, 0, (int) field(arguments, struct, "events"), data(arguments, struct));
    }
    MemorySegment pointer = event;
    return () -> calls.epoll_ctl(epollFd, operation, fd, pointer);
  }

  /** The user's data: the number that the script has for it, whatever its name. */
  private static long data(Arguments arguments, Expression struct) {
    for (String name : List.of("fd", "u32", "u64", "ptr")) {
      if (((Expression.Struct) struct).field(name) != null) {
        return field(arguments, struct, name);
      }
    }
    return 0;
  }

  private PreparedCall await(Arguments arguments) {
    int epollFd = arguments.fd(0);
    List<Expression> expected = arguments.isEllipsis(1) ? List.of() : structs(arguments.get(1));
    int max = arguments.integer(2);
    int timeoutMs = arguments.integer(3);
    MemorySegment events = context.allocate((long) Math.max(1, max) * EpollEvent.SIZE);
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.epoll_wait(epollFd, events, max, timeoutMs);
      }

      @Override
      public String difference(long result) {
        for (int i = 0; i < Math.min(result, expected.size()); i++) {
          Expression entry = expected.get(i);
          int wanted = (int) field(arguments, entry, "events");
          int got = EpollEvent.events(events, i);
          if (wanted != got) {
            return "events of entry %d: expected 0x%x, got 0x%x".formatted(i, wanted, got);
          }
          if (EpollEvent.data(events, i) != data(arguments, entry)) {
            return "data of entry %d: expected %d, got %d"
                .formatted(i, data(arguments, entry), EpollEvent.data(events, i));
          }
        }
        return null;
      }
    };
  }
}
