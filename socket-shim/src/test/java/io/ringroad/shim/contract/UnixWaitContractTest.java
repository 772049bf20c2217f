package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLRDHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_RCVLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.MemorySegment.NULL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Waiting for sockets of AF_UNIX: buffers, deadlines, interrupts, poll and epoll. */
class UnixWaitContractTest extends UnixContract {
  private static final int[] TYPES = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

  private void timeout(int fd, int option) {
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    Timeval.set(time, 0, 20_000);
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, option, time, Timeval.SIZE));
  }

  private int next(int epoll, int timeoutMs) {
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    int count = calls.epoll_wait(epoll, event, 1, timeoutMs);
    return count <= 0 ? count : EpollEvent.events(event, 0);
  }

  private void watch(int epoll, int fd, int events) {
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, events, 1);
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
  }

  @Test
  void aReceiveGivesUpWhenItsTimeIsOver() {
    for (int type : TYPES) {
      Pair pair = pair(type);
      timeout(pair.server(), SO_RCVTIMEO);
      assertErrno(EAGAIN, calls.recv(pair.server(), arena.allocate(1), 1, 0));
    }
    int listener = unixListener(freshName());
    timeout(listener, SO_RCVTIMEO);
    assertErrno(EAGAIN, calls.accept(listener, NULL, NULL));
  }

  @Test
  void aSendGivesUpWhenItsTimeIsOver() {
    for (int type : TYPES) {
      Pair pair = pair(type);
      timeout(pair.client(), SO_SNDTIMEO);
      assertEquals(0, setInt(pair.client(), SOL_SOCKET, SO_SNDBUF, 4_608));
      while (send(pair.client(), "x".repeat(1_000), 0) == 1_000) {
        continue;
      }
      assertErrno(EAGAIN, send(pair.client(), "x", 0));
    }
  }

  @Test
  void aStreamTakesInPiecesWhatItCan() throws InterruptedException {
    Pair pair = pair(SOCK_STREAM);
    assertEquals(0, setInt(pair.client(), SOL_SOCKET, SO_SNDBUF, 10_000));
    MemorySegment all = arena.allocate(100_000);
    nonBlocking(pair.client());
    long first = calls.send(pair.client(), all, 100_000, 0);
    assertEquals(19_872, first, "two pieces of 9936 bytes are charged 12544 each");
    assertEquals(2 * 12_544, ioctl(pair.client(), IoControl.SIOCOUTQ));
    assertErrno(EAGAIN, send(pair.client(), "x", 0));
    assertEquals(0, poll(pair.client(), POLLOUT, 0));
    blocking(pair.client());
    Background rest = new Background(() -> calls.send(pair.client(), all, 100_000, 0));
    long received = 0;
    while (received < first + 100_000) {
      long got = calls.recv(pair.server(), arena.allocate(30_000), 30_000, 0);
      assertOk(got);
      received += got;
    }
    assertEquals(100_000, rest.result());
    assertEquals(0, ioctl(pair.client(), IoControl.SIOCOUTQ));
    assertEquals(POLLOUT, poll(pair.client(), POLLOUT, 0));
  }

  @Test
  void aSendThatWaitsEndsWithItsPeer() throws InterruptedException {
    Pair pair = pair(SOCK_STREAM);
    MemorySegment much = arena.allocate(1_000_000);
    Background sending = new Background(() -> calls.send(pair.client(), much, 1_000_000, 0));
    await(pair.server(), POLLIN);
    assertEquals(0, calls.shutdown(pair.server(), SHUT_RD));
    long sent = sending.result();
    assertEquals(true, sent > 0 && sent < 1_000_000, "a part, of " + sent);
    assertErrno(EPIPE, send(pair.client(), "x", 0));
  }

  @Test
  void aReceiveWaitsForItsMark() throws InterruptedException {
    Pair pair = pair(SOCK_STREAM);
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_RCVLOWAT, 3));
    sendText(pair.client(), "a");
    assertEquals(POLLIN, poll(pair.server(), POLLIN, 0), "poll does not look at the mark");
    assertEquals("a", take(pair.server(), 9, MSG_PEEK));
    Background receiving = new Background(() -> receiveText(pair.server(), 9).length());
    sendText(pair.client(), "b");
    sendText(pair.client(), "c");
    assertEquals(3, receiving.result());
  }

  @Test
  void aWaitEndsWithAnInterrupt() throws InterruptedException {
    Pair pair = pair(SOCK_SEQPACKET);
    MemorySegment buffer = arena.allocate(1);
    Background receiving = new Background(() -> calls.recv(pair.server(), buffer, 1, 0));
    receiving.thread().interrupt();
    assertErrno(EINTR, receiving.result());
    MemorySegment name = freshName();
    unixListener(SOCK_STREAM, name, 0);
    assertEquals(0, connect(unix(SOCK_STREAM), name));
    int client = unix(SOCK_STREAM);
    Background connecting = new Background(() -> connect(client, name));
    connecting.thread().interrupt();
    assertErrno(EINTR, connecting.result());
  }

  @Test
  void anEdgeIsReportedForEachMessage() {
    for (int type : TYPES) {
      Pair pair = pair(type);
      int epoll = opened(calls.epoll_create1(0));
      watch(epoll, pair.server(), EPOLLIN | EPOLLRDHUP | EPOLLET);
      assertEquals(0, next(epoll, 0));
      sendText(pair.client(), "a");
      assertEquals(EPOLLIN, next(epoll, WAIT_MS));
      assertEquals(0, next(epoll, 0));
      sendText(pair.client(), "b");
      assertEquals(EPOLLIN, next(epoll, WAIT_MS));
      if (type != SOCK_DGRAM) {
        assertEquals(0, calls.shutdown(pair.client(), SHUT_WR));
        assertEquals(EPOLLIN | EPOLLRDHUP, next(epoll, WAIT_MS));
        close(pair.client());
        assertEquals(EPOLLIN | EPOLLRDHUP | EPOLLHUP, next(epoll, WAIT_MS));
      }
    }
  }

  @Test
  void roomIsAnEdgeToo() {
    Pair pair = pair(SOCK_STREAM);
    assertEquals(0, setInt(pair.client(), SOL_SOCKET, SO_SNDBUF, 10_000));
    nonBlocking(pair.client());
    int epoll = opened(calls.epoll_create1(0));
    watch(epoll, pair.client(), EPOLLOUT | EPOLLET);
    assertEquals(EPOLLOUT, next(epoll, 0));
    calls.send(pair.client(), arena.allocate(40_000), 40_000, 0);
    assertEquals(0, next(epoll, 0));
    take(pair.server(), 30_000);
    take(pair.server(), 30_000);
    assertEquals(EPOLLOUT, next(epoll, WAIT_MS));
  }

  @Test
  void aQueueThatEmptiesWakesWhoPollsItsSender() throws InterruptedException {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    int sender = unix(SOCK_DGRAM);
    assertEquals(0, connect(sender, name));
    nonBlocking(sender);
    while (send(sender, "x", 0) == 1) {
      continue;
    }
    Background polling = new Background(() -> poll(sender, POLLOUT, WAIT_MS));
    int epoll = opened(calls.epoll_create1(0));
    watch(epoll, sender, EPOLLOUT | EPOLLET);
    assertEquals(0, next(epoll, 0));
    assertEquals("x", take(receiver, 1));
    assertEquals(POLLOUT, polling.result());
    assertEquals(EPOLLOUT, next(epoll, WAIT_MS));
  }

  @Test
  void aListenerIsReadyForEachConnection() throws InterruptedException {
    MemorySegment name = freshName();
    int listener = unixListener(name);
    int epoll = opened(calls.epoll_create1(0));
    watch(epoll, listener, EPOLLIN);
    Background waiting = new Background(() -> next(epoll, WAIT_MS));
    assertEquals(0, connect(unix(SOCK_STREAM), name));
    assertEquals(EPOLLIN, waiting.result());
    accepted(listener);
    assertEquals(0, next(epoll, 0));
  }
}
