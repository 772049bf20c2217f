package io.ringroad.shim.script;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Plays scripts against the kernel's own stack, to see whether what they expect is what Linux does.
 * In real time, as root; each script in a network namespace of its own. Scripts that take longer
 * than {@code -DmaxSeconds} (10), or have settings that the kernel lacks, are left out.
 */
public final class Oracle {
  private static final PrintStream OUT = System.out;
  private static final long TOLERANCE_NS = Long.getLong("toleranceMs", 100) * 1_000_000L;
  private static final double TIMER_SLACK = 0.15;
  private static final long MAX_NS = Long.getLong("maxSeconds", 10) * 1_000_000_000L;

  private Oracle() {}

  /** Exits with 1 if the kernel disagrees with a script. */
  public static void main(String[] paths) throws IOException, InterruptedException {
    int failures = 0;
    warmUp();
    for (String each : paths) {
      for (Path path : scripts(Path.of(each))) {
        // A busy machine can disturb one run, hardly two.
        Throwable outcome = play(path);
        if (disagrees(outcome)) {
          outcome = play(path);
        }
        report(path, outcome);
        failures += disagrees(outcome) ? 1 : 0;
      }
    }
    OUT.println(failures == 0 ? "the kernel agrees" : "the kernel disagrees with " + failures);
    System.exit(failures == 0 ? 0 : 1);
  }

  /** What runs for the first time is slow, which would show in the times of the first script. */
  private static void warmUp() {
    String source = "0 socket(..., SOCK_STREAM, 0) = 3\n+0 < S 0:0(0)\n+0 > R. 0:0(0) ack 1";
    try (ScriptRunner runner = new ScriptRunner()) {
      runner.play("warm-up", source);
    }
  }

  private static List<Path> scripts(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(path -> path.toString().endsWith(".pkt")).sorted().toList();
    }
  }

  /** Plays on a thread of its own, which can leave its namespace behind. */
  private static Throwable play(Path path) throws IOException, InterruptedException {
    String source = Files.readString(path);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Script script = ScriptParser.parse(path.toString(), source);
                for (IpVersion ip : Settings.versions(script)) {
                  play(script, ip);
                }
              } catch (RuntimeException | Error e) {
                outcome.set(e);
              }
            });
    thread.start();
    thread.join();
    return outcome.get();
  }

  private static boolean disagrees(Throwable outcome) {
    return outcome != null && !(outcome instanceof Sysctls.Unsupported);
  }

  private static void report(Path path, Throwable outcome) {
    switch (outcome) {
      case null -> OUT.println("agrees    " + path);
      case Sysctls.Unsupported e -> OUT.println("left out  " + path + ": " + e.getMessage());
      case ScriptFailure e -> OUT.println("DISAGREES " + path + "\n" + e.getMessage());
      default -> OUT.println("DISAGREES " + path + ": " + outcome);
    }
  }

  private static void play(Script script, IpVersion ip) {
    long lengthNs = script.lengthNs();
    if (lengthNs > MAX_NS) {
      throw new Sysctls.Unsupported("takes %d s".formatted(lengthNs / 1_000_000_000L));
    }
    Settings settings = Settings.of(script, ip);
    settings.toleranceNs = Math.max(settings.toleranceNs, TOLERANCE_NS);
    settings.timerSlack = TIMER_SLACK;
    try (Kernel kernel = new Kernel(settings)) {
      Executor executor = new Executor(script, settings, kernel);
      try {
        executor.run();
      } finally {
        executor.closeDescriptors();
      }
    }
  }
}
