package io.ringroad.perf.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Histograms of nanoseconds in HdrHistogram's log format, one tagged interval for each run. Other
 * tools of HdrHistogram read it; its maxima are in milliseconds, as they expect.
 */
public final class HistogramLog {
  private HistogramLog() {}

  /** Writes the runs, replacing the file. */
  public static void write(Path file, List<Histogram> runs) throws IOException {
    HistogramLogWriter writer = new HistogramLogWriter(file.toFile());
    writer.outputLogFormatVersion();
    writer.outputLegend();
    for (Histogram run : runs) {
      writer.outputIntervalHistogram(run);
    }
    writer.close();
  }

  /** The runs of a file, in its order, each with its tag. */
  public static List<Histogram> read(Path file) throws IOException {
    List<Histogram> runs = new ArrayList<>();
    HistogramLogReader reader = new HistogramLogReader(file.toFile());
    EncodableHistogram run = reader.nextIntervalHistogram();
    while (run != null) {
      runs.add((Histogram) run);
      run = reader.nextIntervalHistogram();
    }
    reader.close();
    return runs;
  }
}
