package io.ringroad.pmd.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 3168 5, RFC 1624 3. */
class CongestionMarkTest {

  private static byte[] frame(long seed, int trafficClass) {
    byte[] frame = new byte[60];
    new Random(seed).nextBytes(frame);
    frame[12] = 8;
    frame[13] = 0;
    frame[14] = 0x45;
    frame[15] = (byte) trafficClass;
    frame[24] = 0;
    frame[25] = 0;
    int checksum = ~sum(frame) & 0xFFFF;
    frame[24] = (byte) (checksum >> 8);
    frame[25] = (byte) checksum;
    return frame;
  }

  private static int sum(byte[] frame) {
    int sum = 0;
    for (int i = 14; i < 34; i += 2) {
      sum += (frame[i] & 0xFF) << 8 | frame[i + 1] & 0xFF;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return (sum & 0xFFFF) + (sum >>> 16);
  }

  @Test
  void theHeaderStaysWholeUnderTheMark() {
    for (long seed = 0; seed < 10_000; seed++) {
      for (int ect = 1; ect <= 3; ect++) {
        byte[] frame = frame(seed, 0xB8 | ect);
        assertTrue(CongestionMark.set(frame, frame.length));
        assertEquals((byte) 0xBB, frame[15]);
        assertEquals(0xFFFF, sum(frame), "seed " + seed);
      }
    }
  }

  @Test
  void whatDoesNotUnderstandItIsLeftAlone() {
    byte[] plain = frame(1, 0xB8);
    assertFalse(CongestionMark.set(plain, plain.length));
    assertArrayEquals(frame(1, 0xB8), plain);
    byte[] other = frame(1, 0xBA);
    other[13] = 6; // ARP
    assertFalse(CongestionMark.set(other, other.length));
    assertFalse(CongestionMark.set(frame(1, 0xBA), 33), "too short");
  }
}
