package io.ringroad.shim.scenario;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.IpSocketOption;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Shutdown;
import io.ringroad.shim.abi.SocketOption;
import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.abi.TcpSocketOption;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Programs as the Java text that makes them, with constants by name: to be read, and to be kept.
 */
final class ProgramPrinter {
  private static final Map<Integer, String> LEVELS =
      ConstantNames.of("SOL_|IPPROTO_", SocketOption.class, IpProtocol.class);
  private static final Map<Integer, String> SOCKET_OPTIONS =
      ConstantNames.of("SO_", SocketOption.class);
  private static final Map<Integer, String> IP_OPTIONS =
      ConstantNames.of("IP_(?!PMTUDISC)", IpSocketOption.class);
  private static final Map<Integer, String> TCP_OPTIONS =
      ConstantNames.of("TCP_", TcpSocketOption.class);
  private static final Map<Integer, String> TYPES = ConstantNames.of("SOCK_", SocketType.class);
  private static final Map<String, Map<Integer, String>> BITS =
      Map.of(
          "Accept.flags", TYPES,
          "EpollCreate.flags", ConstantNames.of("EPOLL_CLOEXEC", EpollEvent.class),
          "Send.flags", ConstantNames.of("MSG_", MessageFlag.class),
          "Receive.flags", ConstantNames.of("MSG_", MessageFlag.class),
          "Poll.events", ConstantNames.of("POLL", PollEvent.class),
          "EpollControl.events", ConstantNames.of("EPOLL(?!_)", EpollEvent.class));
  private static final Map<String, Map<Integer, String>> NUMBERS =
      Map.of(
          "domain", ConstantNames.of("AF_", AddressFamily.class),
          "family", ConstantNames.of("AF_", AddressFamily.class),
          "type", TYPES,
          "protocol", ConstantNames.of("IPPROTO_(?!IP$)", IpProtocol.class),
          "level", LEVELS,
          "how", ConstantNames.of("SHUT_", Shutdown.class),
          "operation", ConstantNames.of("EPOLL_CTL", EpollEvent.class),
          "command", ConstantNames.of("F_", FileControl.class),
          "request", ConstantNames.of("FIO|SIOC", IoControl.class));

  private ProgramPrinter() {}

  static String print(List<Step> program) {
    return program.stream().map(ProgramPrinter::print).collect(Collectors.joining(",\n", "", "\n"));
  }

  static String print(Record part) {
    String kind = part.getClass().getSimpleName();
    StringJoiner text = new StringJoiner(", ", "new " + kind + "(", ")");
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      text.add(value(part, kind, component.getName(), component(part, component)));
    }
    return text.toString();
  }

  private static String print(Step step) {
    return "  " + print((Record) step);
  }

  private static Object component(Record part, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(part);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String value(Record part, String kind, String name, Object value) {
    return switch (value) {
      case null -> "null";
      case Record inner -> print(inner);
      case String text -> '"' + text + '"';
      case Form form -> "Form." + form;
      case List<?> list ->
          list.stream().map(Object::toString).collect(Collectors.joining(", ", "List.of(", ")"));
      case Integer number when BITS.containsKey(kind + "." + name) ->
          ConstantNames.bits(BITS.get(kind + "." + name), number);
      case Integer number when name.equals("name") ->
          optionNames(part).getOrDefault(number, number.toString());
      case Integer number when NUMBERS.containsKey(name) ->
          NUMBERS.get(name).getOrDefault(number, number.toString());
      default -> value.toString();
    };
  }

  private static Map<Integer, String> optionNames(Record step) {
    int level =
        switch (step) {
          case Step.SetOption set -> set.level();
          case Step.GetOption get -> get.level();
          default -> throw new IllegalArgumentException("no options in " + step);
        };
    return switch (level) {
      case SocketOption.SOL_SOCKET -> SOCKET_OPTIONS;
      case IpProtocol.IPPROTO_IP -> IP_OPTIONS;
      case IpProtocol.IPPROTO_TCP -> TCP_OPTIONS;
      default -> Map.of();
    };
  }
}
