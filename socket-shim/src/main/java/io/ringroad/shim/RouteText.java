package io.ringroad.shim;

import io.ringroad.fastpath.lane.HostAddresses;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.List;
import java.util.Locale;

/**
 * A route as ip-route(8) writes it: {@code 10.1.0.0/16 via 10.0.0.253 dev veth0 metric 5 src
 * 10.0.0.7}, {@code default via 10.0.0.254}, {@code unreachable 10.9.0.0/16}. Which interface it
 * uses is known when all devices are.
 *
 * @param key of the configuration, for messages
 * @param gateway null if the network is on the link
 * @param device null where the gateway says it
 * @param source null for the device's choice
 */
record RouteText(
    String key,
    String text,
    RouteType type,
    long high,
    long low,
    int prefixLength,
    IpAddress gateway,
    String device,
    int metric,
    IpAddress source) {
  private static final String FORM =
      "a network and a router on it, as 10.1.0.0/16 via 10.0.0.253, perhaps with dev, metric and"
          + " src; or blackhole, unreachable or prohibit and a network";
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  static RouteText parse(String key, String text) {
    return new Parser(key, text).parse();
  }

  /** What a default route is, of the gateway's family. */
  static RouteText gateway(String key, String address) {
    IpAddress gateway;
    try {
      gateway = IpAddresses.parse(address.strip());
    } catch (IllegalArgumentException e) {
      throw ConfigValue.wrong(key, address, "an IP address, as 10.0.0.254");
    }
    long low = gateway.isIpv4() ? IpAddresses.IPV4_ANY_LOW : 0;
    int length = gateway.isIpv4() ? Route.IPV4_OFFSET : 0;
    return new RouteText(key, address, RouteType.UNICAST, 0, low, length, gateway, null, 0, null);
  }

  /** Finds the device: the one that is named, else the one whose network the router is in. */
  Route on(List<HostAddresses.Device> devices) {
    int index = type == RouteType.UNICAST ? interfaceIndex(devices) : 0;
    return new Route(
        high,
        low,
        prefixLength,
        gateway == null ? 0 : gateway.high(),
        gateway == null ? 0 : gateway.low(),
        index,
        metric,
        source == null ? 0 : source.high(),
        source == null ? 0 : source.low(),
        type);
  }

  private int interfaceIndex(List<HostAddresses.Device> devices) {
    for (int i = 0; i < devices.size(); i++) {
      boolean named = device != null && devices.get(i).name().equals(device);
      if (named || device == null && reaches(devices.get(i))) {
        return i + 1;
      }
    }
    if (device != null) {
      List<String> names = devices.stream().map(HostAddresses.Device::name).toList();
      throw ConfigValue.wrong(key, text, "a route by one of the devices " + names);
    }
    throw ConfigValue.wrong(key, gateway, "an address in the network of one of the devices");
  }

  private boolean reaches(HostAddresses.Device candidate) {
    for (InterfaceConfig.Address own : candidate.addresses()) {
      int length = own.isIpv4() ? own.prefixLength() + Route.IPV4_OFFSET : own.prefixLength();
      boolean covers =
          ((own.high() ^ gateway.high()) & Route.maskHigh(length)) == 0
              && ((own.low() ^ gateway.low()) & Route.maskLow(length)) == 0;
      if (covers && own.isIpv4() == gateway.isIpv4()) {
        return true;
      }
    }
    return false;
  }

  /** Reads the words of a route. */
  private static final class Parser {
    private final String key;
    private final String text;
    private final String[] words;
    private int next;

    Parser(String key, String text) {
      this.key = key;
      this.text = text;
      this.words = text.strip().split("\\s+");
    }

    RouteText parse() {
      RouteType type = type();
      String network = word();
      IpAddress gateway = null;
      String device = null;
      IpAddress source = null;
      int metric = 0;
      while (next < words.length) {
        switch (word()) {
          case "via" -> gateway = address();
          case "dev" -> device = word();
          case "src" -> source = address();
          case "metric" -> metric = ConfigValue.number(key, word(), 0, Integer.MAX_VALUE);
          default -> throw wrong();
        }
      }
      boolean unicast = type == RouteType.UNICAST;
      if (unicast == (gateway == null && device == null)) {
        throw wrong();
      }
      return network(network, type, gateway, device, metric, source);
    }

    private RouteType type() {
      for (RouteType each : RouteType.values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(words[0])) {
          next++;
          return each;
        }
      }
      return RouteType.UNICAST;
    }

    private RouteText network(
        String network,
        RouteType type,
        IpAddress gateway,
        String device,
        int metric,
        IpAddress source) {
      if (network.equals("default")) {
        boolean ipv4 = gateway == null || gateway.isIpv4();
        long anyLow = ipv4 ? IpAddresses.IPV4_ANY_LOW : 0;
        int length = ipv4 ? Route.IPV4_OFFSET : 0;
        return new RouteText(key, text, type, 0, anyLow, length, gateway, device, metric, source);
      }
      int slash = network.indexOf('/');
      IpAddress prefix = address(slash < 0 ? network : network.substring(0, slash));
      int bits = prefix.isIpv4() ? IPV4_BITS : IPV6_BITS;
      int written =
          slash < 0 ? bits : ConfigValue.number(key, network.substring(slash + 1), 0, bits);
      int length = written + IPV6_BITS - bits;
      boolean hostBits =
          (prefix.high() & ~Route.maskHigh(length)) != 0
              || (prefix.low() & ~Route.maskLow(length)) != 0;
      if (hostBits) {
        throw ConfigValue.wrong(key, text, "a network without host bits, as 10.1.0.0/16");
      }
      if (gateway != null && gateway.isIpv4() != prefix.isIpv4()) {
        throw ConfigValue.wrong(key, text, "a network and a router of one family");
      }
      return new RouteText(
          key, text, type, prefix.high(), prefix.low(), length, gateway, device, metric, source);
    }

    private String word() {
      if (next == words.length) {
        throw wrong();
      }
      return words[next++];
    }

    private IpAddress address() {
      return address(word());
    }

    private IpAddress address(String literal) {
      try {
        return IpAddresses.parse(literal);
      } catch (IllegalArgumentException e) {
        throw wrong();
      }
    }

    private IllegalArgumentException wrong() {
      return ConfigValue.wrong(key, text, FORM);
    }
  }
}
