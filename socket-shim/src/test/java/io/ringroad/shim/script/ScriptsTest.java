package io.ringroad.shim.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every script of {@code src/test/resources/scripts}. The system property {@code script}
 * picks those whose path contains it.
 */
class ScriptsTest {
  private static final ScriptRunner RUNNER = new ScriptRunner();

  @AfterAll
  static void closePool() {
    RUNNER.close();
  }

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException, URISyntaxException {
    Path root = Path.of(ScriptsTest.class.getResource("/scripts").toURI());
    String wanted = System.getProperty("script", "");
    List<Path> paths;
    try (Stream<Path> files = Files.walk(root)) {
      paths = files.filter(path -> path.toString().endsWith(".pkt")).sorted().toList();
    }
    return paths.stream()
        .filter(path -> root.relativize(path).toString().contains(wanted))
        .map(path -> test(root.relativize(path).toString(), path));
  }

  private static DynamicTest test(String name, Path path) {
    return DynamicTest.dynamicTest(name, path.toUri(), () -> RUNNER.play(name, read(path)));
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
