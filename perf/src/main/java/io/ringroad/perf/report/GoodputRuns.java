package io.ringroad.perf.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The goodput of one stack's runs, in megabytes a second; a text file with one figure a line.
 *
 * @param figures at least one
 */
public record GoodputRuns(List<Double> figures) {
  /** Adds one run's figure to a file. */
  public static void append(Path file, double megabytesPerSecond) throws IOException {
    Files.writeString(
        file,
        String.format(Locale.ROOT, "%.3f%n", megabytesPerSecond),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Reads what {@link #append} wrote. */
  public static GoodputRuns read(Path file) throws IOException {
    List<Double> figures = Files.readAllLines(file).stream().map(Double::valueOf).toList();
    if (figures.isEmpty()) {
      throw new IOException("no figures in " + file);
    }
    return new GoodputRuns(figures);
  }

  /** Half of the runs were at least this fast. */
  public double median() {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The medians side by side; the single figures stand in the settings. */
  public Row beside(GoodputRuns peer, String peerName, Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("oursRuns", figures);
    all.put("peerRuns", peer.figures);
    return Row.of("tcp-goodput", "echo-median", "MB/s", median(), peer.median(), peerName, all);
  }
}
