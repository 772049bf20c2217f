package io.ringroad.fastpath.discovery;

import static io.ringroad.fastpath.discovery.DiscoveryBench.ALL_NODES;
import static io.ringroad.fastpath.discovery.DiscoveryBench.MAC;
import static io.ringroad.fastpath.discovery.DiscoveryBench.PEER_MAC;
import static io.ringroad.fastpath.discovery.DiscoveryBench.advertisement;
import static io.ringroad.fastpath.discovery.DiscoveryBench.macOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.prefixOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.routerAdvertisement;
import static io.ringroad.fastpath.discovery.DiscoveryBench.solicitation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.neighbor.NeighborCounter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses that a host makes itself (RFC 4862, RFC 7217). */
class AutoconfigurationTest {
  private static final String LINK_LOCAL = "fe80::ff:fe00:1";
  private static final String GROUP = "ff02::1:ff00:1";
  private static final String ROUTER = "fe80::99";
  private static final String GLOBAL = "2001:db8::ff:fe00:1";
  private static final int AUTONOMOUS = 0x40;
  private static final long FOR_EVER = 0xFFFF_FFFFL;
  private static final DiscoveryConfig AUTOMATIC = DiscoveryConfig.DEFAULT.withAutomatic(true);

  private DiscoveryBench bench = new DiscoveryBench(AUTOMATIC);

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  /** The link-local address is there, and the router was asked for. */
  private void settle() {
    bench.discovery.start(bench.nowNs);
    bench.pass(3.1);
    bench.drainSent();
    bench.events.clear();
  }

  private void advertise(long valid, long preferred) {
    byte[] prefix = prefixOption("2001:db8::", 64, AUTONOMOUS, valid, preferred);
    bench.inject(ROUTER, ALL_NODES, 255, routerAdvertisement(0, 0, prefix));
  }

  @Test
  void theLinkLocalAddressIsAskedForOnceAndUsedASecondLater() {
    bench.discovery.start(bench.nowNs);
    bench.pass(1.0);
    assertEquals("135 :: > " + GROUP + " [" + LINK_LOCAL + "]", bench.sent());
    assertEquals(List.of(), bench.events);
    bench.pass(1.0);
    assertEquals(List.of("+" + LINK_LOCAL), bench.events);
    bench.pass(1.0);
    assertEquals("133 " + LINK_LOCAL + " > ff02::2", bench.sent());
    bench.assertNothingSent();
  }

  @Test
  void aTentativeAddressIsNotAnswered() {
    bench.discovery.start(bench.nowNs);
    bench.pass(1.0);
    bench.sent();
    bench.inject("fe80::9", GROUP, 255, solicitation(LINK_LOCAL, macOption(1, PEER_MAC)));
    bench.assertNothingSent();
    bench.pass(1.0);
    assertEquals(List.of("+" + LINK_LOCAL), bench.events);
  }

  @Test
  void anAddressThatSomebodyHasOrWantsTooIsNotTaken() {
    bench.discovery.start(bench.nowNs);
    bench.pass(1.0);
    bench.inject(
        LINK_LOCAL, ALL_NODES, 255, advertisement(LINK_LOCAL, "O", macOption(2, PEER_MAC)));
    bench.pass(10);
    assertEquals(List.of(), bench.events);
    assertEquals(1, bench.count(NeighborCounter.ADDRESS_CONFLICTS));
    bench.close();
    bench = new DiscoveryBench(AUTOMATIC);
    bench.discovery.start(bench.nowNs);
    bench.pass(1.0);
    bench.inject("::", GROUP, 255, solicitation(LINK_LOCAL));
    bench.pass(10);
    assertEquals(List.of(), bench.events);
  }

  @Test
  void withASecretAnotherIdentifierIsTriedAndNoneIsForeseeable() {
    bench.close();
    bench = new DiscoveryBench(AUTOMATIC.withSecret(new byte[] {1, 2, 3}));
    InterfaceIdentifiers identifiers = new InterfaceIdentifiers(new byte[] {1, 2, 3}, MAC);
    String first = address(identifiers.of(Autoconfiguration.LINK_LOCAL_PREFIX, 0));
    String second = address(identifiers.of(Autoconfiguration.LINK_LOCAL_PREFIX, 1));
    assertNotEquals(first, second);
    assertNotEquals(LINK_LOCAL, first);
    bench.discovery.start(bench.nowNs);
    bench.pass(1.0);
    bench.inject("fe80::9", ALL_NODES, 255, advertisement(first, "O", macOption(2, PEER_MAC)));
    bench.pass(3);
    assertEquals(List.of("+" + second), bench.events);
  }

  private static String address(long identifier) {
    return io.ringroad.fastpath.wire.IpAddresses.format(
        Autoconfiguration.LINK_LOCAL_PREFIX, identifier);
  }

