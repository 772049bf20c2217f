package io.ringroad.fastpath.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final RouteTable table = new RouteTable();

  private static Route route(String prefix, int length, String gateway, int index, int metric) {
    int via = gateway == null ? 0 : IpAddresses.parseIpv4(gateway);
    return new Route(IpAddresses.parseIpv4(prefix), length, via, index, metric, 0);
  }

  private Route lookup(String address) {
    return table.lookup(IpAddresses.parseIpv4(address));
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
    assertEquals(IpAddresses.parseIpv4("10.0.0.254"), all.nextHop(1));
    assertEquals(1, narrow.nextHop(1));
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
    assertEquals(IpAddresses.parseIpv4("10.0.0.2"), lookup("1.1.1.1").gateway());
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
        Route route = new Route(prefix, length, 0, i, i, 0);
        routes.add(route);
        all.add(route);
      }
      for (int i = 0; i < 200; i++) {
        int address = random.nextInt() & 0x0F0F_0F0F;
        Route best = null;
        for (Route each : all) {
          if (each.matches(address)
              && (best == null || each.prefixLength() > best.prefixLength())) {
            best = each;
          }
        }
        Route found = routes.lookup(address);
        assertEquals(
            best == null ? -1 : best.prefixLength(), found == null ? -1 : found.prefixLength());
      }
    }
  }
}
