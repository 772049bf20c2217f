package io.ringroad.fastpath.tcp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CUBIC against the formulas of RFC 9438, computed anew here in segments and seconds. */
class CubicTest {

  private static final int MSS = 1_000;
  private static final long MS = 1_000_000;
  private static final double C = 0.4;

  private final CongestionWindow window = new CongestionWindow();
  private CongestionControl cubic;
  private final AckSample ack = new AckSample();
  private long nowNs = 1_000_000 * MS;

  @BeforeEach
  void start() {
    window.start(MSS, 10 * MSS);
    cubic = CongestionAlgorithm.CUBIC.create(window);
    cubic.onSent(true, 10 * MSS, 1, 10 * MSS);
  }

  private void acknowledge(int bytes) {
    ack.deliveredBytes = bytes;
    ack.ackedBytes = bytes;
    ack.nowNs = nowNs;
    cubic.measure(ack);
    cubic.grow(ack);
  }

  /** A round trip in which all of the window is acknowledged, segment by segment. */
  private void roundTrip(long rttNs) {
    ack.smoothedRttNs = rttNs;
    int segments = window.bytes() / MSS;
    for (int i = 0; i < segments; i++) {
      nowNs += rttNs / segments;
      acknowledge(MSS);
    }
  }

  private void lose(int segments) {
    window.bytes(segments * MSS);
    cubic.onLoss(segments * MSS, nowNs);
    cubic.onRecovered();
  }

  @Test
  void aLossLeavesSevenTenths() {
    lose(1_000);
    assertEquals(700 * MSS, window.slowStartThreshold());
    assertEquals(700 * MSS, window.bytes());
    lose(2);
    assertEquals(2 * MSS, window.slowStartThreshold(), "RFC 9438 4.6: at least two segments");
  }

  @Test
  void theWindowFollowsTheCubicFunction() {
    lose(1_000);
    double wMax = 1_000;
    double k = Math.cbrt((wMax - 700) / C);
    assertEquals(9.086, k, 0.001);
    long rttNs = 100 * MS;
    acknowledge(MSS); // the epoch begins
    long beganNs = nowNs;
    while (nowNs - beganNs < 15_000 * MS) {
      roundTrip(rttNs);
      // Within a round trip the window moves from W_cubic(t) to W_cubic(t + RTT).
      double t = (nowNs - beganNs) / 1e9;
      double low = C * Math.pow(t - 0.15 - k, 3) + wMax;
      double high = C * Math.pow(t + 0.1 - k, 3) + wMax;
      double segments = window.bytes() / (double) MSS;
      assertTrue(
          segments >= low - 1 && segments <= high + 1,
          "at " + t + " s: " + low + " <= " + segments + " <= " + high);
    }
  }

  @Test
  void aShortPathIsUsedAsRenoWouldUseIt() {
    lose(20);
    double estimate = 14;
    long rttNs = 5 * MS;
    for (int round = 0; round < 20; round++) {
      int before = window.bytes();
      roundTrip(rttNs);
      // RFC 9438 4.3: W_est grows by alpha_cubic segments in a round trip until cwnd_prior.
      double alpha = estimate < 20 ? 3 * 0.3 / 1.7 : 1;
      estimate += alpha * (before / MSS) * MSS / before;
      assertEquals(estimate, window.bytes() / (double) MSS, 0.6, "after round " + round);
    }
    assertTrue(window.bytes() > 20 * MSS);
  }

  @Test
  void aSecondLossBelowTheFormerMaximumLeavesRoom() {
    lose(1_000);
    lose(800);
    // RFC 9438 4.7: W_max = 800 * (1 + 0.7) / 2; the window starts at 560.
    double k = Math.cbrt((680.0 - 560) / C);
    acknowledge(MSS);
    long beganNs = nowNs;
    while (nowNs - beganNs < (long) (k * 1e9)) {
      roundTrip(100 * MS);
    }
    assertEquals(680, window.bytes() / (double) MSS, 3);
  }

  @Test
  void afterATimeoutTheCurveBeginsAtItsMiddle() {
    window.bytes(1_000 * MSS);
    cubic.onTimeout(1_000 * MSS, nowNs);
    assertEquals(MSS, window.bytes());
    assertEquals(700 * MSS, window.slowStartThreshold());
    cubic.onSent(true, MSS, 1, MSS);
    while (window.inSlowStart()) {
      roundTrip(100 * MS);
    }
    long beganNs = nowNs;
    int began = window.bytes();
    while (nowNs - beganNs < 5_000 * MS) {
      roundTrip(100 * MS);
    }
    // RFC 9438 4.8: K = 0 and W_max the window at the begin: C * t^3 more after t seconds.
    assertEquals(began / (double) MSS + C * 125, window.bytes() / (double) MSS, 8);
  }

  @Test
  void silenceDoesNotCount() {
    lose(1_000);
    acknowledge(MSS);
    roundTrip(100 * MS);
    int before = window.bytes();
    nowNs += 60_000 * MS;
    cubic.onRestart(60_000 * MS, 200 * MS, false, nowNs);
    acknowledge(MSS);
    assertTrue(window.bytes() - before < 2 * MSS, "RFC 9438 5.8: grown by " + window.bytes());
  }

  @Test
  void anUnusedWindowDoesNotGrow() {
    lose(1_000);
    cubic.onSent(false, 100 * MSS, 20 * MSS, 120 * MSS);
    int before = window.bytes();
    for (int i = 0; i < 50; i++) {
      roundTrip(100 * MS);
    }
    assertEquals(before, window.bytes());
    cubic.onSent(true, 700 * MSS, 120 * MSS, 820 * MSS);
    acknowledge(MSS);
    assertTrue(window.bytes() - before < 2 * MSS, "and the time does not count");
  }

  @Test
  void aReductionThatWasNoneIsForgotten() {
    lose(1_000);
    acknowledge(MSS);
    for (int i = 0; i < 20; i++) {
      roundTrip(100 * MS);
    }
    int before = window.bytes();
    int threshold = window.slowStartThreshold();
    cubic.onLoss(before, nowNs);
    cubic.undo();
    assertEquals(before, window.bytes());
    assertEquals(threshold, window.slowStartThreshold());
    roundTrip(100 * MS);
    // RFC 9438 4.9: the curve goes on as if nothing had been.
    assertTrue(window.bytes() > before && window.bytes() < before + 20 * MSS);
  }
}
