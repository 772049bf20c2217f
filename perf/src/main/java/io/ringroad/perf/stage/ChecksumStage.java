package io.ringroad.perf.stage;

import io.ringroad.fastpath.wire.Checksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The Internet checksum over a header, a small message and a full segment. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChecksumStage {
  /** Bytes that are summed. */
  @Param({"20", "64", "1460"})
  public int lengthBytes;

  private Arena arena;
  private long address;

  /** Fills the memory. */
  @Setup
  public void setUp() {
    arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(lengthBytes, Long.BYTES);
    for (int i = 0; i < lengthBytes; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) (31 * i));
    }
    address = memory.address();
  }

  /** Gives the memory back. */
  @TearDown
  public void tearDown() {
    arena.close();
  }

  /** Software checksum, as taken where the device can't. */
  @Benchmark
  public int of() {
    return Checksum.of(address, lengthBytes);
  }
}
