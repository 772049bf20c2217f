package io.ringroad.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A C program that prints the value of each expression that a test expects, so that the C compiler
 * and the installed headers say whether Java is right.
 */
public final class CompiledC {
  private final StringBuilder declarations = new StringBuilder();
  private final List<String> flags = new ArrayList<>();
  private final Map<String, Long> expected = new LinkedHashMap<>();

  /** Adds a line in front of main: an include, a helper. */
  public CompiledC declare(String line) {
    declarations.append(line).append('\n');
    return this;
  }

  /** Adds the flags that pkg-config knows for a library; skips the test if it knows it not. */
  public CompiledC library(String name) throws Exception {
    Result result = run(null, "pkg-config", "--cflags", name);
    assumeOrSay(result.exit == 0, "the C headers of " + name + " are not installed");
    flags.addAll(List.of(result.output.strip().split("\\s+")));
    return this;
  }

  /** Expects a C expression to have a value. */
  public CompiledC expect(String expression, long value) {
    expected.put(expression, value);
    return this;
  }

  /** Compiles and runs the program, and compares every value. */
  public void verify(Path folder) throws Exception {
    assertNotEquals(0, expected.size());
    assumeOrSay(run(null, "cc", "--version").exit == 0, "there is no C compiler 'cc'");
    Path source = Files.writeString(folder.resolve("expected.c"), program());
    Path binary = folder.resolve("expected");
    List<String> command = new ArrayList<>(List.of("cc", "-w", "-o", binary.toString()));
    command.addAll(flags);
    command.add(source.toString());
    Result compiled = run(folder, command.toArray(String[]::new));
    assertEquals(0, compiled.exit, compiled.output);
    List<String> values = run(folder, binary.toString()).output.lines().toList();
    assertEquals(expected.size(), values.size());
    List<String> differences = new ArrayList<>();
    int line = 0;
    for (Map.Entry<String, Long> entry : expected.entrySet()) {
      long c = Long.parseLong(values.get(line++));
      if (c != entry.getValue()) {
        differences.add(
            entry.getKey() + " is " + c + " in C, but " + entry.getValue() + " in Java");
      }
    }
    assertEquals(List.of(), differences);
  }

  private String program() {
    StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n#include <stdio.h>\n");
    program.append("#include <stddef.h>\n").append(declarations).append("int main(void) {\n");
    for (String expression : expected.keySet()) {
      program.append("  printf(\"%lld\\n\", (long long) (").append(expression).append("));\n");
    }
    return program.append("  return 0;\n}\n").toString();
  }

  private static void assumeOrSay(boolean met, String reason) {
    if (!met) {
      System.out.println("skipped: " + reason);
    }
    assumeTrue(met, reason);
  }

  private record Result(int exit, String output) {}

  private static Result run(Path folder, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Result(process.waitFor(), output);
    } catch (IOException noSuchProgram) {
      return new Result(-1, noSuchProgram.getMessage());
    }
  }
}
