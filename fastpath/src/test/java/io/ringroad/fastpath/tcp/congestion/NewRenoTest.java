package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 5681 3.1, RFC 3465, RFC 4015. */
class NewRenoTest {

  private static final int MSS = 1_000;
  private final CongestionWindow window = new CongestionWindow();
  private final CongestionControl reno = CongestionAlgorithm.RENO.create(window);
  private final AckSample ack = new AckSample();

  @BeforeEach
  void start() {
    window.start(MSS, 10 * MSS);
    reno.onSent(true, 10 * MSS, 1, 10 * MSS);
  }

  private void acknowledge(int bytes) {
    ack.deliveredBytes = bytes;
    ack.ackedBytes = bytes;
    reno.measure(ack);
    reno.grow(ack);
  }

  @Test
  void slowStartDoublesEachRoundTrip() {
    assertTrue(window.inSlowStart());
    for (int i = 0; i < 10; i++) {
      acknowledge(MSS);
    }
    assertEquals(20 * MSS, window.bytes());
  }

  @Test
  void aStretchAcknowledgmentCountsForTwoSegments() {
    acknowledge(8 * MSS);
    assertEquals(12 * MSS, window.bytes());
  }

  @Test
  void slowStartEndsAtTheThreshold() {
    window.slowStartThreshold(11 * MSS);
    acknowledge(2 * MSS);
    assertEquals(11 * MSS, window.bytes());
  }

  @Test
  void avoidanceGrowsByASegmentEachRoundTrip() {
    window.slowStartThreshold(10 * MSS);
    for (int i = 0; i < 10; i++) {
      acknowledge(MSS);
    }
    assertEquals(11 * MSS, window.bytes());
    for (int i = 0; i < 11; i++) {
      acknowledge(MSS);
    }
    assertEquals(12 * MSS, window.bytes());
  }

  @Test
  void lossHalvesTheFlight() {
    reno.onLoss(8 * MSS, 0);
    assertEquals(4 * MSS, window.slowStartThreshold());
    reno.onLoss(2 * MSS, 0);
    assertEquals(2 * MSS, window.slowStartThreshold());
  }

  @Test
  void aTimeoutLeavesOneSegment() {
    reno.onTimeout(10 * MSS, 0);
    assertEquals(MSS, window.bytes());
    assertEquals(5 * MSS, window.slowStartThreshold());
  }

  @Test
  void recoveryEndsAtTheThreshold() {
    reno.onLoss(10 * MSS, 0);
    reno.onRecovered();
    assertEquals(5 * MSS, window.bytes());
  }

  @Test
  void aReductionThatWasNoneIsTakenBack() {
    window.slowStartThreshold(40 * MSS);
    window.bytes(30 * MSS);
    reno.onTimeout(30 * MSS, 0);
    reno.undo();
    assertEquals(30 * MSS, window.bytes());
    assertEquals(40 * MSS, window.slowStartThreshold());
  }

  @Test
  void aReductionThatEcnAskedForStays() {
    reno.onEcnEcho(10 * MSS, 0);
    reno.undo();
    assertEquals(5 * MSS, window.slowStartThreshold());
  }

  @Test
  void eachReductionIsToldOnce() {
    assertFalse(reno.takeReductionToTell());
    reno.onLoss(10 * MSS, 0);
    assertTrue(reno.takeReductionToTell());
    assertFalse(reno.takeReductionToTell());
  }

  @Test
  void theWindowNeverOverflows() {
    window.bytes(Integer.MAX_VALUE / 2 - 10);
    for (int i = 0; i < 100; i++) {
      acknowledge(2 * MSS);
    }
    assertEquals(Integer.MAX_VALUE / 2, window.bytes());
  }
}
