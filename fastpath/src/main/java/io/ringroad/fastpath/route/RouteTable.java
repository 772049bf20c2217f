package io.ringroad.fastpath.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The routes of a host: a handful, looked through from the longest prefix to the shortest. What a
 * lookup found may be remembered until {@link #generation} changes. Used by the lane's thread
 * alone.
 */
public final class RouteTable {
  private static final Comparator<Route> BEST_FIRST =
      Comparator.comparingInt(Route::prefixLength).reversed().thenComparingInt(Route::metric);

  private Route[] routes = {};
  private int generation = 1;

  /** Changes whenever an earlier lookup may have become wrong. Never 0. */
  public int generation() {
    return generation;
  }

  /** Adds a route. One with the same prefix, metric and interface is replaced. */
  public void add(Route route) {
    List<Route> all = new ArrayList<>(List.of(routes));
    all.removeIf(old -> samePlace(old, route));
    all.add(route);
    all.sort(BEST_FIRST);
    replace(all);
  }

  /**
   * Removes a route.
   *
   * @return false if there was none with this prefix, metric and interface
   */
  public boolean remove(Route route) {
    List<Route> all = new ArrayList<>(List.of(routes));
    boolean removed = all.removeIf(old -> samePlace(old, route));
    replace(all);
    return removed;
  }

  /** The best route to an address; null if none leads there. */
  public Route lookup(int destination) {
    for (Route route : routes) {
      if (route.matches(destination)) {
        return route;
      }
    }
    return null;
  }

  /** The routes, best first. */
  public List<Route> routes() {
    return List.of(routes);
  }

  /** Makes everybody look again, after something else that lookups depend on has changed. */
  public void invalidate() {
    generation = generation == -1 ? 1 : generation + 1;
  }

  private void replace(List<Route> all) {
    routes = all.toArray(new Route[0]);
    invalidate();
  }

  private static boolean samePlace(Route a, Route b) {
    return a.prefix() == b.prefix()
        && a.prefixLength() == b.prefixLength()
        && a.metric() == b.metric()
        && a.interfaceIndex() == b.interfaceIndex();
  }
}
