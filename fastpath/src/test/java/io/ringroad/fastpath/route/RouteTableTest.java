package io.ringroad.fastpath.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final RouteTable table = new RouteTable();

  private static Route route(String prefix, int length, String gateway, int index, int metric) {
    int via = gateway == null ? 0 : IpAddresses.parseIpv4(gateway);
    return Route.ofIpv4(IpAddresses.parseIpv4(prefix), length, via, index, metric, 0);
  }

  private Route lookup(String address) {
    return table.lookupIpv4(IpAddresses.parseIpv4(address));
  }

  @Test
  void theLongestPrefixWins() {
    Route all = route("0.0.0.0", 0, "10.0.0.254", 1, 0);
    Route wide = route("10.0.0.0", 8, null, 1, 100);
    Route narrow = route("10.1.0.0", 16, null, 2, 200);
    Route host = route("10.1.2.3", 32, "10.1.0.1", 2, 300);
    for (Route each : List.of(wide, host, all, narrow)) {
      table.add(each);
    }
    assertEquals(host, lookup("10.1.2.3"));
    assertEquals(narrow, lookup("10.1.2.4"));
    assertEquals(wide, lookup("10.2.0.1"));
    assertEquals(all, lookup("11.0.0.1"));
    assertEquals(IpAddresses.parseIpv4("10.0.0.254"), all.ipv4NextHop(1));
    assertEquals(1, narrow.ipv4NextHop(1));
  }

  @Test
  void ofEqualPrefixesTheSmallerMetricWins() {
    Route slow = route("0.0.0.0", 0, "10.0.0.1", 1, 200);
    Route fast = route("0.0.0.0", 0, "10.0.0.2", 1, 100);
    table.add(slow);
    table.add(fast);
    assertEquals(fast, lookup("8.8.8.8"));
    assertTrue(table.remove(fast));
    assertEquals(slow, lookup("8.8.8.8"));
    assertFalse(table.remove(fast));
  }

  @Test
  void theSamePlaceIsReplaced() {
    table.add(route("0.0.0.0", 0, "10.0.0.1", 1, 0));
    table.add(route("0.0.0.0", 0, "10.0.0.2", 1, 0));
    assertEquals(1, table.routes().size());
    assertEquals(IpAddresses.parseIpv4("10.0.0.2"), lookup("1.1.1.1").ipv4Gateway());
  }

  @Test
  void anEmptyTableLeadsNowhere() {
    assertNull(lookup("10.0.0.1"));
  }

  @Test
  void everyChangeMakesANewGeneration() {
    int first = table.generation();
    Route route = route("10.0.0.0", 8, null, 1, 0);
    table.add(route);
    int second = table.generation();
    table.remove(route);
    assertNotEquals(first, second);
    assertNotEquals(second, table.generation());
    assertNotEquals(0, table.generation());
  }

  @Test
  void hostBitsInAPrefixAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> route("10.0.0.1", 24, null, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> route("10.0.0.0", 33, null, 1, 0));
  }

  @Test
  void lookupEqualsTheDefinitionOnRandomTables() {
    SplittableRandom random = new SplittableRandom(1812);
    for (int round = 0; round < 50; round++) {
      RouteTable routes = new RouteTable();
      List<Route> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int length = random.nextInt(0, 33);
        int prefix = random.nextInt() & 0x0F0F_0F0F & IpAddresses.ipv4Mask(length);
        Route route = Route.ofIpv4(prefix, length, 0, i, i, 0);
        routes.add(route);
        all.add(route);
      }
      for (int i = 0; i < 200; i++) {
        int address = random.nextInt() & 0x0F0F_0F0F;
        Route best = null;
        for (Route each : all) {
          if (each.matches(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address))
              && (best == null || each.prefixLength() > best.prefixLength())) {
            best = each;
          }
        }
        Route found = routes.lookupIpv4(address);
        assertEquals(
            best == null ? -1 : best.prefixLength(), found == null ? -1 : found.prefixLength());
      }
    }
  }

  private static Route ipv6(String prefix, int length, int index, int metric) {
    IpAddress address = IpAddresses.parse(prefix);
    return new Route(
        address.high(), address.low(), length, 0, 0, index, metric, 0, 0, RouteType.UNICAST);
  }

  private Route lookupIpv6(String text) {
    IpAddress address = IpAddresses.parse(text);
    return table.lookup(address.high(), address.low());
  }

  @Test
  void familiesDoNotMeet() {
    Route allIpv6 = ipv6("::", 0, 1, 0);
    Route site = ipv6("2001:db8::", 32, 2, 0);
    Route allIpv4 = route("0.0.0.0", 0, null, 3, 0);
    table.addAll(List.of(allIpv6, site));
    assertNull(lookup("10.0.0.1"));
    table.add(allIpv4);
    assertEquals(allIpv4, lookup("10.0.0.1"));
    assertEquals(allIpv6, lookupIpv6("2001:db9::1"));
    assertEquals(site, lookupIpv6("2001:db8:1::1"));
    table.remove(allIpv6);
    assertNull(lookupIpv6("2001:db9::1"));
  }

  @Test
  void lookupOfIpv6EqualsTheDefinitionOnRandomTables() {
    SplittableRandom random = new SplittableRandom(8200);
    for (int round = 0; round < 50; round++) {
      List<Route> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int length = random.nextInt(0, 129);
        long high = sparse(random) & Route.maskHigh(length);
        long low = sparse(random) & Route.maskLow(length);
        if (!IpAddresses.isIpv4(high, low)) {
          all.add(new Route(high, low, length, 0, 0, i, i, 0, 0, RouteType.UNICAST));
        }
      }
      RouteTable routes = new RouteTable();
      routes.addAll(all);
      for (int i = 0; i < 300; i++) {
        long high = sparse(random);
        long low = sparse(random);
        int longest = -1;
        for (Route each : all) {
          longest = each.matches(high, low) ? Math.max(longest, each.prefixLength()) : longest;
        }
        Route found = routes.lookup(high, low);
        assertEquals(longest, found == null ? -1 : found.prefixLength());
      }
    }
  }

  /** Few different values, so that random addresses share long prefixes. */
  private static long sparse(SplittableRandom random) {
    return random.nextLong() & 0x8000_4001_0000_8003L;
  }

  @Test
  void aSnapshotStaysAsItWas() {
    Route route = route("10.0.0.0", 8, null, 1, 0);
    table.add(route);
    RouteSnapshot before = table.snapshot();
    table.remove(route);
    assertEquals(route, before.lookupIpv4(IpAddresses.parseIpv4("10.0.0.1")));
    assertEquals(List.of(route), before.routes());
    assertNotEquals(before.generation(), table.generation());
  }

  @Test
  void aBoundSocketTakesTheBestOfItsInterface() {
    Route narrow = route("10.1.0.0", 16, null, 1, 0);
    Route wide = route("10.0.0.0", 8, null, 2, 0);
    table.addAll(List.of(wide, narrow));
    long address = IpAddresses.mapIpv4(IpAddresses.parseIpv4("10.1.2.3"));
    RouteSnapshot routes = table.snapshot();
    assertEquals(narrow, routes.lookup(IpAddresses.IPV4_HIGH, address, 1));
    assertEquals(wide, routes.lookup(IpAddresses.IPV4_HIGH, address, 2));
    assertNull(routes.lookup(IpAddresses.IPV4_HIGH, address, 3));
  }

  @Test
  void aRouteIsWrittenAsIpRouteWritesIt() {
    assertEquals(
        "10.0.0.0/8 via 10.9.9.9 interface 1 metric 5",
        route("10.0.0.0", 8, "10.9.9.9", 1, 5).toString());
    assertEquals("2001:db8::/32 interface 2 metric 0", ipv6("2001:db8::", 32, 2, 0).toString());
    assertEquals(
        "unreachable ::/0 metric 7",
        new Route(0, 0, 0, 0, 0, 0, 7, 0, 0, RouteType.UNREACHABLE).toString());
  }

  @Test
  void tenThousandRoutesAreTenThousandAnswers() {
    List<Route> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int length = 20 + i % 13;
      int prefix = (0x0B00_0000 + i * 0x1003) & IpAddresses.ipv4Mask(length);
      all.add(Route.ofIpv4(prefix, length, 0, 1, i, 0));
    }
    table.addAll(all);
    assertEquals(10_000, table.routes().size());
    for (Route route : all) {
      Route found = table.lookup(route.prefixHigh(), route.prefixLow());
      assertTrue(found.prefixLength() >= route.prefixLength(), route::toString);
      assertTrue(found.matches(route.prefixHigh(), route.prefixLow()), found::toString);
    }
    assertTrue(table.removeIf(route -> route.metric() > 0));
    assertEquals(1, table.routes().size());
  }
}
