package io.ringroad.shim;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EALREADY;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every call that would wait, on blocking descriptors, made by the lane's own thread: it returns,
 * or this test hangs, since nobody else drives the lane.
 */
@Timeout(60)
class OnLaneCallsTest {
  private static final int BYTES = 64;
  private static final int PORT = 7_000;

  @Test
  void noCallWaitsOnTheLanesOwnThread() {
    NativeFramePool pool = new NativeFramePool(2_048);
    Map<String, Long> results = new LinkedHashMap<>();
    Ringroad engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .drivenByCaller()
                .application((sockets, lane) -> new Application(sockets, results)::onWork)
                .build());
    while (!results.containsKey("end")) {
      engine.lane(0).doWork();
    }
    engine.close();
    assertEquals(0, pool.inUse());
    pool.close();
    results.remove("end");
    Map<String, Long> expected = new LinkedHashMap<>();
    results.keySet().forEach(call -> expected.put(call, (long) -EAGAIN));
    expected.put("connect", (long) -EINPROGRESS);
    expected.put("connect again", (long) -EALREADY);
    expected.put("poll", 0L);
    expected.put("poll of nothing", 0L);
    expected.put("epoll_wait", 0L);
    expected.put("partial recv", 3L);
    assertEquals(expected, results);
  }

  /** A server and a client on the same lane, cycle by cycle. */
  private static final class Application {
    private final SocketCalls calls;
    private final Map<String, Long> results;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(1 << 16);
    private final MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", PORT);
    private int listener = -1;
    private int client;
    private int server = -1;
    private boolean triedToFill;

    Application(SocketCalls calls, Map<String, Long> results) {
      this.calls = calls;
      this.results = results;
    }

    int onWork(long nowNs) {
      if (listener < 0) {
        begin();
      } else if (server < 0) {
        server = calls.accept(listener, null, null);
      } else if (!triedToFill) {
        receiveNothing(server, "stream ");
        assertEquals(3, calls.write(client, buffer, 3));
        triedToFill = true;
      } else if (!results.containsKey("write")) {
        takeThePart();
      } else if (!results.containsKey("end")) {
        arena.close();
        results.put("end", 0L);
      }
      return 1;
    }

    private void begin() {
      listener = calls.socket(AF_INET, SOCK_STREAM, 0);
      assertEquals(0, calls.bind(listener, name, SockaddrIn.SIZE));
      assertEquals(0, calls.listen(listener, 4));
      results.put("accept", (long) calls.accept(listener, null, null));
      client = calls.socket(AF_INET, SOCK_STREAM, 0);
      results.put("connect", (long) calls.connect(client, name, SockaddrIn.SIZE));
      results.put("connect again", (long) calls.connect(client, name, SockaddrIn.SIZE));
      int datagrams = calls.socket(AF_INET, SOCK_DGRAM, 0);
      assertEquals(0, calls.bind(datagrams, name, SockaddrIn.SIZE));
      receiveNothing(datagrams, "datagram ");
      MemorySegment polled = arena.allocate(Pollfd.SIZE, 4);
      Pollfd.set(polled, 0, datagrams, POLLIN);
      results.put("poll", (long) calls.poll(polled, 1, -1));
      results.put("poll of nothing", (long) calls.poll(null, 0, -1));
      int epoll = calls.epoll_create1(0);
      MemorySegment event = arena.allocate(EpollEvent.SIZE);
      EpollEvent.set(event, 0, EPOLLIN, 0);
      assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, datagrams, event));
      results.put("epoll_wait", (long) calls.epoll_wait(epoll, event, 1, -1));
    }

    private void receiveNothing(int fd, String kind) {
      MemorySegment vector = arena.allocate(Iovec.SIZE, 8);
      Iovec.set(vector, 0, buffer.address(), BYTES);
      MemorySegment messages = arena.allocate(Msghdr.MMSG_SIZE, 8);
      Msghdr.iov(messages, 0, vector.address(), 1);
      results.put(kind + "read", calls.read(fd, buffer, BYTES));
      results.put(kind + "readv", calls.readv(fd, vector, 1));
      results.put(kind + "recvfrom", calls.recvfrom(fd, buffer, BYTES, 0, null, null));
      results.put(kind + "waitall", calls.recv(fd, buffer, BYTES, MSG_WAITALL));
      results.put(kind + "recvmsg", calls.recvmsg(fd, Msghdr.allocate(arena, vector, 1), 0));
      results.put(kind + "recvmmsg", (long) calls.recvmmsg(fd, messages, 1, 0, null));
    }

    /** MSG_WAITALL with a part there, and a write that takes what fits and then nothing. */
    private void takeThePart() {
      long part = calls.recv(server, buffer, BYTES, MSG_WAITALL);
      if (part == -EAGAIN) {
        return;
      }
      results.put("partial recv", part);
      long sent;
      do {
        sent = calls.write(client, buffer, buffer.byteSize());
      } while (sent > 0);
      results.put("write", sent);
      results.put("send", calls.send(client, buffer, BYTES, 0));
    }
  }
}
