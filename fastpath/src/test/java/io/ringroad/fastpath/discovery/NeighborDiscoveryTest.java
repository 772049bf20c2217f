package io.ringroad.fastpath.discovery;

import static io.ringroad.fastpath.discovery.DiscoveryBench.ALL_NODES;
import static io.ringroad.fastpath.discovery.DiscoveryBench.PEER_MAC;
import static io.ringroad.fastpath.discovery.DiscoveryBench.advertisement;
import static io.ringroad.fastpath.discovery.DiscoveryBench.macOption;
import static io.ringroad.fastpath.discovery.DiscoveryBench.solicitation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.NeighborState;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Address resolution and its messages (RFC 4861 7). */
class NeighborDiscoveryTest {
  private static final String HOST = "fd00::1";
  private static final String PEER = "fd00::9";
  private static final String HOST_GROUP = "ff02::1:ff00:1";
  private static final String PEER_GROUP = "ff02::1:ff00:9";
  private static final long OTHER_MAC = 0x0200_0000_0077L;

  private final DiscoveryBench bench = new DiscoveryBench(DiscoveryConfig.DEFAULT);

  @BeforeEach
  void address() {
    bench.own(HOST, 64);
  }

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private static byte[] from(long mac) {
    return macOption(1, mac);
  }

  private static byte[] about(long mac) {
    return macOption(2, mac);
  }

