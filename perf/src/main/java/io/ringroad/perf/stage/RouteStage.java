package io.ringroad.perf.stage;

import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteTable;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Finding the route of a destination: the cost must not grow with the number of routes. Prefixes of
 * the lengths that networks have, a default route, and destinations of which most are in one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteStage {
  private static final int DESTINATIONS = 1 << 10;
  private static final int[] IPV4_LENGTHS = {8, 12, 16, 20, 22, 24, 26, 28, 32};
  private static final int[] IPV6_LENGTHS = {32, 36, 40, 44, 48, 52, 56, 64, 128};

  /** Whose routes. */
  @Param({"ipv4", "ipv6"})
  public String family;

  /** How many there are. */
  @Param({"10", "10000"})
  public int routes;

  private final RouteTable table = new RouteTable();
  private final long[] high = new long[DESTINATIONS];
  private final long[] low = new long[DESTINATIONS];
  private int next;

  /** Makes the routes and the destinations. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1812);
    boolean ipv4 = family.equals("ipv4");
    List<Route> all = new ArrayList<>();
    all.add(route(ipv4, random, 0));
    for (int i = 1; i < routes; i++) {
      int[] lengths = ipv4 ? IPV4_LENGTHS : IPV6_LENGTHS;
      all.add(route(ipv4, random, lengths[i % lengths.length]));
    }
    table.addAll(all);
    for (int i = 0; i < DESTINATIONS; i++) {
      Route inside = all.get(random.nextInt(all.size()));
      high[i] = inside.prefixHigh() | random.nextLong() & ~Route.maskHigh(inside.prefixLength());
      low[i] = inside.prefixLow() | random.nextLong() & ~Route.maskLow(inside.prefixLength());
    }
  }

  private static Route route(boolean ipv4, SplittableRandom random, int length) {
    if (ipv4) {
      int prefix = random.nextInt() & IpAddresses.ipv4Mask(length);
      return Route.ofIpv4(prefix, length, 0, 1, 0, 0);
    }
    long prefixHigh = (random.nextLong() >>> 3 | 1L << 61) & Route.maskHigh(length);
    long prefixLow = random.nextLong() & Route.maskLow(length);
    return new Route(prefixHigh, prefixLow, length, 0, 0, 1, 0, 0, 0, RouteType.UNICAST);
  }

  /** One lookup. */
  @Benchmark
  public Route lookup() {
    int at = next++ & DESTINATIONS - 1;
    return table.lookup(high[at], low[at]);
  }
}
