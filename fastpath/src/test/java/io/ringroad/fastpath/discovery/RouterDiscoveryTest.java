package io.ringroad.fastpath.discovery;

import static io.ringroad.fastpath.discovery.DiscoveryBench.ALL_NODES;
import static io.ringroad.fastpath.discovery.DiscoveryBench.PEER_MAC;
import static io.ringroad.fastpath.discovery.DiscoveryBench.advertisement;
import static io.ringroad.fastpath.discovery.DiscoveryBench.macOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.mtuOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.prefixOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.redirect;
import static io.ringroad.fastpath.discovery.DiscoveryBench.routerAdvertisement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.neighbor.NeighborCounter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routers, prefixes, parameters and redirects (RFC 4861 6 and 8, RFC 4191). */
class RouterDiscoveryTest {
  private static final String FAR = "2001:db8:ffff::1";
  private static final String ONE = "fe80::11";
  private static final String TWO = "fe80::22";
  private static final int HIGH = 1;
  private static final int LOW = 3;

  private DiscoveryBench bench = new DiscoveryBench(DiscoveryConfig.DEFAULT.withAutomatic(true));

  @BeforeEach
  void addresses() {
    bench.own("fe80::1", 64);
    bench.own("2001:db8::1", 128);
  }

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private void offer(String router, int lifetime, int preference, byte[]... options) {
    bench.inject(router, ALL_NODES, 255, routerAdvertisement(lifetime, preference, options));
  }

  @Test
  void routersAreAskedForEverLessOftenUntilOneAnswers() {
    bench.discovery.start(bench.nowNs);
    bench.pass(3);
    bench.drainSent();
    bench.pass(8);
    long asked = bench.count(NeighborCounter.ROUTER_SOLICITATIONS_SENT);
    assertEquals(2, asked);
    bench.pass(10_000);
    long later = bench.count(NeighborCounter.ROUTER_SOLICITATIONS_SENT);
    assertTrue(later >= 10 && later <= 14, "doubling to an hour, but " + later);
    offer(ONE, 1800, 0);
    bench.pass(10_000);
    assertEquals(later, bench.count(NeighborCounter.ROUTER_SOLICITATIONS_SENT));
  }

  @Test
  void anAdvertisedRouterIsTheWayToEverythingForItsLifetime() {
    assertNull(bench.nextHop(FAR));
    offer(ONE, 100, 0, macOption(1, PEER_MAC));
    assertEquals(ONE, bench.nextHop(FAR));
    assertTrue(bench.neighbor(ONE).isRouter());
    bench.pass(99);
    assertEquals(ONE, bench.nextHop(FAR));
    bench.pass(2);
    assertNull(bench.nextHop(FAR));
  }

  @Test
  void aLifetimeOfZeroEndsItAtOnce() {
    offer(ONE, 100, 0);
    offer(ONE, 0, 0);
    assertNull(bench.nextHop(FAR));
  }

  @Test
  void thePreferredOfSeveralIsTaken() {
    offer(ONE, 100, 0);
    offer(TWO, 100, 0);
    assertEquals(ONE, bench.nextHop(FAR), "the one in use stays");
    offer(TWO, 100, HIGH);
    assertEquals(TWO, bench.nextHop(FAR));
    offer(TWO, 100, LOW);
    assertEquals(ONE, bench.nextHop(FAR));
  }

  @Test
  void oneThatDoesNotAnswerIsLeftForAnotherAndComesBackWhenItDoes() {
    offer(ONE, 1800, HIGH);
    offer(TWO, 1800, 0);
    bench.send(FAR);
    bench.pass(3.1);
    assertEquals(TWO, bench.nextHop(FAR), "three solicitations had no answer");
    bench.send(FAR);
    bench.pass(3.1);
    assertEquals(ONE, bench.nextHop(FAR), "none answers: they take turns");
    bench.send(FAR);
    bench.inject(ONE, "fe80::1", 255, advertisement(ONE, "RSO", macOption(2, PEER_MAC)));
    assertEquals(ONE, bench.nextHop(FAR));
    bench.pass(3.1);
    assertEquals(ONE, bench.nextHop(FAR));
    bench.drainSent();
  }

  @Test
  void oneThatSaysItIsNoRouterIsNone() {
    offer(ONE, 1800, 0, macOption(1, PEER_MAC));
    bench.inject(ONE, ALL_NODES, 255, advertisement(ONE, "O", macOption(2, PEER_MAC)));
    assertNull(bench.nextHop(FAR));
  }

  @Test
  void prefixesOnTheLinkNeedNoRouter() {
    offer(ONE, 1800, 0, prefixOption("2001:db8:5::", 64, 0x80, 100, 100));
    assertEquals("2001:db8:5::7", bench.nextHop("2001:db8:5::7"));
    assertEquals(ONE, bench.nextHop("2001:db8:6::7"));
    bench.pass(101);
    assertEquals(ONE, bench.nextHop("2001:db8:5::7"));
    offer(ONE, 1800, 0, prefixOption("2001:db8:5::", 64, 0x80, 100, 100));
    offer(ONE, 1800, 0, prefixOption("2001:db8:5::", 64, 0x80, 0, 0));
    assertEquals(ONE, bench.nextHop("2001:db8:5::7"));
  }

