package io.ringroad.perf.cli;

import io.ringroad.perf.l2.NullForwarding;
import io.ringroad.perf.report.Report;
import io.ringroad.perf.report.Row;
import io.ringroad.perf.report.RowTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forwarding through {@code NicQueue} beside dpdk-testpmd. */
@Command(
    name = "l2",
    mixinStandardHelpOptions = true,
    description = "Forwards between two null devices, in turn with dpdk-testpmd.")
final class L2Command implements Callable<Integer> {
  @Option(names = "--burst", defaultValue = "32", description = "Frames at a time.")
  private int burst;

  @Option(names = "--rounds", defaultValue = "3", description = "Runs of each.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "1", description = "Length of a run.")
  private int seconds;

  @Option(names = "--cpu", defaultValue = "1", description = "The core that forwards.")
  private int cpu;

  @Option(names = "--json", required = true, description = "Where to write the row.")
  private Path json;

  @Override
  public Integer call() throws Exception {
    Row row = new NullForwarding(burst, rounds, seconds, cpu).run();
    Report.write(json, List.of(row));
    System.out.print(RowTable.format(List.of(row)));
    return 0;
  }
}
