package io.ringroad.fastpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONFORMANCE.md names exists: classes, tests, and scripts, which are the shim's. */
class ConformanceTest {
  private static final Path PAGE = Path.of("CONFORMANCE.md");
  private static final Path SCRIPTS = Path.of("../socket-shim/src/test/resources/scripts");
  private static final List<Path> SOURCES =
      List.of(Path.of("src"), Path.of("../socket-shim/src"), Path.of("../perf/src"));
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern CLASS = Pattern.compile("[A-Z]\\w+");
  private static final int LEAST_NAMES = 100;

  @Test
  void everythingNamedExists() throws IOException {
    Set<String> classes = classes();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String line : rows()) {
      Matcher quoted = QUOTED.matcher(line);
      while (quoted.find()) {
        String name = quoted.group(1);
        if (isScript(name)) {
          named++;
          addUnless(scriptsOf(name), name, missing);
        } else if (CLASS.matcher(name).matches()) {
          named++;
          addUnless(classes.contains(name), name, missing);
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named > LEAST_NAMES, "only " + named + " names were found");
  }

  /** A mechanism without a proof says so. */
  @Test
  void everyRowNamesCodeAndAProofOrAGap() throws IOException {
    for (String line : rows()) {
      String[] cells = line.split("\\|");
      String proof = cells[cells.length - 1];
      assertTrue(QUOTED.matcher(cells[cells.length - 2]).find(), "no code: " + line);
      assertTrue(QUOTED.matcher(proof).find() || proof.contains("gap"), "no proof: " + line);
    }
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| ") && line.contains("`"))
        .toList();
  }

  private static boolean isScript(String name) {
    return name.endsWith("/") || name.endsWith(".pkt");
  }

  private static boolean scriptsOf(String name) throws IOException {
    Path path = SCRIPTS.resolve(name);
    if (!name.endsWith("/")) {
      return Files.isRegularFile(path);
    }
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.anyMatch(file -> file.toString().endsWith(".pkt"));
    }
  }

  private static Set<String> classes() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path source : SOURCES) {
      try (Stream<Path> found = Files.walk(source)) {
        found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files.stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  private static void addUnless(boolean exists, String name, List<String> missing) {
    if (!exists) {
      missing.add(name);
    }
  }
}
