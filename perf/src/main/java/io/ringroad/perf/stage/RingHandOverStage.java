package io.ringroad.perf.stage;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.ring.FrameRing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A burst of frames into the ring between a poller and a lane, and out of it, on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingHandOverStage {
  private static final int BURST = 32;
  private static final int RING_FRAMES = 512;

  private final FrameRing ring = new FrameRing(RING_FRAMES);
  private final FrameBurst in = new FrameBurst(BURST);
  private final FrameBurst out = new FrameBurst(BURST);

  /** Addresses that nobody looks behind. */
  @Setup
  public void setUp() {
    for (int i = 1; i <= BURST; i++) {
      out.add(i * 2048L);
    }
  }

  /** One frame's share of a burst of 32. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int burst() {
    in.clear();
    for (int i = 0; i < BURST; i++) {
      in.add(out.get(i));
    }
    out.clear();
    ring.offer(in);
    return ring.poll(out);
  }

  /** One frame by itself. */
  @Benchmark
  public long single() {
    ring.offer(2048L);
    return ring.poll();
  }
}
