package io.ringroad.shim.script;

/**
 * When an event is to happen. Nanoseconds since the start of the script, or since the event before.
 *
 * @param endNs the end of a range, else the same as {@code startNs}
 */
record EventTime(boolean relative, boolean any, long startNs, long endNs) {
  static final EventTime ANY = new EventTime(true, true, 0, 0);

  EventTime {
    if (endNs < startNs) {
      throw new IllegalArgumentException("a range of time ends before it begins");
    }
  }

  boolean isRange() {
    return endNs > startNs;
  }

  EventTime plus(long offsetNs) {
    return new EventTime(false, any, startNs + offsetNs, endNs + offsetNs);
  }
}
