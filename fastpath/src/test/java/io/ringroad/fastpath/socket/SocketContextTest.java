package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketContextTest {
  private static final int FRAMES = 64;

  /** What is received in the reserve and freed stays the reserve's, though the cache has it. */
  @Test
  void applicationsOnTheLaneLeaveTheReserveAlone() {
    NativeFramePool pool = new NativeFramePool(FRAMES);
    FrameCache cache = new FrameCache(pool, 16);
    SocketContext context = new SocketContext(pool, cache, 0);
    context.laneThread(Thread.currentThread());
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < 10 * FRAMES; i++) {
      long frame = context.allocate();
      if (frame != 0) {
        taken.add(frame);
      }
      cache.free(cache.allocate()); // something is received, and done with
    }
    assertEquals(FRAMES / 8, context.reserveFrames());
    assertEquals(FRAMES - context.reserveFrames(), taken.size());
    taken.forEach(context::free);
    long again = context.allocate();
    assertTrue(again != 0, "what comes back can be taken again");
    context.free(again);
    cache.drain();
    assertEquals(0, pool.inUse());
    pool.close();
  }
}