  private void resolve() {
    bench.send(PEER);
    assertEquals("135 " + HOST + " > " + PEER_GROUP + " [" + PEER + "]", bench.sent());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "SO", about(PEER_MAC)));
    assertEquals("17 " + HOST + " > " + PEER, bench.sent());
  }

  @Test
  void answersWhoAsksAndRemembersHim() {
    bench.inject(PEER, HOST_GROUP, 255, solicitation(HOST, from(PEER_MAC)));
    assertEquals("136 " + HOST + " > " + PEER + " [" + HOST + "] SO", bench.sent());
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
    assertEquals(PEER_MAC, bench.neighbor(PEER).mac());
  }

  @Test
  void answersAProbeOfAnotherForOurAddressToAll() {
    bench.inject("::", HOST_GROUP, 255, solicitation(HOST));
    assertEquals("136 " + HOST + " > " + ALL_NODES + " [" + HOST + "] O", bench.sent());
  }

  @Test
  void resolvesWhoAskedWithoutHisAddressBeforeItAnswers() {
    bench.inject(PEER, HOST, 255, solicitation(HOST));
    assertEquals("135 " + HOST + " > " + PEER_GROUP + " [" + PEER + "]", bench.sent());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "SO", about(PEER_MAC)));
    assertEquals("136 " + HOST + " > " + PEER + " [" + HOST + "] SO", bench.sent());
  }

  @Test
  void resolvesBeforeTheFirstPacketAndConfirmsLater() {
    resolve();
    assertEquals(NeighborState.REACHABLE, bench.neighbor(PEER).state());
    bench.pass(46);
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
    bench.send(PEER);
    bench.sent();
    bench.pass(5.1);
    assertEquals(NeighborState.PROBE, bench.neighbor(PEER).state());
    assertEquals("135 " + HOST + " > " + PEER + " [" + PEER + "]", bench.sent());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "S"));
    assertEquals(NeighborState.REACHABLE, bench.neighbor(PEER).state());
  }

  @Test
  void threeSolicitationsASecondApartAndNoMore() {
    bench.send(PEER);
    for (int i = 0; i < 3; i++) {
      assertEquals("135 " + HOST + " > " + PEER_GROUP + " [" + PEER + "]", bench.sent());
      bench.pass(0.99);
      bench.assertNothingSent();
      bench.pass(0.02);
    }
    bench.assertNothingSent();
    assertNull(bench.neighbor(PEER));
    assertEquals(1, bench.count(NeighborCounter.PARKED_UNREACHABLE));
  }

  @Test
  void anotherAddressWithoutOverrideMakesAReachableOneStaleAndNothingElse() {
    resolve();
    bench.inject(PEER, HOST, 255, advertisement(PEER, "S", about(OTHER_MAC)));
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
    assertEquals(PEER_MAC, bench.neighbor(PEER).mac());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "S", about(OTHER_MAC)));
    assertEquals(PEER_MAC, bench.neighbor(PEER).mac());
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
  }

  @Test
  void overrideReplacesTheAddressAndSolicitedProvesIt() {
    resolve();
    bench.inject(PEER, ALL_NODES, 255, advertisement(PEER, "O", about(OTHER_MAC)));
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
    assertEquals(OTHER_MAC, bench.neighbor(PEER).mac());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "SO", about(PEER_MAC)));
    assertEquals(NeighborState.REACHABLE, bench.neighbor(PEER).state());
    assertEquals(PEER_MAC, bench.neighbor(PEER).mac());
  }

  @Test
  void anUnsolicitedAdvertisementOfTheSameAddressChangesNothing() {
    resolve();
    bench.pass(46);
    bench.inject(PEER, ALL_NODES, 255, advertisement(PEER, "O", about(PEER_MAC)));
    assertEquals(NeighborState.STALE, bench.neighbor(PEER).state());
  }

  @Test
  void theRouterFlagIsKept() {
    resolve();
    assertFalse(bench.neighbor(PEER).isRouter());
    bench.inject(PEER, HOST, 255, advertisement(PEER, "RS"));
    assertTrue(bench.neighbor(PEER).isRouter());
  }

  @Test
  void advertisementsOfStrangersAreNotRemembered() {
    bench.inject(PEER, ALL_NODES, 255, advertisement(PEER, "O", about(PEER_MAC)));
    assertNull(bench.neighbor(PEER));
  }

  @Test
  void whoClaimsOurAddressIsCountedAndNotBelieved() {
    bench.inject(PEER, ALL_NODES, 255, advertisement(HOST, "O", about(PEER_MAC)));
    bench.inject(HOST, HOST_GROUP, 255, solicitation(HOST, from(PEER_MAC)));
    assertEquals(2, bench.count(NeighborCounter.ADDRESS_CONFLICTS));
    assertNull(bench.neighbor(HOST));
    bench.assertNothingSent();
  }

  @Test
  void messagesThatMayHaveCrossedARouterOrAreMalformedAreDropped() {
    byte[] good = solicitation(HOST, from(PEER_MAC));
    bench.inject(PEER, HOST_GROUP, 254, good);
    byte[] code = good.clone();
    code[1] = 1;
    bench.inject(PEER, HOST_GROUP, 255, code);
    byte[] noLength = good.clone();
    noLength[25] = 0;
    bench.inject(PEER, HOST_GROUP, 255, noLength);
    byte[] tooLong = good.clone();
    tooLong[25] = 2;
    bench.inject(PEER, HOST_GROUP, 255, tooLong);
    bench.inject(PEER, HOST_GROUP, 255, Arrays.copyOf(good, 23));
    bench.inject(PEER, HOST_GROUP, 255, Arrays.copyOf(good, 31));
    bench.inject(PEER, HOST_GROUP, 255, solicitation("ff02::5", from(PEER_MAC)));
    bench.inject("::", HOST_GROUP, 255, good); // RFC 4861 7.1.1: no address from nobody
    bench.inject("::", HOST, 255, solicitation(HOST)); // nor to one
    bench.inject(PEER, HOST_GROUP, 255, solicitation(HOST, from(0x0100_0000_0001L)));
    bench.inject(PEER, ALL_NODES, 255, advertisement(PEER, "SO", about(PEER_MAC)));
    assertEquals(11, bench.count(NeighborCounter.MALFORMED));
    assertEquals(0, bench.link.neighbors().size());
    bench.assertNothingSent();
  }

  @Test
  void anythingAtAllIsSurvived() {
    Random random = new Random(4861);
    String[] sources = {"::", PEER, HOST, "fe80::9"};
    String[] targets = {HOST, HOST_GROUP, ALL_NODES};
    for (int i = 0; i < 20_000; i++) {
      byte[] message = new byte[8 + random.nextInt(120)];
      random.nextBytes(message);
      message[0] = (byte) (133 + random.nextInt(5));
      Arrays.fill(message, 1, 4, (byte) 0);
      for (int at = 25; at < message.length; at += 8) {
        message[at] = (byte) random.nextInt(3);
      }
      bench.inject(sources[i % 4], targets[i % 3], 255, message);
      bench.drainSent();
    }
    bench.pass(10);
    bench.drainSent();
    assertTrue(bench.count(NeighborCounter.MALFORMED) > 1_000);
  }

  @Test
  void aFloodOfSolicitationsIsBounded() {
    resolve();
    for (int i = 0; i < 5_000; i++) {
      String forged = "fd00::1:" + Integer.toHexString(i);
      bench.inject(forged, HOST_GROUP, 255, solicitation(HOST, from(PEER_MAC)));
      bench.drainSent();
    }
    assertEquals(1_024, bench.link.neighbors().size());
    assertEquals(NeighborState.REACHABLE, bench.neighbor(PEER).state());
  }

  @Test
  void announcesWhatItHas() {
    bench.discovery.announce(0xFD00L << 48, 1);
    bench.run();
    assertEquals("136 " + HOST + " > " + ALL_NODES + " [" + HOST + "] O", bench.sent());
  }
}
