package io.ringroad.shim.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A caller's memory between two guards, all of it filled, so that any byte written shows. */
final class Guarded {
  private static final int GUARD_BYTES = 64;
  private static final byte FILL = (byte) 0xa5;

  private final MemorySegment whole;
  private final MemorySegment middle;

  /** Memory of a length, at any alignment. */
  Guarded(Arena arena, long lengthBytes) {
    whole = arena.allocate(2L * GUARD_BYTES + lengthBytes, 1);
    whole.fill(FILL);
    middle = whole.asSlice(GUARD_BYTES, lengthBytes);
  }

  /** What is handed to the call; may be filled with something else. */
  MemorySegment segment() {
    return middle;
  }

  /** Nothing was written before or behind the memory. */
  void assertGuardsStand(String after) {
    assertFilled(whole.asSlice(0, GUARD_BYTES), "before the memory: " + after);
    assertFilled(whole.asSlice(GUARD_BYTES + middle.byteSize()), "behind the memory: " + after);
  }

  /** Nothing was written at all. */
  void assertUntouched(String after) {
    assertFilled(whole, "written: " + after);
  }

  private static void assertFilled(MemorySegment memory, String message) {
    for (long i = 0; i < memory.byteSize(); i++) {
      assertEquals(FILL, memory.get(JAVA_BYTE, i), message);
    }
  }
}
