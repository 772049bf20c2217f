package io.ringroad.pmd.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.FrameBurst;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 63, 64, 255, 1000})
  void holdsWhatItSaysAndRefusesTheNext(int minCapacity) {
    FrameRing ring = new FrameRing(minCapacity);
    assertTrue(ring.capacity() >= minCapacity);
    for (int start = 0; start < 40; start++) {
      for (int i = 0; i < ring.capacity(); i++) {
        assertTrue(ring.offer(i + 1), "frame " + i);
      }
      assertEquals(ring.capacity(), ring.size());
      assertFalse(ring.offer(-1));
      for (int i = 0; i < ring.capacity(); i++) {
        assertEquals(i + 1, ring.poll());
      }
      assertEquals(0, ring.poll());
      assertTrue(ring.isEmpty());
      assertTrue(ring.offer(5));
      assertEquals(5, ring.poll());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 63, 255})
  void losesAndDisordersNothingInAnyMixOfBatches(int capacity) {
    FrameRing ring = new FrameRing(capacity);
    Random random = new Random(capacity);
    FrameBurst in = new FrameBurst(48);
    FrameBurst out = new FrameBurst(48);
    long offered = 0;
    long polled = 0;
    long next = 1;
    for (int step = 0; step < 100_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          if (in.isEmpty() && ring.offer(next)) {
            next++;
            offered++;
          }
        }
        case 1 -> {
          for (int n = random.nextInt(48); n > 0 && in.add(next); n--) {
            next++;
          }
          int before = in.size();
          int done = ring.offer(in);
          assertEquals(before - done, in.size());
          assertTrue(in.isEmpty() || ring.size() == ring.capacity(), "refused while not full");
          offered += done;
        }
        case 2 -> {
          long frame = ring.poll();
          if (frame != 0) {
            assertEquals(++polled, frame);
          } else {
            assertEquals(offered, polled);
          }
        }
        default -> {
          out.clear();
          int spare = random.nextInt(48);
          for (int i = 0; i < spare; i++) {
            out.add(-1);
          }
          int count = ring.poll(out);
          for (int i = spare; i < spare + count; i++) {
            assertEquals(++polled, out.get(i));
          }
          assertTrue(out.isFull() || ring.isEmpty(), "left something for no reason");
        }
      }
      assertEquals(offered - polled, ring.size());
    }
    assertTrue(polled > 10_000);
  }

  @Test
  void carriesFramesFromThreadToThread() throws Exception {
    FrameRing ring = new FrameRing(255);
    long total = 300_000;
    Thread producer =
        new Thread(
            () -> {
              FrameBurst burst = new FrameBurst(32);
              long next = 1;
              while (next <= total || !burst.isEmpty()) {
                while (next <= total && burst.add(next)) {
                  next++;
                }
                if (ring.offer(burst) == 0) {
                  Thread.yield();
                }
              }
            });
    producer.start();
    FrameBurst burst = new FrameBurst(20);
    long expected = 1;
    while (expected <= total) {
      burst.clear();
      ring.poll(burst);
      for (int i = 0; i < burst.size(); i++) {
        if (burst.get(i) != expected++) {
          throw new AssertionError("out of order at " + (expected - 1));
        }
      }
    }
    producer.join();
    assertTrue(ring.isEmpty());
  }

  @Test
  void holdsOneFrameAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new FrameRing(0));
  }
}