  @Test
  void identifiersAreStableAndDifferByPrefixDeviceAndSecret() {
    InterfaceIdentifiers one = new InterfaceIdentifiers(new byte[] {1}, MAC);
    assertEquals(one.of(5, 0), new InterfaceIdentifiers(new byte[] {1}, MAC).of(5, 0));
    assertNotEquals(one.of(5, 0), one.of(6, 0));
    assertNotEquals(one.of(5, 0), new InterfaceIdentifiers(new byte[] {2}, MAC).of(5, 0));
    assertNotEquals(one.of(5, 0), new InterfaceIdentifiers(new byte[] {1}, PEER_MAC).of(5, 0));
  }

  @Test
  void aPrefixMakesAnAddressWhoseLifetimesPass() {
    settle();
    advertise(100, 50);
    assertEquals(List.of(), bench.events, "tentative");
    bench.pass(2.1);
    assertEquals(List.of("+" + GLOBAL), bench.events);
    assertEquals(GLOBAL, bench.source("2001:db8:1::1"));
    bench.pass(50);
    assertEquals(List.of("+" + GLOBAL, "!" + GLOBAL), bench.events);
    bench.pass(50);
    assertEquals(List.of("+" + GLOBAL, "!" + GLOBAL, "-" + GLOBAL), bench.events);
  }

  @Test
  void renewedBeforeItEndsAnAddressStays() {
    settle();
    advertise(100, 50);
    for (int i = 0; i < 10; i++) {
      bench.pass(40);
      advertise(100, 50);
    }
    bench.pass(1);
    assertEquals(List.of("+" + GLOBAL), bench.events);
  }

  @Test
  void deprecationIsTakenBack() {
    settle();
    advertise(1_000, 10);
    bench.pass(20);
    advertise(1_000, 500);
    assertEquals(List.of("+" + GLOBAL, "!" + GLOBAL, "=" + GLOBAL), bench.events);
  }

  @Test
  void aShortLifetimeIsBelievedOnlyDownToTwoHours() {
    settle();
    advertise(FOR_EVER, FOR_EVER);
    bench.pass(3);
    advertise(10, 10); // RFC 4862 5.5.3 (e) 3: two hours are left
    bench.pass(7_190);
    assertTrue(bench.events.contains("!" + GLOBAL), "the preferred lifetime is believed");
    assertTrue(!bench.events.contains("-" + GLOBAL), bench.events.toString());
    bench.pass(15);
    assertTrue(bench.events.contains("-" + GLOBAL), bench.events.toString());
  }

  @Test
  void withLessThanTwoHoursLeftAShorterLifetimeIsIgnored() {
    settle();
    advertise(3_600, 3_600);
    bench.pass(3);
    advertise(10, 10);
    bench.pass(3_590);
    assertTrue(!bench.events.contains("-" + GLOBAL), bench.events.toString());
    bench.pass(10);
    assertTrue(bench.events.contains("-" + GLOBAL), bench.events.toString());
  }

  @Test
  void prefixesThatMakeNoAddressAreIgnored() {
    settle();
    byte[][] wrong = {
      prefixOption("2001:db8::", 64, 0, 100, 50),
      prefixOption("2001:db8::", 63, AUTONOMOUS, 100, 50),
      prefixOption("2001:db8::", 64, AUTONOMOUS, 50, 100),
      prefixOption("2001:db8::", 64, AUTONOMOUS, 0, 0),
      prefixOption("fe80::", 64, AUTONOMOUS, 100, 50),
      prefixOption("ff02::", 64, AUTONOMOUS, 100, 50),
      prefixOption("2001:db8::", 200, 0xC0, 100, 50)
    };
    for (byte[] each : wrong) {
      bench.inject(ROUTER, ALL_NODES, 255, routerAdvertisement(0, 0, each));
    }
    bench.pass(5);
    assertEquals(List.of(), bench.events);
  }

  @Test
  void aFloodOfPrefixesMakesSixteenAddresses() {
    settle();
    for (int i = 1; i <= 100; i++) {
      byte[] prefix =
          prefixOption("2001:db8:" + Integer.toHexString(i) + "::", 64, 0xC0, 1_000, 500);
      bench.inject(ROUTER, ALL_NODES, 255, routerAdvertisement(0, 0, prefix));
    }
    bench.pass(3);
    assertEquals(15, bench.events.size(), "the link-local one is the sixteenth");
  }

  @Test
  void nothingIsAcceptedWhereItWasNotAskedFor() {
    bench.close();
    bench = new DiscoveryBench(DiscoveryConfig.DEFAULT);
    bench.discovery.start(bench.nowNs);
    bench.own("fe80::1", 64);
    advertise(100, 50);
    bench.pass(10);
    assertEquals(List.of(), bench.events);
    assertEquals(1, bench.count(NeighborCounter.ROUTER_ADVERTISEMENTS_IGNORED));
    bench.assertNothingSent();
  }

  @Test
  void aConfiguredAddressIsLookedForWhereThatIsAskedFor() {
    bench.discovery.detect(0xFD00L << 48, 5, () -> bench.events.add("ours"), bench.nowNs);
    bench.pass(1);
    assertEquals("135 :: > ff02::1:ff00:5 [fd00::5]", bench.sent());
    bench.pass(1);
    assertEquals(List.of("ours"), bench.events);
  }
}
