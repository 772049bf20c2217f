package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EEXIST;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ELOOP;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLONESHOT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLRDHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_MOD;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLNVAL;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** poll and epoll: level, edge and one-shot, nested, and with descriptors that go away. */
class PollContractTest extends SocketCallsContract {
  private MemorySegment event(int events, long data) {
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, events, data);
    return event;
  }

  private void watch(int epoll, int fd, int events) {
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event(events, fd)));
  }

  /** The events of the one descriptor that is ready within the time, 0 if there is none. */
  private int next(int epoll, int timeoutMs) {
    MemorySegment events = arena.allocate(4L * EpollEvent.SIZE);
    int count = calls.epoll_wait(epoll, events, 4, timeoutMs);
    assertOk(count);
    return count == 0 ? 0 : EpollEvent.events(events, 0);
  }

  @Test
  void pollTellsWhatHoldsOfEach() {
    Pair pair = connectedPair();
    int idle = listener(1);
    MemorySegment fds = arena.allocate(4L * Pollfd.SIZE, 4);
    Pollfd.set(fds, 0, pair.client(), POLLIN | POLLOUT);
    Pollfd.set(fds, 1, 9_999, POLLIN);
    Pollfd.set(fds, 2, -1, POLLIN);
    Pollfd.set(fds, 3, idle, POLLIN);
    Pollfd.revents(fds, 2, 0x7f);
    assertEquals(2, calls.poll(fds, 4, -1));
    assertEquals(POLLOUT, Pollfd.revents(fds, 0));
    assertEquals(POLLNVAL, Pollfd.revents(fds, 1));
    assertEquals(0, Pollfd.revents(fds, 2));
    assertEquals(0, Pollfd.revents(fds, 3));
    assertEquals(0, calls.poll(MemorySegment.NULL, 0, 1));
  }

  @Test
  void pollWakesForTheOneThatBecomesReady() throws InterruptedException {
    Pair first = connectedPair();
    Pair second = connectedPair();
    MemorySegment fds = arena.allocate(2L * Pollfd.SIZE, 4);
    Pollfd.set(fds, 0, first.server(), POLLIN);
    Pollfd.set(fds, 1, second.server(), POLLIN);
    Background waiting = new Background(() -> calls.poll(fds, 2, -1));
    sendText(second.client(), "x");
    assertEquals(1, waiting.result());
    assertEquals(0, Pollfd.revents(fds, 0));
    assertEquals(POLLIN, Pollfd.revents(fds, 1));
    Background interrupted =
        new Background(
            () -> {
              receiveText(second.server(), 1);
              return calls.poll(fds, 2, -1);
            });
    interrupted.thread().interrupt();
    assertErrno(EINTR, interrupted.result());
  }

  @Test
  void levelReportsAsLongAsItHolds() {
    int epoll = opened(calls.epoll_create1(0));
    Pair pair = connectedPair();
    watch(epoll, pair.server(), EPOLLIN | EPOLLRDHUP);
    assertEquals(0, next(epoll, 0));
    sendText(pair.client(), "ab");
    assertEquals(EPOLLIN, next(epoll, WAIT_MS));
    assertEquals("a", receiveText(pair.server(), 1));
    assertEquals(EPOLLIN, next(epoll, 0));
    assertEquals("b", receiveText(pair.server(), 1));
    assertEquals(0, next(epoll, 0));
    close(pair.client());
    assertEquals(EPOLLIN | EPOLLRDHUP, next(epoll, WAIT_MS));
  }

  @Test
  void edgeReportsEachChangeOnce() {
    int epoll = opened(calls.epoll_create1(0));
    Pair pair = connectedPair();
    watch(epoll, pair.server(), EPOLLIN | EPOLLET);
    sendText(pair.client(), "a");
    assertEquals(EPOLLIN, next(epoll, WAIT_MS));
    assertEquals(0, next(epoll, 0));
    sendText(pair.client(), "b");
    assertEquals(EPOLLIN, next(epoll, WAIT_MS));
    assertEquals(0, next(epoll, 0));
    assertEquals("ab", receiveText(pair.server(), 8));
    assertEquals(
        0,
        calls.epoll_ctl(
            epoll, EPOLL_CTL_MOD, pair.server(), event(EPOLLIN | EPOLLOUT | EPOLLET, 1)));
    assertEquals(EPOLLOUT, next(epoll, 0));
    assertEquals(0, next(epoll, 0));
  }

  @Test
  void oneShotReportsOnceUntilArmedAgain() {
    int epoll = opened(calls.epoll_create1(0));
    Pair pair = connectedPair();
    watch(epoll, pair.server(), EPOLLIN | EPOLLONESHOT);
    sendText(pair.client(), "a");
    assertEquals(EPOLLIN, next(epoll, WAIT_MS));
    assertEquals(0, next(epoll, 0));
    sendText(pair.client(), "b");
    assertEquals(0, next(epoll, 20));
    MemorySegment again = event(EPOLLIN | EPOLLONESHOT, 1);
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_MOD, pair.server(), again));
    assertEquals(EPOLLIN, next(epoll, 0));
  }

  @Test
  void controlKnowsWhatIsThere() {
    int epoll = opened(calls.epoll_create1(0));
    int fd = udp();
    MemorySegment event = event(EPOLLIN, 1);
    assertErrno(ENOENT, calls.epoll_ctl(epoll, EPOLL_CTL_MOD, fd, event));
    assertErrno(ENOENT, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, null));
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
    assertErrno(EEXIST, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
    assertErrno(EBADF, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, 9_999, event));
    assertErrno(EBADF, calls.epoll_ctl(9_999, EPOLL_CTL_ADD, fd, event));
    assertErrno(EINVAL, calls.epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, event));
    assertErrno(EINVAL, calls.epoll_ctl(epoll, 9, fd, event));
    assertErrno(EINVAL, calls.epoll_wait(epoll, event, 0, 0));
    assertErrno(EINVAL, calls.epoll_wait(epoll, event, -1, 0));
    assertErrno(EINVAL, calls.epoll_wait(fd, event, 1, 0));
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, null));
    int other = opened(calls.epoll_create1(0));
    watch(epoll, other, EPOLLIN);
    assertErrno(ELOOP, calls.epoll_ctl(other, EPOLL_CTL_ADD, epoll, event));
  }

  @Test
  void aSetCanWatchASet() {
    int inner = opened(calls.epoll_create1(0));
    int outer = opened(calls.epoll_create1(0));
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    watch(inner, fd, EPOLLIN);
    watch(outer, inner, EPOLLIN);
    assertEquals(0, next(outer, 0));
    assertEquals(1, calls.sendto(fd, bytes("x"), 1, 0, name, SockaddrIn.SIZE));
    assertEquals(EPOLLIN, next(outer, WAIT_MS));
    assertEquals(EPOLLIN, next(inner, 0));
    receiveText(fd, 1);
    assertEquals(0, next(outer, 0));
  }

  @Test
  void whatIsClosedIsForgotten() {
    int epoll = opened(calls.epoll_create1(0));
    int fd = tcp();
    watch(epoll, fd, EPOLLIN | EPOLLOUT);
    assertEquals(EPOLLOUT | EPOLLHUP, next(epoll, 0));
    close(fd);
    assertEquals(0, next(epoll, 0));
    int again = tcp();
    watch(epoll, again, EPOLLIN);
    assertEquals(EPOLLHUP, next(epoll, 0));
  }

  @Test
  void aWaitEndsForEventsTimeAndInterrupt() throws InterruptedException {
    int epoll = opened(calls.epoll_create1(0));
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    watch(epoll, fd, EPOLLIN);
    Background waiting = new Background(() -> next(epoll, -1));
    assertEquals(1, calls.sendto(fd, bytes("x"), 1, 0, name, SockaddrIn.SIZE));
    assertEquals(EPOLLIN, waiting.result());
    receiveText(fd, 1);
    assertEquals(0, next(epoll, 10));
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    Background interrupted = new Background(() -> calls.epoll_wait(epoll, events, 1, -1));
    interrupted.thread().interrupt();
    assertErrno(EINTR, interrupted.result());
  }
}
