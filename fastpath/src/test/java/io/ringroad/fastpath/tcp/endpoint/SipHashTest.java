package io.ringroad.fastpath.tcp.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** The vectors of SipHash-2-4's authors: key 00..0f, message 00, 01, 02, ... */
class SipHashTest {

  private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  @Test
  void eightBytes() {
    assertEquals(0x93f5f5799a932462L, hash.hash(0x0706050403020100L));
  }

  @Test
  void fortyBytes() {
    assertEquals(0xe3ea96b5304a7d0L, hash40());
  }

  @Test
  void anotherKeyGivesAnotherHash() {
    assertNotEquals(hash.hash(1), new SipHash(1, 2).hash(1));
  }

  private long hash40() {
    return hash.hash(
        0x0706050403020100L,
        0x0f0e0d0c0b0a0908L,
        0x1716151413121110L,
        0x1f1e1d1c1b1a1918L,
        0x2726252423222120L);
  }
}
