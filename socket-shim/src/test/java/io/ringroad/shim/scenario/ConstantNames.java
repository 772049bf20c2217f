package io.ringroad.shim.scenario;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.PollEvent;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The names of numbers, for whoever reads a program. */
final class ConstantNames {
  private static final Map<Integer, String> MESSAGE_FLAGS = of("MSG_", MessageFlag.class);
  private static final Map<Integer, String> EVENTS =
      of("POLL|EPOLLET|EPOLLONESHOT|EPOLLEXCL", PollEvent.class, EpollEvent.class);

  private ConstantNames() {}

  /** The ints of the classes whose names begin with one of the prefixes. */
  static Map<Integer, String> of(String prefixes, Class<?>... classes) {
    Map<Integer, String> names = new LinkedHashMap<>();
    for (Class<?> type : classes) {
      for (Field field : type.getFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && (field.getType() == int.class || field.getType() == long.class)
            && field.getName().matches("(" + prefixes + ").*")) {
          names.putIfAbsent(value(field), field.getName());
        }
      }
    }
    return names;
  }

  private static int value(Field field) {
    try {
      return (int) ((Number) field.get(null)).longValue();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static String messageFlags(int flags) {
    return bits(MESSAGE_FLAGS, flags);
  }

  static String events(int events) {
    return bits(EVENTS, events);
  }

  /** Names joined by {@code |}; what has no name in hexadecimal. */
  static String bits(Map<Integer, String> names, int bits) {
    StringJoiner joiner = new StringJoiner(" | ");
    int left = bits;
    for (Map.Entry<Integer, String> entry : names.entrySet()) {
      if (Integer.bitCount(entry.getKey()) == 1 && (left & entry.getKey()) != 0) {
        joiner.add(entry.getValue());
        left &= ~entry.getKey();
      }
    }
    if (left != 0 || bits == 0) {
      joiner.add(bits == 0 ? "0" : "0x" + Integer.toHexString(left));
    }
    return joiner.toString();
  }
}
