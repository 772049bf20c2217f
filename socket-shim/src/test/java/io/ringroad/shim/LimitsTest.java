package io.ringroad.shim;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EBUSY;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMFILE;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENOSPC;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.Lane;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What happens at the limits, twice: everything is usable afterwards and nothing is lost. The
 * errors are those that the kernel gives at RLIMIT_NOFILE.
 */
@Timeout(60)
class LimitsTest {
  private static final int PORT = 7_000;
  private static final int LOOPBACK = 0x7f00_0001;
  private static final int POOL_FRAMES = 512;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", PORT);
  private final MemorySegment buffer = arena.allocate(1 << 16);
  private NativeFramePool pool;
  private Ringroad engine;
  private SocketCalls calls;

  private void launch(RingroadConfigBuilder builder) {
    pool = new NativeFramePool(POOL_FRAMES);
    engine = Ringroad.launch(builder.pool(pool).drivenByCaller().build());
    calls = engine.sockets();
  }

  @AfterEach
  void end() {
    engine.close();
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
    arena.close();
  }

  private void work() {
    Lane lane = engine.lane(0);
    for (int i = 0; i < 200; i++) {
      lane.doWork();
    }
  }

  private int open(int type) {
    int fd = calls.socket(AF_INET, type | SOCK_NONBLOCK, 0);
    assertTrue(fd >= 0, () -> Errno.name(fd));
    return fd;
  }

  @Test
  void descriptorsAreAllUsedUpAndNoneIsLost() {
    launch(RingroadConfig.builder().descriptors(8));
    for (int round = 0; round < 2; round++) {
      SockaddrIn.set(name, LOOPBACK, PORT + round); // the first one is in TIME-WAIT
      int listener = open(SOCK_STREAM);
      assertEquals(0, calls.bind(listener, name, SockaddrIn.SIZE));
      assertEquals(0, calls.listen(listener, 4));
      int client = open(SOCK_STREAM);
      calls.connect(client, name, SockaddrIn.SIZE);
      work();
      while (calls.dup(listener) >= 0) {
        work();
      }
      assertAtTheLimit(listener, client);
      assertEquals(0, calls.close(5));
      assertEquals(5, calls.accept(listener, null, null), "the connection is still there");
      assertEquals(3, calls.write(client, buffer, 3));
      work();
      assertEquals(3, calls.read(5, buffer, 8));
      for (int fd = 0; fd < 8; fd++) {
        assertEquals(0, calls.close(fd));
      }
      work();
    }
  }

  private void assertAtTheLimit(int listener, int client) {
    assertEquals(-EMFILE, calls.socket(AF_INET, SOCK_STREAM, 0));
    assertEquals(-EINVAL, calls.socket(AF_INET, 99, 0), "arguments come first");
    assertEquals(-EMFILE, calls.epoll_create1(0));
    assertEquals(-EMFILE, calls.accept(listener, null, null));
    assertEquals(-EMFILE, calls.accept(client, null, null), "a number comes before the state");
    assertEquals(-EINVAL, calls.accept4(listener, null, null, 1));
    assertEquals(-EMFILE, calls.dup(listener));
    assertEquals(-EMFILE, calls.fcntl(listener, F_DUPFD, 3));
    assertEquals(-EMFILE, calls.fcntl(listener, F_DUPFD_CLOEXEC, 7));
    assertEquals(-EINVAL, calls.fcntl(listener, F_DUPFD, 8));
    assertEquals(-EBADF, calls.dup2(listener, 8));
    assertEquals(6, calls.dup2(listener, 6), "taking a number over needs no other");
  }

