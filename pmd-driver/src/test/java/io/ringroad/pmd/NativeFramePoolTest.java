package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NativeFramePoolTest {
  @Test
  void answersZeroWhenDry() {
    try (NativeFramePool pool = new NativeFramePool(2, 256)) {
      long first = pool.allocate();
      long second = pool.allocate();
      assertNotEquals(0, first);
      assertNotEquals(0, second);
      assertNotEquals(first, second);
      assertEquals(0, pool.allocate());
      assertEquals(0, pool.available());
      pool.free(first);
      assertEquals(first, pool.allocate());
      pool.free(first);
      pool.free(second);
      assertEquals(2, pool.available());
    }
  }

  @Test
  void fillsABurstAsFarAsBothHaveRoom() {
    try (NativeFramePool pool = new NativeFramePool(5, 256)) {
      FrameBurst burst = new FrameBurst(4);
      assertEquals(4, pool.allocate(burst, 10));
      FrameBurst second = new FrameBurst(4);
      assertEquals(1, pool.allocate(second, 3));
      pool.free(burst);
      pool.free(second);
      assertTrue(burst.isEmpty());
      assertEquals(0, pool.inUse());
    }
  }

  @Test
  void takesBackEverySegmentOfAChain() {
    try (NativeFramePool pool = new NativeFramePool(3, 256)) {
      long head = pool.allocate();
      long tail = pool.allocate();
      NativeMemory.putLong(head + MbufLayout.NEXT, tail);
      NativeMemory.putShort(head + MbufLayout.NB_SEGS, (short) 2);
      pool.free(head);
      assertEquals(0, pool.inUse());
    }
  }

  @Test
  void refusesAFrameOfAnotherPool() {
    try (NativeFramePool pool = new NativeFramePool(1, 256);
        NativeFramePool other = new NativeFramePool(1, 256)) {
      long frame = other.allocate();
      assertThrows(IllegalArgumentException.class, () -> pool.free(frame));
      other.free(frame);
    }
  }

  @Test
  void staysOpenWhileAFrameIsInUse() {
    NativeFramePool pool = new NativeFramePool(2, 256);
    long frame = pool.allocate();
    String message = assertThrows(IllegalStateException.class, pool::close).getMessage();
    assertEquals("1 of 2 frames did not come back to their pool", message);
    pool.free(frame);
    pool.close();
    pool.close();
  }

  @Test
  void refusesSizesThatNoFrameHas() {
    assertThrows(IllegalArgumentException.class, () -> new NativeFramePool(0));
    assertThrows(IllegalArgumentException.class, () -> new NativeFramePool(1, 127));
    assertThrows(IllegalArgumentException.class, () -> new NativeFramePool(1, 65536));
  }

  @Test
  void holdsTheLargestFrame() {
    try (NativeFramePool pool = new NativeFramePool(1, 65535)) {
      Frame frame = new Frame().wrap(pool.allocate());
      assertEquals(65535 - 128, frame.tailroom());
      NativeMemory.putByte(frame.append(65407) + 65406, (byte) 1);
      pool.free(frame.address());
    }
  }

  @Test
  void servesThreadsAtOnce() throws Exception {
    try (NativeFramePool pool = new NativeFramePool(64, 256);
        var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        long owner = t + 1;
        running.add(threads.submit(() -> takeAndGiveBack(pool, owner)));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
      assertEquals(0, pool.inUse());
    }
  }

  private static void takeAndGiveBack(NativeFramePool pool, long owner) {
    FrameCache cache = new FrameCache(pool, 8);
    long[] held = new long[16];
    Frame frame = new Frame();
    for (int round = 0; round < 20_000; round++) {
      int slot = round * 7 & 15;
      if (held[slot] != 0) {
        if (frame.wrap(held[slot]).stamp() != owner) {
          throw new IllegalStateException("two owners of one frame");
        }
        cache.free(held[slot]);
        held[slot] = 0;
      } else {
        held[slot] = (round & 1) == 0 ? cache.allocate() : pool.allocate();
        if (held[slot] != 0) {
          frame.wrap(held[slot]).stamp(owner);
        }
      }
    }
    for (long address : held) {
      if (address != 0) {
        cache.free(address);
      }
    }
    cache.drain();
  }
}
