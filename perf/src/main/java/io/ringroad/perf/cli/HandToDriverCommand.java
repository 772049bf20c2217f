package io.ringroad.perf.cli;

import io.ringroad.perf.report.Metric;
import io.ringroad.perf.stage.HandToDriver;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From an application's send to the driver. */
@Command(
    name = "hand-to-driver",
    mixinStandardHelpOptions = true,
    description =
        "Times a send of 64 B from an application's thread until a simulated device has it.")
final class HandToDriverCommand implements Callable<Integer> {
  @Option(names = "--samples", defaultValue = "200000", description = "Datagrams in a run.")
  private int samples;

  @Option(names = "--runs", defaultValue = "5", description = "Runs, after two to warm up.")
  private int runs;

  @Option(names = "--gap-ns", defaultValue = "2000", description = "Pause between datagrams.")
  private long gapNs;

  @Override
  public Integer call() {
    try (HandToDriver stage = new HandToDriver()) {
      stage.run(samples, gapNs);
      stage.run(samples, gapNs);
      for (int run = 0; run < runs; run++) {
        Histogram times = stage.run(samples, gapNs);
        for (Metric metric : Metric.values()) {
          System.out.printf("%s %,d ns  ", metric.label(), metric.of(times));
        }
        System.out.println();
      }
    }
    return 0;
  }
}
