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
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@code sendto} of 64 bytes from an application's thread until the frame is with the driver, a
 * simulated device, while a lane polls on another core. The thread sees the frame come out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandToDriverStage {
  private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
  private static final int BYTES = 64;
  private static final int PORT = 7_000;
  private static final int LONGEST_SETUP_SPINS = 1_000_000_000;

  private final NativeFramePool pool = new NativeFramePool(1_023);
  private final InjectionNic nic = new InjectionNic("stage0", SERVER_MAC, 1_500, pool, 64);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BYTES);
  private Ringroad engine;
  private SocketCalls calls;
  private int fd;

  /** Starts the engine, and tells it where the peer is. */
  @Setup
  public void setUp() {
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .nic(nic, RequestFrames.SERVER_NETWORK)
                .idle(IdleMode.BUSY_SPIN)
                .build());
    calls = engine.sockets();
    awaitFrame(); // the engine announces its address
    nic.inject(new RequestFrames(pool, SERVER_MAC, PORT).arpRequest());
    awaitFrame();
    fd = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    MemorySegment peer = SockaddrIn.allocate(arena, "10.67.0.2", PORT);
    int connected = calls.connect(fd, peer, SockaddrIn.SIZE);
    if (connected < 0) {
      throw new IllegalStateException(Errno.name(connected));
    }
  }

  private void awaitFrame() {
    long frame = 0;
    for (int spins = 0; frame == 0; spins++) {
      if (spins == LONGEST_SETUP_SPINS) {
        throw new IllegalStateException("no frame came out of the device");
      }
      frame = nic.collect();
    }
    pool.free(frame);
  }

  /** One datagram, from the call until it is with the driver. */
  @Benchmark
  public void send() {
    if (calls.send(fd, buffer, BYTES, 0) != BYTES) {
      throw new IllegalStateException("not sent");
    }
    awaitFrame();
  }

  /** Closes the engine, and checks that no frame was lost. */
  @TearDown
  public void tearDown() {
    engine.close();
    nic.close();
    if (pool.inUse() != 0) {
      throw new IllegalStateException(pool.inUse() + " frames were lost");
    }
    pool.close();
    arena.close();
  }
}
