package io.ringroad.perf.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The runs of every series of a measurement, and the figures drawn from them. */
public final class LatencyRuns {
  private static final double NANOSECONDS_IN_MICROSECOND = 1000.0;

  private final Map<Series, List<Histogram>> runs = new TreeMap<>();

  /** Adds a run under the series that its tag names. */
  public void add(Histogram run) {
    runs.computeIfAbsent(Series.ofTag(run.getTag()), series -> new ArrayList<>()).add(run);
  }

  /** All series, sorted. */
  public Set<Series> series() {
    return runs.keySet();
  }

  /** All runs, series by series. */
  public List<Histogram> all() {
    return runs.values().stream().flatMap(List::stream).toList();
  }

  /** All runs of a series as one histogram. */
  public Histogram merged(Series series) {
    Histogram sum = new Histogram(runs.get(series).getFirst().getNumberOfSignificantValueDigits());
    runs.get(series).forEach(sum::add);
    return sum;
  }

  /** The metric in each run, in microseconds. */
  public double[] eachUs(Series series, Metric metric) {
    return runs.get(series).stream()
        .mapToDouble(run -> metric.of(run) / NANOSECONDS_IN_MICROSECOND)
        .toArray();
  }

  /** The median of the metric over the runs, in microseconds; of the maximum, the largest. */
  public double figureUs(Series series, Metric metric) {
    double[] sorted = eachUs(series, metric);
    Arrays.sort(sorted);
    return metric == Metric.MAX ? sorted[sorted.length - 1] : median(sorted);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** One row for each metric of each series that has a run of the engine beside it. */
  public List<Row> rows(Map<String, Object> settings) {
    List<Row> rows = new ArrayList<>();
    for (Series peer : runs.keySet()) {
      if (!peer.isEngine() && runs.containsKey(peer.ofEngine())) {
        for (Metric metric : Metric.values()) {
          rows.add(row(peer, metric, settings));
        }
      }
    }
    return rows;
  }

  private Row row(Series peer, Metric metric, Map<String, Object> settings) {
    Series engine = peer.ofEngine();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("client", peer.client());
    all.putAll(settings);
    all.put("oursRuns", eachUs(engine, metric));
    all.put("peerRuns", eachUs(peer, metric));
    return Row.of(
        peer.benchmark(),
        metric.label(),
        "us",
        figureUs(engine, metric),
        figureUs(peer, metric),
        peer.server(),
        all);
  }
}