  @Test
  void aNumberThatACallIsAboutToOpenIsBusy() throws InterruptedException {
    launch(RingroadConfig.builder().descriptors(8));
    int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
    assertEquals(0, calls.bind(listener, name, SockaddrIn.SIZE));
    assertEquals(0, calls.listen(listener, 4));
    Thread accepting = new Thread(() -> calls.accept(listener, null, null));
    accepting.start();
    while (accepting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(-EBUSY, calls.dup2(listener, listener + 1));
    assertEquals(listener + 2, calls.dup2(listener, listener + 2));
    accepting.interrupt();
    accepting.join();
    assertEquals(listener + 1, calls.dup2(listener, listener + 1));
  }

  @Test
  void aLaneWithoutRoomForSocketsSaysSo() {
    launch(RingroadConfig.builder().sockets(4));
    for (int round = 0; round < 2; round++) {
      List<Integer> opened = new ArrayList<>();
      int fd;
      while ((fd = calls.socket(AF_INET, SOCK_DGRAM, 0)) >= 0) {
        opened.add(fd);
      }
      assertEquals(-ENOBUFS, fd);
      assertEquals(4, opened.size());
      assertEquals(-ENOBUFS, calls.socket(AF_INET, SOCK_STREAM, 0));
      assertEquals(opened.size(), calls.epoll_create1(0), "the number is not lost");
      assertEquals(0, calls.close(opened.size()));
      opened.forEach(calls::close);
      work();
    }
  }

  @Test
  void watchesAreCountedOverAllSets() {
    launch(RingroadConfig.builder().epollWatches(3));
    int first = calls.epoll_create1(0);
    int second = calls.epoll_create1(0);
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, EPOLLIN, 0);
    int[] fds = {open(SOCK_DGRAM), open(SOCK_DGRAM), open(SOCK_DGRAM)};
    for (int round = 0; round < 2; round++) {
      assertEquals(0, calls.epoll_ctl(first, EPOLL_CTL_ADD, fds[0], event));
      assertEquals(0, calls.epoll_ctl(second, EPOLL_CTL_ADD, fds[0], event));
      assertEquals(0, calls.epoll_ctl(second, EPOLL_CTL_ADD, fds[1], event));
      assertEquals(-ENOSPC, calls.epoll_ctl(first, EPOLL_CTL_ADD, fds[1], event));
      assertEquals(-ENOSPC, calls.epoll_ctl(second, EPOLL_CTL_ADD, fds[2], event));
      assertEquals(0, calls.epoll_ctl(second, EPOLL_CTL_DEL, fds[0], null));
      assertEquals(0, calls.epoll_ctl(second, EPOLL_CTL_ADD, fds[2], event));
      assertEquals(0, calls.epoll_ctl(first, EPOLL_CTL_DEL, fds[0], null));
      assertEquals(0, calls.close(second));
      second = calls.epoll_create1(0);
      assertEquals(0, calls.close(fds[0]));
      fds[0] = open(SOCK_DGRAM);
    }
  }

  @Test
  void aDryPoolRefusesAndRecovers() {
    launch(RingroadConfig.builder());
    int receiver = open(SOCK_DGRAM);
    assertEquals(0, calls.bind(receiver, name, SockaddrIn.SIZE));
    int sender = open(SOCK_DGRAM);
    for (int round = 0; round < 2; round++) {
      List<Integer> more = new ArrayList<>();
      long sent;
      // Nobody works for the lane: what is sent stays, socket after socket, until frames run out.
      while ((sent = sendFromANewSocket(more)) > 0) {
        assertTrue(more.size() < 2 * POOL_FRAMES);
      }
      assertEquals(-ENOBUFS, sent);
      assertEquals(-ENOBUFS, calls.sendto(sender, buffer, 8, 0, name, SockaddrIn.SIZE));
      more.forEach(calls::close);
      work();
      while (calls.read(receiver, buffer, 64) != -EAGAIN) {
        work();
      }
      assertEquals(8, calls.sendto(sender, buffer, 8, 0, name, SockaddrIn.SIZE));
      work();
      assertEquals(8, calls.read(receiver, buffer, 64));
    }
  }

  private long sendFromANewSocket(List<Integer> opened) {
    int fd = open(SOCK_DGRAM);
    opened.add(fd);
    return calls.sendto(fd, buffer, 8, 0, name, SockaddrIn.SIZE);
  }
}
