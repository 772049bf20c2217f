package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameCacheTest {
  private final NativeFramePool pool = new NativeFramePool(16, 256);
  private final FrameCache cache = new FrameCache(pool, 8);

  @AfterEach
  void everyFrameComesBack() {
    cache.drain();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  @Test
  void givesTheFrameThatWasFreedLast() {
    long first = cache.allocate();
    long second = cache.allocate();
    cache.free(first);
    cache.free(second);
    assertEquals(second, cache.allocate());
    assertEquals(first, cache.allocate());
    assertEquals(0, new Frame().wrap(first).length());
    cache.free(first);
    cache.free(second);
  }

  @Test
  void reachesEveryFrameOfThePool() {
    long[] frames = new long[16];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = cache.allocate();
      assertNotEquals(0, frames[i]);
    }
    assertEquals(0, cache.allocate());
    assertEquals(0, cache.available());
    for (long frame : frames) {
      cache.free(frame);
    }
    assertEquals(16, cache.available());
    assertTrue(cache.cached() <= 8);
  }

  @Test
  void keepsAFrameThatAnotherHolds() {
    long frame = cache.allocate();
    new Frame().wrap(frame).retain();
    cache.free(frame);
    assertEquals(1, new Frame().wrap(frame).references());
    cache.free(frame);
  }

  @Test
  void findsAFrameThatIsFreedTwice() {
    long frame = cache.allocate();
    cache.free(frame);
    assertThrows(IllegalStateException.class, () -> cache.free(frame));
    assertThrows(IllegalStateException.class, () -> pool.free(frame));
  }

  @Test
  void emptiesABurst() {
    FrameBurst burst = new FrameBurst(12);
    for (int i = 0; i < 12; i++) {
      burst.add(cache.allocate());
    }
    cache.free(burst);
    assertEquals(0, burst.size());
    assertEquals(16, cache.available());
  }
}
