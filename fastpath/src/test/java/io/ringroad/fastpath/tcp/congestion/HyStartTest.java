package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 9406 4.2 and 4.3. */
class HyStartTest {

  private static final long MS = 1_000_000;

  private final HyStart hyStart = new HyStart();
  private final AckSample ack = new AckSample();
  private int sequence = 1_000;

  /** A round of acknowledgments, all with one round-trip time; whether slow start ended. */
  private boolean round(int samples, long rttNs) {
    ack.next = sequence + 1_000;
    boolean ended = false;
    for (int i = 0; i < samples; i++) {
      ack.unacknowledged = sequence + i;
      ack.rttNs = rttNs;
      ended |= hyStart.onAck(ack);
    }
    sequence += 1_000;
    return ended;
  }

  @Test
  void roundTripsThatStayAlikeKeepSlowStart() {
    for (int i = 0; i < 20; i++) {
      assertFalse(round(10, 50 * MS + i % 2 * MS));
      assertFalse(hyStart.isConservative());
    }
    assertEquals(8_000, hyStart.growth(100_000, 1_000), "L = 8");
  }

  @Test
  void anEighthMoreBeginsConservativeSlowStart() {
    round(10, 80 * MS);
    round(10, 89 * MS);
    assertFalse(hyStart.isConservative(), "less than 80 / 8 more");
    round(10, 101 * MS);
    assertTrue(hyStart.isConservative());
    assertEquals(500, hyStart.growth(2_000, 1_000), "a quarter");
  }

  @Test
  void theThresholdIsFourMillisecondsAtLeastAndSixteenAtMost() {
    round(10, MS);
    round(10, 4 * MS);
    assertFalse(hyStart.isConservative());
    round(10, 8 * MS);
    assertTrue(hyStart.isConservative());
    HyStartTest other = new HyStartTest();
    other.round(10, 400 * MS);
    other.round(10, 416 * MS);
    assertTrue(other.hyStart.isConservative(), "not 50 ms");
  }

  @Test
  void sevenSamplesSayNothing() {
    round(10, 50 * MS);
    round(7, 90 * MS);
    assertFalse(hyStart.isConservative());
  }

  @Test
  void fiveRoundsLaterSlowStartEnds() {
    round(10, 50 * MS);
    assertFalse(round(10, 60 * MS));
    for (int i = 0; i < 4; i++) {
      assertFalse(round(10, 62 * MS), "round " + i);
    }
    assertTrue(round(10, 62 * MS));
  }

  @Test
  void aShorterRoundTripResumesSlowStart() {
    round(10, 50 * MS);
    round(10, 60 * MS);
    assertTrue(hyStart.isConservative());
    assertFalse(round(10, 55 * MS));
    assertFalse(hyStart.isConservative());
  }
}
