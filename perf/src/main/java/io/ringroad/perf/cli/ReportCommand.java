package io.ringroad.perf.cli;

import io.ringroad.perf.report.HistogramLog;
import io.ringroad.perf.report.LatencyPlot;
import io.ringroad.perf.report.LatencyRuns;
import io.ringroad.perf.report.LatencyTable;
import io.ringroad.perf.report.Report;
import io.ringroad.perf.report.Row;
import io.ringroad.perf.report.RowTable;
import io.ringroad.perf.report.Series;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws together what the runs of a measurement left in a folder. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Reads the histogram logs (*.hlog) and rows (*.json) in RUNS; writes latency.hlog, one"
            + " plot for each benchmark and report.json into OUTPUT, and prints the table.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUNS", description = "Folder of the single runs.")
  private Path runsFolder;

  @Parameters(index = "1", paramLabel = "OUTPUT", description = "Folder to write into.")
  private Path outputFolder;

  @Option(names = "--setting", description = "What belongs to every latency row, name=value.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    LatencyRuns runs = new LatencyRuns();
    for (Path log : files("*.hlog")) {
      for (Histogram run : HistogramLog.read(log)) {
        runs.add(run);
      }
    }
    List<Row> others = new ArrayList<>();
    for (Path file : files("*.json")) {
      others.addAll(Report.read(file));
    }
    List<Row> rows = new ArrayList<>(runs.rows(Map.copyOf(settings)));
    rows.addAll(others);
    Report.write(outputFolder.resolve("report.json"), rows);
    HistogramLog.write(outputFolder.resolve("latency.hlog"), runs.all());
    plot(runs);
    System.out.print(LatencyTable.format(runs) + RowTable.format(others));
    return 0;
  }

  private void plot(LatencyRuns runs) throws IOException {
    Set<String> benchmarks =
        runs.series().stream().map(Series::benchmark).collect(Collectors.toSet());
    for (String benchmark : benchmarks) {
      LatencyPlot.write(outputFolder.resolve(benchmark + ".png"), runs, benchmark);
    }
  }

  private Set<Path> files(String pattern) throws IOException {
    Set<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(runsFolder, pattern)) {
      stream.forEach(files::add);
    }
    return files;
  }
}
