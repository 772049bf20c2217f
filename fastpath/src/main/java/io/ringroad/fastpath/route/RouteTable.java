package io.ringroad.fastpath.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The routes of a host, shared by its lanes and the threads of its applications. A change makes a
 * new {@link RouteSnapshot} under a lock, in time proportional to the number of routes, so several
 * are best changed by one call; a lookup reads the snapshot without one. What a lookup found may be
 * remembered until {@link #generation} changes.
 */
public final class RouteTable {
  private static final Comparator<Route> BEST_FIRST =
      Comparator.comparingInt(Route::prefixLength)
          .reversed()
          .thenComparingLong(Route::prefixHigh)
          .thenComparingLong(Route::prefixLow)
          .thenComparingInt(Route::metric);

  private volatile RouteSnapshot snapshot = new RouteSnapshot(1, List.of());
  private volatile int generation = 1;

  /** Creates a table without routes. */
  public RouteTable() {}

  /** Changes whenever an earlier lookup may have become wrong. Never 0. */
  public int generation() {
    return generation;
  }

  /** The routes as they are now, for several lookups that have to fit together. */
  public RouteSnapshot snapshot() {
    return snapshot;
  }

  /** Adds a route. One with the same prefix, metric and interface is replaced. */
  public void add(Route route) {
    addAll(List.of(route));
  }

  /** Adds routes. Those with the same prefix, metric and interface are replaced. */
  public synchronized void addAll(Collection<Route> added) {
    if (added.isEmpty() || added.size() == 1 && snapshot.routes().containsAll(added)) {
      return;
    }
    List<Route> all = new ArrayList<>(snapshot.routes());
    for (Route route : added) {
      put(all, route);
    }
    replace(all);
  }

  /** Keeps the list sorted. */
  private static void put(List<Route> all, Route route) {
    int at = Collections.binarySearch(all, route, BEST_FIRST);
    if (at < 0) {
      all.add(-at - 1, route);
      return;
    }
    while (at > 0 && BEST_FIRST.compare(all.get(at - 1), route) == 0) {
      at--;
    }
    for (; at < all.size() && BEST_FIRST.compare(all.get(at), route) == 0; at++) {
      if (all.get(at).isInPlaceOf(route)) {
        all.set(at, route);
        return;
      }
    }
    all.add(at, route); // after its equals: who came first is taken
  }

  /**
   * Removes a route.
   *
   * @return false if there was none with this prefix, metric and interface
   */
  public boolean remove(Route route) {
    return removeIf(each -> each.isInPlaceOf(route));
  }

  /**
   * Removes the routes that a condition is true of.
   *
   * @return false if there were none
   */
  public synchronized boolean removeIf(Predicate<Route> condition) {
    List<Route> all = new ArrayList<>(snapshot.routes());
    boolean removed = all.removeIf(condition);
    if (removed) {
      replace(all);
    }
    return removed;
  }

  /** The best route to an address of either family; null if none leads there. */
  public Route lookup(long high, long low) {
    return snapshot.lookup(high, low);
  }

  /** The best route to an IPv4 address; null if none leads there. */
  public Route lookupIpv4(int address) {
    return snapshot.lookupIpv4(address);
  }

  /** The routes, best first. */
  public List<Route> routes() {
    return snapshot.routes();
  }

  /** Makes everybody look again, after something else that lookups depend on has changed. */
  public synchronized void invalidate() {
    publish(snapshot.withGeneration(nextGeneration()));
  }

  private void replace(List<Route> all) {
    publish(new RouteSnapshot(nextGeneration(), all));
  }

  private int nextGeneration() {
    return generation == -1 ? 1 : generation + 1;
  }

  /** Who sees the new generation sees the new routes. */
  private void publish(RouteSnapshot next) {
    snapshot = next;
    generation = next.generation();
  }
}
