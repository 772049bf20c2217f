package io.ringroad.perf.report;

import java.util.List;
import java.util.Locale;

/** Rows as a person reads them: one line each, for what is not a latency distribution. */
public final class RowTable {
  private RowTable() {}

  /** Lines such as {@code l2 throughput: 110.2 Mpps, testpmd 105.0, ratio 1.05}. */
  public static String format(List<Row> rows) {
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "%s %s: %.1f %s, %s %.1f, ratio %.2f%n",
              row.benchmark(),
              row.metric(),
              row.ours(),
              row.unit(),
              row.peerName(),
              row.peer(),
              row.ratio()));
    }
    return table.toString();
  }
}
