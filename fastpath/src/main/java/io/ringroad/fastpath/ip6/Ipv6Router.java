package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.RouteKind;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteSnapshot;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;

/** Finds how to reach an IPv6 destination, and from which address. */
final class Ipv6Router {
  private final Ipv6 ipv6;
  private RouteSnapshot lookup;

  Ipv6Router(Ipv6 ipv6) {
    this.ipv6 = ipv6;
  }

  /** Whether what was found for the destination earlier still holds. */
  boolean isCurrent(IpDestination destination) {
    return destination.routeGeneration() == ipv6.routes().generation();
  }

  NetError route(IpDestination to) {
    lookup = ipv6.routes().snapshot();
    to.forgetRoute();
    boolean bound = isBound(to);
    if (bound
        && (IpAddresses.isIpv4(to.localHigh(), to.localLow())
            || !ipv6.addresses().isOwn(to.localHigh(), to.localLow()))) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    if (IpAddresses.isZero(to.remoteHigh(), to.remoteLow())) {
      to.remote(0, IpAddresses.IPV6_LOOPBACK_LOW); // as Linux: the unspecified is this host
    }
    long high = to.remoteHigh();
    long low = to.remoteLow();
    if (ipv6.addresses().isOwn(high, low)) {
      return loopback(to, bound ? to.localHigh() : high, bound ? to.localLow() : low);
    }
    boolean group = IpAddresses.isMulticast(high, low);
    if (bound && IpAddresses.isLoopback(to.localHigh(), to.localLow())) {
      // RFC 4291 2.5.3: ::1 never leaves the host.
      return group ? loopback(to, to.localHigh(), to.localLow()) : NetError.NETWORK_UNREACHABLE;
    }
    if (IpAddresses.isLoopback(high, low)) {
      return NetError.NETWORK_UNREACHABLE;
    }
    return group ? group(to, bound) : unicast(to, bound);
  }

  /** As Linux: a group that a socket is bound to is what it receives, not where it sends from. */
  private static boolean isBound(IpDestination to) {
    return !IpAddresses.isUnspecified(to.localHigh(), to.localLow())
        && !IpAddresses.isMulticast(to.localHigh(), to.localLow());
  }

  private NetError loopback(IpDestination to, long sourceHigh, long sourceLow) {
    to.local(sourceHigh, sourceLow);
    to.found(RouteKind.LOOPBACK, null, to.remoteHigh(), to.remoteLow(), lookup.generation());
    return NetError.NONE;
  }

  private NetError unicast(IpDestination to, boolean bound) {
    int wanted = to.outInterface();
    Route route =
        wanted == 0
            ? lookup.lookup(to.remoteHigh(), to.remoteLow())
            : lookup.lookup(to.remoteHigh(), to.remoteLow(), wanted);
    if (route == null) {
      return NetError.NETWORK_UNREACHABLE;
    }
    if (route.type() != RouteType.UNICAST) {
      return route.type().error();
    }
    Ipv6Interface out = ipv6.interfaceAt(route.interfaceIndex());
    if (out == null) {
      return NetError.NETWORK_UNREACHABLE;
    }
    return route.hasGateway()
        ? found(to, RouteKind.UNICAST, out, route, route.gatewayHigh(), route.gatewayLow(), bound)
        : found(to, RouteKind.UNICAST, out, route, to.remoteHigh(), to.remoteLow(), bound);
  }

  /** Groups go out where the socket says, else where the local address is, else by the routes. */
  private NetError group(IpDestination to, boolean bound) {
    Ipv6Interface out = ipv6.interfaceAt(to.outInterface());
    if (out == null && bound) {
      out = ipv6.interfaceWith(to.localHigh(), to.localLow());
    }
    if (out == null) {
      Route route = lookup.lookup(to.remoteHigh(), to.remoteLow());
      out = ipv6.interfaceAt(route == null ? 1 : route.interfaceIndex());
    }
    return out == null
        ? NetError.NETWORK_UNREACHABLE
        : found(to, RouteKind.MULTICAST, out, null, to.remoteHigh(), to.remoteLow(), bound);
  }

  private NetError found(
      IpDestination to,
      RouteKind kind,
      Ipv6Interface out,
      Route route,
      long nextHopHigh,
      long nextHopLow,
      boolean bound) {
    if (!bound && !chooseSource(to, out, route)) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    to.found(kind, out, nextHopHigh, nextHopLow, lookup.generation());
    return NetError.NONE;
  }

  private static boolean chooseSource(IpDestination to, Ipv6Interface out, Route route) {
    if (route != null && route.hasSource()) {
      to.local(route.sourceHigh(), route.sourceLow());
      return true;
    }
    IpAddress source = out.sourceFor(to.remoteHigh(), to.remoteLow());
    if (source != null) {
      to.local(source.high(), source.low());
    }
    return source != null;
  }
}
