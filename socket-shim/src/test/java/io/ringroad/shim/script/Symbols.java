package io.ringroad.shim.script;

import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.IpSocketOption;
import io.ringroad.shim.abi.Ipv6SocketOption;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Shutdown;
import io.ringroad.shim.abi.SocketOption;
import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.abi.TcpSocketOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants that scripts name. */
final class Symbols {
  private static final List<Class<?>> SOURCES =
      List.of(
          AddressFamily.class,
          EpollEvent.class,
          Errno.class,
          FileControl.class,
          IoControl.class,
          IpProtocol.class,
          IpSocketOption.class,
          Ipv6SocketOption.class,
          MessageFlag.class,
          PollEvent.class,
          Shutdown.class,
          SocketOption.class,
          SocketType.class,
          TcpSocketOption.class);

  private static final List<String> TCP_STATES =
      List.of(
          "TCP_ESTABLISHED",
          "TCP_SYN_SENT",
          "TCP_SYN_RECV",
          "TCP_FIN_WAIT1",
          "TCP_FIN_WAIT2",
          "TCP_TIME_WAIT",
          "TCP_CLOSE",
          "TCP_CLOSE_WAIT",
          "TCP_LAST_ACK",
          "TCP_LISTEN",
          "TCP_CLOSING");

  private static final List<String> CONGESTION_STATES =
      List.of("TCP_CA_Open", "TCP_CA_Disorder", "TCP_CA_CWR", "TCP_CA_Recovery", "TCP_CA_Loss");

  private static final List<String> INFO_OPTIONS =
      List.of(
          "TCPI_OPT_TIMESTAMPS",
          "TCPI_OPT_SACK",
          "TCPI_OPT_WSCALE",
          "TCPI_OPT_ECN",
          "TCPI_OPT_ECN_SEEN",
          "TCPI_OPT_SYN_DATA");

  private static final Map<String, Long> VALUES = values();

  private Symbols() {}

  /** The value of a constant; null if there is none of that name. */
  static Long find(String name) {
    return VALUES.get(name);
  }

  private static Map<String, Long> values() {
    Map<String, Long> values = new HashMap<>();
    for (Class<?> source : SOURCES) {
      addConstants(source, values);
    }
    for (int i = 0; i < TCP_STATES.size(); i++) {
      values.put(TCP_STATES.get(i), i + 1L);
    }
    for (int i = 0; i < CONGESTION_STATES.size(); i++) {
      values.put(CONGESTION_STATES.get(i), (long) i);
    }
    for (int i = 0; i < INFO_OPTIONS.size(); i++) {
      values.put(INFO_OPTIONS.get(i), 1L << i);
    }
    values.put("TCP_INFINITE_SSTHRESH", 0x7fff_ffffL);
    values.put("SOL_IP", 0L);
    values.put("SOL_TCP", 6L);
    values.put("SOL_UDP", 17L);
    values.put("NULL", 0L);
    return values;
  }

  private static void addConstants(Class<?> source, Map<String, Long> values) {
    for (Field field : source.getFields()) {
      boolean constant = Modifier.isStatic(field.getModifiers());
      if (constant && (field.getType() == int.class || field.getType() == long.class)) {
        try {
          values.put(field.getName(), field.getLong(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
