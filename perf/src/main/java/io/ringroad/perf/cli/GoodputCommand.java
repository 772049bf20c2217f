package io.ringroad.perf.cli;

import io.ringroad.perf.client.StreamVerifier;
import io.ringroad.perf.client.StreamsOnLane;
import io.ringroad.perf.report.GoodputRuns;
import io.ringroad.perf.report.Report;
import io.ringroad.perf.report.Row;
import io.ringroad.perf.report.RowTable;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How fast an echo server's peer gets its stream through, each byte compared. Run on both stacks in
 * turn; the run that is told where the other's figures are writes the report.
 */
@Command(
    name = "goodput",
    mixinStandardHelpOptions = true,
    description = "Times streams to an echo server and back, and compares them byte for byte.")
final class GoodputCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Parameters(paramLabel = "ADDRESS:PORT", description = "The server.")
  private String target;

  @Option(names = "--bytes", defaultValue = "20000000", description = "Length of a stream.")
  private long bytes;

  @Option(
      names = "--warm-up-bytes",
      defaultValue = "20000000",
      description = "Sent before, in streams that do not count.")
  private long warmUpBytes;

  @Option(names = "--runs", defaultValue = "3", description = "Streams that count.")
  private int runs;

  @Option(
      names = "--beside-the-lane",
      description = "Use a thread beside the engine's lane rather than the lane itself.")
  private boolean beside;

  @Option(
      names = "--samples",
      required = true,
      description = "The file that this stack's figures are added to.")
  private Path samples;

  @Option(names = "--peer-samples", description = "The other stack's figures; writes the report.")
  private Path peerSamples;

  @Option(names = "--peer-name", defaultValue = "kernel", description = "The other's name.")
  private String peerName;

  @Option(names = "--json", description = "The report that the row is added to.")
  private Path json;

  @Option(
      names = "--setting",
      paramLabel = "KEY=VALUE",
      description = "What else one must know to repeat it, for the report.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    if (stack.kernel()) {
      measure(length -> echo(new KernelSockets(), length));
    } else if (beside) {
      try (Ringroad engine = Ringroad.launch(stack.engine().build())) {
        measure(length -> echo(engine.sockets(), length));
      }
    } else {
      measureOnLane();
    }
    if (peerSamples != null && json != null) {
      Map<String, Object> all = new LinkedHashMap<>(settings);
      all.put("bytes", bytes);
      Row row = GoodputRuns.read(samples).beside(GoodputRuns.read(peerSamples), peerName, all);
      Report.add(json, row);
      System.out.print(RowTable.format(List.of(row)));
    }
    return 0;
  }

  /** Run to completion: the application is the lane's, as the kernel's is its socket's thread. */
  private void measureOnLane() throws IOException {
    AtomicReference<StreamsOnLane> streams = new AtomicReference<>();
    RingroadConfig config =
        stack
            .engine()
            .application(
                (sockets, lane) -> {
                  streams.set(new StreamsOnLane(sockets));
                  return streams.get();
                })
            .build();
    try (Ringroad engine = Ringroad.launch(config)) {
      measure(length -> streams.get().echo(Endpoint.of(target), length));
    }
  }

  private void echo(SocketCalls sockets, long length) {
    try (StreamVerifier verifier = new StreamVerifier(sockets, Endpoint.of(target), length)) {
      verifier.run(compared -> {});
    }
  }

  private void measure(LongConsumer echo) throws IOException {
    // In streams of the same length, so that the beginning and the end of one are warm as well.
    for (long warmed = 0; warmed < warmUpBytes; warmed += bytes) {
      echo.accept(bytes);
    }
    for (int i = 0; i < runs; i++) {
      long startNs = System.nanoTime();
      echo.accept(bytes);
      double figure = bytes * 1e3 / (System.nanoTime() - startNs);
      GoodputRuns.append(samples, figure);
      System.out.printf(Locale.ROOT, "%.1f MB/s each way%n", figure);
    }
  }
}
