package io.ringroad.perf.l2;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs dpdk-testpmd between two null devices and reads its own statistics. */
final class Testpmd {
  private static final Pattern TX_PPS = Pattern.compile("Tx-pps:\\s+(\\d+)");
  private static final int PORTS = 2;

  private final int mainCpu;
  private final int forwardingCpu;
  private final int burst;

  Testpmd(int mainCpu, int forwardingCpu, int burst) {
    this.mainCpu = mainCpu;
    this.forwardingCpu = forwardingCpu;
    this.burst = burst;
  }

  /** Forwards for so many seconds, of which the first is not counted. Returns frames per second. */
  double run(int seconds) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    List<Long> rates = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && rates.size() < (seconds + 1) * PORTS) {
        said.append(line).append('\n');
        Matcher matcher = TX_PPS.matcher(line);
        if (matcher.find()) {
          rates.add(Long.parseLong(matcher.group(1)));
        }
        line = output.readLine();
      }
    } finally {
      stop(process);
    }
    if (rates.size() < (seconds + 1) * PORTS) {
      throw new IOException("dpdk-testpmd ended early: " + said);
    }
    return rates.stream().skip(PORTS).mapToLong(Long::longValue).sum() / (double) seconds;
  }

  private List<String> command() {
    return List.of(
        "dpdk-testpmd",
        "-l",
        mainCpu + "," + forwardingCpu,
        "--main-lcore=" + mainCpu,
        "--no-pci",
        "--no-huge",
        "--no-shconf",
        "--file-prefix=" + runtimeFolder().getFileName(),
        "-m",
        "512",
        "--no-telemetry",
        "--vdev=net_null0",
        "--vdev=net_null1",
        "--",
        "--forward-mode=io",
        "--burst=" + burst,
        "--nb-cores=1",
        "--stats-period=1",
        "--no-mlockall",
        "--total-num-mbufs=16384");
  }

  /** EAL makes this folder and leaves it, empty as it is. */
  private static Path runtimeFolder() {
    return Path.of("/run/dpdk", "rrperf-" + ProcessHandle.current().pid());
  }

  private static void stop(Process process) throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.deleteIfExists(runtimeFolder());
  }
}
