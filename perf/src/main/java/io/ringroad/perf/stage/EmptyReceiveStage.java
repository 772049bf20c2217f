package io.ringroad.perf.stage;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

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
 * {@code recvfrom} on a socket to which nothing has come, from an application's thread. The lane
 * sleeps meanwhile, and is not woken: a call that asked it for anything would take microseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EmptyReceiveStage {
  private static final int PORT = 7_000;
  private static final int BYTES = 64;

  /** A datagram socket, or a connected stream. */
  @Param({"udp", "tcp"})
  public String protocol;

  private final NativeFramePool pool = new NativeFramePool(1_023);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BYTES);
  private Ringroad engine;
  private SocketCalls calls;
  private int fd;

  /** Opens the socket. */
  @Setup
  public void setUp() {
    engine = Ringroad.launch(RingroadConfig.builder().pool(pool).build());
    calls = engine.sockets();
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", PORT);
    if (protocol.equals("udp")) {
      fd = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
      calls.bind(fd, name, SockaddrIn.SIZE);
    } else {
      int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
      calls.bind(listener, name, SockaddrIn.SIZE);
      calls.listen(listener, 1);
      calls.connect(calls.socket(AF_INET, SOCK_STREAM, 0), name, SockaddrIn.SIZE);
      fd = calls.accept4(listener, null, null, SOCK_NONBLOCK);
    }
    check(receive());
  }

  private static void check(long result) {
    if (result != -Errno.EAGAIN) {
      throw new IllegalStateException("not an empty socket: " + Errno.name((int) result));
    }
  }

  /** One look at the empty socket. */
  @Benchmark
  public long receive() {
    return calls.recvfrom(fd, buffer, BYTES, 0, MemorySegment.NULL, MemorySegment.NULL);
  }

  /** Closes the engine. */
  @TearDown
  public void tearDown() {
    check(receive());
    engine.close();
    pool.close();
    arena.close();
  }
}
