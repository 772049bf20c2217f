package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.ArrayList;
import java.util.List;

/**
 * The routers that offer themselves for everything without another route (RFC 4861 6.3.4, 6.3.6).
 * The default route leads to one that is not known to be unreachable, of those to one preferred
 * most (RFC 4191 3.2), of those to the one in use.
 */
final class DefaultRouters {
  /** More than a link has; others are ignored, whoever invents them. */
  private static final int MOST_ROUTERS = 16;

  /** Linux's metric of such routes (IP6_RT_PRIO_USER). */
  private static final int METRIC = 1024;

  private final class Router extends Timer {
    private final long high;
    private final long low;
    private int preference;
    private boolean unreachable;

    Router(long high, long low) {
      this.high = high;
      this.low = low;
    }

    /** RFC 4861 6.3.5: its lifetime is over. */
    @Override
    protected void onExpiry(long nowNs) {
      remove(this);
    }
  }

  private final Ipv6Interface link;
  private final RouteTable routes;
  private final TimerWheel timers;
  private final List<Router> routers = new ArrayList<>();
  private Router chosen;

  DefaultRouters(Ipv6Interface link, RouteTable routes, TimerWheel timers) {
    this.link = link;
    this.routes = routes;
    this.timers = timers;
  }

  /** RFC 4861 6.3.4: takes an advertised router, renews it, or with no lifetime removes it. */
  void onAdvertisement(long high, long low, int preference, long lifetimeNs, long nowNs) {
    Router router = find(high, low);
    if (lifetimeNs == 0) {
      if (router != null) {
        remove(router);
      }
      return;
    }
    if (router == null) {
      if (routers.size() == MOST_ROUTERS) {
        return;
      }
      router = new Router(high, low);
      routers.add(router);
    }
    router.preference = preference;
    timers.schedule(router, nowNs + lifetimeNs);
    choose(chosen);
  }

  /**
   * Its neighbour entry was deleted because it did not answer (RFC 4861 7.3.3). If none is left
   * that answers, they take turns, so that each is asked again.
   */
  void onUnreachable(long high, long low) {
    Router router = find(high, low);
    if (router != null) {
      router.unreachable = true;
      routers.remove(router);
      routers.add(router);
      choose(null);
    }
  }

  /** It gave a sign of life. */
  void onHeard(long high, long low) {
    Router router = find(high, low);
    if (router != null && router.unreachable) {
      router.unreachable = false;
      choose(chosen);
    }
  }

  /** RFC 4861 7.2.5: it says that it is no router any more. */
  void onNoRouter(long high, long low) {
    Router router = find(high, low);
    if (router != null) {
      remove(router);
    }
  }

  int size() {
    return routers.size();
  }

  /** Whether one of them has this address. */
  boolean has(long high, long low) {
    return find(high, low) != null;
  }

  private Router find(long high, long low) {
    for (int i = 0; i < routers.size(); i++) {
      Router each = routers.get(i);
      if (each.low == low && each.high == high) {
        return each;
      }
    }
    return null;
  }

  private void remove(Router router) {
    timers.cancel(router);
    routers.remove(router);
    choose(router == chosen ? null : chosen);
  }

  private void choose(Router among) {
    Router best = among;
    for (Router each : routers) {
      if (best == null || rank(each) > rank(best)) {
        best = each;
      }
    }
    if (best == chosen) {
      return;
    }
    if (chosen != null) {
      routes.remove(routeTo(chosen));
    }
    chosen = best;
    if (best != null) {
      routes.add(routeTo(best));
    }
  }

  /** RFC 4191 3.2: one that is not known to be unreachable comes before one preferred more. */
  private static int rank(Router router) {
    return router.preference + (router.unreachable ? 0 : 4);
  }

  private Route routeTo(Router router) {
    return new Route(
        0, 0, 0, router.high, router.low, link.index(), METRIC, 0, 0, RouteType.UNICAST);
  }

  /** Forgets all. */
  void clear() {
    routers.forEach(timers::cancel);
    routers.clear();
    choose(null);
  }
}
