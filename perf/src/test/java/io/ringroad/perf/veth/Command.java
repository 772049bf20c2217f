package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the system, run to its end. */
final class Command {
  private static final int PATIENCE_SECONDS = 60;

  private final List<String> words;
  private String input = "";

  private Command(List<String> words) {
    this.words = words;
  }

  /** Words are separated by one space, and contain none. */
  static Command of(String line) {
    return new Command(List.of(line.split(" ")));
  }

  /** The same in a network namespace; file systems stay as they are. */
  Command in(String namespace) {
    List<String> all = new ArrayList<>(inNamespace(namespace));
    all.addAll(words);
    return new Command(all).withInput(input);
  }

  Command withInput(String text) {
    input = text;
    return this;
  }

  static List<String> inNamespace(String namespace) {
    return List.of("nsenter", "--net=/run/netns/" + namespace, "--");
  }

  /** Runs it, expects success, and returns what it printed. */
  String output() throws IOException, InterruptedException {
    Process process = start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), words + " does not end");
      assertEquals(0, process.exitValue(), words + " said: " + output);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts it; its errors are part of its output, and ending it is the caller's. */
  Process start() throws IOException {
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /** Runs it for what it leaves; whether it succeeds does not matter. */
  void attempt() throws IOException, InterruptedException {
    new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
