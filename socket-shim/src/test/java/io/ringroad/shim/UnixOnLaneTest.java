package io.ringroad.shim;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.SockaddrUn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of AF_UNIX on a lane's own thread: blocking ones, that do not block there. */
@Timeout(120)
class UnixOnLaneTest {
  private static final int ROOM = 4_096;

  @Test
  void noCallWaits() {
    List<Long> results = new ArrayList<>();
    NativeFramePool pool = new NativeFramePool(2_048);
    Ringroad engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .drivenByCaller()
                .application(
                    (sockets, lane) -> now -> results.isEmpty() ? call(sockets, results) : 0)
                .build());
    while (results.isEmpty()) {
      engine.lane(0).doWork();
    }
    engine.close();
    assertEquals(0, pool.inUse());
    pool.close();
    assertEquals(List.of(), results.stream().filter(each -> each != -EAGAIN).toList());
    assertEquals(8, results.size());
  }

  private static int call(SocketCalls calls, List<Long> results) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(ROOM);
      MemorySegment sv = arena.allocate(8, 4);
      for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
        assertEquals(0, calls.socketpair(AF_UNIX, type, 0, sv));
        results.add(calls.recv(sv.get(JAVA_INT, 4), buffer, 1, 0));
        long sent;
        do {
          sent = calls.write(sv.get(JAVA_INT, 0), buffer, ROOM);
        } while (sent > 0);
        results.add(sent);
      }
      MemorySegment name = SockaddrUn.allocateAbstract(arena, "on-lane");
      int listener = calls.socket(AF_UNIX, SOCK_STREAM, 0);
      assertEquals(0, calls.bind(listener, name, SockaddrUn.lengthOf(name)));
      assertEquals(0, calls.listen(listener, 0));
      results.add((long) calls.accept(listener, null, null));
      int first = calls.socket(AF_UNIX, SOCK_STREAM, 0);
      assertEquals(0, calls.connect(first, name, SockaddrUn.lengthOf(name)));
      int second = calls.socket(AF_UNIX, SOCK_STREAM, 0);
      results.add((long) calls.connect(second, name, SockaddrUn.lengthOf(name)));
    }
    return 1;
  }

  @Test
  void aReaderThatIsParkedHoldsNobodyUp() throws InterruptedException {
    List<Long> results = new ArrayList<>();
    int[] ends = new int[2];
    NativeFramePool pool = new NativeFramePool(2_048);
    Ringroad engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .drivenByCaller()
                .application((sockets, lane) -> now -> readOnLane(sockets, ends, results))
                .build());
    try (Arena arena = Arena.ofShared()) {
      MemorySegment sv = arena.allocate(8, 4);
      assertEquals(0, engine.sockets().socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
      Thread reader =
          new Thread(() -> engine.sockets().recv(sv.get(JAVA_INT, 4), arena.allocate(1), 1, 0));
      reader.start();
      while (reader.getState() != Thread.State.WAITING) {
        Thread.yield();
      }
      ends[1] = sv.get(JAVA_INT, 4);
      engine.lane(0).doWork();
      assertEquals(List.of((long) -EAGAIN), results);
      assertEquals(1, engine.sockets().write(sv.get(JAVA_INT, 0), sv, 1));
      reader.join();
    }
    engine.close();
    pool.close();
  }

  private static int readOnLane(SocketCalls calls, int[] ends, List<Long> results) {
    if (ends[1] != 0 && results.isEmpty()) {
      try (Arena arena = Arena.ofConfined()) {
        results.add(calls.recv(ends[1], arena.allocate(1), 1, 0));
      }
    }
    return 0;
  }
}
