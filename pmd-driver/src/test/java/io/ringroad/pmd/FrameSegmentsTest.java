package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameSegmentsTest {
  private static final int ROOM = 100;
  private static final byte[] BYTES = new byte[250];

  static {
    for (int i = 0; i < BYTES.length; i++) {
      BYTES[i] = (byte) (7 * i);
    }
  }

  private final NativeFramePool pool = new NativeFramePool(16, Frame.HEADROOM_BYTES + ROOM);
  private final FrameCache frames = new FrameCache(pool, 4);
  private final Frame frame = new Frame();

  @AfterEach
  void nothingIsLost() {
    frames.drain();
    assertEquals(0, pool.inUse());
  }

  /** A packet of {@link #BYTES} in segments of these lengths. */
  private long packet(int... lengths) {
    long first = 0;
    long last = 0;
    int at = 0;
    for (int length : lengths) {
      long next = frames.allocate();
      frame.wrap(next).appendCopyOf(BYTES, at, length);
      at += length;
      if (first == 0) {
        first = next;
      } else {
        FrameSegments.link(last, next);
      }
      last = next;
    }
    FrameSegments.count(first);
    return first;
  }

  private void assertHolds(long first, int length, int segments) {
    assertEquals(length, frame.wrap(first).packetLength());
    assertEquals(segments, frame.segmentCount());
    byte[] bytes = new byte[length];
    frame.copyTo(bytes);
    assertArrayEquals(Arrays.copyOf(BYTES, length), bytes);
  }

  @Test
  void segmentsAreOnePacketWhoseBytesAreCopiedFromAnywhere() {
    long first = packet(80, 1, 100, 69);
    assertHolds(first, 250, 4);
    long target = frames.allocate();
    for (int from = 0; from < 250; from += 7) {
      for (int length : new int[] {0, 1, 30, 100}) {
        int there = Math.min(length, 250 - from);
        long to = frame.wrap(target).data();
        assertEquals(there, FrameSegments.copy(first, from, to, length));
        frame.reset();
        frame.append(there);
        byte[] copied = new byte[there];
        frame.copyTo(copied);
        assertArrayEquals(Arrays.copyOfRange(BYTES, from, from + there), copied);
      }
    }
    frames.free(target);
    frames.free(first);
  }

  @Test
  void whatIsTrimmedOffGoesBack() {
    for (int length : new int[] {250, 249, 182, 181, 180, 81, 80, 5, 0}) {
      long first = packet(80, 1, 100, 69);
      FrameSegments.trimTo(frames, first, length);
      int segments = length > 181 ? 4 : length > 81 ? 3 : length > 80 ? 2 : 1;
      assertHolds(first, length, segments);
      frames.free(first);
    }
  }

  @Test
  void copiesStandAlone() {
    long first = packet(10, 20, 70, 100, 50);
    long copy = FrameSegments.copyOf(frames, first);
    frames.free(first);
    assertHolds(copy, 250, 3);
    frames.free(copy);
  }

  @Test
  void whatFitsOneFrameIsMadeOne() {
    long first = packet(10, 20, 70);
    long one = FrameSegments.linearise(frames, first);
    assertHolds(one, 100, 1);
    frames.free(one);
    long longer = packet(10, 20, 71);
    assertEquals(0, FrameSegments.linearise(frames, longer));
    assertHolds(longer, 101, 3);
    frames.free(longer);
  }

  @Test
  void aCopyThatFindsThePoolDryLeavesNothingBehind() {
    long first = packet(10, 20, 70, 100, 50);
    long[] taken = new long[9];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = frames.allocate();
      assertNotEquals(0, taken[i]);
    }
    assertEquals(0, FrameSegments.copyOf(frames, first));
    assertHolds(first, 250, 5);
    for (long each : taken) {
      frames.free(each);
    }
    frames.free(first);
  }
}
