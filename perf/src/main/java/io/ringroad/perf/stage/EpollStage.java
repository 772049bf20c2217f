package io.ringroad.perf.stage;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.Errno;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.EpollEvent;
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
 * {@code epoll_wait} with one ready descriptor among many, level and edge: the cost must not grow
 * with their number. The edge comes by a datagram of the thread's own, which is sent and read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EpollStage {
  private static final int PORT = 7_000;
  private static final int BYTES = 64;
  private static final int MAX_EVENTS = 64;

  /** Descriptors that are watched. */
  @Param({"10", "100000"})
  public int watched;

  private final NativeFramePool pool = new NativeFramePool(1_023);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BYTES);
  private final MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", PORT);
  private final MemorySegment events = arena.allocate((long) MAX_EVENTS * EpollEvent.SIZE);
  private Ringroad engine;
  private SocketCalls calls;
  private int level;
  private int edge;
  private int receiver;

  /** Opens sockets, watches them in two sets, and makes one of them ready. */
  @Setup
  public void setUp() {
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .drivenByCaller()
                .descriptors(watched + 100)
                .sockets(watched + 100)
                .build());
    calls = engine.sockets();
    engine.lane(0).doWork();
    level = check(calls.epoll_create1(0));
    edge = check(calls.epoll_create1(0));
    receiver = open();
    check(calls.bind(receiver, name, SockaddrIn.SIZE));
    watch(level, receiver, EpollEvent.EPOLLIN);
    watch(edge, receiver, EpollEvent.EPOLLIN | EpollEvent.EPOLLET);
    for (int i = 1; i < watched; i++) {
      int fd = open();
      watch(level, fd, EpollEvent.EPOLLIN);
      watch(edge, fd, EpollEvent.EPOLLIN | EpollEvent.EPOLLET);
    }
    send();
  }

  private int open() {
    return check(calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  }

  private void watch(int epoll, int fd, int interest) {
    EpollEvent.set(events, 0, interest, fd);
    check(calls.epoll_ctl(epoll, EpollEvent.EPOLL_CTL_ADD, fd, events));
  }

  private void send() {
    check((int) calls.sendto(receiver, buffer, BYTES, 0, name, SockaddrIn.SIZE));
    while (calls.epoll_wait(level, events, MAX_EVENTS, 0) == 0) {
      engine.lane(0).doWork();
    }
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException(Errno.name(result));
    }
    return result;
  }

  /** A wait that finds the one. */
  @Benchmark
  public int levelTriggered() {
    return check(calls.epoll_wait(level, events, MAX_EVENTS, 0));
  }

  /** A datagram to oneself, the wait that reports it, and the read. */
  @Benchmark
  public int edgeTriggered() {
    check((int) calls.read(receiver, buffer, BYTES));
    check((int) calls.sendto(receiver, buffer, BYTES, 0, name, SockaddrIn.SIZE));
    int found;
    do {
      engine.lane(0).doWork();
      found = calls.epoll_wait(edge, events, MAX_EVENTS, 0);
    } while (found == 0);
    return check(found);
  }

  /** Closes the engine. */
  @TearDown
  public void tearDown() {
    engine.close();
    pool.close();
    arena.close();
  }
}
