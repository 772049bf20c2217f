package io.ringroad.shim.fd;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * What the engine's time is in the world's: CLOCK_REALTIME, for timestamps. An engine on the
 * system's own clock asks the system, as often as it needs to know, so that steps of the world's
 * time are followed. One on a clock of the caller's, such as a virtual one, lives in a world that
 * began in 1970 with that clock at 0: what is replayed gets the same timestamps.
 */
public final class WallClock {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final NanoClock clock;
  private final LongSupplier worldNs;

  /** The wall clock of an engine with this clock. */
  public WallClock(NanoClock clock) {
    this(clock, clock == SystemNanoClock.INSTANCE ? WallClock::systemNs : clock::nanoTime);
  }

  WallClock(NanoClock clock, LongSupplier worldNs) {
    this.clock = clock;
    this.worldNs = worldNs;
  }

  /** Nanoseconds since 1970 at a moment of the engine's clock. */
  public long realtimeNs(long engineNs) {
    return worldNs.getAsLong() - (clock.nanoTime() - engineNs);
  }

  private static long systemNs() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NS_PER_SECOND + now.getNano();
  }
}
