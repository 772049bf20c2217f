package io.ringroad.pmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import org.junit.jupiter.api.Test;

class FrameBurstTest {
  @Test
  void holdsAsManyAsItSays() {
    FrameBurst burst = new FrameBurst(3);
    assertTrue(burst.isEmpty());
    assertTrue(burst.add(1));
    assertTrue(burst.add(2));
    assertTrue(burst.add(3));
    assertTrue(burst.isFull());
    assertFalse(burst.add(4));
    assertEquals(0, burst.room());
    assertEquals(2, burst.get(1));
  }

  @Test
  void movesTheRestToTheFront() {
    FrameBurst burst = new FrameBurst(8);
    for (int i = 0; i < 8; i++) {
      burst.add(10 + i);
    }
    burst.removeFirst(0);
    assertEquals(8, burst.size());
    burst.removeFirst(3);
    assertEquals(5, burst.size());
    for (int i = 0; i < 5; i++) {
      assertEquals(13 + i, burst.get(i));
    }
    burst.removeFirst(5);
    assertTrue(burst.isEmpty());
  }

  @Test
  void isAnArrayOfAddressesInMemory() {
    FrameBurst burst = new FrameBurst(4);
    NativeMemory.putLong(burst.address(), 7);
    NativeMemory.putLong(burst.address() + 8, 8);
    burst.size(2);
    burst.set(0, 6);
    assertEquals(6, burst.get(0));
    assertEquals(8, burst.get(1));
  }

  @Test
  void hasRoomForOneAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new FrameBurst(0));
  }
}
