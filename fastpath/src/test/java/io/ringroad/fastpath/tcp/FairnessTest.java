package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.tcp.Bottleneck.MS;
import static io.ringroad.fastpath.tcp.Bottleneck.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.congestion.CongestionWindow;
import io.ringroad.pmd.sim.LinkProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How flows share a bottleneck, as RFC 9438 5, RFC 9406 and RFC 8257 say they do. */
class FairnessTest {

  private static final int FRAME_BYTES = 1514;

  private static LinkProfile link(long megabits, long roundTripNs, int queueFrames) {
    return LinkProfile.DEFAULT
        .withDelayNs(roundTripNs / 2)
        .withRateBitsPerSecond(megabits * 1_000_000)
        .withQueue(queueFrames, Integer.MAX_VALUE);
  }

  /** The first flow's part of what both have carried. */
  private static double share(Bottleneck.Flow first, Bottleneck.Flow second) {
    long one = first.bytesSinceMark();
    return (double) one / (one + second.bytesSinceMark());
  }

  /** Runs two flows, the second a little later, and measures when they have found each other. */
  private static double shareOf(
      long seed,
      LinkProfile link,
      CongestionAlgorithm first,
      CongestionAlgorithm second,
      long settleNs,
      long measureNs) {
    try (Bottleneck net = new Bottleneck(seed, link)) {
      Bottleneck.Flow one = net.start(first);
      net.runFor(1_000 * MS + seed * 137 * MS);
      Bottleneck.Flow two = net.start(second);
      net.runFor(settleNs);
      one.mark();
      two.mark();
      net.runFor(measureNs);
      double carried = (one.bytesSinceMark() + two.bytesSinceMark()) * 8e9 / measureNs;
      assertTrue(carried > 0.85 * link.rateBitsPerSecond(), "bits per second: " + carried);
      return share(one, two);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void twoCubicFlowsShareWithinAFifth(long seed) {
    LinkProfile link = link(20, 40 * MS, 70);
    double share =
        shareOf(
            seed,
            link,
            CongestionAlgorithm.CUBIC,
            CongestionAlgorithm.CUBIC,
            20 * SECOND,
            100 * SECOND);
    assertEquals(0.5, share, 0.05); // that is, one has at most 1.22 of the other
  }

  @Test
  void besideRenoAShortPathIsSharedAlike() {
    // RFC 9438 4.3, 5.1: the Reno-friendly region, at a small product of rate and round trip.
    LinkProfile link = link(10, 20 * MS, 20);
    double share =
        shareOf(
            1,
            link,
            CongestionAlgorithm.CUBIC,
            CongestionAlgorithm.RENO,
            20 * SECOND,
            100 * SECOND);
    assertTrue(share > 0.35 && share < 0.65, "CUBIC's share: " + share);
  }

  @Test
  void besideRenoALongPathGivesCubicMore() {
    // RFC 9438 5.1: where Reno can't use the path, CUBIC takes what is left.
    LinkProfile link = link(50, 200 * MS, 400);
    double share =
        shareOf(
            1,
            link,
            CongestionAlgorithm.CUBIC,
            CongestionAlgorithm.RENO,
            30 * SECOND,
            100 * SECOND);
    assertTrue(share > 0.6, "CUBIC's share: " + share);
  }

  /** Frames that one flow loses while it finds out what the path carries. */
  private static long lossesOfSlowStart(CongestionAlgorithm algorithm, LinkProfile link) {
    try (Bottleneck net = new Bottleneck(1, link)) {
      Bottleneck.Flow flow = net.start(algorithm);
      net.runFor(3 * SECOND);
      int threshold = flow.connection().window.slowStartThreshold();
      assertNotEquals(CongestionWindow.NO_THRESHOLD, threshold, "slow start has ended");
      return net.statistics().queueFull();
    }
  }

  @Test
  void slowStartEndsBeforeADeepQueueOverflows() {
    LinkProfile link = link(25, 60 * MS, 1_000);
    assertEquals(0, lossesOfSlowStart(CongestionAlgorithm.CUBIC, link), "RFC 9406");
    assertTrue(lossesOfSlowStart(CongestionAlgorithm.RENO, link) > 500, "without it");
  }

  @Test
  void slowStartLosesLessWhereTheQueueIsShort() {
    LinkProfile link = link(25, 60 * MS, 200);
    long with = lossesOfSlowStart(CongestionAlgorithm.CUBIC, link);
    long without = lossesOfSlowStart(CongestionAlgorithm.RENO, link);
    assertTrue(with < without, with + " frames lost, " + without + " without HyStart++");
  }

  @Test
  void dctcpKeepsTheQueueShort() {
    int threshold = 20;
    LinkProfile link = link(100, 2 * MS, 500).withMarking(threshold);
    try (Bottleneck net = new Bottleneck(1, link)) {
      Bottleneck.Flow one = net.start(CongestionAlgorithm.DCTCP);
      Bottleneck.Flow two = net.start(CongestionAlgorithm.DCTCP);
      net.runFor(2 * SECOND);
      one.mark();
      two.mark();
      net.runFor(3 * SECOND);
      long bits = (one.bytesSinceMark() + two.bytesSinceMark()) * 8 / 3;
      long queueNs = one.connection().rtt.smoothedNs() - 2 * MS;
      double waiting = queueNs * 100e6 / 1e9 / 8 / FRAME_BYTES;
      assertTrue(one.connection().ecn.negotiated);
      assertEquals(0, net.statistics().queueFull(), "nothing is lost");
      assertTrue(net.statistics().marked() > 0);
      assertTrue(waiting < 2 * threshold, "frames that wait: " + waiting);
      assertTrue(bits > 90_000_000, "bits per second: " + bits);
      assertEquals(0.5, share(one, two), 0.1);
    }
  }
}
