package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.ArrayList;
import java.util.List;

/** The prefixes of addresses that are on the link (RFC 4861 6.3.4): a route for each. */
final class Prefixes {
  /** More than a link has; others are ignored. */
  private static final int MOST_PREFIXES = 32;

  /** Linux's metric of such routes (IP6_RT_PRIO_ADDRCONF). */
  private static final int METRIC = 256;

  private final class Prefix extends Timer {
    private final Route route;

    Prefix(Route route) {
      this.route = route;
    }

    /** RFC 4861 6.3.5: its lifetime is over. */
    @Override
    protected void onExpiry(long nowNs) {
      remove(this);
    }
  }

  private final int interfaceIndex;
  private final RouteTable routes;
  private final TimerWheel timers;
  private final List<Prefix> prefixes = new ArrayList<>();

  Prefixes(int interfaceIndex, RouteTable routes, TimerWheel timers) {
    this.interfaceIndex = interfaceIndex;
    this.routes = routes;
    this.timers = timers;
  }

  /**
   * Takes an advertised prefix, renews it, or with no lifetime removes it.
   *
   * @param lifetimeNs {@link Long#MAX_VALUE} for ever
   */
  void onAdvertisement(long high, long low, int length, long lifetimeNs, long nowNs) {
    long prefixHigh = high & Route.maskHigh(length);
    long prefixLow = low & Route.maskLow(length);
    Route route =
        new Route(
            prefixHigh, prefixLow, length, 0, 0, interfaceIndex, METRIC, 0, 0, RouteType.UNICAST);
    Prefix known = find(route);
    if (lifetimeNs == 0) {
      if (known != null) {
        remove(known);
      }
      return;
    }
    if (known == null) {
      if (prefixes.size() == MOST_PREFIXES) {
        return;
      }
      known = new Prefix(route);
      prefixes.add(known);
      routes.add(route);
    }
    if (lifetimeNs == Long.MAX_VALUE) {
      timers.cancel(known);
    } else {
      timers.schedule(known, nowNs + lifetimeNs);
    }
  }

  private Prefix find(Route route) {
    for (Prefix each : prefixes) {
      if (each.route.equals(route)) {
        return each;
      }
    }
    return null;
  }

  private void remove(Prefix prefix) {
    timers.cancel(prefix);
    prefixes.remove(prefix);
    routes.remove(prefix.route);
  }
}
