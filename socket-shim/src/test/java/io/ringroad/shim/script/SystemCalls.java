package io.ringroad.shim.script;

import static io.ringroad.shim.script.Endpoints.LOCAL;
import static io.ringroad.shim.script.Endpoints.REMOTE;
import static io.ringroad.shim.script.Endpoints.SERVICE_PORT;

import io.ringroad.shim.SocketCalls;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** Makes calls of a script's events. Calls that move data or wait for events have own classes. */
final class SystemCalls {
  private final CallContext context;
  private final SocketCalls calls;
  private final DataTransfer data;
  private final MessageTransfer messages;
  private final EventWaits waits;
  private final OptionCalls options;

  SystemCalls(CallContext context) {
    this.context = context;
    this.calls = context.calls;
    this.data = new DataTransfer(context);
    this.messages = new MessageTransfer(context);
    this.waits = new EventWaits(context);
    this.options = new OptionCalls(context);
  }

  /**
   * @throws ScriptException if there is no such call, or its arguments make no sense
   */
  PreparedCall prepare(Event.Call event) {
    Arguments arguments = new Arguments(context, event);
    return switch (event.name()) {
      case "socket" -> socket(arguments.count(3, 3));
      case "bind" -> bind(arguments.count(3, 3));
      case "listen" -> listen(arguments.count(2, 2));
      case "connect" -> connect(arguments.count(3, 3));
      case "accept" -> accept(arguments.count(3, 3));
      case "accept4" -> accept4(arguments.count(4, 4));
      case "shutdown" -> shutdown(arguments.count(2, 2));
      case "close" -> close(arguments.count(1, 1));
      case "fcntl" -> fcntl(arguments.count(2, 3));
      case "getsockname", "getpeername" -> name(event.name(), arguments.count(3, 3));
      case "read", "recv", "recvfrom", "write", "send", "sendto" ->
          data.prepare(event.name(), arguments);
      case "readv", "writev", "recvmsg", "sendmsg" -> messages.prepare(event.name(), arguments);
      case "poll", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait" ->
          waits.prepare(event.name(), arguments);
      case "setsockopt", "getsockopt", "ioctl" -> options.prepare(event.name(), arguments);
      default ->
          throw new ScriptException(
              event.line(), "there is no system call '" + event.name() + "' here");
    };
  }

  private PreparedCall socket(Arguments arguments) {
    int domain = (int) arguments.family(0);
    int type = arguments.integer(1);
    int protocol = (int) arguments.number(2, 0);
    return () -> calls.socket(domain, type, protocol);
  }

  private PreparedCall bind(Arguments arguments) {
    int fd = arguments.fd(0);
    MemorySegment address = arguments.address(1, LOCAL, SERVICE_PORT);
    int length = (int) arguments.number(2, context.ip.nameBytes());
    return () -> calls.bind(fd, address, length);
  }

  private PreparedCall listen(Arguments arguments) {
    int fd = arguments.fd(0);
    int backlog = arguments.integer(1);
    return () -> calls.listen(fd, backlog);
  }

  private PreparedCall connect(Arguments arguments) {
    int fd = arguments.fd(0);
    MemorySegment address = arguments.address(1, REMOTE, SERVICE_PORT);
    int length = (int) arguments.number(2, context.ip.nameBytes());
    return () -> calls.connect(fd, address, length);
  }

  private PreparedCall accept(Arguments arguments) {
    int fd = arguments.fd(0);
    MemorySegment address = arguments.room(1, context.ip.nameBytes());
    MemorySegment length = size(context.ip.nameBytes());
    return () -> calls.accept(fd, address, length);
  }

  private PreparedCall accept4(Arguments arguments) {
    int fd = arguments.fd(0);
    MemorySegment address = arguments.room(1, context.ip.nameBytes());
    MemorySegment length = size(context.ip.nameBytes());
    int flags = arguments.integer(3);
    return () -> calls.accept4(fd, address, length, flags);
  }

  private PreparedCall shutdown(Arguments arguments) {
    int fd = arguments.fd(0);
    int how = arguments.integer(1);
    return () -> calls.shutdown(fd, how);
  }

  private PreparedCall close(Arguments arguments) {
    int fd = arguments.fd(0);
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.close(fd);
      }

      @Override
      public boolean isControl() {
        return true;
      }
    };
  }

  private PreparedCall fcntl(Arguments arguments) {
    int fd = arguments.fd(0);
    int command = arguments.integer(1);
    long value = arguments.size() == 3 ? arguments.number(2) : 0;
    return new PreparedCall() {
      @Override
      public long invoke() {
        return calls.fcntl(fd, command, value);
      }

      @Override
      public boolean isControl() {
        return true;
      }
    };
  }

  private PreparedCall name(String call, Arguments arguments) {
    int fd = arguments.fd(0);
    MemorySegment address = arguments.room(1, context.ip.nameBytes());
    MemorySegment length = size(arguments.number(2, context.ip.nameBytes()));
    MemorySegment expected =
        arguments.get(1) instanceof Expression.Struct struct ? arguments.address(struct) : null;
    boolean own = call.equals("getsockname");
    return new PreparedCall() {
      @Override
      public long invoke() {
        return own
            ? calls.getsockname(fd, address, length)
            : calls.getpeername(fd, address, length);
      }

      @Override
      public String difference(long result) {
        return expected == null || expected.mismatch(address) < 0
            ? null
            : "name: expected " + bytes(expected) + ", got " + bytes(address);
      }
    };
  }

  private static String bytes(MemorySegment name) {
    return HexFormat.of().formatHex(name.toArray(ValueLayout.JAVA_BYTE));
  }

  private MemorySegment size(long bytes) {
    MemorySegment segment = context.allocate(Integer.BYTES);
    segment.set(ValueLayout.JAVA_INT, 0, (int) bytes);
    return segment;
  }
}
