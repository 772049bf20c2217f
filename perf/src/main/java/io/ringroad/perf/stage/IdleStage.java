package io.ringroad.perf.stage;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.lane.Lane;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.pmd.NativeFramePool;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A round trip of 64 bytes between two streams of one lane, beside idle connections on it: the cost
 * of a lookup or a timer must not grow with their number.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdleStage {
  private static final int FIRST_PORT = 7_000;
  private static final int PAIRS_PER_PORT = 20_000;
  private static final int MESSAGE_BYTES = 64;
  private static final long IDLE_AFTER_NS = 100_000_000L;
  private static final long SETTLE_NS = 1_000_000_000L;

  /** Connections that do nothing, both ends counted; rounded up to pairs. */
  @Param({"1", "100000"})
  public int idleConnections;

  private final NativeFramePool pool = new NativeFramePool(2_047);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment message = arena.allocate(MESSAGE_BYTES);
  private Ringroad engine;
  private Lane lane;
  private SocketCalls calls;
  private int client;
  private int server;

  /** Opens the idle connections and the busy one, and lets the idle ones fall asleep. */
  @Setup
  public void setUp() {
    int pairs = (idleConnections + 1) / 2 + 1;
    MemoryLimits limits = MemoryLimits.DEFAULTS.withIdleAfter(IDLE_AFTER_NS);
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .drivenByCaller()
                .descriptors(2 * pairs + 100)
                .sockets(2 * pairs + 100)
                .tcp(TcpConfig.DEFAULTS.with(limits))
                .build());
    lane = engine.lane(0);
    calls = engine.sockets();
    lane.doWork();
    int listener = -1;
    for (int pair = 0; pair < pairs; pair++) {
      if (pair % PAIRS_PER_PORT == 0) {
        listener = listen(FIRST_PORT + pair / PAIRS_PER_PORT);
      }
      connect(listener, FIRST_PORT + pair / PAIRS_PER_PORT);
    }
    long endNs = System.nanoTime() + SETTLE_NS;
    while (System.nanoTime() - endNs < 0) {
      roundTrip();
    }
  }

  private int listen(int port) {
    int listener = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", port);
    check(calls.bind(listener, name, SockaddrIn.SIZE));
    check(calls.listen(listener, 16));
    return listener;
  }

  private void connect(int listener, int port) {
    client = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    try (Arena once = Arena.ofConfined()) {
      MemorySegment name = SockaddrIn.allocate(once, "127.0.0.1", port);
      int begun = calls.connect(client, name, SockaddrIn.SIZE);
      check(begun == -Errno.EINPROGRESS ? 0 : begun);
    }
    while ((server = calls.accept4(listener, null, null, SOCK_NONBLOCK)) == -Errno.EAGAIN) {
      lane.doWork();
    }
    check(server);
  }

  /** There and back. */
  @Benchmark
  public void roundTrip() {
    transfer(client, server);
    transfer(server, client);
  }

  private void transfer(int from, int to) {
    check(calls.write(from, message, MESSAGE_BYTES));
    long got;
    while ((got = calls.read(to, message, MESSAGE_BYTES)) == -Errno.EAGAIN) {
      lane.doWork();
    }
    check(got);
  }

  private static void check(long result) {
    if (result < 0) {
      throw new IllegalStateException(Errno.name((int) result));
    }
  }

  /**
   * Closes the engine when the benchmark's thread has ended: closing wakes every connection up, and
   * JMH counts what a teardown allocates among what the last iteration did.
   */
  @TearDown
  public void tearDown() {
    Thread benchmark = Thread.currentThread();
    new Thread(() -> closeAfter(benchmark), "idle-stage-close").start();
  }

  private void closeAfter(Thread benchmark) {
    try {
      benchmark.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that; whoever did wants the end
    }
    engine.close();
    pool.close();
    arena.close();
  }
}
