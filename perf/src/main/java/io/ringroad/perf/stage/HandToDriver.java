package io.ringroad.perf.stage;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;

import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Errno;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.HdrHistogram.Histogram;

/**
 * The time from an application's {@code send} of 64 bytes until the frame is with the driver, a
 * simulated device that notes when it was given a burst, while a lane polls on another core. Made,
 * used and closed by one thread, the application's.
 */
public final class HandToDriver implements AutoCloseable {
  private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
  private static final int BYTES = 64;
  private static final int PORT = 7_000;
  private static final int MOST_SPINS = 1_000_000_000;
  private static final int SIGNIFICANT_DIGITS = 3;

  private final NativeFramePool pool = new NativeFramePool(1_023);
  private final InjectionNic device = new InjectionNic("stage0", SERVER_MAC, 1_500, pool, 64);
  private final StampedNic nic = new StampedNic(device);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BYTES);
  private final Ringroad engine;
  private final SocketCalls calls;
  private final int fd;

  /** Starts the engine, which knows where the peer is. */
  public HandToDriver() {
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .nic(nic, RequestFrames.SERVER_NETWORK)
                .neighbor(RequestFrames.CLIENT_AT)
                .idle(IdleMode.BUSY_SPIN)
                .build());
    calls = engine.sockets();
    free(collect()); // the engine announces its address
    fd = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    MemorySegment peer = SockaddrIn.allocate(arena, "10.67.0.2", PORT);
    int connected = calls.connect(fd, peer, SockaddrIn.SIZE);
    if (connected < 0) {
      throw new IllegalStateException(Errno.name(connected));
    }
  }

  /**
   * Sends datagrams one by one.
   *
   * @param gapNs how long the application waits before the next, 0 or more
   * @return nanoseconds from call to driver
   */
  public Histogram run(int datagrams, long gapNs) {
    Histogram times = new Histogram(SIGNIFICANT_DIGITS);
    for (int i = 0; i < datagrams; i++) {
      int before = nic.bursts();
      long startNs = System.nanoTime();
      if (calls.send(fd, buffer, BYTES, 0) != BYTES) {
        throw new IllegalStateException("not sent");
      }
      for (int spins = 0; nic.bursts() == before; spins++) {
        checkSpins(spins);
      }
      times.recordValue(Math.max(0, nic.stampNs() - startNs));
      free(collect());
      long nextNs = System.nanoTime() + gapNs;
      while (System.nanoTime() - nextNs < 0) {
        Thread.onSpinWait();
      }
    }
    return times;
  }

  private long collect() {
    long frame = 0;
    for (int spins = 0; frame == 0; spins++) {
      checkSpins(spins);
      frame = device.collect();
    }
    return frame;
  }

  private static void checkSpins(int spins) {
    if (spins == MOST_SPINS) {
      throw new IllegalStateException("no frame came out of the device");
    }
  }

  private void free(long frame) {
    pool.free(frame);
  }

  /** Closes the engine, and checks that no frame was lost. */
  @Override
  public void close() {
    engine.close();
    device.close();
    pool.close();
    arena.close();
  }
}
