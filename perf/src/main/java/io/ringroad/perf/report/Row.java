package io.ringroad.perf.report;

import java.util.Map;

/**
 * One line of {@code report.json}: our figure beside a peer's, both taken in one run.
 *
 * @param benchmark what was measured, such as {@code tcp-latency}
 * @param metric which figure of it, such as {@code p50}
 * @param unit the unit of both figures, such as {@code us} or {@code Mpps}
 * @param ours the engine's figure
 * @param peer the peer's figure
 * @param peerName whose figure that is, such as {@code kernel-blocking}
 * @param ratio {@code ours / peer}
 * @param settings what else one must know to repeat it
 */
public record Row(
    String benchmark,
    String metric,
    String unit,
    double ours,
    double peer,
    String peerName,
    double ratio,
    Map<String, Object> settings) {

  private static final double DIGITS = 10_000.0;

  /** A row whose ratio follows from its figures. */
  public static Row of(
      String benchmark,
      String metric,
      String unit,
      double ours,
      double peer,
      String peerName,
      Map<String, Object> settings) {
    return new Row(
        benchmark,
        metric,
        unit,
        rounded(ours),
        rounded(peer),
        peerName,
        rounded(ours / peer),
        settings);
  }

  private static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
