package io.ringroad.fastpath.neighbor;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.SECOND_NS;
import static io.ringroad.fastpath.testing.Packets.PEER_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who stays in the table when there are many, and how much a flood can take. */
class RetentionTest {
  private static final NeighborConfig CONFIG = NeighborConfig.DEFAULT;
  private static final int MOST = CONFIG.maxNeighbors();

  private final Bench bench = new Bench();
  private final NeighborTable table = bench.host.ethernet.neighbors();

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private static long low(int number) {
    return IpAddresses.mapIpv4(0x0A00_0000 + number);
  }

  private long count(NeighborCounter counter) {
    return bench.host.neighborCounters.get(counter);
  }

  private Neighbor find(int number) {
    return table.find(0, low(number));
  }

  private void drainSent() {
    while (bench.nic.collectBytes() != null) {}
  }

  private void send(Neighbor neighbor) {
    Frame frame = new Frame().wrap(bench.host.frames.allocate());
    frame.append(20);
    table.send(frame, neighbor, bench.nowNs);
    bench.run();
  }

  /** We send, it answers. */
  private Neighbor talkTo(int number) {
    Neighbor neighbor = table.findOrCreate(0, low(number), bench.nowNs);
    send(neighbor);
    table.answered(neighbor, PEER_MAC, true, true, bench.nowNs);
    bench.run();
    drainSent();
    return neighbor;
  }

  private void requestFrom(int number) {
    String sender = IpAddresses.formatIpv4(0x0A00_0000 + number);
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, sender, 0, HOST));
    drainSent();
  }

  @Test
  void whoeverAsksIsForgottenFirstAndTheOldestOfThemBeforeOthers() {
    table.addStatic(0, low(200), PEER_MAC, bench.nowNs);
    Neighbor used = talkTo(9);
    for (int i = 0; i < MOST + 10; i++) {
      requestFrom(1_000 + i);
    }
    assertEquals(MOST, table.size());
    assertEquals(12, count(NeighborCounter.EVICTED));
    assertNull(find(1_011));
    assertNotNull(find(1_012));
    assertNotNull(find(200));
    assertSame(used, find(9));
  }

  @Test
  void aFloodOfForgedRequestsForgetsNobodyInUse() {
    for (int i = 0; i < MOST; i++) {
      talkTo(1_000 + i);
    }
    for (int i = 0; i < 3 * MOST; i++) {
      requestFrom(100_000 + i);
    }
    for (int i = 0; i < MOST; i++) {
      assertNotNull(find(1_000 + i));
    }
    assertEquals(3 * MOST, count(NeighborCounter.NO_ROOM));
    assertEquals(3 * MOST, count(NeighborCounter.REPLIES_SENT), "they are answered all the same");
    assertEquals(0, count(NeighborCounter.EVICTED));
  }

  @Test
  void aFloodThatMakesUsAnswerInventedAddressesForgetsNobodyWhoAnswered() {
    Neighbor used = talkTo(9);
    Neighbor quiet = talkTo(10);
    for (int i = 0; i < 3 * MOST; i++) {
      requestFrom(100_000 + i);
      send(table.findOrCreate(0, low(100_000 + i), bench.nowNs)); // as an echo reply would be
      send(table.findOrCreate(0, low(200_000 + i), bench.nowNs)); // without a request before
      drainSent();
    }
    assertSame(used, find(9));
    assertSame(quiet, find(10));
    assertTrue(count(NeighborCounter.EVICTED) > 3 * MOST);
    assertTrue(table.size() <= MOST);
  }

  @Test
  void framesThatWaitForInventedNeighboursAreLimitedInAll() {
    int most = bench.pool.capacity() / 8;
    for (int i = 0; i < most + 200; i++) {
      Neighbor neighbor = table.findOrCreate(0, low(200_000 + i), bench.nowNs);
      send(neighbor);
      drainSent();
    }
    assertEquals(200, count(NeighborCounter.PARKED_OVERFLOW));
    int cached = 16;
    assertTrue(bench.pool.inUse() <= most + cached);
    Neighbor latest = table.findOrCreate(0, low(9), bench.nowNs);
    send(latest);
    drainSent();
    table.answered(latest, PEER_MAC, true, true, bench.nowNs);
    bench.run();
    assertNotNull(bench.nic.collectBytes(), "the latest one's frame is not among those dropped");
  }

  @Test
  void asLongAsThereAreFewNobodyIsForgotten() {
    for (int i = 0; i < CONFIG.keptNeighbors(); i++) {
      talkTo(1_000 + i);
    }
    bench.pass(1_000 * CONFIG.idleNs());
    assertEquals(CONFIG.keptNeighbors(), table.size());
    bench.assertNothingSent();
  }

  @Test
  void ofManyTheIdleOnesAreForgotten() {
    for (int i = 0; i < 2 * CONFIG.keptNeighbors(); i++) {
      talkTo(1_000 + i);
    }
    for (int second = 0; second < 300; second++) {
      bench.pass(SECOND_NS);
      Neighbor busy = find(1_001);
      send(busy);
      busy.confirmed(bench.nowNs);
      drainSent();
    }
    assertEquals(CONFIG.keptNeighbors(), table.size());
    assertNotNull(find(1_001), "in use all the time");
    assertEquals(CONFIG.keptNeighbors(), count(NeighborCounter.EXPIRED));
  }

  @Test
  void ofNeighboursInUseOneUsedLeastGoesForOneThatWeNeed() {
    for (int i = 0; i < MOST; i++) {
      bench.nowNs += 1_000;
      talkTo(1_000 + i);
    }
    talkTo(50_000);
    assertEquals(MOST, table.size());
    assertNull(find(1_000));
    assertNotNull(find(1_001));
  }

  @Test
  void staticNeighboursCannotFillTheTable() {
    int half = MOST / 2;
    for (int i = 0; i <= half; i++) {
      table.addStatic(0, low(1_000 + i), PEER_MAC, bench.nowNs);
    }
    assertThrows(
        IllegalStateException.class, () -> table.addStatic(0, low(5_000), PEER_MAC, bench.nowNs));
    for (int i = 0; i < MOST; i++) {
      send(table.findOrCreate(0, low(10_000 + i), bench.nowNs));
      drainSent();
    }
    for (int i = 0; i <= half; i++) {
      assertEquals(NeighborState.PERMANENT, find(1_000 + i).state());
    }
  }

  @Test
  void theMapFindsWhatItHoldsWhateverCameAndWent() {
    NeighborMap map = new NeighborMap(100, 4711);
    Map<Long, Neighbor> model = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long key = random.nextInt(300);
      Neighbor known = map.get(key, -key);
      assertSame(model.get(key), known);
      if (known != null) {
        map.remove(known);
        model.remove(key);
        assertFalse(known.isForgotten());
      } else if (map.size() < 100) {
        Neighbor added = new Neighbor(key, -key, map.hash(key, -key), null);
        map.add(added);
        model.put(key, added);
      }
      assertEquals(model.size(), map.size());
    }
    assertEquals(map.size(), map.toArray().length);
  }
}
