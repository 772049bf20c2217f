package io.ringroad.perf.cli;

import io.ringroad.ffm.linux.Affinity;
import io.ringroad.perf.client.PingPong;
import io.ringroad.perf.client.Wait;
import io.ringroad.perf.client.WarmUp;
import io.ringroad.perf.report.HistogramLog;
import io.ringroad.perf.report.Metric;
import io.ringroad.perf.report.Series;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times round trips to an echo server, on the kernel's sockets. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "Times round trips to an echo server, from the kernel's sockets.")
final class LatencyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ADDRESS:PORT", description = "The server.")
  private String target;

  @Option(names = "--protocol", defaultValue = "tcp", description = "${COMPLETION-CANDIDATES}.")
  private Protocol protocol;

  @Option(names = "--server", required = true, description = "The server's name in the report.")
  private String server;

  @Option(
      names = "--wait",
      split = ",",
      defaultValue = "busy-poll,blocking",
      description = "How the client waits, one run each: ${COMPLETION-CANDIDATES}.")
  private List<Wait> waits;

  @Option(names = "--bytes", defaultValue = "64", description = "Message length, at least 8.")
  private int messageBytes;

  @Option(
      names = "--max-warm-up-ms",
      defaultValue = "4000",
      description = "Bound of the time that is not counted; it ends when times get no better.")
  private long maxWarmUpMs;

  @Option(names = "--measure-ms", defaultValue = "1000", description = "Time that is counted.")
  private long measureMs;

  @Option(names = "--cpu", description = "The core to run on.")
  private Integer cpu;

  @Option(names = "--log", required = true, description = "Histogram log to write.")
  private Path log;

  @Override
  public Integer call() throws Exception {
    if (cpu != null) {
      Affinity.pin(cpu);
    }
    List<Histogram> runs = new ArrayList<>();
    for (Wait wait : waits) {
      runs.add(measure(wait));
    }
    HistogramLog.write(log, runs);
    return 0;
  }

  private Histogram measure(Wait wait) {
    SocketCalls sockets = new KernelSockets();
    Endpoint remote = Endpoint.of(target);
    boolean datagrams = protocol == Protocol.UDP;
    int fd = datagrams ? remote.connectDatagram(sockets) : remote.connectStream(sockets);
    try (PingPong pingPong = new PingPong(sockets, fd, wait, messageBytes, datagrams)) {
      WarmUp.run(pingPong, TimeUnit.MILLISECONDS.toNanos(maxWarmUpMs));
      Histogram histogram = pingPong.run(TimeUnit.MILLISECONDS.toNanos(measureMs));
      histogram.setTag(new Series(protocol.benchmark(), server, wait.label()).tag());
      System.out.printf(
          Locale.ROOT,
          "%s: %,d round trips, p50 %.1f us%n",
          histogram.getTag(),
          histogram.getTotalCount(),
          Metric.P50.of(histogram) / 1e3);
      return histogram;
    }
  }
}
