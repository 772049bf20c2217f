package io.ringroad.shim.script;

import java.util.List;

/**
 * A script that was read.
 *
 * @param options the lines that begin with {@code --}, in order
 */
record Script(String name, List<Option> options, List<Event> events) {
  /** How long the script takes at least. */
  long lengthNs() {
    long nowNs = 0;
    for (Event event : events) {
      EventTime time = event.time();
      nowNs = time.relative() ? nowNs + time.startNs() : time.startNs();
    }
    return nowNs;
  }

  /** {@code --key=value}. */
  record Option(int line, String key, String value) {}
}
