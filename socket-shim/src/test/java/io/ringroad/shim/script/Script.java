package io.ringroad.shim.script;

import java.util.List;

/**
 * A script that was read.
 *
 * @param options the lines that begin with {@code --}, in order
 */
record Script(String name, List<Option> options, List<Event> events) {
  /** {@code --key=value}. */
  record Option(int line, String key, String value) {}
}
