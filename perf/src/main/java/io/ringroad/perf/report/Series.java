package io.ringroad.perf.report;

import java.util.Comparator;

/**
 * What one histogram was recorded of; written as the histogram's tag, {@code
 * tcp-latency/engine/busy-poll}.
 *
 * @param benchmark {@code tcp-latency} or {@code udp-latency}
 * @param server {@code engine}, {@code kernel-blocking}, {@code kernel-busy-poll} or, frames turned
 *     around with no stack, {@code frame-echo}
 * @param client how the client waited: {@code blocking} or {@code busy-poll}
 */
public record Series(String benchmark, String server, String client) implements Comparable<Series> {
  /** The engine's name as a server. */
  public static final String ENGINE = "engine";

  /** Benchmark by benchmark, the busier client first, and the engine before its peers. */
  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::benchmark)
          .thenComparing(Series::client, Comparator.reverseOrder())
          .thenComparing(Series::server);

  /** The series that a tag names. */
  public static Series ofTag(String tag) {
    String[] parts = tag.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a series, benchmark/server/client: " + tag);
    }
    return new Series(parts[0], parts[1], parts[2]);
  }

  /** The name in a histogram log: no spaces, no commas. */
  public String tag() {
    return benchmark + "/" + server + "/" + client;
  }

  /** The same client and benchmark against the engine. */
  public Series ofEngine() {
    return new Series(benchmark, ENGINE, client);
  }

  @Override
  public int compareTo(Series other) {
    return ORDER.compare(this, other);
  }

  boolean isEngine() {
    return server.equals(ENGINE);
  }
}
