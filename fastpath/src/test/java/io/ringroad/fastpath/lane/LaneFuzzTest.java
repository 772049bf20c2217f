package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringroad.fastpath.testing.FuzzedFrames;
import io.ringroad.fastpath.testing.Packets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A whole lane under arbitrary frames: no exception leaves it, it comes to rest after each, what it
 * sends has the right checksums, and every frame goes back to its pool. Each input is played twice,
 * with other bytes behind the end of the frames, and must be answered alike: nobody reads them.
 */
class LaneFuzzTest {
  /** Longer than the timeouts of neighbours, fragments and most of TCP's. */
  private static final long AFTERWARDS_NS = 150_000_000_000L;

  @FuzzTest
  void frames(byte[] input) {
    assertEquals(answers(input, 0), answers(input, 0xFF));
  }

  /** What the fuzzer begins with: data on the connection comes back. */
  @Test
  void theConnectionIsOpen() {
    String segment = "13880050000003E9000000005018040000000000" + "64617461";
    byte[] packet = Packets.ipv4("10.0.0.9", "10.0.0.1", 6, HexFormat.of().parseHex(segment));
    byte[] input =
        ByteBuffer.allocate(3 + packet.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) FuzzedFrames.IPV4)
            .putShort((short) packet.length)
            .put(packet)
            .array();
    assertTrue(answers(input, 0).stream().anyMatch(frame -> frame.endsWith("64617461")));
  }

  private static List<String> answers(byte[] input, int filler) {
    try (FuzzedHost host = new FuzzedHost(filler)) {
      FuzzedFrames.play(input, host);
      host.onPause(AFTERWARDS_NS);
      return host.sent();
    }
  }
}
