package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Better first hops that routers named (RFC 4861 8.3): a route for one destination each, which is
 * forgotten after a while, and when there are too many.
 */
final class Redirects {
  private static final int MOST_REDIRECTS = 256;
  private static final long LIFETIME_NS = 600_000_000_000L;

  /** Before whatever else leads to the one destination, but what configuration says. */
  private static final int METRIC = 128;

  private static final int ALL_BITS = 128;

  private final class Redirect extends Timer {
    private final Route route;

    Redirect(Route route) {
      this.route = route;
    }

    @Override
    protected void onExpiry(long nowNs) {
      remove(this);
    }
  }

  private final Ipv6Interface link;
  private final RouteTable routes;
  private final TimerWheel timers;
  private final CounterSet<NeighborCounter> counters;
  private final Deque<Redirect> redirects = new ArrayDeque<>();

  Redirects(
      Ipv6Interface link,
      RouteTable routes,
      TimerWheel timers,
      CounterSet<NeighborCounter> counters) {
    this.link = link;
    this.routes = routes;
    this.timers = timers;
    this.counters = counters;
  }

  /**
   * Obeys a well-formed redirect.
   *
   * @param fromHigh the router that sent it, whose word counts only for what is sent to it now
   * @param targetHigh the better first hop; the destination itself if that is on the link
   * @param mac of the target, 0 if it is not told
   */
  void onRedirect(
      long fromHigh,
      long fromLow,
      long targetHigh,
      long targetLow,
      long destinationHigh,
      long destinationLow,
      long mac,
      long nowNs) {
    boolean onLink = targetHigh == destinationHigh && targetLow == destinationLow;
    Route current = routes.lookup(destinationHigh, destinationLow);
    boolean bySender =
        current != null
            && current.interfaceIndex() == link.index()
            && current.gatewayHigh() == fromHigh
            && current.gatewayLow() == fromLow;
    // RFC 4861 8.1: the target is a router's link-local address or the destination itself, and the
    // sender is the first hop as it is now.
    boolean plausible = onLink || IpAddresses.isLinkLocalScope(targetHigh, targetLow);
    if (!bySender || !plausible || IpAddresses.isMulticast(targetHigh, targetLow)) {
      counters.increment(NeighborCounter.REDIRECTS_REFUSED);
      return;
    }
    if (mac != 0) {
      Neighbor neighbor = link.neighbors().heard(targetHigh, targetLow, mac, true, nowNs);
      if (neighbor != null && !onLink) {
        neighbor.router(true); // RFC 4861 8.3
      }
    }
    add(
        new Route(
            destinationHigh,
            destinationLow,
            ALL_BITS,
            onLink ? 0 : targetHigh,
            onLink ? 0 : targetLow,
            link.index(),
            METRIC,
            0,
            0,
            RouteType.UNICAST),
        nowNs);
    counters.increment(NeighborCounter.REDIRECTS_OBEYED);
  }

  private void add(Route route, long nowNs) {
    for (Redirect each : redirects) {
      if (each.route.prefixHigh() == route.prefixHigh()
          && each.route.prefixLow() == route.prefixLow()) {
        remove(each);
        break;
      }
    }
    if (redirects.size() == MOST_REDIRECTS) {
      remove(redirects.peekFirst());
    }
    Redirect added = new Redirect(route);
    redirects.addLast(added);
    routes.add(route);
    timers.schedule(added, nowNs + LIFETIME_NS);
  }

  private void remove(Redirect redirect) {
    timers.cancel(redirect);
    redirects.remove(redirect);
    routes.remove(redirect.route);
  }

  /** The router is not there any more: what it leads to is found anew (RFC 4861 7.3.3). */
  void onUnreachable(long high, long low) {
    for (Redirect each : redirects.toArray(new Redirect[0])) {
      if (each.route.gatewayHigh() == high && each.route.gatewayLow() == low
          || each.route.prefixHigh() == high && each.route.prefixLow() == low) {
        remove(each);
      }
    }
  }
}
