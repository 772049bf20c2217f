package io.ringroad.perf.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Prints a line about every two seconds while something takes its time, and one at its end. */
final class Progress implements LongConsumer {
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);

  private final String format;
  private final long total;
  private final long startNs = System.nanoTime();
  private long nextNs = startNs + INTERVAL_NS;

  /** The format takes two numbers: how much is done, of how much. */
  Progress(String format, long total) {
    this.format = format;
    this.total = total;
  }

  @Override
  public void accept(long done) {
    long nowNs = System.nanoTime();
    if (nowNs >= nextNs) {
      nextNs = nowNs + INTERVAL_NS;
      System.out.printf(Locale.ROOT, format + "%n", done, total);
    }
  }

  /** Everything is done. */
  void finish() {
    double seconds = (System.nanoTime() - startNs) / 1e9;
    System.out.printf(Locale.ROOT, format + " in %.1f s%n", total, total, seconds);
  }
}
