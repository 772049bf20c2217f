package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequenceNumbersTest {
  @Test
  void ordersNumbersAcrossTheWrap() {
    assertTrue(SequenceNumbers.lt(0xFFFF_FFFF, 0));
    assertTrue(SequenceNumbers.gt(5, 0xFFFF_FFF0));
    assertTrue(SequenceNumbers.leq(7, 7));
    assertTrue(SequenceNumbers.geq(7, 7));
    assertFalse(SequenceNumbers.lt(7, 7));
    assertEquals(21, SequenceNumbers.diff(5, 0xFFFF_FFF0));
    assertEquals(5, SequenceNumbers.max(0xFFFF_FFF0, 5));
    assertEquals(0xFFFF_FFF0, SequenceNumbers.min(0xFFFF_FFF0, 5));
  }

  @Test
  void orderDoesNotDependOnWhereCountingBegan() {
    SplittableRandom random = new SplittableRandom(9293);
    for (int i = 0; i < 10_000; i++) {
      int start = random.nextInt();
      int distance = random.nextInt(1, Integer.MAX_VALUE);
      assertTrue(SequenceNumbers.lt(start, start + distance));
      assertTrue(SequenceNumbers.gt(start + distance, start));
      assertEquals(distance, SequenceNumbers.diff(start + distance, start));
    }
  }

  @Test
  void windowIncludesItsStartAndExcludesItsEnd() {
    int start = 0xFFFF_FFFE;
    assertTrue(SequenceNumbers.inWindow(start, start, 4));
    assertTrue(SequenceNumbers.inWindow(1, start, 4));
    assertFalse(SequenceNumbers.inWindow(2, start, 4));
    assertFalse(SequenceNumbers.inWindow(start - 1, start, 4));
    assertFalse(SequenceNumbers.inWindow(start, start, 0));
  }
}
