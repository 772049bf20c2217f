package io.ringroad.perf.cli;

import java.util.Locale;

/** A transport that a tool speaks. */
enum Protocol {
  /** Streams. */
  TCP,
  /** Datagrams. */
  UDP;

  /** The name of the round-trip benchmark in a report. */
  String benchmark() {
    return name().toLowerCase(Locale.ROOT) + "-latency";
  }
}
