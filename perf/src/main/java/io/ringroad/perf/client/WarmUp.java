package io.ringroad.perf.client;

import io.ringroad.perf.report.Metric;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Exchanges messages until they get no faster: until the medians of three windows in a row were not
 * clearly below the best before them. Both ends are compiled while they run, and how long that
 * takes depends on the machine; the rule is the same for every server.
 */
public final class WarmUp {
  private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int STEADY_WINDOWS = 3;

  /** Fewer calls of a method do not bring it to the JVM's best compiler. */
  private static final int MIN_ROUND_TRIPS = 20_000;

  private static final double CLEARLY_FASTER = 0.97;

  private WarmUp() {}

  /** Warms up for at most so long. */
  public static void run(PingPong pingPong, long maxNs) {
    long startNs = System.nanoTime();
    long bestNs = Long.MAX_VALUE;
    int steady = 0;
    long roundTrips = 0;
    while ((steady < STEADY_WINDOWS || roundTrips < MIN_ROUND_TRIPS)
        && System.nanoTime() - startNs < maxNs) {
      Histogram window = pingPong.run(WINDOW_NS);
      roundTrips += window.getTotalCount();
      long medianNs = Metric.P50.of(window);
      steady = medianNs < bestNs * CLEARLY_FASTER ? 0 : steady + 1;
      bestNs = Math.min(bestNs, medianNs);
    }
  }
}
