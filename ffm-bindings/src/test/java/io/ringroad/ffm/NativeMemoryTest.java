package io.ringroad.ffm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  private static final int BYTES = 64;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(BYTES);
  private final long address = memory.address();

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void networkOrderPutsTheHighByteFirst() {
    NativeMemory.putShortBe(address, (short) 0x0102);
    NativeMemory.putIntBe(address + 2, 0x03040506);
    NativeMemory.putLongBe(address + 6, 0x0708090A0B0C0D0EL);
    for (int i = 0; i < 14; i++) {
      assertEquals(i + 1, memory.get(ValueLayout.JAVA_BYTE, i));
    }
    assertEquals(0x0102, NativeMemory.getShortBe(address));
    assertEquals(0x03040506, NativeMemory.getIntBe(address + 2));
    assertEquals(0x0708090A0B0C0D0EL, NativeMemory.getLongBe(address + 6));
  }

  @Test
  void unalignedAccessesOfTheMachineOrderComeBack() {
    NativeMemory.putByte(address + 1, (byte) -2);
    NativeMemory.putShort(address + 3, (short) -3);
    NativeMemory.putInt(address + 7, -4);
    NativeMemory.putLong(address + 13, -5);
    assertEquals(-2, NativeMemory.getByte(address + 1));
    assertEquals(-3, NativeMemory.getShort(address + 3));
    assertEquals(-4, NativeMemory.getInt(address + 7));
    assertEquals(-5, NativeMemory.getLong(address + 13));
  }

  @Test
  void unsignedReadsHaveNoSign() {
    NativeMemory.fill(address, 8, (byte) 0xFF);
    assertEquals(0xFF, NativeMemory.getUnsignedByte(address));
    assertEquals(0xFFFF, NativeMemory.getUnsignedShort(address));
    assertEquals(0xFFFF, NativeMemory.getUnsignedShortBe(address));
    assertEquals(0xFFFF_FFFFL, NativeMemory.getUnsignedInt(address));
    assertEquals(0xFFFF_FFFFL, NativeMemory.getUnsignedIntBe(address));
  }

  @Test
  void copiesOverlappingRangesAsIfThroughABuffer() {
    for (int i = 0; i < 8; i++) {
      NativeMemory.putByte(address + i, (byte) i);
    }
    NativeMemory.copy(address, address + 2, 6);
    byte[] bytes = new byte[8];
    NativeMemory.copyTo(address, bytes, 0, bytes.length);
    assertArrayEquals(new byte[] {0, 1, 0, 1, 2, 3, 4, 5}, bytes);
  }

  @Test
  void copiesToAndFromSegmentsOfTheHeap() {
    byte[] bytes = {9, 8, 7, 6};
    NativeMemory.copyFrom(MemorySegment.ofArray(bytes), 1, address, 3);
    byte[] back = new byte[5];
    NativeMemory.copyTo(address, MemorySegment.ofArray(back), 2, 3);
    assertArrayEquals(new byte[] {0, 0, 8, 7, 6}, back);
    NativeMemory.copyFrom(bytes, 3, address, 1);
    assertEquals(6, NativeMemory.getByte(address));
  }

  @Test
  void aCopyBeyondTheCallersSegmentIsRefused() {
    MemorySegment three = MemorySegment.ofArray(new byte[3]);
    assertThrows(IndexOutOfBoundsException.class, () -> NativeMemory.copyTo(address, three, 0, 4));
    assertThrows(
        IndexOutOfBoundsException.class, () -> NativeMemory.copyFrom(three, 1, address, 3));
  }

  @Test
  void aLentSegmentEndsWhereItsLengthSays() {
    MemorySegment lent = NativeMemory.segment(address + 4, 4);
    lent.set(ValueLayout.JAVA_BYTE, 3, (byte) 42);
    assertEquals(42, NativeMemory.getByte(address + 7));
    assertEquals(4, lent.byteSize());
    assertThrows(IndexOutOfBoundsException.class, () -> lent.get(ValueLayout.JAVA_BYTE, 4));
  }
}
