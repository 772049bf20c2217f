package io.ringroad.perf.client;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * The bytes that verifying clients send: random, and repeating at a prime distance only, so that
 * bytes that are lost, doubled or out of place are found.
 */
final class Pattern {
  private static final int PERIOD_BYTES = 1_048_573;

  private final MemorySegment bytes;

  /** Bytes from a seed; any stretch up to {@code maxStretchBytes} can be had in one piece. */
  Pattern(Arena arena, long seed, int maxStretchBytes) {
    bytes = arena.allocate(PERIOD_BYTES + (long) maxStretchBytes);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PERIOD_BYTES; i++) {
      bytes.set(JAVA_BYTE, i, (byte) random.nextInt());
    }
    MemorySegment.copy(bytes, 0, bytes, PERIOD_BYTES, maxStretchBytes);
  }

  /** The bytes at a position of the endless pattern. */
  MemorySegment at(long position, int lengthBytes) {
    return bytes.asSlice(position % PERIOD_BYTES, lengthBytes);
  }
}
