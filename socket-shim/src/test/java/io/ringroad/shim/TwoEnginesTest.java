package io.ringroad.shim;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EHOSTUNREACH;
import static io.ringroad.shim.Errno.EMFILE;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.SimLane;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.LinkProfile;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two engines on a lossy simulated link. The test's thread drives both lanes in virtual time;
 * applications are ordinary and virtual threads in blocking calls.
 */
@Timeout(300)
class TwoEnginesTest {
  private static final int PORT = 7_000;
  private static final int BYTES = 300_000;
  private static final long STEP_NS = 1_000_000;
  private static final int MAX_STEPS = 20_000_000;

  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(8_192);
  private final SimNet net = new SimNet(42);
  private final SimNic serverNic = net.nic("server0", pool);
  private final SimNic clientNic = net.nic("client0", pool);
  private final Ringroad server = engine(serverNic, "10.1.0.1/24", "fd01::1/64");
  private final Ringroad client = engine(clientNic, "10.1.0.2/24", "fd01::2/64");
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Ringroad engine(SimNic nic, String... addresses) {
    return Ringroad.launch(
        RingroadConfig.builder()
            .nic(nic, addresses)
            .pool(pool)
            .clock(net.clock())
            .drivenByCaller()
            .descriptors(8)
            .seed(1, nic.macAddress())
            .build());
  }

  TwoEnginesTest() {
    net.link(serverNic, clientNic).profile(LinkProfile.DEFAULT.withDelayNs(100_000).withLoss(0.01));
    net.attach(new SimLane(server.lane(0)));
    net.attach(new SimLane(client.lane(0)));
  }

  @AfterEach
  void everyFrameComesBack() {
    client.close();
    server.close();
    serverNic.close();
    clientNic.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  /** Lets virtual time pass until the threads are done. */
  private void drive(Thread... threads) {
    for (Thread thread : threads) {
      thread.setUncaughtExceptionHandler((ignored, e) -> failure.set(e));
      thread.start();
    }
    for (int step = 0; step < MAX_STEPS && failure.get() == null; step++) {
      net.runFor(STEP_NS);
      boolean alive = false;
      for (Thread thread : threads) {
        alive |= thread.isAlive();
      }
      if (!alive) {
        break;
      }
      Thread.yield();
    }
    assertEquals(null, failure.get());
    for (Thread thread : threads) {
      assertFalse(thread.isAlive(), "a thread is still waiting");
    }
  }

  private MemorySegment name(String address, int port) {
    return SockaddrIn.allocate(arena, address, port);
  }

  private void echoOnce() {
    SocketCalls calls = server.sockets();
    int listener = calls.socket(AF_INET6, SOCK_STREAM, 0);
    MemorySegment any = SockaddrIn6.allocate(arena, "::", PORT); // which is for both families
    assertEquals(0, calls.bind(listener, any, SockaddrIn6.SIZE));
    assertEquals(0, calls.listen(listener, 4));
    int fd = calls.accept(listener, null, null);
    assertTrue(fd >= 0, () -> Errno.name(fd));
    MemorySegment buffer = arena.allocate(8_192);
    long got;
    while ((got = calls.read(fd, buffer, 8_192)) > 0) {
      assertEquals(got, calls.write(fd, buffer, got));
    }
    assertEquals(0, got);
    assertEquals(0, calls.close(fd));
    assertEquals(0, calls.close(listener));
  }

  private void sendAndCompare(String address) {
    SocketCalls calls = client.sockets();
    int fd = connect(calls, address);
    MemorySegment sent = arena.allocate(BYTES);
    for (int i = 0; i < BYTES; i++) {
      sent.set(JAVA_BYTE, i, (byte) (i * 17 >> 2));
    }
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertEquals(BYTES, calls.write(fd, sent, BYTES));
                  assertEquals(0, calls.shutdown(fd, 1));
                });
    MemorySegment received = arena.allocate(BYTES);
    long done = 0;
    for (long got = 1; got > 0; done += got) {
      got = calls.read(fd, received.asSlice(done), BYTES - done + (done == BYTES ? 1 : 0));
      if (done == BYTES) {
        break;
      }
      assertTrue(got > 0, "at " + done + ": " + got);
    }
    assertEquals(-1, sent.mismatch(received));
    assertEquals(0, calls.close(fd));
    try {
      writer.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The server may not listen yet: a refused connect is tried again. */
  private int connect(SocketCalls calls, String address) {
    int fd = calls.socket(AF_INET6, SOCK_STREAM, 0);
    int result;
    do {
      MemorySegment peer = SockaddrIn6.allocate(arena, address, PORT);
      result = calls.connect(fd, peer, SockaddrIn6.SIZE);
    } while (result == -Errno.ECONNREFUSED);
    assertEquals(0, result);
    return fd;
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.1", "fd01::1"})
  void aStreamCrossesALossyLinkBothWays(String address) {
    drive(new Thread(this::echoOnce), Thread.ofVirtual().unstarted(() -> sendAndCompare(address)));
  }

  @Test
  void datagramsFindTheirWayAndErrorsComeBack() {
    drive(
        new Thread(
            () -> {
              SocketCalls calls = client.sockets();
              int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
              MemorySegment data = arena.allocate(4);
              assertEquals(
                  -ENETUNREACH,
                  calls.sendto(fd, data, 4, 0, name("172.16.0.1", 9), SockaddrIn.SIZE));
              assertEquals(0, calls.connect(fd, name("10.1.0.1", 9), SockaddrIn.SIZE));
              long result;
              do {
                // The answer may be lost on the way: then another question is asked.
                result = calls.write(fd, data, 4);
                for (int i = 0; result == 4 && i < 1_000; i++) {
                  long answer = calls.recv(fd, data, 4, MSG_DONTWAIT);
                  result = answer == -EAGAIN ? 4 : answer;
                }
              } while (result == 4);
              assertEquals(-ECONNREFUSED, result);
              int stream = calls.socket(AF_INET, SOCK_STREAM, 0);
              assertEquals(
                  -EHOSTUNREACH,
                  calls.connect(stream, name("10.1.0.77", 9), SockaddrIn.SIZE),
                  "nobody answers ARP");
            }));
  }

  @Test
  void theLimitOfDescriptorsHoldsAndIsOverWhenSomeAreClosed() {
    drive(
        new Thread(
            () -> {
              SocketCalls calls = client.sockets();
              for (int i = 0; i < 8; i++) {
                assertEquals(i, calls.socket(AF_INET, SOCK_DGRAM, 0));
              }
              assertEquals(-EMFILE, calls.socket(AF_INET, SOCK_DGRAM, 0));
              assertEquals(0, calls.close(5));
              assertEquals(5, calls.socket(AF_INET, SOCK_STREAM, 0));
            }));
  }

  @Test
  void onTheLanesOwnThreadNothingWaits() {
    net.runFor(STEP_NS);
    SocketCalls calls = server.sockets();
    int datagrams = calls.socket(AF_INET, SOCK_DGRAM, 0);
    int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
    assertEquals(0, calls.listen(listener, 1));
    assertEquals(-EAGAIN, calls.read(datagrams, arena.allocate(4), 4));
    assertEquals(-EAGAIN, calls.accept(listener, null, null));
    int epoll = calls.epoll_create1(0);
    assertEquals(0, calls.epoll_wait(epoll, arena.allocate(12), 1, -1));
    assertEquals(0, calls.poll(MemorySegment.NULL, 0, 1));
  }
}
