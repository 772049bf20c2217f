package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses and routes of an engine: what every thread reads of them without a lock, and the
 * door by which any thread changes them while the lanes run. A change is made here, under a lock,
 * and then each lane is told to look; the calls return when all lanes have, so that what is sent
 * after them obeys. Routes need no telling: lanes and applications read one table.
 */
public final class HostNetwork {
  private static final int LEAST_MTU = 68; // RFC 791 3.2
  private static final int LEAST_CLASS_E = 0xE0;
  private static final int LINK_LOCAL = 0xFE80 >>> 6;

  private final RouteTable routes = new RouteTable();
  private final int[] largestMtus;
  private volatile HostAddresses addresses;
  private volatile Set<IpAddress> deprecated = Set.of();
  private volatile int changes;
  private List<LaneProxy> lanes = List.of();

  HostNetwork(LaneConfig config) {
    List<HostAddresses.Device> devices = new ArrayList<>();
    for (InterfaceConfig each : config.interfaces()) {
      devices.add(new HostAddresses.Device(each.name(), each.mtu(), each.addresses()));
    }
    addresses = new HostAddresses(devices);
    largestMtus = config.interfaces().stream().mapToInt(each -> each.nic().mtu()).toArray();
    routes.addAll(config.routes());
  }

  /** Names the doors of all lanes. */
  void attach(List<LaneProxy> doors) {
    lanes = List.copyOf(doors);
  }

  /** The addresses as they are now. */
  public HostAddresses addresses() {
    return addresses;
  }

  /** The routes. Those to the devices' own networks come and go with the addresses. */
  public RouteTable routes() {
    return routes;
  }

  /**
   * Gives a device an address, and the host a route to its network. The neighbours are told.
   *
   * @param interfaceIndex the device's number, from 1
   * @return ADDRESS_IN_USE if the host has it, INVALID if it cannot be a host's, or NO_DEVICE
   */
  public NetError addAddress(int interfaceIndex, InterfaceConfig.Address address) {
    NetError error = publishWith(interfaceIndex, address);
    return error == NetError.NONE ? tellLanes() : error;
  }

  /** As {@link #addAddress}, for a lane that tells the others itself. */
  synchronized NetError publishWith(int interfaceIndex, InterfaceConfig.Address address) {
    if (!has(interfaceIndex)) {
      return NetError.NO_DEVICE;
    }
    if (!canBeAHosts(address)) {
      return NetError.INVALID;
    }
    if (addresses.isOwn(address.high(), address.low())) {
      return NetError.ADDRESS_IN_USE;
    }
    HostAddresses.Device device = addresses.devices().get(interfaceIndex - 1);
    List<InterfaceConfig.Address> all = new ArrayList<>(device.addresses());
    all.add(address);
    addresses = addresses.with(interfaceIndex, device.with(all));
    changes++;
    return NetError.NONE;
  }

  private static boolean canBeAHosts(InterfaceConfig.Address address) {
    int first = address.ipv4() >>> 24;
    return !IpAddresses.isMulticast(address.high(), address.low())
        && !IpAddresses.isUnspecified(address.high(), address.low())
        && (!address.isIpv4() || first > 0 && first < LEAST_CLASS_E);
  }

  /**
   * Takes an address away, the routes that send from it, and the route to its network unless
   * another address is in it; with the last IPv4 address of a device all its IPv4 routes.
   * Connections of the address stay, hear nothing and reach nobody: they go on if it comes back
   * before they give up. All of this is as on Linux with {@code promote_secondaries}.
   *
   * @return ADDRESS_NOT_AVAILABLE if the device does not have it, or NO_DEVICE
   */
  public NetError removeAddress(int interfaceIndex, InterfaceConfig.Address address) {
    NetError error = publishWithout(interfaceIndex, address);
    return error == NetError.NONE ? tellLanes() : error;
  }

  /** As {@link #removeAddress}, for a lane that tells the others itself. */
  synchronized NetError publishWithout(int interfaceIndex, InterfaceConfig.Address address) {
    if (!has(interfaceIndex)) {
      return NetError.NO_DEVICE;
    }
    HostAddresses.Device device = addresses.devices().get(interfaceIndex - 1);
    List<InterfaceConfig.Address> all = new ArrayList<>(device.addresses());
    if (!all.remove(address)) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    addresses = addresses.with(interfaceIndex, device.with(all));
    changes++;
    boolean last = address.isIpv4() && all.stream().noneMatch(InterfaceConfig.Address::isIpv4);
    routes.removeIf(
        route ->
            route.sourceHigh() == address.high() && route.sourceLow() == address.low()
                || last && route.isIpv4() && route.interfaceIndex() == interfaceIndex);
    return NetError.NONE;
  }

  /** Sets whether new connections should come from another address (RFC 4862 5.5.4). */
  synchronized void publishDeprecated(IpAddress address, boolean isSo) {
    Set<IpAddress> all = new HashSet<>(deprecated);
    if (isSo ? all.add(address) : all.remove(address)) {
      deprecated = Set.copyOf(all);
      changes++;
    }
  }

  boolean isDeprecated(IpAddress address) {
    return deprecated.contains(address);
  }

  /** Grows whenever the addresses change. */
  int changes() {
    return changes;
  }

  /**
   * Bounds the packets of a device.
   *
   * @param bytes 68 to what the device carries
   * @return INVALID beyond it, or NO_DEVICE
   */
  public NetError mtu(int interfaceIndex, int bytes) {
    NetError error = publishMtu(interfaceIndex, bytes);
    return error == NetError.NONE ? tellLanes() : error;
  }

  /** As {@link #mtu}, for a lane that tells the others itself. */
  synchronized NetError publishMtu(int interfaceIndex, int bytes) {
    if (!has(interfaceIndex)) {
      return NetError.NO_DEVICE;
    }
    if (bytes < LEAST_MTU || bytes > largestMtus[interfaceIndex - 1]) {
      return NetError.INVALID;
    }
    HostAddresses.Device device = addresses.devices().get(interfaceIndex - 1);
    addresses = addresses.with(interfaceIndex, device.withMtu(bytes));
    return NetError.NONE;
  }

  /**
   * Adds a route. One with the same prefix, metric and interface is replaced.
   *
   * @return NETWORK_UNREACHABLE if its router is on no link of the interface (as Linux: "Nexthop
   *     has invalid gateway"), or NO_DEVICE
   */
  public NetError addRoute(Route route) {
    if (route.type() == RouteType.UNICAST && !has(route.interfaceIndex())) {
      return NetError.NO_DEVICE;
    }
    if (route.hasGateway() && !isOnLink(route)) {
      return NetError.NETWORK_UNREACHABLE;
    }
    routes.add(route);
    return NetError.NONE;
  }

  private boolean isOnLink(Route route) {
    Route way =
        routes.snapshot().lookup(route.gatewayHigh(), route.gatewayLow(), route.interfaceIndex());
    boolean linkLocal = !route.isIpv4() && route.gatewayHigh() >>> 54 == LINK_LOCAL;
    return linkLocal || way != null && !way.hasGateway() && way.type() == RouteType.UNICAST;
  }

  /**
   * Removes the route with the same prefix, metric and interface.
   *
   * @return false if there is none
   */
  public boolean removeRoute(Route route) {
    return routes.remove(route);
  }

  private boolean has(int interfaceIndex) {
    return interfaceIndex >= 1 && interfaceIndex <= addresses.devices().size();
  }

  /** Not under the lock: a lane may need it before it answers. */
  private NetError tellLanes() {
    lanes.forEach(LaneProxy::reconfigure);
    return NetError.NONE;
  }
}
