package io.ringroad.fastpath.tcp.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.queue.Reassembly.Insertion;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReassemblyTest {

  private static final int BASE = -50; // the numbers wrap around

  private final NativeFramePool pool = new NativeFramePool(256);
  private final FrameCache cache = new FrameCache(pool, 16);
  private final Reassembly reassembly = new Reassembly();
  private final Frame frame = new Frame();

  @AfterEach
  void everyFrameCameBack() {
    reassembly.clear(cache);
    cache.drain();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  @Test
  void anyOverlapsGiveTheStreamBack() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int total = 2_000 + random.nextInt(20_000);
      boolean[] present = new boolean[total];
      int taken = 0;
      while (taken < total) {
        int start = random.nextInt(total);
        int length = Math.min(total - start, 1 + random.nextInt(random.nextBoolean() ? 20 : 1460));
        boolean news = hasGap(present, taken, start, length) || seesGap(present, start, length);
        boolean stored = start >= taken && insert(start, length, 200);
        if (start >= taken) {
          assertTrue(news || !stored, "seed " + seed);
          if (stored) {
            mark(present, start, length);
          }
        }
        checkOrder(taken);
        if (random.nextInt(3) == 0) {
          taken = drain(taken);
        }
        if (random.nextInt(50) == 0) {
          insertMissing(present, taken, total);
        }
      }
      assertTrue(reassembly.isEmpty(), "seed " + seed);
    }
  }

  private static boolean hasGap(boolean[] present, int taken, int start, int length) {
    return start + length > taken
        && seesGap(present, Math.max(start, taken), start + length - taken);
  }

  private static boolean seesGap(boolean[] present, int start, int length) {
    for (int i = start; i < Math.min(present.length, start + length); i++) {
      if (!present[i]) {
        return true;
      }
    }
    return false;
  }

  /** A covering insert may drop entries in its middle, but never bytes: all of it is held now. */
  private static void mark(boolean[] present, int start, int length) {
    for (int i = start; i < start + length; i++) {
      present[i] = true;
    }
  }

  private void insertMissing(boolean[] present, int taken, int total) {
    for (int i = taken; i < total; i++) {
      if (!present[i]) {
        int length = Math.min(1460, total - i);
        if (insert(i, length, 200)) {
          mark(present, i, length);
        }
        return;
      }
    }
  }

  private void checkOrder(int taken) {
    if (!reassembly.isEmpty()) {
      int first = reassembly.firstSequence() - BASE;
      assertTrue(first >= taken);
      int end = reassembly.contiguousEnd(BASE + taken) - BASE;
      assertEquals(first == taken, end > taken);
    }
  }

  private int drain(int taken) {
    int next = taken;
    while (!reassembly.isEmpty() && reassembly.firstSequence() == BASE + next) {
      long address = reassembly.firstFrame();
      int length = reassembly.firstLength();
      assertEquals(length, frame.wrap(address).length());
      for (int i = 0; i < length; i++) {
        assertEquals(TcpPeer.patternByte(next + i), NativeMemory.getByte(frame.data() + i));
      }
      next += length;
      reassembly.removeFirst();
      cache.free(address);
    }
    return next;
  }

  private boolean insert(int start, int length, int maxEntries) {
    long address = cache.allocate();
    frame.wrap(address);
    long at = frame.append(length);
    NativeMemory.copyFrom(TcpPeer.pattern(start, length), 0, at, length);
    return reassembly.insert(address, BASE + start, maxEntries, cache) == Insertion.HELD;
  }

  @Test
  void smallNeighboursShareAFrame() {
    for (int i = 0; i < 1000; i++) {
      assertTrue(insert(10 + i, 1, 4));
    }
    assertEquals(1, reassembly.size());
    assertEquals(BASE + 1010, reassembly.contiguousEnd(BASE + 10));
  }

  @Test
  void aSharedFrameIsNotWrittenTo() {
    assertTrue(insert(0, 10, 4));
    long shared = reassembly.firstFrame();
    frame.wrap(shared).retain();
    assertTrue(insert(10, 10, 4));
    assertEquals(2, reassembly.size());
    cache.free(shared);
  }

  @Test
  void theNumberOfFramesIsBounded() {
    for (int i = 0; i < 4; i++) {
      assertTrue(insert(20 * i, 10, 4));
    }
    assertFalse(insert(90, 10, 4));
    assertEquals(4, reassembly.size());
  }

  @Test
  void whatCameByAnotherWayIsDropped() {
    assertTrue(insert(10, 10, 4));
    assertTrue(insert(30, 10, 4));
    reassembly.dropBefore(BASE + 35, cache);
    assertEquals(1, reassembly.size());
    assertEquals(BASE + 35, reassembly.firstSequence());
    assertEquals(
        TcpPeer.patternByte(35), NativeMemory.getByte(frame.wrap(reassembly.firstFrame()).data()));
    reassembly.dropBefore(BASE + 40, cache);
    assertTrue(reassembly.isEmpty());
  }

  @Test
  void whatIsThereIsNotTakenTwice() {
    assertTrue(insert(0, 100, 10));
    assertFalse(insert(0, 100, 10));
    assertFalse(insert(50, 20, 10));
    assertTrue(insert(90, 20, 10));
    assertEquals(BASE + 110, reassembly.contiguousEnd(BASE));
    assertEquals(BASE + 200, reassembly.contiguousEnd(BASE + 200));
  }
}
