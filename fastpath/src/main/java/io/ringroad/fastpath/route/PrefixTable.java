package io.ringroad.fastpath.route;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the longest prefix that an IPv6 address is in, by binary search over the prefix lengths in
 * use (Waldvogel et al., Scalable High Speed IP Routing Lookups, SIGCOMM 1997): each length has a
 * hash table; a hit there means to try longer prefixes, a miss to try shorter ones. So that a long
 * prefix is not missed, the shorter lengths that the search hits on its way hold markers of it, and
 * each marker knows the answer should the way end there. With l lengths in use a lookup looks into
 * log2(l + 1) tables, rounded up, however many routes they hold. Immutable once made.
 */
final class PrefixTable {
  /** The answer of a marker that lies in no prefix. */
  private static final Route NOWHERE = new Route(0, 0, 0, 0, 0, 0, 0, 0, 0, RouteType.UNICAST);

  /**
   * The lengths in use, filled up to one less than a power of two, so that all ways are as long.
   */
  private final PrefixLevel[] levels;

  private final int firstStep;
  private final Route all;

  /**
   * @param routes from the shortest prefix to the longest, no prefix twice
   */
  PrefixTable(List<Route> routes) {
    boolean hasDefault = !routes.isEmpty() && routes.getFirst().prefixLength() == 0;
    List<Route> others = routes.subList(hasDefault ? 1 : 0, routes.size());
    all = hasDefault ? routes.getFirst() : NOWHERE;
    int[] lengths = others.stream().mapToInt(Route::prefixLength).distinct().toArray();
    firstStep = Integer.highestOneBit(lengths.length);
    levels = new PrefixLevel[Math.max(0, 2 * firstStep - 1)];
    Arrays.setAll(levels, i -> new PrefixLevel(i < lengths.length ? lengths[i] : 0));
    for (Route route : others) {
      insert(route, 1 + Arrays.binarySearch(lengths, route.prefixLength()));
    }
  }

  /** The route with the longest prefix that an address is in, null if none. */
  Route lookup(long high, long low) {
    Route best = lookupUpTo(levels.length, high, low);
    return best == NOWHERE ? null : best;
  }

  /** The answer, were there no longer prefixes than those of a level, counted from 1. */
  private Route lookupUpTo(int longest, long high, long low) {
    Route best = all;
    int at = 0;
    for (int step = firstStep; step > 0; step >>= 1) {
      Route found = at + step > longest ? null : levels[at + step - 1].find(high, low);
      best = found == null ? best : found;
      at = found == null ? at : at + step;
    }
    return best;
  }

  /** All shorter prefixes are in the table already, so that the answers of markers are final. */
  private void insert(Route route, int level) {
    int at = 0;
    for (int step = firstStep; at < level; step >>= 1) {
      if (at + step <= level) {
        at += step;
        Route answer = at == level ? route : lookupUpTo(at, route.prefixHigh(), route.prefixLow());
        levels[at - 1].putIfAbsent(route.prefixHigh(), route.prefixLow(), answer);
      }
    }
  }
}
