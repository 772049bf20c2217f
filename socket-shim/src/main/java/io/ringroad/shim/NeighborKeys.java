package io.ringroad.shim;

import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.StaticNeighbor;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The keys of a file that are about neighbours. */
final class NeighborKeys {
  static final List<String> NAMES =
      List.of(
          "neighbors",
          "neighbors.most",
          "ipv6.automatic",
          "ipv6.duplicates",
          "ipv6.redirects",
          "ipv6.secret");

  private static final String STATIC = "neighbors";
  private static final String FORM =
      "an address and its Ethernet address, as 10.0.0.254 at 02:00:00:00:00:fe";

  /** A neighbour as it was given; which device it is on is known when all devices are. */
  private record Given(IpAddress address, long mac) {}

  private final List<Given> given = new ArrayList<>();
  private NeighborConfig config = NeighborConfig.DEFAULT;
  private DiscoveryConfig discovery = DiscoveryConfig.DEFAULT;

  /** Takes a key's value; false if the key is none of these. */
  boolean set(String key, String value) {
    switch (key) {
      case STATIC -> ConfigValue.list(value, ",").forEach(this::add);
      case "neighbors.most" ->
          config =
              config.withMaxNeighbors(
                  ConfigValue.number(key, value, 64, NeighborConfig.MOST_NEIGHBORS));
      case "ipv6.automatic" -> discovery = discovery.withAutomatic(ConfigValue.flag(key, value));
      case "ipv6.duplicates" ->
          discovery = discovery.withDetectsStatic(ConfigValue.flag(key, value));
      case "ipv6.redirects" -> discovery = discovery.withRedirects(ConfigValue.flag(key, value));
      case "ipv6.secret" ->
          discovery = discovery.withSecret(value.strip().getBytes(StandardCharsets.UTF_8));
      default -> {
        return false;
      }
    }
    return true;
  }

  void add(String text) {
    String[] parts = text.strip().split("\\s+at\\s+");
    if (parts.length != 2) {
      throw ConfigValue.wrong(STATIC, text, FORM);
    }
    try {
      IpAddress address = IpAddresses.parse(parts[0].strip());
      long mac = MacAddresses.parse(parts[1].strip());
      new StaticNeighbor(1, address, mac);
      given.add(new Given(address, mac));
    } catch (IllegalArgumentException e) {
      throw ConfigValue.wrong(STATIC, text, FORM);
    }
  }

  /** What the keys say of Neighbour Discovery. */
  DiscoveryConfig discovery() {
    return discovery;
  }

  void discovery(DiscoveryConfig config) {
    discovery = config;
  }

  /** What the keys say, with each static neighbour on the device that has its network. */
  NeighborConfig resolve(List<DeviceConfig> devices) {
    return config.withPermanent(given.stream().map(each -> resolve(each, devices)).toList());
  }

  private static StaticNeighbor resolve(Given neighbor, List<DeviceConfig> devices) {
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).reaches(neighbor.address)) {
        return new StaticNeighbor(i + 1, neighbor.address, neighbor.mac);
      }
    }
    throw ConfigValue.wrong(
        STATIC, neighbor.address.toString(), "an address in the network of one of the devices");
  }
}
