package io.ringroad.shim.script;

import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.shim.RingroadConfigBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the option lines of a script say. */
final class Settings {
  private static final String VERSION = "ip_version";
  private static final Map<String, Long> UNITS =
      Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);

  long toleranceNs = 4_000_000L;
  long timestampTickNs;

  /** How late timers are, as a part of their time: the kernel's wheel is coarse far away. */
  double timerSlack;

  int mtu = 1_500;
  long remoteIsn = 0x7fff_0000L;
  final IpVersion ip;
  TcpConfig tcp = TcpConfig.DEFAULTS;
  private final Map<String, String> engine = new LinkedHashMap<>();
  private final Map<String, String> assignments = new LinkedHashMap<>();

  private Settings(IpVersion ip) {
    this.ip = ip;
  }

  /** The versions of IP that a script is for: all, unless it names some. */
  static List<IpVersion> versions(Script script) {
    List<IpVersion> named =
        script.options().stream()
            .filter(option -> option.key().equals(VERSION))
            .map(option -> IpVersion.of(option.value()))
            .toList();
    return named.isEmpty() ? List.of(IpVersion.values()) : named;
  }

  static Settings of(Script script, IpVersion ip) {
    Settings settings = new Settings(ip);
    for (Script.Option option : script.options()) {
      try {
        settings.apply(option);
      } catch (IllegalArgumentException e) {
        throw new ScriptException(option.line(), "--" + option.key() + ": " + e.getMessage());
      }
    }
    return settings;
  }

  /** How far off an event may be that lies so far from the one before it. */
  long toleranceNs(EventTime time) {
    return toleranceNs + (time.relative() ? (long) (time.endNs() * timerSlack) : 0);
  }

  private void apply(Script.Option option) {
    switch (option.key()) {
      case "tolerance_usecs" -> toleranceNs = Long.parseLong(option.value()) * 1_000;
      case "tcp_ts_tick_usecs" -> timestampTickNs = Long.parseLong(option.value()) * 1_000;
      case "mtu" -> mtu = Integer.parseInt(option.value());
      case "remote_isn" -> remoteIsn = Long.decode(option.value());
      case VERSION -> IpVersion.of(option.value());
      case "set" -> set(option.value());
      default -> throw new IllegalArgumentException("there is no such option");
    }
  }

  private void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("expected key=value");
    }
    String key = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1).strip();
    assignments.put(key, value);
    if (key.startsWith("tcp.")) {
      tcp = (TcpConfig) with(tcp, key.substring(4), value);
    } else {
      engine.put(key, value);
    }
  }

  /** What the lines {@code --set} say. */
  Map<String, String> assignments() {
    return assignments;
  }

  /** Hands the settings that are keys of the engine's own configuration to it. */
  void configure(RingroadConfigBuilder builder) {
    builder.tcp(tcp);
    engine.forEach(builder::set);
  }

  /** A copy of a record with one component changed; {@code a.b} is b of the record a. */
  private static Object with(Object settings, String key, String value) {
    RecordComponent[] components = settings.getClass().getRecordComponents();
    String name = key.replaceFirst("\\..*", "");
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    boolean found = false;
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(settings);
        if (components[i].getName().equals(name)) {
          found = true;
          values[i] =
              name.equals(key)
                  ? parse(types[i], value)
                  : with(values[i], key.substring(name.length() + 1), value);
        }
      }
      if (!found) {
        throw new IllegalArgumentException(
            "there is no setting '%s', but %s".formatted(name, names(components)));
      }
      Constructor<?> constructor = settings.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String names(RecordComponent[] components) {
    return Arrays.stream(components)
        .map(RecordComponent::getName)
        .collect(Collectors.joining(", "));
  }

  private static Object parse(Class<?> type, String value) {
    if (type == boolean.class) {
      return switch (value) {
        case "true", "1" -> true;
        case "false", "0" -> false;
        default -> throw new IllegalArgumentException("expected true or false, not " + value);
      };
    }
    if (type == int.class) {
      return Integer.parseInt(value);
    }
    if (type == long.class) {
      return parseLong(value);
    }
    if (type == double.class) {
      return Double.parseDouble(value);
    }
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        if (constant.toString().equalsIgnoreCase(value)) {
          return constant;
        }
      }
    }
    if (type == String.class) {
      return value;
    }
    throw new IllegalArgumentException("cannot set a " + type.getSimpleName() + " to " + value);
  }

  /** A number, or a time such as 40ms in nanoseconds. */
  static long parseLong(String value) {
    String digits = value.replaceFirst("[a-z]+$", "");
    String unit = value.substring(digits.length());
    if (!unit.isEmpty() && !UNITS.containsKey(unit)) {
      throw new IllegalArgumentException("expected a time in ns, us, ms or s, not " + value);
    }
    return Long.parseLong(digits.replace("_", "")) * UNITS.getOrDefault(unit, 1L);
  }
}
