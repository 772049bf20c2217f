package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpOptionsTest {

  private final Arena arena = Arena.ofConfined();
  private final long at = arena.allocate(64, 8).address();
  private final TcpOptions options = new TcpOptions();

  @AfterEach
  void free() {
    arena.close();
  }

  private void parse(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      NativeMemory.putByte(at + i, (byte) bytes[i]);
    }
    options.parse(at, bytes.length);
  }

  @Test
  void readsWhatItWrites() {
    int length = TcpOptions.writeMss(at, 1460);
    length += TcpOptions.writeTimestamps(at + length, 0x12345678, 0x9abcdef0);
    length += TcpOptions.writeWindowScale(at + length, 7);
    options.parse(at, length);
    assertEquals(20, length);
    assertEquals(1460, options.mss());
    assertEquals(7, options.windowScale());
    assertTrue(options.hasTimestamps());
    assertEquals(0x12345678, options.timestampValue());
    assertEquals(0x9abcdef0, options.timestampEcho());
    assertFalse(options.sackPermitted());
  }

  @Test
  void readsTheLayoutThatLinuxSends() {
    parse(2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 10);
    assertEquals(1460, options.mss());
    assertTrue(options.sackPermitted());
    assertEquals(1, options.timestampValue());
    assertEquals(2, options.timestampEcho());
    assertEquals(10, options.windowScale());
  }

  @Test
  void readsSackBlocks() {
    parse(1, 1, 5, 18, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 1, 0, 0, 0, 2, 0);
    assertEquals(2, options.sackBlocks());
    assertEquals(1, options.sackLeft(0));
    assertEquals(5, options.sackRight(0));
    assertEquals(0x100, options.sackLeft(1));
    assertEquals(0x200, options.sackRight(1));
  }

  @Test
  void skipsUnknownOptions() {
    parse(254, 6, 1, 2, 3, 4, 2, 4, 2, 0x18);
    assertEquals(536, options.mss());
  }

  @Test
  void stopsAtBrokenLengths() {
    parse(254, 0, 2, 4, 2, 0x18);
    assertEquals(0, options.mss());
    parse(254, 1, 2, 4, 2, 0x18);
    assertEquals(0, options.mss());
    parse(1, 1, 2, 40);
    assertEquals(0, options.mss());
    parse(1, 1, 1, 2);
    assertEquals(0, options.mss());
  }

  @Test
  void ignoresKnownOptionsOfAWrongLength() {
    parse(2, 3, 5, 3, 4, 7, 7, 4, 3, 0, 8, 4, 0, 0, 5, 4, 0, 0, 1, 1);
    assertEquals(0, options.mss());
    assertEquals(-1, options.windowScale());
    assertFalse(options.sackPermitted());
    assertFalse(options.hasTimestamps());
    assertEquals(0, options.sackBlocks());
  }

  @Test
  void stopsAtTheEndOfTheList() {
    parse(0, 2, 4, 5, 0xb4);
    assertEquals(0, options.mss());
  }

  @Test
  void limitsTheWindowScale() {
    parse(3, 3, 200);
    assertEquals(TcpOptions.MAX_WINDOW_SCALE, options.windowScale());
  }

  @Test
  void survivesAnything() {
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      int length = random.nextInt(41);
      for (int j = 0; j < length; j++) {
        NativeMemory.putByte(at + j, (byte) random.nextInt(random.nextBoolean() ? 12 : 256));
      }
      options.parse(at, length);
      assertTrue(options.windowScale() <= TcpOptions.MAX_WINDOW_SCALE);
      assertTrue(options.sackBlocks() >= 0 && options.sackBlocks() <= 4);
      assertTrue(options.mss() >= 0 && options.mss() <= 0xFFFF);
    }
  }
}
