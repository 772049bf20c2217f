package io.ringroad.shim;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.HostAddresses;
import io.ringroad.fastpath.lane.HostNetwork;
import io.ringroad.fastpath.route.Route;
import java.util.Collection;
import java.util.List;

/**
 * The addresses and routes of a running engine, for any thread: what there is, and how it is
 * changed. A change is in force on all lanes when the call returns; lanes that the caller drives
 * must be driven meanwhile by other threads, or by the one that calls. Devices are called by the
 * names that {@link #devices()} tells, routes are written as ip-route(8) writes them. Every mistake
 * is an {@link IllegalArgumentException} of one sentence.
 */
public final class RingroadNetwork {
  private final HostNetwork network;

  RingroadNetwork(HostNetwork network) {
    this.network = network;
  }

  /** The devices with their addresses and MTUs, in the order of their numbers, from 1. */
  public List<HostAddresses.Device> devices() {
    return network.addresses().devices();
  }

  /** The routes, those to the devices' own networks among them, longest prefixes first. */
  public List<Route> routes() {
    return network.routes().routes();
  }

  /** Gives a device an address, such as {@code 10.0.0.1/24}; the neighbours are told. */
  public void addAddress(String device, String address) {
    check(network.addAddress(number(device), ConfigValue.address("address", address)), address);
  }

  /**
   * Takes an address away. Its connections stay, but reach nobody until it comes back; its sockets
   * get {@code ENETUNREACH}. Routes that send from it go too, and with a device's last IPv4 address
   * all its IPv4 routes.
   */
  public void removeAddress(String device, String address) {
    check(network.removeAddress(number(device), ConfigValue.address("address", address)), address);
  }

  /** Bounds the packets of a device: bytes, 68 to what it carries. */
  public void mtu(String device, int bytes) {
    check(network.mtu(number(device), bytes), "an MTU of " + bytes);
  }

  /** Adds a route, such as {@code 10.1.0.0/16 via 10.0.0.253 metric 5}. */
  public void addRoute(String text) {
    check(network.addRoute(RouteText.parse("route", text).on(devices())), text);
  }

  /** Adds many routes at once, which costs as much as to add one. */
  public void addRoutes(Collection<String> texts) {
    network
        .routes()
        .addAll(texts.stream().map(text -> RouteText.parse("route", text).on(devices())).toList());
  }

  /** Removes the route of the same network, metric and device. */
  public void removeRoute(String text) {
    if (!network.removeRoute(RouteText.parse("route", text).on(devices()))) {
      throw new IllegalArgumentException("There is no route " + text + ".");
    }
  }

  private int number(String device) {
    List<HostAddresses.Device> devices = devices();
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).name().equals(device)) {
        return i + 1;
      }
    }
    List<String> names = devices.stream().map(HostAddresses.Device::name).toList();
    throw new IllegalArgumentException(
        "There is no device %s; there are %s.".formatted(device, names));
  }

  private static void check(NetError error, String what) {
    String fault =
        switch (error) {
          case NONE -> null;
          case ADDRESS_IN_USE -> "is an address of this host already";
          case ADDRESS_NOT_AVAILABLE -> "is no address of that device";
          case NETWORK_UNREACHABLE -> "names a router that is on no link of the device";
          default -> "cannot be set on that device";
        };
    if (fault != null) {
      throw new IllegalArgumentException("'%s' %s.".formatted(what, fault));
    }
  }
}
