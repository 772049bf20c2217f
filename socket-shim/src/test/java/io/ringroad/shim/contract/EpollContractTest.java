package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EEXIST;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ELOOP;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLERR;
import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLEXCLUSIVE;
import static io.ringroad.shim.abi.EpollEvent.EPOLLHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLONESHOT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLPRI;
import static io.ringroad.shim.abi.EpollEvent.EPOLLRDHUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLRDNORM;
import static io.ringroad.shim.abi.EpollEvent.EPOLLWAKEUP;
import static io.ringroad.shim.abi.EpollEvent.EPOLLWRNORM;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CLOEXEC;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_MOD;
import static io.ringroad.shim.abi.FileControl.FD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** epoll: what may be asked of it, whose turn it is, and what a registration stands for. */
class EpollContractTest extends SocketCallsContract {
  private static final int ANY_OTHER_OPERATION = 9;
  private static final int NOT_OPEN = 9_999;

  private MemorySegment event(int events, long data) {
    MemorySegment event = arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, events, data);
    return event;
  }

  private int add(int epoll, int fd, int events, long data) {
    return calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event(events, data));
  }

  private int modify(int epoll, int fd, int events, long data) {
    return calls.epoll_ctl(epoll, EPOLL_CTL_MOD, fd, event(events, data));
  }

  private int epoll() {
    return opened(calls.epoll_create1(0));
  }

  /** The data of what a wait reports, in its order. */
  private List<Long> ready(int epoll, int max, int timeoutMs) {
    MemorySegment events = arena.allocate((long) max * EpollEvent.SIZE);
    int count = calls.epoll_wait(epoll, events, max, timeoutMs);
    assertOk(count);
    List<Long> data = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      data.add(EpollEvent.data(events, i));
    }
    return data;
  }

  private int receiver() {
    int fd = udp();
    bindLoopback(fd);
    return fd;
  }

  /** Sends a datagram to each, and waits until it is there, so that they come in this order. */
  private void arrive(int... receivers) {
    int sender = udp();
    for (int receiver : receivers) {
      assertEquals(1, calls.sendto(sender, bytes("x"), 1, 0, nameOf(receiver), SockaddrIn.SIZE));
      await(receiver, EPOLLIN);
    }
    close(sender);
  }

  @Test
  void anEpollDescriptorTakesOneFlag() {
    assertErrno(EINVAL, calls.epoll_create1(1));
    assertErrno(EINVAL, calls.epoll_create1(O_NONBLOCK));
    assertEquals(0, calls.fcntl(epoll(), F_GETFD, 0));
    assertEquals(FD_CLOEXEC, calls.fcntl(opened(calls.epoll_create1(EPOLL_CLOEXEC)), F_GETFD, 0));
  }

  @Test
  void controlChecksInTheKernelsOrder() {
    int epoll = epoll();
    int fd = udp();
    int other = tcp();
    assertErrno(EFAULT, calls.epoll_ctl(NOT_OPEN, EPOLL_CTL_ADD, fd, null));
    assertErrno(EFAULT, calls.epoll_ctl(epoll, ANY_OTHER_OPERATION, fd, null));
    assertErrno(EBADF, calls.epoll_ctl(NOT_OPEN, ANY_OTHER_OPERATION, fd, event(0, 0)));
    assertErrno(EBADF, calls.epoll_ctl(fd, EPOLL_CTL_ADD, NOT_OPEN, event(0, 0)));
    assertErrno(EINVAL, add(fd, other, EPOLLIN, 0));
    assertErrno(EINVAL, add(epoll, epoll, EPOLLIN, 0));
    int copy = opened(calls.dup(epoll));
    assertErrno(EINVAL, add(epoll, copy, EPOLLIN, 0));
    assertErrno(EINVAL, modify(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE, 0));
    assertErrno(ENOENT, modify(epoll, fd, EPOLLIN, 0));
    assertErrno(ENOENT, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, null));
    assertErrno(EINVAL, calls.epoll_ctl(epoll, ANY_OTHER_OPERATION, fd, event(0, 0)));
    assertEquals(0, add(copy, fd, EPOLLIN, 0));
    assertErrno(EEXIST, add(epoll, fd, EPOLLIN, 0));
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, event(EPOLLEXCLUSIVE, 0)));
  }

  @Test
  void waitChecksInTheKernelsOrder() {
    int epoll = epoll();
    int fd = udp();
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    assertErrno(EBADF, calls.epoll_wait(NOT_OPEN, events, 0, 0));
    assertErrno(EINVAL, calls.epoll_wait(fd, events, 0, 0));
    assertErrno(EINVAL, calls.epoll_wait(fd, events, 1, 0));
    assertErrno(EINVAL, calls.epoll_wait(epoll, events, -1, 0));
    assertErrno(EINVAL, calls.epoll_wait(epoll, events, Integer.MAX_VALUE, 0));
    assertErrno(EFAULT, calls.epoll_wait(epoll, MemorySegment.NULL, 1, 0));
    assertEquals(0, calls.epoll_wait(epoll, events, 1, 0));
  }

  @Test
  void exclusiveGoesWithFewAndIsForGood() {
    int epoll = epoll();
    int fd = udp();
    int[] refused = {
      EPOLLONESHOT, EPOLLRDHUP, EPOLLPRI, EPOLLRDNORM, EPOLLWRNORM, EPOLLIN | EPOLLONESHOT
    };
    for (int events : refused) {
      assertErrno(EINVAL, add(epoll, fd, EPOLLEXCLUSIVE | events, 0));
    }
    int[] taken = {0, EPOLLET, EPOLLWAKEUP, EPOLLERR | EPOLLHUP, EPOLLIN | EPOLLOUT};
    for (int events : taken) {
      assertEquals(0, add(epoll, fd, EPOLLEXCLUSIVE | events, 0));
      assertErrno(EEXIST, add(epoll, fd, EPOLLIN, 0));
      assertErrno(EINVAL, modify(epoll, fd, EPOLLIN, 0));
      assertErrno(EINVAL, modify(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE, 0));
      assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, null));
    }
    assertErrno(EINVAL, add(epoll, epoll(), EPOLLIN | EPOLLEXCLUSIVE, 0));
    assertEquals(0, add(epoll, fd, EPOLLIN, 0));
    assertErrno(EINVAL, add(epoll, fd, EPOLLEXCLUSIVE | EPOLLONESHOT, 0));
    assertErrno(EINVAL, modify(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE, 0));
  }

  @Test
  void exclusiveWakesAtLeastOneOfThoseWhoWait() throws InterruptedException {
    int receiver = receiver();
    List<Background> waiting = new ArrayList<>();
    List<Integer> sets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int epoll = epoll();
      sets.add(epoll);
      assertEquals(0, add(epoll, receiver, EPOLLIN | EPOLLEXCLUSIVE, i));
      waiting.add(new Background(() -> ready(epoll, 1, -1).size()));
    }
    int sender = udp();
    int woken = 0;
    for (int round = 0; woken < waiting.size(); round++) {
      assertTrue(round < waiting.size(), "a datagram that woke nobody");
      assertEquals(1, calls.sendto(sender, bytes("x"), 1, 0, nameOf(receiver), SockaddrIn.SIZE));
      int before = woken;
      while (woken == before) {
        woken = (int) waiting.stream().filter(each -> !each.thread().isAlive()).count();
        Thread.onSpinWait();
      }
    }
    for (Background each : waiting) {
      assertEquals(1, each.result());
    }
  }

  @Test
  void whoIsReadyTakesTurnsInTheOrderOfArrival() {
    int epoll = epoll();
    int[] receivers = {receiver(), receiver(), receiver(), receiver()};
    for (int i = 0; i < receivers.length; i++) {
      assertEquals(0, add(epoll, receivers[i], EPOLLIN, i));
    }
    arrive(receivers[2], receivers[0], receivers[3], receivers[1]);
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      order.append(ready(epoll, 1, 0).getFirst());
    }
    assertEquals("203120312", order.toString());
    assertEquals(List.of(0L, 3L, 1L), ready(epoll, 3, 0));
    assertEquals(List.of(2L, 0L, 3L), ready(epoll, 3, 0));
    assertEquals(List.of(1L, 2L, 0L), ready(epoll, 3, 0));
    // What is read and has news again keeps its place, and so does what is changed.
    receiveText(receivers[3], 1);
    arrive(receivers[3]);
    assertEquals(0, modify(epoll, receivers[1], EPOLLIN, 10));
    assertEquals(List.of(3L, 10L, 2L, 0L), ready(epoll, 4, 0));
    // Who is no longer ready loses its turn, and is last when it is ready again.
    receiveText(receivers[3], 1);
    assertEquals(List.of(10L, 2L, 0L), ready(epoll, 4, 0));
    arrive(receivers[3]);
    assertEquals(List.of(10L, 2L, 0L, 3L), ready(epoll, 4, 0));
  }

  @Test
  void aRegistrationStandsForANumberAndADescription() {
    int epoll = epoll();
    int number = receiver();
    MemorySegment name = nameOf(number);
    int copy = opened(calls.dup(number));
    assertEquals(0, add(epoll, number, EPOLLIN, 1));
    assertEquals(0, add(epoll, copy, EPOLLIN, 2));
    close(number);
    int sender = udp();
    assertEquals(number, sender, "the number is given out again");
    assertEquals(1, calls.sendto(sender, bytes("x"), 1, 0, name, SockaddrIn.SIZE));
    await(copy, EPOLLIN);
    assertEquals(List.of(1L, 2L), ready(epoll, 4, 0).stream().sorted().toList());
    // The number is another description's now: the old registration cannot be reached by it.
    assertErrno(ENOENT, modify(epoll, sender, EPOLLOUT, 3));
    assertEquals(0, add(epoll, sender, EPOLLOUT, 3));
    assertEquals(List.of(1L, 2L, 3L), ready(epoll, 4, 0).stream().sorted().toList());
    assertEquals(0, calls.epoll_ctl(epoll, EPOLL_CTL_DEL, sender, null));
    // The same number for the same description is the old registration.
    int spare = opened(calls.dup2(copy, sender));
    assertErrno(EEXIST, add(epoll, spare, EPOLLIN, 4));
    assertEquals(0, modify(epoll, spare, EPOLLIN, 4));
    assertEquals(List.of(2L, 4L), ready(epoll, 4, 0).stream().sorted().toList());
    close(spare);
    assertEquals(2, ready(epoll, 4, 0).size(), "a copy is still open");
    close(copy);
    assertEquals(List.of(), ready(epoll, 4, 0));
  }

  @Test
  void errorAndHangUpAreReportedUnasked() {
    int epoll = epoll();
    int fd = tcp();
    assertEquals(0, add(epoll, fd, 0, 1));
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    assertEquals(1, calls.epoll_wait(epoll, events, 1, 0));
    assertEquals(EPOLLHUP, EpollEvent.events(events, 0));
    // A one-shot registration that has reported is silent about them too.
    assertEquals(0, modify(epoll, fd, EPOLLONESHOT, 1));
    assertEquals(1, calls.epoll_wait(epoll, events, 1, 0));
    assertEquals(0, calls.epoll_wait(epoll, events, 1, 0));
    assertEquals(0, modify(epoll, fd, EPOLLONESHOT | EPOLLWAKEUP, 1));
    assertEquals(1, calls.epoll_wait(epoll, events, 1, 0));
    assertEquals(EPOLLHUP, EpollEvent.events(events, 0));
  }

  @Test
  void setsWatchEachOtherFiveDeep() {
    int[] rising = {epoll(), epoll(), epoll(), epoll(), epoll(), epoll()};
    for (int i = 0; i < 4; i++) {
      assertEquals(0, add(rising[i + 1], rising[i], EPOLLIN, 0));
    }
    assertErrno(ELOOP, add(rising[5], rising[4], EPOLLIN, 0));
    assertErrno(ELOOP, add(rising[0], rising[4], EPOLLIN, 0));
    assertErrno(ELOOP, add(rising[1], rising[4], EPOLLIN, 0));
    assertErrno(EEXIST, add(rising[1], rising[0], EPOLLIN | EPOLLET, 0));
    assertEquals(0, add(rising[0], udp(), EPOLLIN, 0));
    int[] first = {epoll(), epoll(), epoll()};
    int[] second = {epoll(), epoll(), epoll()};
    for (int i = 0; i < 2; i++) {
      assertEquals(0, add(first[i], first[i + 1], EPOLLIN, 0));
      assertEquals(0, add(second[i], second[i + 1], EPOLLIN, 0));
    }
    assertErrno(ELOOP, add(first[2], second[0], EPOLLIN, 0));
    assertEquals(0, add(first[2], second[1], EPOLLIN, 0));
  }

  @Test
  void aSetThatIsWatchedForChangesReportsEachOnce() {
    int inner = epoll();
    int outer = epoll();
    int receiver = receiver();
    assertEquals(0, add(inner, receiver, EPOLLIN, 1));
    assertEquals(0, add(outer, inner, EPOLLIN | EPOLLET, 2));
    assertEquals(List.of(), ready(outer, 1, 0));
    arrive(receiver);
    assertEquals(List.of(2L), ready(outer, 1, WAIT_MS));
    assertEquals(List.of(), ready(outer, 1, 0));
    assertEquals(EPOLLIN | EPOLLRDNORM, poll(inner, 0x7fff, 0));
    assertEquals(List.of(1L), ready(inner, 1, 0));
    receiveText(receiver, 1);
    assertEquals(0, poll(inner, 0x7fff, 0));
  }

  @Test
  void aThreadThatWaitsHearsOfWhatIsAddedAndArmed() throws InterruptedException {
    int epoll = epoll();
    int receiver = receiver();
    arrive(receiver);
    Background added = new Background(() -> ready(epoll, 1, -1).getFirst());
    assertEquals(0, add(epoll, receiver, EPOLLIN | EPOLLONESHOT, 5));
    assertEquals(5, added.result());
    Background armed = new Background(() -> ready(epoll, 1, -1).getFirst());
    assertEquals(0, modify(epoll, receiver, EPOLLIN | EPOLLONESHOT, 6));
    assertEquals(6, armed.result());
  }

  @Test
  void manyThreadsShareASetAndEachEventIsTakenOnce() throws InterruptedException {
    int epoll = epoll();
    List<Integer> receivers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      receivers.add(receiver());
      assertEquals(0, add(epoll, receivers.get(i), EPOLLIN | EPOLLET, i));
    }
    List<Background> threads = new ArrayList<>();
    for (int i = 0; i < receivers.size(); i++) {
      threads.add(new Background(() -> ready(epoll, 1, -1).getFirst()));
    }
    arrive(receivers.stream().mapToInt(Integer::intValue).toArray());
    List<Long> seen = new ArrayList<>();
    for (Background thread : threads) {
      seen.add(thread.result());
    }
    seen.sort(null);
    for (int i = 0; i < receivers.size(); i++) {
      assertEquals(i, seen.get(i));
    }
  }
}
