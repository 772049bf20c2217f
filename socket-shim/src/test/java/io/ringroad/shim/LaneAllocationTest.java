package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringroad.fastpath.lane.Lane;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application on a lane allocates nothing in its steady state, whichever calls it makes. */
@Timeout(300)
class LaneAllocationTest {
  private static final int WARM_UP = 30_000;
  private static final int ROUNDS = 100_000;

  /** Less than one byte in two rounds: what is left is compilers and classes, not the calls. */
  private static final long ALLOWED_BYTES = ROUNDS / 2;

  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(2_048);
  private final Ringroad engine =
      Ringroad.launch(RingroadConfig.builder().pool(pool).drivenByCaller().build());
  private final Lane lane = engine.lane(0);
  private final SocketCalls calls = engine.sockets();
  private final MemorySegment data = arena.allocate(64);
  private final MemorySegment from = SockaddrIn6.allocate(arena);
  private final MemorySegment length = arena.allocateFrom(JAVA_INT, SockaddrIn6.SIZE);

  LaneAllocationTest() {
    lane.doWork();
  }

  @AfterEach
  void everyFrameComesBack() {
    engine.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  private MemorySegment bound(int fd) {
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", 0);
    assertEquals(0, calls.bind(fd, name, SockaddrIn.SIZE));
    assertEquals(0, calls.getsockname(fd, name, arena.allocateFrom(JAVA_INT, 16)));
    return name;
  }

  private static void assertAllocatesNothing(Runnable round) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      round.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes <= ALLOWED_BYTES, () -> bytes + " bytes in " + ROUNDS + " rounds");
  }

  @Test
  void datagramsWithNames() {
    int server = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    MemorySegment name = bound(server);
    int client = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    bound(client);
    assertAllocatesNothing(
        () -> {
          assertEquals(64, calls.sendto(client, data, 64, 0, name, SockaddrIn.SIZE));
          await(server);
          assertEquals(64, calls.sendto(server, data, 64, 0, from, SockaddrIn.SIZE));
          await(client);
        });
  }

  @Test
  void datagramsOverIpv6() {
    int server = calls.socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    MemorySegment name = SockaddrIn6.allocate(arena, "::1", 0);
    assertEquals(0, calls.bind(server, name, SockaddrIn6.SIZE));
    MemorySegment size = arena.allocateFrom(JAVA_INT, SockaddrIn6.SIZE);
    assertEquals(0, calls.getsockname(server, name, size));
    int client = calls.socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assertAllocatesNothing(
        () -> {
          assertEquals(64, calls.sendto(client, data, 64, 0, name, SockaddrIn6.SIZE));
          await(server);
          assertEquals(SockaddrIn6.SIZE, length.get(JAVA_INT, 0));
          assertEquals(64, calls.sendto(server, data, 64, 0, from, SockaddrIn6.SIZE));
          await(client);
        });
  }

  private void await(int fd) {
    length.set(JAVA_INT, 0, SockaddrIn6.SIZE);
    long got;
    while ((got = calls.recvfrom(fd, data, 64, 0, from, length)) == -Errno.EAGAIN) {
      lane.doWork();
    }
    assertEquals(64, got);
  }

  @Test
  void streamsAndEpoll() {
    int listener = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    MemorySegment name = bound(listener);
    assertEquals(0, calls.listen(listener, 1));
    int client = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assertEquals(-Errno.EINPROGRESS, calls.connect(client, name, SockaddrIn.SIZE));
    int accepted;
    while ((accepted = calls.accept4(listener, null, null, SOCK_NONBLOCK)) == -Errno.EAGAIN) {
      lane.doWork();
    }
    int server = accepted;
    int epoll = calls.epoll_create1(0);
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, EpollEvent.EPOLLIN, server);
    assertEquals(0, calls.epoll_ctl(epoll, EpollEvent.EPOLL_CTL_ADD, server, event));
    assertAllocatesNothing(
        () -> {
          assertEquals(64, calls.write(client, data, 64));
          while (calls.epoll_wait(epoll, event, 1, 0) == 0) {
            lane.doWork();
          }
          assertEquals(64, calls.read(server, data, 64));
          assertEquals(64, calls.write(server, data, 64));
          long got;
          while ((got = calls.read(client, data, 64)) == -Errno.EAGAIN) {
            lane.doWork();
          }
          assertEquals(64, got);
        });
  }
}
