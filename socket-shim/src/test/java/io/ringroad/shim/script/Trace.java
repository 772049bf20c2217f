package io.ringroad.shim.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last things that happened, for whoever reads a failure. */
final class Trace {
  private static final int MAX_LINES = 60;

  private final Deque<String> lines = new ArrayDeque<>();

  /**
   * @param elapsedNs since the script began
   */
  void add(long elapsedNs, String what) {
    if (lines.size() == MAX_LINES) {
      lines.removeFirst();
    }
    lines.add(seconds(elapsedNs) + " " + what);
  }

  static String seconds(long ns) {
    return String.format(Locale.ROOT, "%.6f", ns / 1e9);
  }

  @Override
  public String toString() {
    return String.join("\n    ", lines);
  }
}
