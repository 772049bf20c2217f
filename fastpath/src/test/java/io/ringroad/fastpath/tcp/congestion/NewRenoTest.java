package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 5681 3.1, RFC 3465, RFC 6582. */
class NewRenoTest {

  private static final int MSS = 1_000;
  private final CongestionWindow window = new CongestionWindow();
  private final CongestionControl reno = NewReno.INSTANCE;

  @BeforeEach
  void start() {
    window.start(MSS, 10 * MSS);
  }

  @Test
  void slowStartDoublesEachRoundTrip() {
    assertTrue(window.inSlowStart());
    for (int i = 0; i < 10; i++) {
      reno.onAcknowledged(window, MSS, 0, 0);
    }
    assertEquals(20 * MSS, window.bytes());
  }

  @Test
  void aStretchAcknowledgmentCountsForTwoSegments() {
    reno.onAcknowledged(window, 8 * MSS, 0, 0);
    assertEquals(12 * MSS, window.bytes());
  }

  @Test
  void avoidanceGrowsByASegmentEachRoundTrip() {
    window.slowStartThreshold(10 * MSS);
    for (int i = 0; i < 10; i++) {
      reno.onAcknowledged(window, MSS, 0, 0);
    }
    assertEquals(11 * MSS, window.bytes());
    for (int i = 0; i < 11; i++) {
      reno.onAcknowledged(window, MSS, 0, 0);
    }
    assertEquals(12 * MSS, window.bytes());
  }

  @Test
  void lossHalvesTheFlight() {
    reno.onLoss(window, 8 * MSS, 0);
    assertEquals(4 * MSS, window.slowStartThreshold());
    reno.onLoss(window, 2 * MSS, 0);
    assertEquals(2 * MSS, window.slowStartThreshold());
  }

  @Test
  void aTimeoutLeavesOneSegment() {
    reno.onTimeout(window, 10 * MSS, 0);
    assertEquals(MSS, window.bytes());
    assertEquals(5 * MSS, window.slowStartThreshold());
  }

  @Test
  void recoveryEndsWithoutABurst() {
    reno.onLoss(window, 10 * MSS, 0);
    reno.onRecovered(window, 0, 0);
    assertEquals(2 * MSS, window.bytes());
    reno.onRecovered(window, 20 * MSS, 0);
    assertEquals(5 * MSS, window.bytes());
  }

  @Test
  void idlenessRestartsAtTheInitialWindow() {
    window.bytes(50 * MSS);
    reno.onIdle(window, 1, 1);
    assertEquals(10 * MSS, window.bytes());
    window.bytes(3 * MSS);
    reno.onIdle(window, 1, 1);
    assertEquals(3 * MSS, window.bytes());
  }

  @Test
  void theWindowNeverOverflows() {
    window.bytes(Integer.MAX_VALUE / 2 - 10);
    for (int i = 0; i < 100; i++) {
      reno.onAcknowledged(window, 2 * MSS, 0, 0);
    }
    assertEquals(Integer.MAX_VALUE / 2, window.bytes());
  }
}
