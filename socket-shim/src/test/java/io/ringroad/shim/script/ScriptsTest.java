package io.ringroad.shim.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every script of {@code src/test/resources/scripts}. The system property {@code script}
 * picks those whose path contains it.
 */
class ScriptsTest {
  /** The versions of IP that the engine speaks. */
  private static final Set<IpVersion> PLAYED = EnumSet.allOf(IpVersion.class);

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
        .flatMap(path -> tests(root.relativize(path).toString(), path));
  }

  /** A script is played as packetdrill plays it: with all versions of IP that it is for. */
  private static Stream<DynamicTest> tests(String name, Path path) {
    Script script = ScriptParser.parse(name, read(path));
    return Settings.versions(script).stream()
        .filter(PLAYED::contains)
        .map(
            ip ->
                DynamicTest.dynamicTest(
                    name + " " + ip, path.toUri(), () -> RUNNER.play(script, ip)));
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
