package io.ringroad.shim.script;

import org.agrona.concurrent.NanoClock;

/** The time of a script. It moves when the runner says so. */
final class VirtualClock implements NanoClock {
  private static final long START_NS = 10_000_000_000L;

  private volatile long nowNs = START_NS;

  @Override
  public long nanoTime() {
    return nowNs;
  }

  /** Nanoseconds since the script began. */
  long elapsedNs() {
    return nowNs - START_NS;
  }

  /** What the clock shows so long after the beginning of the script. */
  static long at(long elapsedNs) {
    return START_NS + elapsedNs;
  }

  /** What time of the script it is when the clock shows this. */
  static long elapsedAt(long clockNs) {
    return clockNs - START_NS;
  }

  void elapsedNs(long elapsedNs) {
    nowNs = Math.max(nowNs, START_NS + elapsedNs);
  }
}
