package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.random.RandomGenerator;

/**
 * Asks for routers until one answers: first after up to a second, then after four, then ever less
 * often (RFC 4861 6.3.7, RFC 7559).
 */
final class RouterSolicitation extends Timer {
  private static final long FIRST_DELAY_NS = 1_000_000_000L;
  private static final long INTERVAL_NS = 4_000_000_000L;
  private static final long LONGEST_INTERVAL_NS = 3_600_000_000_000L;

  private final NeighborDiscovery discovery;
  private final TimerWheel timers;
  private final RandomGenerator random;
  private long intervalNs;

  RouterSolicitation(NeighborDiscovery discovery, TimerWheel timers, RandomGenerator random) {
    this.discovery = discovery;
    this.timers = timers;
    this.random = random;
  }

  /** Begins to ask. */
  void start(long nowNs) {
    intervalNs = 0;
    timers.schedule(this, nowNs + random.nextLong(FIRST_DELAY_NS));
  }

  /** A router has answered. */
  void stop() {
    timers.cancel(this);
  }

  @Override
  protected void onExpiry(long nowNs) {
    discovery.sendRouterSolicitation();
    long doubled = Math.min(2 * intervalNs, LONGEST_INTERVAL_NS);
    intervalNs = intervalNs == 0 ? INTERVAL_NS : doubled;
    // RFC 7559 2: a tenth more or less.
    long spread = intervalNs / 10;
    timers.schedule(this, nowNs + intervalNs - spread + random.nextLong(2 * spread));
  }
}
