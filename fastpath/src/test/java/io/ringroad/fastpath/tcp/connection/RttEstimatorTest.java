package io.ringroad.fastpath.tcp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 6298 section 2 and 5, worked by hand. */
class RttEstimatorTest {

  private static final long MS = 1_000_000L;
  private final RttEstimator rtt = new RttEstimator(1_000 * MS, 200 * MS, 120_000 * MS);

  @Test
  void startsAtTheInitialTimeout() {
    assertEquals(1_000 * MS, rtt.rtoNs());
    assertFalse(rtt.hasSample());
  }

  @Test
  void firstSampleSetsBothEstimates() {
    rtt.onSample(500 * MS, 0);
    assertEquals(500 * MS, rtt.smoothedNs());
    assertEquals(250 * MS, rtt.varianceNs());
    assertEquals(1_500 * MS, rtt.rtoNs()); // SRTT + 4 * R/2
    assertTrue(rtt.hasSample());
  }

  @Test
  void laterSamplesMoveTheEstimatesByAnEighthAndAQuarter() {
    rtt.onSample(800 * MS, 0);
    rtt.onSample(400 * MS, 0);
    // RTTVAR = 3/4 * 400 + 1/4 * |800 - 400|, SRTT = 7/8 * 800 + 1/8 * 400
    assertEquals(400 * MS, rtt.varianceNs());
    assertEquals(750 * MS, rtt.smoothedNs());
    assertEquals(2_350 * MS, rtt.rtoNs());
    rtt.onSample(750 * MS, 0);
    assertEquals(300 * MS, rtt.varianceNs());
    assertEquals(750 * MS, rtt.smoothedNs());
    assertEquals(1_950 * MS, rtt.rtoNs());
  }

  @Test
  void aSteadyPathEndsAtItsRoundTripPlusTheFloor() {
    for (int i = 0; i < 200; i++) {
      rtt.onSample(MS / 10, 0);
    }
    assertEquals(MS / 10, rtt.smoothedNs(), 10);
    assertEquals(200 * MS + MS / 10, rtt.rtoNs(), 10);
    assertEquals(MS / 10, rtt.minimumNs());
  }

  @Test
  void backsOffByDoublingUpToTheCeiling() {
    rtt.backOff();
    assertEquals(2_000 * MS, rtt.rtoNs());
    rtt.backOff();
    assertEquals(4_000 * MS, rtt.rtoNs());
    for (int i = 0; i < 100; i++) {
      rtt.backOff();
    }
    assertEquals(120_000 * MS, rtt.rtoNs());
    rtt.onSample(10 * MS, 0);
    assertEquals(210 * MS, rtt.rtoNs()); // a sample collapses it
  }

  @Test
  void aRepeatedSynLetsDataStartAtThreeSeconds() {
    rtt.backOff();
    rtt.fallBack(3_000 * MS);
    assertEquals(3_000 * MS, rtt.rtoNs());
    rtt.onSample(100 * MS, 0);
    rtt.fallBack(3_000 * MS);
    assertEquals(300 * MS, rtt.rtoNs()); // no more after a measurement
  }
}
