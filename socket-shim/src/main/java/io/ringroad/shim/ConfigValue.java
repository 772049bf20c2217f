package io.ringroad.shim;

import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Values of a configuration in text, and what is said of a wrong one: a sentence with the key, what
 * was found and what is allowed.
 */
final class ConfigValue {
  private ConfigValue() {}

  /** The exception for a wrong value. */
  static IllegalArgumentException wrong(String key, Object found, String allowed) {
    return new IllegalArgumentException(
        "'%s' is '%s', but must be %s.".formatted(key, found, allowed));
  }

  static int checkRange(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(key, value, "a whole number from %d to %d".formatted(least, most));
    }
    return value;
  }

  static int number(String key, String text, int least, int most) {
    try {
      return checkRange(key, Integer.parseInt(text.strip()), least, most);
    } catch (NumberFormatException e) {
      throw wrong(key, text, "a whole number from %d to %d".formatted(least, most));
    }
  }

  static long wholeNumber(String key, String text) {
    try {
      return Long.decode(text.strip());
    } catch (NumberFormatException e) {
      throw wrong(key, text, "a whole number of at most 64 bits, decimal or with 0x");
    }
  }

  static boolean flag(String key, String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, text, "true or false");
    };
  }

  /** A constant by its name in lower case, words joined by a hyphen. */
  static <E extends Enum<E>> E constant(String key, String text, Class<E> type) {
    E[] all = type.getEnumConstants();
    for (E each : all) {
      if (nameOf(each).equals(text.strip())) {
        return each;
      }
    }
    String names = String.join(", ", Arrays.stream(all).map(ConfigValue::nameOf).toList());
    throw wrong(key, text, "one of " + names);
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The parts of a list, none if the text is blank. */
  static List<String> list(String text, String separator) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(separator)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  static InterfaceConfig.Address address(String key, String text) {
    try {
      return InterfaceConfig.Address.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw wrong(
          key,
          text,
          "an IP address with the length of its network's prefix, as 10.0.0.1/24 or fd00::1/64");
    }
  }

  static int ipv4(String key, String text) {
    try {
      return IpAddresses.parseIpv4(text.strip());
    } catch (IllegalArgumentException e) {
      throw wrong(key, text, "an IPv4 address, as 10.0.0.254");
    }
  }
}