  @Test
  void theMtuIsTakenWhereItIsPossible() {
    offer(ONE, 1800, 0, mtuOption(1400));
    assertEquals(1400, bench.link.mtu());
    offer(ONE, 1800, 0, mtuOption(1279));
    offer(ONE, 1800, 0, mtuOption(1501));
    assertEquals(1400, bench.link.mtu());
  }

  @Test
  void timesAreTakenWithinBounds() {
    byte[] advertisement = routerAdvertisement(1800, 0);
    ByteBuffer.wrap(advertisement).putInt(8, 10_000).putInt(12, 250);
    bench.inject(ONE, ALL_NODES, 255, advertisement);
    assertEquals(250_000_000L, bench.link.neighbors().retransmitNs());
    ByteBuffer.wrap(advertisement).putInt(12, 1);
    bench.inject(ONE, ALL_NODES, 255, advertisement);
    assertEquals(10_000_000L, bench.link.neighbors().retransmitNs());
  }

  @Test
  void advertisementsOfNoRouterOnTheLinkAreDropped() {
    bench.inject("2001:db8::9", ALL_NODES, 255, routerAdvertisement(1800, 0));
    bench.inject(ONE, ALL_NODES, 254, routerAdvertisement(1800, 0));
    bench.inject(ONE, ALL_NODES, 255, Arrays.copyOf(routerAdvertisement(9, 0), 15));
    assertEquals(3, bench.count(NeighborCounter.MALFORMED));
    assertNull(bench.nextHop(FAR));
  }

  @Test
  void aFloodOfRoutersAndPrefixesIsBounded() {
    for (int i = 1; i <= 500; i++) {
      byte[] prefix = prefixOption("2001:db8:" + Integer.toHexString(i) + "::", 64, 0x80, 99, 99);
      offer("fe80::1:" + Integer.toHexString(i), 1800, 0, prefix);
    }
    assertEquals(2 + 1 + 32, bench.routes().size(), "own, default, and the prefixes'");
  }

  @Test
  void theFirstHopRedirectsToABetterOneOrToTheDestinationItself() {
    offer(ONE, 1800, 0, macOption(1, PEER_MAC));
    bench.inject(ONE, "fe80::1", 255, redirect(TWO, FAR, macOption(2, 0x0200_0000_0022L)));
    assertEquals(TWO, bench.nextHop(FAR));
    assertEquals(0x0200_0000_0022L, bench.neighbor(TWO).mac());
    assertTrue(bench.neighbor(TWO).isRouter());
    assertEquals(ONE, bench.nextHop("2001:db8:ffff::2"));
    bench.inject(ONE, "fe80::1", 255, redirect("2001:db8:ffff::2", "2001:db8:ffff::2"));
    assertEquals("2001:db8:ffff::2", bench.nextHop("2001:db8:ffff::2"));
    bench.pass(601);
    assertEquals(ONE, bench.nextHop(FAR));
    assertEquals(2, bench.count(NeighborCounter.REDIRECTS_OBEYED));
  }

  @Test
  void redirectsOfOthersAreRefused() {
    offer(ONE, 1800, 0);
    bench.inject(TWO, "fe80::1", 255, redirect(TWO, FAR));
    bench.inject("2001:db8::9", "fe80::1", 255, redirect(TWO, FAR));
    bench.inject(ONE, "fe80::1", 254, redirect(TWO, FAR));
    bench.inject(ONE, "fe80::1", 255, redirect("2001:db8::22", FAR));
    bench.inject(ONE, "fe80::1", 255, redirect(TWO, "ff02::5"));
    assertEquals(ONE, bench.nextHop(FAR));
    assertEquals(0, bench.count(NeighborCounter.REDIRECTS_OBEYED));
    assertEquals(2, bench.count(NeighborCounter.REDIRECTS_REFUSED));
    assertEquals(3, bench.count(NeighborCounter.MALFORMED));
  }

  @Test
  void whereRedirectsAreNotObeyedNoneIs() {
    bench.close();
    bench = new DiscoveryBench(DiscoveryConfig.DEFAULT.withAutomatic(true).withRedirects(false));
    addresses();
    offer(ONE, 1800, 0);
    bench.inject(ONE, "fe80::1", 255, redirect(TWO, FAR));
    assertEquals(ONE, bench.nextHop(FAR));
  }

  @Test
  void aBetterHopThatDoesNotAnswerIsForgotten() {
    offer(ONE, 1800, 0, macOption(1, PEER_MAC));
    bench.inject(ONE, "fe80::1", 255, redirect(TWO, FAR));
    bench.send(FAR);
    bench.pass(3.1);
    assertEquals(ONE, bench.nextHop(FAR));
    bench.drainSent();
  }
}
