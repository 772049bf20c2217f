package io.ringroad.shim.scenario;

import io.ringroad.shim.Errno;
import java.util.List;

/**
 * What a step gave.
 *
 * @param result what the call returned; 0 where it returned a descriptor
 * @param text what it wrote, with {@code %} in place of each port
 * @param ports the ports, which need not be the same on both sides
 */
record Outcome(long result, String text, List<Integer> ports) {
  static Outcome of(long result) {
    return new Outcome(result, "", List.of());
  }

  static Outcome of(long result, String text) {
    return new Outcome(result, text, List.of());
  }

  Outcome and(Outcome more) {
    if (more.text.isEmpty()) {
      return this;
    }
    List<Integer> all = new java.util.ArrayList<>(ports);
    all.addAll(more.ports);
    return new Outcome(result, text.isEmpty() ? more.text : text + ", " + more.text, all);
  }

  @Override
  public String toString() {
    String said = text;
    for (int port : ports) {
      said = said.replaceFirst("%", Integer.toString(port));
    }
    String value = result < 0 ? "-" + Errno.name((int) result) : Long.toString(result);
    return said.isEmpty() ? value : value + " (" + said + ")";
  }
}
