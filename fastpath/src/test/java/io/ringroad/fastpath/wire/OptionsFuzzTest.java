package io.ringroad.fastpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongFunction;

/** Options made of any bytes: what stands behind them is not read, and what is read is in range. */
class OptionsFuzzTest {
  private static final int ROOM = 512;
  private static final MemorySegment MEMORY = Arena.global().allocate(ROOM, 8);

  private static byte[] options(byte[] input) {
    return Arrays.copyOf(input, Math.min(input.length, TcpOptions.MAX_BYTES) & ~3);
  }

  /** What is found in the options, with other bytes behind them the second time. */
  private static String found(byte[] options, LongFunction<String> reader) {
    String[] found = new String[2];
    for (int i = 0; i < 2; i++) {
      MEMORY.fill((byte) -i);
      MemorySegment.copy(MemorySegment.ofArray(options), 0, MEMORY, 0, options.length);
      found[i] = reader.apply(MEMORY.address());
    }
    assertEquals(found[0], found[1], "bytes behind the options were read");
    return found[0];
  }

  @FuzzTest
  void ofTcp(byte[] input) {
    byte[] options = options(input);
    TcpOptions parsed = new TcpOptions();
    found(
        options,
        address -> {
          parsed.parse(address, options.length);
          return describe(parsed);
        });
    assertTrue(parsed.mss() >= 0 && parsed.mss() <= 0xFFFF);
    assertTrue(parsed.windowScale() >= -1 && parsed.windowScale() <= TcpOptions.MAX_WINDOW_SCALE);
    assertTrue(parsed.sackBlocks() >= 0 && parsed.sackBlocks() <= TcpOptions.MAX_SACK_BLOCKS);
    assertTrue(parsed.fastOpenLength() <= 16, "a cookie has 16 bytes at most");
  }

  private static String describe(TcpOptions parsed) {
    StringBuilder text = new StringBuilder();
    text.append(parsed.mss()).append(' ').append(parsed.windowScale());
    text.append(' ').append(parsed.sackPermitted()).append(' ').append(parsed.hasTimestamps());
    text.append(' ').append(parsed.timestampValue()).append(' ').append(parsed.timestampEcho());
    for (int i = 0; i < parsed.sackBlocks(); i++) {
      text.append(' ').append(parsed.sackLeft(i)).append(':').append(parsed.sackRight(i));
    }
    if (parsed.fastOpenLength() >= 0) {
      text.append(' ').append(parsed.fastOpenCookie());
    }
    return text.toString();
  }

  /** A cookie that was read is the one that is written. */
  @FuzzTest
  void fastOpenCookiesComeBack(byte[] input) {
    byte[] options = options(input);
    TcpOptions parsed = new TcpOptions();
    MemorySegment.copy(MemorySegment.ofArray(options), 0, MEMORY, 0, options.length);
    parsed.parse(MEMORY.address(), options.length);
    if (parsed.fastOpenLength() >= 0) {
      FastOpenCookie cookie = parsed.fastOpenCookie();
      int bytes = TcpOptions.writeFastOpen(MEMORY.address(), cookie);
      parsed.parse(MEMORY.address(), bytes);
      assertEquals(cookie, parsed.fastOpenCookie());
    }
  }

  @FuzzTest
  void ofIpv4(byte[] input) {
    byte[] options = options(input);
    String verdict =
        found(options, address -> Integer.toString(Ipv4Options.inspect(address, options.length)));
    assertTrue(verdict.matches("[012]"), verdict);
    assertEquals(0, NativeMemory.getByte(MEMORY.address() + ROOM - 1) + 1, "not written to");
  }
}
