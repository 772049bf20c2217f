package io.ringroad.shim.scenario;

import java.util.List;

/**
 * Where kernel and engine part.
 *
 * @param program the steps up to the one that tells
 * @param result what the last step gave the kernel
 * @param aftermath whether the step gave the same, and what could be seen afterwards did not
 */
record Difference(
    List<Step> program, long result, boolean aftermath, Outcome kernel, Outcome engine) {
  /** What tells two differences apart. */
  String signature() {
    String step = program.getLast().getClass().getSimpleName();
    return aftermath
        ? "after " + step + " " + Math.min(result, 0)
        : step + " " + kernel.result() + " " + engine.result() + kernel.text().isEmpty();
  }

  /** The program in words, and both answers. */
  String describe() {
    return ProgramPrinter.print(program)
        + (aftermath ? "  what is to be seen then:\n" : "")
        + ("  kernel: " + kernel + "\n  engine: " + engine + "\n");
  }
}
