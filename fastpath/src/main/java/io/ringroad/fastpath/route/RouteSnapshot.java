package io.ringroad.fastpath.route;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;

/** The routes of a host as they were at one time. Immutable: any thread reads it. */
public final class RouteSnapshot {
  private final int generation;
  private final List<Route> routes;
  private final Ipv4Trie ipv4;
  private final PrefixTable ipv6;

  /**
   * @param routes of both families, best first: long prefixes before short ones, then by metric
   */
  RouteSnapshot(int generation, List<Route> routes) {
    this.generation = generation;
    this.routes = List.copyOf(routes);
    this.ipv4 = new Ipv4Trie(shortestFirst(true));
    this.ipv6 = new PrefixTable(shortestFirst(false));
  }

  private RouteSnapshot(int generation, RouteSnapshot same) {
    this.generation = generation;
    this.routes = same.routes;
    this.ipv4 = same.ipv4;
    this.ipv6 = same.ipv6;
  }

  /** The best route to each prefix of a family. */
  private List<Route> shortestFirst(boolean ofIpv4) {
    List<Route> best = new ArrayList<>();
    Route last = null;
    for (Route route : routes) {
      boolean samePrefix =
          last != null
              && last.prefixLength() == route.prefixLength()
              && last.prefixHigh() == route.prefixHigh()
              && last.prefixLow() == route.prefixLow();
      if (route.isIpv4() == ofIpv4 && !samePrefix) {
        best.add(route);
      }
      last = route;
    }
    return best.reversed();
  }

  /** The same routes, to be looked up again by everybody. */
  RouteSnapshot withGeneration(int next) {
    return new RouteSnapshot(next, this);
  }

  /** What {@link RouteTable#generation} is while these are the routes. Never 0. */
  public int generation() {
    return generation;
  }

  /** The best route to an address; null if none leads there. */
  public Route lookup(long high, long low) {
    return IpAddresses.isIpv4(high, low)
        ? ipv4.lookup(IpAddresses.toIpv4(low))
        : ipv6.lookup(high, low);
  }

  /** The best route to an IPv4 address; null if none leads there. */
  public Route lookupIpv4(int address) {
    return ipv4.lookup(address);
  }

  /**
   * The best route to an address among those through one interface, for a socket that is bound to
   * it; null if none leads there. Looks through all routes if the best of all leaves elsewhere.
   */
  public Route lookup(long high, long low, int interfaceIndex) {
    Route best = lookup(high, low);
    if (best == null || best.interfaceIndex() == interfaceIndex) {
      return best;
    }
    if (best.type() != RouteType.UNICAST) {
      return null; // as Linux: the search ends there
    }
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.interfaceIndex() == interfaceIndex && route.matches(high, low)) {
        return route;
      }
    }
    return null;
  }

  /** The routes, best first. */
  public List<Route> routes() {
    return routes;
  }
}
