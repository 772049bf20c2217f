package io.ringroad.perf.report;

import org.HdrHistogram.Histogram;

/** The figures that are reported of a latency distribution. */
public enum Metric {
  /** The median. */
  P50("p50", 50),
  /** One in a hundred is slower. */
  P99("p99", 99),
  /** One in a thousand is slower. */
  P99_9("p99.9", 99.9),
  /** The slowest of all. */
  MAX("max", 100);

  private final String label;
  private final double percentile;

  Metric(String label, double percentile) {
    this.label = label;
    this.percentile = percentile;
  }

  /** The name in a report. */
  public String label() {
    return label;
  }

  /** The figure, in the histogram's unit. */
  public long of(Histogram histogram) {
    return this == MAX ? histogram.getMaxValue() : histogram.getValueAtPercentile(percentile);
  }
}
