package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  private static final int MAX_LENGTH = 2048;

  @Test
  void equalsTheRfcsOwnAlgorithmForAllLengthsAndAlignments() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MAX_LENGTH + 64, 64);
      SplittableRandom random = new SplittableRandom(1071);
      fill(memory, random);
      for (int alignment = 0; alignment < 32; alignment++) {
        for (int length = 0; length <= MAX_LENGTH; length++) {
          long address = memory.address() + alignment;
          assertEquals(naive(address, length), Checksum.of(address, length));
        }
      }
    }
  }

  @Test
  void equalsTheRfcsOwnAlgorithmForExtremeBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(65_536, 64);
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        memory.fill((byte) value);
        for (int length : new int[] {1, 2, 3, 20, 1459, 1460, 65_534, 65_535}) {
          assertEquals(naive(memory.address(), length), Checksum.of(memory.address(), length));
        }
      }
    }
  }

  @Test
  void canBeSummedInPieces() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(MAX_LENGTH, 64);
      SplittableRandom random = new SplittableRandom(7);
      fill(memory, random);
      long address = memory.address();
      for (int i = 0; i < 1000; i++) {
        int length = random.nextInt(2, MAX_LENGTH);
        int first = random.nextInt(0, length) & ~1;
        long sum = Checksum.add(Checksum.add(0, address, first), address + first, length - first);
        assertEquals(naive(address, length), Checksum.finish(sum));
      }
    }
  }

  @Test
  void dataWithItsChecksumFinishesToZero() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      fill(memory, new SplittableRandom(3));
      long address = memory.address();
      NativeMemory.putShortBe(address + 10, (short) 0);
      NativeMemory.putShortBe(address + 10, (short) Checksum.of(address, 20));
      assertEquals(0, Checksum.of(address, 20));
    }
  }

  @Test
  void incrementalUpdateEqualsTheWholeSum() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      SplittableRandom random = new SplittableRandom(1624);
      for (int i = 0; i < 100_000; i++) {
        fill(memory, random);
        long address = memory.address();
        NativeMemory.putShortBe(address + 2, (short) 0);
        int before = Checksum.of(address, 40);
        int oldWord = NativeMemory.getUnsignedShortBe(address + 6);
        int newWord = random.nextInt(4) == 0 ? ~oldWord & 0xFFFF : random.nextInt(0x10000);
        NativeMemory.putShortBe(address + 6, (short) newWord);
        assertEquals(Checksum.of(address, 40), Checksum.update(before, oldWord, newWord));
      }
    }
  }

  @Test
  void incrementalUpdateSolvesTheExampleOfRfc1624() {
    // RFC 1624 4: HC = 0xDD2F, m = 0x5555, m' = 0x3285 gives 0x0000
    assertEquals(0x0000, Checksum.update(0xDD2F, 0x5555, 0x3285));
  }

  @Test
  void pseudoHeaderIsSummedAsItWouldLieInMemory() {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(12, 8).address();
      NativeMemory.putIntBe(address, 0x0A00_0001);
      NativeMemory.putIntBe(address + 4, 0xC0A8_FFFE);
      NativeMemory.putShortBe(address + 8, (short) 17);
      NativeMemory.putShortBe(address + 10, (short) 1480);
      assertEquals(
          naive(address, 12),
          Checksum.finish(Checksum.pseudoHeaderIpv4(0x0A00_0001, 0xC0A8_FFFE, 17, 1480)));
    }
  }

  private static void fill(MemorySegment memory, SplittableRandom random) {
    for (long i = 0; i < memory.byteSize(); i++) {
      NativeMemory.putByte(memory.address() + i, (byte) random.nextInt());
    }
  }

  /** RFC 1071 4.1, word by word. */
  private static int naive(long address, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      int high = NativeMemory.getUnsignedByte(address + i);
      int low = i + 1 < length ? NativeMemory.getUnsignedByte(address + i + 1) : 0;
      sum += high << 8 | low;
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return ~sum & 0xFFFF;
  }
}
