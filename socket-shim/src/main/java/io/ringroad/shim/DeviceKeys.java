package io.ringroad.shim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of a file that describe devices: {@code device}, {@code address.2}, ... */
final class DeviceKeys {
  private static final int MAX_DEVICES = 16;
  private static final Pattern KEY = Pattern.compile("(device|address|mtu|pcap)(\\.\\d+)?");
  private static final List<String> PLAIN_KEYS =
      List.of(
          "gateway",
          "address.wait",
          "routes",
          "lanes",
          "cpus",
          "drive",
          "idle",
          "wait",
          "pool.frames",
          "memory.mb",
          "hugepages",
          "eal.args",
          "descriptors",
          "sockets",
          "epoll.watches",
          "privileged.ports",
          "ephemeral.ports",
          "counters",
          "seed");

  private DeviceKeys() {}

  static boolean isDeviceKey(String key) {
    return KEY.matcher(key).matches();
  }

  /** The exception for a key that there is not. */
  static IllegalArgumentException unknown(String key) {
    List<String> others = new ArrayList<>(NeighborKeys.NAMES);
    others.addAll(MulticastKeys.NAMES);
    return new IllegalArgumentException(
        "'%s' is no key; there are device, address, mtu, pcap (with .2 to .16 for more devices), %s, %s."
            .formatted(key, String.join(", ", PLAIN_KEYS), String.join(", ", others)));
  }

  /** The devices that the keys describe, in order of their numbers. */
  static List<DeviceConfig> devices(Map<String, String> texts) {
    List<DeviceConfig> devices = new ArrayList<>();
    for (int number = 1; number <= MAX_DEVICES; number++) {
      DeviceConfig device = device(texts, number == 1 ? "" : "." + number, devices);
      if (device != null) {
        devices.add(device);
      }
    }
    for (String key : texts.keySet()) {
      requireDevice(texts, key);
    }
    return devices;
  }

  private static DeviceConfig device(
      Map<String, String> texts, String suffix, List<DeviceConfig> before) {
    String name = texts.get("device" + suffix);
    if (name == null) {
      return null;
    }
    DeviceConfig named = DeviceConfig.named("device" + suffix, name, before);
    String key = "address" + suffix;
    String addresses = texts.get(key);
    if (addresses == null) {
      throw new IllegalArgumentException(
          "'%s' is not set, but must be the address of device %s, as 10.0.0.1/24."
              .formatted(key, name));
    }
    String mtu = texts.get("mtu" + suffix);
    String capture = texts.get("pcap" + suffix);
    return named
        .withAddresses(key, ConfigValue.list(addresses, ","))
        .withMtu(mtu == null ? 0 : ConfigValue.number("mtu" + suffix, mtu, 68, 65_535))
        .withCapture("pcap" + suffix, capture == null ? null : Path.of(capture.strip()));
  }

  /** A key whose device is not there, or whose number is out of range. */
  private static void requireDevice(Map<String, String> texts, String key) {
    int dot = key.indexOf('.');
    String suffix = dot < 0 ? "" : key.substring(dot);
    int number = dot < 0 ? 1 : ConfigValue.number(key, suffix.substring(1), 2, MAX_DEVICES);
    if (!texts.containsKey("device" + suffix)) {
      throw new IllegalArgumentException(
          "'%s' is set, but 'device%s' is not: device %d has no name."
              .formatted(key, suffix, number));
    }
  }
}
