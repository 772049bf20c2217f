package io.ringroad.shim.script;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plays the scripts, or folders of scripts, that the command line names. For who writes them. */
public final class Play {
  private static final PrintStream OUT = System.out;

  private Play() {}

  /** Exits with 1 if a script fails. */
  public static void main(String[] paths) throws IOException {
    int failures = 0;
    try (ScriptRunner runner = new ScriptRunner()) {
      for (String each : paths) {
        for (Path path : scripts(Path.of(each))) {
          failures += play(runner, path) ? 0 : 1;
        }
      }
    }
    OUT.println(failures == 0 ? "all passed" : failures + " failed");
    System.exit(failures == 0 ? 0 : 1);
  }

  private static List<Path> scripts(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(path -> path.toString().endsWith(".pkt")).sorted().toList();
    }
  }

  private static boolean play(ScriptRunner runner, Path path) throws IOException {
    long startNs = System.nanoTime();
    try {
      runner.play(path.toString(), Files.readString(path));
      OUT.printf("pass %6.1f ms  %s%n", (System.nanoTime() - startNs) / 1e6, path);
      return true;
    } catch (ScriptFailure | ScriptException e) {
      OUT.println("FAIL " + path + "\n" + e.getMessage());
      return false;
    }
  }
}
