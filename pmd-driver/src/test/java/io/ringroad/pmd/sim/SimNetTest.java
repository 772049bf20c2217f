package io.ringroad.pmd.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.NicQueue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimNetTest {
  private final NativeFramePool poolA = new NativeFramePool(2048);
  private final NativeFramePool poolB = new NativeFramePool(2048);
  private final SimNet net = new SimNet(7);
  private final SimNic a = net.nic("a", poolA);
  private final SimNic b = net.nic("b", poolB);
  private final SimLink link = net.link(a, b);
  private final FrameBurst burst = new FrameBurst(32);
  private final Frame frame = new Frame();

  @AfterEach
  void everyFrameIsAccountedFor() {
    assertConserved(link.forward().statistics());
    assertConserved(link.backward().statistics());
    a.close();
    b.close();
    assertEquals(0, poolA.inUse());
    assertEquals(0, poolB.inUse());
    poolA.close();
    poolB.close();
  }

  private static void assertConserved(LinkStatistics s) {
    assertEquals(s.sent() + s.duplicated(), s.delivered() + s.drops() + s.inFlight(), s.toString());
  }

  private void send(SimNic from, NativeFramePool pool, int length, int value) {
    long address = pool.allocate();
    frame.wrap(address).appendCopyOf(content(length, value), 0, length);
    burst.add(address);
    assertEquals(1, from.queue(0).txBurst(burst));
    assertTrue(burst.isEmpty());
  }

  private static byte[] content(int length, int value) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value + i);
    }
    bytes[0] = (byte) (value >> 8);
    bytes[1] = (byte) value;
    return bytes;
  }

  private List<byte[]> receive(SimNic at, NativeFramePool pool) {
    List<byte[]> received = new ArrayList<>();
    while (at.queue(0).rxBurst(burst) > 0) {
      for (int i = 0; i < burst.size(); i++) {
        byte[] bytes = new byte[frame.wrap(burst.get(i)).packetLength()];
        frame.copyTo(bytes);
        received.add(bytes);
      }
      pool.free(burst);
    }
    return received;
  }

  private static int value(byte[] bytes) {
    return (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
  }

  @Test
  void deliversAfterTheDelayAndHoldsNoFrameMeanwhile() {
    link.profile(LinkProfile.DEFAULT.withDelayNs(50_000));
    long start = net.nowNs();
    send(a, poolA, 64, 1);
    assertEquals(0, poolA.inUse());
    net.runFor(49_999);
    assertTrue(receive(b, poolB).isEmpty());
    assertEquals(start + 50_000, net.nextEventNs());
    net.runFor(1);
    List<byte[]> received = receive(b, poolB);
    assertEquals(1, received.size());
    assertArrayEquals(content(64, 1), received.get(0));
    assertEquals(1, b.statistics().rxFrames());
    assertEquals(64, b.statistics().rxBytes());
    assertEquals(1, a.statistics().txFrames());
  }

  @Test
  void takesTheTimeThatTheRateGives() {
    link.profile(LinkProfile.DEFAULT.withDelayNs(1_000).withRateBitsPerSecond(1_000_000));
    for (int i = 0; i < 3; i++) {
      send(a, poolA, 125, i); // 1 ms each
    }
    net.runFor(1_001_000);
    assertEquals(1, receive(b, poolB).size());
    net.runFor(999_999);
    assertEquals(0, receive(b, poolB).size());
    net.runFor(1);
    assertEquals(1, receive(b, poolB).size());
    net.runFor(1_000_000);
    assertEquals(1, receive(b, poolB).size());
  }

  @Test
  void dropsWhatWaitsBeyondTheQueueLimit() {
    LinkProfile slow = LinkProfile.DEFAULT.withRateBitsPerSecond(1_000_000);
    link.profile(slow.withQueue(4, Integer.MAX_VALUE));
    for (int i = 0; i < 10; i++) {
      send(a, poolA, 125, i);
    }
    // One is being sent, four wait.
    assertEquals(5, link.forward().statistics().queueFull());
    net.runFor(1_000_000_000);
    assertEquals(5, receive(b, poolB).size());

    link.profile(slow.withQueue(Integer.MAX_VALUE, 300));
    for (int i = 0; i < 10; i++) {
      send(a, poolA, 125, i);
    }
    assertEquals(5 + 7, link.forward().statistics().queueFull());
    net.runFor(1_000_000_000);
    assertEquals(3, receive(b, poolB).size());
  }

  @Test
  void losesAboutAsManyAsItSays() {
    link.profile(LinkProfile.DEFAULT.withLoss(0.1));
    int received = 0;
    for (int i = 0; i < 10_000; i++) {
      send(a, poolA, 64, i);
      net.runFor(2_000);
      received += receive(b, poolB).size();
    }
    assertTrue(received > 8_800 && received < 9_200, "received " + received);
    assertEquals(10_000 - received, link.forward().statistics().lost());
  }

  @Test
  void duplicates() {
    link.profile(LinkProfile.DEFAULT.withDuplication(1));
    send(a, poolA, 100, 3);
    net.runFor(10_000);
    List<byte[]> received = receive(b, poolB);
    assertEquals(2, received.size());
    assertArrayEquals(content(100, 3), received.get(0));
    assertArrayEquals(content(100, 3), received.get(1));
  }

  @Test
  void flipsOneBit() {
    link.profile(LinkProfile.DEFAULT.withCorruption(1));
    for (int round = 0; round < 100; round++) {
      send(a, poolA, 90, round);
      net.runFor(2_000);
      byte[] sent = content(90, round);
      byte[] received = receive(b, poolB).get(0);
      int flipped = 0;
      for (int i = 0; i < 90; i++) {
        flipped += Integer.bitCount((sent[i] ^ received[i]) & 0xFF);
      }
      assertEquals(1, flipped);
    }
    assertEquals(100, link.forward().statistics().corrupted());
  }

  @Test
  void reordersButLosesNothing() {
    link.profile(LinkProfile.DEFAULT.withReordering(0.3, 20_000));
    List<Integer> arrived = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      send(a, poolA, 64, i);
      net.runFor(1_000);
      receive(b, poolB).forEach(bytes -> arrived.add(value(bytes)));
    }
    net.runFor(100_000);
    receive(b, poolB).forEach(bytes -> arrived.add(value(bytes)));
    List<Integer> sorted = arrived.stream().sorted().toList();
    assertNotEquals(sorted, arrived);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i, sorted.get(i));
    }
  }

  @Test
  void keepsTheOrderOfFramesThatArriveAtOnce() {
    for (int i = 0; i < 500; i++) {
      send(a, poolA, 64, i);
    }
    net.runFor(1_000);
    List<byte[]> received = receive(b, poolB);
    for (int i = 0; i < 500; i++) {
      assertEquals(i, value(received.get(i)));
    }
  }

  @Test
  void dropsTheFrameThatAFilterNames() {
    link.forward().filter((sent, ordinal, nowNs) -> ordinal != 1);
    for (int i = 0; i < 3; i++) {
      send(a, poolA, 64, i);
    }
    net.runFor(1_000);
    List<byte[]> received = receive(b, poolB);
    assertEquals(2, received.size());
    assertEquals(2, value(received.get(1)));
    assertEquals(1, link.forward().statistics().filtered());
  }

  @Test
  void countsWhatTheReceiverHasNoRoomFor() {
    long[] held = new long[2048];
    for (int i = 0; i < held.length; i++) {
      held[i] = poolB.allocate();
    }
    send(a, poolA, 64, 1);
    net.runFor(1_000);
    assertEquals(1, link.forward().statistics().noFrame());
    assertEquals(1, b.statistics().rxNoFrame());
    for (long address : held) {
      poolB.free(address);
    }
    for (int i = 0; i < 1_100; i++) {
      send(a, poolA, 64, i);
    }
    net.runFor(1_000);
    assertEquals(1_100 - 1_023, link.forward().statistics().receiveFull());
    assertEquals(1_100 - 1_023, b.statistics().rxMissed());
  }

  @Test
  void countsFramesThatNoDeviceSends() {
    send(a, poolA, 1_515, 1);
    send(a, poolA, 13, 1);
    send(a, poolA, 1_514, 1);
    assertEquals(1, a.statistics().txOversized());
    assertEquals(1, a.statistics().txRunt());
    assertEquals(1, a.statistics().txFrames());
    net.runFor(1_000);
    assertEquals(1, receive(b, poolB).size());
  }

  @Test
  void losesEverythingWhileUnplugged() {
    link.up(false);
    assertFalse(a.linkUp());
    send(a, poolA, 64, 1);
    link.up(true);
    assertTrue(a.linkUp());
    send(a, poolA, 64, 2);
    net.runFor(1_000);
    assertEquals(2, value(receive(b, poolB).get(0)));
    assertEquals(1, link.forward().statistics().lost());
  }

  @Test
  void spreadsOverQueues() {
    try (NativeFramePool pool = new NativeFramePool(16);
        SimNic one = net.nic("one", pool);
        SimNic two = net.nic("two", pool, 2).steering(f -> f.length() & 1)) {
      net.link(one, two);
      send(one, pool, 64, 1);
      send(one, pool, 65, 2);
      send(one, pool, 67, 3);
      net.runFor(1_000);
      assertEquals(1, two.queue(0).rxBurst(burst));
      assertEquals(2, two.queue(1).rxBurst(burst));
      pool.free(burst);
    }
  }

  @Test
  void repeatsARunFromItsSeed() {
    List<Integer> first = run(99);
    assertEquals(first, run(99));
    assertNotEquals(first, run(100));
  }

  private List<Integer> run(long seed) {
    SimNet other = new SimNet(seed);
    SimNic from = other.nic("from", poolA);
    SimNic to = other.nic("to", poolB);
    LinkProfile bad =
        LinkProfile.DEFAULT
            .withLoss(0.1)
            .withDuplication(0.1)
            .withCorruption(0.1)
            .withReordering(0.2, 10_000)
            .withRateBitsPerSecond(100_000_000)
            .withQueue(20, 10_000);
    SimLink faulty = other.link(from, to).profile(bad);
    List<Integer> arrived = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      send(from, poolA, 64 + i, i);
      other.runFor(20_000);
      receive(to, poolB).forEach(bytes -> arrived.add(value(bytes)));
    }
    assertConserved(faulty.forward().statistics());
    return arrived;
  }

  @Test
  void jumpsToTheDeadlineOfAParticipant() {
    long start = net.nowNs();
    List<Long> fired = new ArrayList<>();
    net.attach(
        new SimParticipant() {
          private long deadline = start + 3_000_000_000L;

          @Override
          public int step(long nowNs) {
            if (nowNs < deadline) {
              return 0;
            }
            fired.add(nowNs);
            deadline += 3_000_000_000L;
            return 1;
          }

          @Override
          public long nextDeadlineNs() {
            return deadline;
          }
        });
    assertTrue(net.runUntil(() -> fired.size() == 2, 10_000_000_000L));
    assertEquals(List.of(start + 3_000_000_000L, start + 6_000_000_000L), fired);
    assertFalse(net.runUntil(() -> fired.size() == 9, 4_000_000_000L));
    assertEquals(start + 10_000_000_000L, net.nowNs());
  }

  @Test
  void saysWhenNothingWillEverHappen() {
    assertThrows(IllegalStateException.class, net::advance);
  }

  @Test
  void saysWhenAParticipantNeverRests() {
    net.attach(nowNs -> 1);
    assertThrows(IllegalStateException.class, net::settle);
  }

  @Test
  void refusesProfilesThatNoLinkHas() {
    assertThrows(IllegalArgumentException.class, () -> LinkProfile.DEFAULT.withDelayNs(0));
    assertThrows(IllegalArgumentException.class, () -> LinkProfile.DEFAULT.withLoss(1.01));
    assertThrows(IllegalStateException.class, () -> net.link(a, b));
  }

  /** Sends each frame back, for as long as it lives. */
  private static final class Echo implements SimParticipant {
    private final NicQueue queue;
    private final FrameBurst frames = new FrameBurst(32);
    private long echoed;

    Echo(NicQueue queue) {
      this.queue = queue;
    }

    @Override
    public int step(long nowNs) {
      int received = queue.rxBurst(frames);
      echoed += queue.txBurst(frames);
      return received;
    }
  }

  @Test
  void allocatesNothingInTheSteadyState() {
    link.profile(
        LinkProfile.DEFAULT.withRateBitsPerSecond(10_000_000_000L).withReordering(0.1, 5_000));
    Echo left = new Echo(a.queue(0));
    net.attach(left);
    net.attach(new Echo(b.queue(0)));
    for (int i = 0; i < 100; i++) {
      send(a, poolA, 64 + i, i);
    }
    net.runFor(20_000_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long echoedBefore = left.echoed;
    net.runFor(20_000_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(left.echoed - echoedBefore > 100_000, "echoed " + left.echoed);
    // A few hundred bytes of the JIT's making; 100,000 frames that cost one byte each would show.
    assertTrue(allocated < 50_000, allocated + " bytes for " + (left.echoed - echoedBefore));
  }
}
