package io.ringroad.fastpath.route;

import java.util.List;

/**
 * Finds the longest prefix that an address is in, by binary search over the prefix lengths in use
 * (Waldvogel et al., Scalable High Speed IP Routing Lookups, SIGCOMM 1997): each length has a hash
 * table; a hit there means to try longer prefixes, a miss to try shorter ones. So that a long
 * prefix is not missed, the shorter lengths that the search passes on its way hold markers of it,
 * and each marker knows the answer should the way end there. With l lengths in use a lookup looks
 * into at most log2(l + 1) tables, however many routes they hold. Immutable once made.
 */
final class PrefixTable {
  /** The answer of a marker that lies in no prefix. */
  private static final Route NOWHERE = new Route(0, 0, 0, 0, 0, 0, 0, 0, 0, RouteType.UNICAST);

  private final PrefixLevel[] levels;
  private final Route all;

  /**
   * @param routes of one family, from the shortest prefix to the longest, no prefix twice
   * @param shortest the prefix length that holds the whole family
   */
  PrefixTable(List<Route> routes, int shortest) {
    boolean hasDefault = !routes.isEmpty() && routes.getFirst().prefixLength() == shortest;
    all = hasDefault ? routes.getFirst() : null;
    levels =
        routes.stream()
            .skip(hasDefault ? 1 : 0)
            .mapToInt(Route::prefixLength)
            .distinct()
            .mapToObj(PrefixLevel::new)
            .toArray(PrefixLevel[]::new);
    routes.stream().skip(hasDefault ? 1 : 0).forEach(this::insert);
  }

  /** The route with the longest prefix that an address is in, null if none. */
  Route lookup(long high, long low) {
    Route best = all;
    int first = 0;
    int last = levels.length - 1;
    while (first <= last) {
      int middle = first + last >>> 1;
      Route found = levels[middle].find(high, low);
      if (found == null) {
        last = middle - 1;
      } else {
        best = found;
        first = middle + 1;
      }
    }
    return best == NOWHERE ? null : best;
  }

  /** All shorter prefixes are in the table already, so that the answers of markers are final. */
  private void insert(Route route) {
    int first = 0;
    int last = levels.length - 1;
    while (first <= last) {
      int middle = first + last >>> 1;
      int length = levels[middle].length;
      if (length == route.prefixLength()) {
        levels[middle].putIfAbsent(route.prefixHigh(), route.prefixLow(), route);
        return;
      }
      if (length < route.prefixLength()) {
        mark(middle, route);
        first = middle + 1;
      } else {
        last = middle - 1;
      }
    }
  }

  private void mark(int level, Route route) {
    Route answer = lookupUpTo(level, route.prefixHigh(), route.prefixLow());
    levels[level].putIfAbsent(
        route.prefixHigh(), route.prefixLow(), answer == null ? NOWHERE : answer);
  }

  /** As {@link #lookup}, as if there were no longer prefixes than those of a level. */
  private Route lookupUpTo(int longest, long high, long low) {
    Route best = all;
    int first = 0;
    int last = levels.length - 1;
    while (first <= last) {
      int middle = first + last >>> 1;
      Route found = middle > longest ? null : levels[middle].find(high, low);
      if (found == null) {
        last = middle - 1;
      } else {
        best = found;
        first = middle + 1;
      }
    }
    return best;
  }
}
