package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.perf.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this module in a JVM of its own. Killed when closed. */
final class PerfProcess implements AutoCloseable {
  private static final List<String> JVM_FLAGS =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder said = new StringBuilder();

  private PerfProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts a subcommand; in a network namespace unless that is null. */
  static PerfProcess start(String namespace, List<String> arguments) throws IOException {
    return start(namespace, Main.class, arguments);
  }

  /** Starts a program; in a network namespace unless that is null. */
  static PerfProcess start(String namespace, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (namespace != null) {
      command.addAll(Command.inNamespace(namespace));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new PerfProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Reads on until a line starts with {@code start}, and returns that line. */
  String awaitLine(String start) throws IOException {
    String line = output.readLine();
    while (line != null) {
      said.append(line).append('\n');
      if (line.startsWith(start)) {
        return line;
      }
      line = output.readLine();
    }
    throw new IOException("it ended without '" + start + "': " + said);
  }

  /** Reads to the end and expects success. */
  String finish() throws IOException, InterruptedException {
    output.lines().forEach(line -> said.append(line).append('\n'));
    assertEquals(0, process.waitFor(), said::toString);
    return said.toString();
  }

  /** Processor time of its lanes' threads so far, in nanoseconds, from proc(5). */
  long laneCpuNs() throws IOException {
    long sumNs = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).startsWith("ringroad-lane")) {
          sumNs += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        }
      }
    }
    return sumNs;
  }

  /** As {@code kill -9}: it gets no chance to clean up. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
