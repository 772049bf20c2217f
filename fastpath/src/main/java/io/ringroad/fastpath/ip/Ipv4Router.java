package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteSnapshot;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddresses;

/** Finds how to reach a destination, and from which address. */
final class Ipv4Router {
  private final LocalAddresses addresses;
  private final RouteTable routes;
  private final Ipv4 ipv4;

  /** What all that is found for one destination comes from. */
  private RouteSnapshot lookup;

  Ipv4Router(LocalAddresses addresses, RouteTable routes, Ipv4 ipv4) {
    this.addresses = addresses;
    this.routes = routes;
    this.ipv4 = ipv4;
  }

  /** Whether what was found for the destination earlier still holds. */
  boolean isCurrent(IpDestination destination) {
    return destination.routeGeneration() == routes.generation();
  }

  NetError route(IpDestination destination) {
    lookup = routes.snapshot();
    destination.forgetRoute();
    if (!isIpv4OrUnspecified(destination.localHigh(), destination.localLow())
        || !isIpv4OrUnspecified(destination.remoteHigh(), destination.remoteLow())) {
      return NetError.NETWORK_UNREACHABLE;
    }
    int local = sourceAddress(IpAddresses.toIpv4(destination.localLow()));
    int remote = IpAddresses.toIpv4(destination.remoteLow());
    if (local != 0 && !addresses.isOwn(local)) {
      return NetError.NETWORK_UNREACHABLE; // as Linux: an address that was ours, and went
    }
    if (remote == IpAddresses.IPV4_ANY) {
      // As Linux: a destination of 0.0.0.0 is this host.
      remote = local != 0 ? local : IpAddresses.IPV4_LOOPBACK;
      destination.remote(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(remote));
    }
    if (addresses.isOwn(remote)) {
      int source = IpAddresses.isIpv4Loopback(remote) ? IpAddresses.IPV4_LOOPBACK : remote;
      return found(destination, RouteKind.LOOPBACK, null, remote, local != 0 ? local : source);
    }
    boolean allHere = remote == IpAddresses.IPV4_BROADCAST && destination.broadcastAllowed();
    if (IpAddresses.isIpv4Loopback(local) && (allHere || IpAddresses.isIpv4Multicast(remote))) {
      // As Linux: groups and all are asked for where the local address is.
      return found(destination, RouteKind.LOOPBACK, null, remote, local);
    }
    if (IpAddresses.isIpv4Loopback(local)) {
      // RFC 1122 3.2.1.3 (g): 127/8 never leaves the host.
      return routes.lookupIpv4(remote) == null ? NetError.NETWORK_UNREACHABLE : NetError.INVALID;
    }
    if (IpAddresses.isIpv4Multicast(remote)) {
      return group(destination, RouteKind.MULTICAST, remote, local);
    }
    if (addresses.isBroadcast(remote)) {
      return destination.broadcastAllowed()
          ? group(destination, RouteKind.BROADCAST, remote, local)
          : NetError.ACCESS_DENIED;
    }
    return unicast(destination, remote, local);
  }

  /** As Linux: a group that a socket is bound to is what it receives, not where it sends from. */
  private int sourceAddress(int bound) {
    boolean group = IpAddresses.isIpv4Multicast(bound) || addresses.isBroadcast(bound);
    return group ? IpAddresses.IPV4_ANY : bound;
  }

  private NetError unicast(IpDestination destination, int remote, int local) {
    int wanted = destination.outInterface();
    Route route =
        wanted == 0 ? lookup.lookupIpv4(remote) : throughInterface(lookup, remote, wanted);
    if (wanted != 0 && route == null) {
      return onLink(destination, wanted, remote, local);
    }
    if (route != null && route.type() != RouteType.UNICAST) {
      return route.type().error();
    }
    Ipv4Interface out = route == null ? null : ipv4.interfaceAt(route.interfaceIndex());
    if (out == null) {
      return NetError.NETWORK_UNREACHABLE;
    }
    int nextHop = route.ipv4NextHop(remote);
    return found(
        destination, RouteKind.UNICAST, out, nextHop, sourceOf(route, out, nextHop, local));
  }

  private static Route throughInterface(RouteSnapshot lookup, int remote, int wanted) {
    return lookup.lookup(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(remote), wanted);
  }

  /** As Linux: where no route leads to the chosen interface, its link is taken to reach all. */
  private NetError onLink(IpDestination destination, int index, int remote, int local) {
    Ipv4Interface out = ipv4.interfaceAt(index);
    return out == null
        ? NetError.NETWORK_UNREACHABLE
        : found(destination, RouteKind.UNICAST, out, remote, sourceOf(null, out, remote, local));
  }

  /** Groups go out where the local address is, else where the routes lead (as Linux). */
  private NetError group(IpDestination destination, RouteKind kind, int remote, int local) {
    Route route = lookup.lookupIpv4(remote);
    int wanted = destination.outInterface();
    Ipv4Interface out = wanted != 0 ? ipv4.interfaceAt(wanted) : null;
    if (out == null && local != 0) {
      out = ipv4.interfaceWith(local);
    }
    if (out == null && route != null) {
      out = ipv4.interfaceAt(route.interfaceIndex());
    }
    if (out == null && remote == IpAddresses.IPV4_BROADCAST) {
      out = ipv4.interfaceAt(1); // RFC 919 7: it needs no route
    }
    if (out == null) {
      boolean refused = route != null && route.type() != RouteType.UNICAST;
      return refused ? route.type().error() : NetError.NETWORK_UNREACHABLE;
    }
    return found(destination, kind, out, remote, sourceOf(route, out, remote, local));
  }

  private static int sourceOf(Route route, Ipv4Interface out, int nextHop, int local) {
    if (local != 0) {
      return local;
    }
    boolean routeKnows =
        route != null && route.hasSource() && route.interfaceIndex() == out.index();
    return routeKnows ? route.ipv4Source() : out.sourceFor(nextHop);
  }

  private NetError found(
      IpDestination destination, RouteKind kind, Ipv4Interface out, int nextHop, int source) {
    if (source == IpAddresses.IPV4_ANY) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    destination.local(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(source));
    destination.found(
        kind, out, IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(nextHop), lookup.generation());
    return NetError.NONE;
  }

  private static boolean isIpv4OrUnspecified(long high, long low) {
    return IpAddresses.isIpv4(high, low) || IpAddresses.isUnspecified(high, low);
  }
}
