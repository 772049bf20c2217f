package io.ringroad.perf.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyRunsTest {
  private static final Series ENGINE = new Series("tcp-latency", "engine", "busy-poll");
  private static final Series KERNEL = new Series("tcp-latency", "kernel-blocking", "busy-poll");

  @Test
  void figureIsTheMedianOverTheRunsAndTheLargestMaximum() {
    LatencyRuns runs = new LatencyRuns();
    runs.add(run(ENGINE, 5_000, 90_000));
    runs.add(run(ENGINE, 7_000, 20_000));
    runs.add(run(ENGINE, 6_000, 30_000));

    assertEquals(6.0, runs.figureUs(ENGINE, Metric.P50), 0.01);
    assertEquals(90.0, runs.figureUs(ENGINE, Metric.MAX), 0.1);
  }

  @Test
  void medianOfAnEvenNumberOfRunsLiesBetweenTheMiddleTwo() {
    LatencyRuns runs = new LatencyRuns();
    runs.add(run(ENGINE, 4_000, 4_000));
    runs.add(run(ENGINE, 6_000, 6_000));

    assertEquals(5.0, runs.figureUs(ENGINE, Metric.P50), 0.01);
  }

  @Test
  void rowsSetTheEngineBesideEachPeer() {
    LatencyRuns runs = new LatencyRuns();
    runs.add(run(ENGINE, 5_000, 50_000));
    runs.add(run(KERNEL, 50_000, 100_000));

    List<Row> rows = runs.rows(Map.of("device", "afxdp"));

    assertEquals(List.of("p50", "p99", "p99.9", "max"), rows.stream().map(Row::metric).toList());
    Row p50 = rows.getFirst();
    assertEquals("tcp-latency", p50.benchmark());
    assertEquals("kernel-blocking", p50.peerName());
    assertEquals("us", p50.unit());
    assertEquals(0.1, p50.ratio(), 0.001);
    assertEquals("busy-poll", p50.settings().get("client"));
    assertEquals("afxdp", p50.settings().get("device"));
    assertArrayEquals(new double[] {5.0}, (double[]) p50.settings().get("oursRuns"), 0.01);
  }

  @Test
  void aPeerWithoutARunOfTheEngineGivesNoRow() {
    LatencyRuns runs = new LatencyRuns();
    runs.add(run(KERNEL, 50_000, 100_000));

    assertTrue(runs.rows(Map.of()).isEmpty());
    assertTrue(LatencyTable.format(runs).contains("kernel-blocking"));
  }

  @Test
  void theEngineComesBeforeItsPeersAndTheBusyClientBeforeTheSleepingOne() {
    LatencyRuns runs = new LatencyRuns();
    Series sleeping = new Series("tcp-latency", "engine", "blocking");
    runs.add(run(sleeping, 1, 1));
    runs.add(run(KERNEL, 1, 1));
    runs.add(run(ENGINE, 1, 1));

    assertEquals(List.of(ENGINE, KERNEL, sleeping), List.copyOf(runs.series()));
  }

  @Test
  void aTagThatIsNoSeriesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Series.ofTag("tcp-latency"));
    assertEquals(ENGINE, Series.ofTag(ENGINE.tag()));
  }

  /** A thousand values of {@code usualNs}, and one of {@code worstNs}. */
  static Histogram run(Series series, long usualNs, long worstNs) {
    Histogram histogram = new Histogram(3);
    histogram.recordValueWithCount(usualNs, 1000);
    histogram.recordValue(worstNs);
    histogram.setTag(series.tag());
    return histogram;
  }
}
