package io.ringroad.perf.report;

import java.util.Locale;

/** The table that a person reads after a measurement: one line for each series. */
public final class LatencyTable {
  private static final String LINE = "%-12s %-10s %-17s %9.1f %9.1f %9.1f %9.1f  %s%n";
  private static final String HEAD = "%-12s %-10s %-17s %9s %9s %9s %9s  %s%n";

  private LatencyTable() {}

  /** Figures in microseconds; the ratio is the engine's median over the line's. */
  public static String format(LatencyRuns runs) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            HEAD,
            "round trip",
            "client",
            "server",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "max us",
            "engine's p50 / p99.9 to this"));
    for (Series series : runs.series()) {
      table.append(line(runs, series));
    }
    return table.toString();
  }

  private static String line(LatencyRuns runs, Series series) {
    return String.format(
        Locale.ROOT,
        LINE,
        series.benchmark(),
        series.client(),
        series.server(),
        runs.figureUs(series, Metric.P50),
        runs.figureUs(series, Metric.P99),
        runs.figureUs(series, Metric.P99_9),
        runs.figureUs(series, Metric.MAX),
        series.isEngine() ? "" : ratios(runs, series));
  }

  private static String ratios(LatencyRuns runs, Series peer) {
    if (!runs.series().contains(peer.ofEngine())) {
      return "";
    }
    return String.format(
        Locale.ROOT, "%.2f / %.2f", ratio(runs, peer, Metric.P50), ratio(runs, peer, Metric.P99_9));
  }

  private static double ratio(LatencyRuns runs, Series peer, Metric metric) {
    return runs.figureUs(peer.ofEngine(), metric) / runs.figureUs(peer, metric);
  }
}
