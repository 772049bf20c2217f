package io.ringroad.shim.wait;

import java.util.Locale;

/** How an application's thread waits inside a blocking call. */
public enum WaitStrategy {
  /** Spins until it is served: the lowest latency, for one core per waiting thread. */
  SPIN(Integer.MAX_VALUE, 0),

  /** Spins for some microseconds, yields a while, then parks and costs nothing. */
  BACKOFF(2_000, 20),

  /** Parks after one look. */
  PARK(0, 0);

  private final int spins;
  private final int yields;

  WaitStrategy(int spins, int yields) {
    this.spins = spins;
    this.yields = yields;
  }

  /** How often to look before yielding. */
  int spins() {
    return spins;
  }

  /** How often to yield and look before parking. */
  int yields() {
    return yields;
  }

  /** The name in a configuration: {@code spin}, {@code backoff} or {@code park}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
