package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.abi.FileControl.FD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFD;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.FileControl.O_APPEND;
import static io.ringroad.shim.abi.FileControl.O_ASYNC;
import static io.ringroad.shim.abi.FileControl.O_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.O_DIRECT;
import static io.ringroad.shim.abi.FileControl.O_NOATIME;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.FileControl.O_RDWR;
import static io.ringroad.shim.abi.IoControl.FIOASYNC;
import static io.ringroad.shim.abi.IoControl.FIOCLEX;
import static io.ringroad.shim.abi.IoControl.FIONBIO;
import static io.ringroad.shim.abi.IoControl.FIONCLEX;
import static io.ringroad.shim.abi.IoControl.FIONREAD;
import static io.ringroad.shim.abi.IoControl.SIOCATMARK;
import static io.ringroad.shim.abi.IoControl.SIOCGSTAMP;
import static io.ringroad.shim.abi.IoControl.SIOCGSTAMPNS;
import static io.ringroad.shim.abi.IoControl.SIOCOUTQ;
import static io.ringroad.shim.abi.IoControl.SIOCOUTQNSD;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every descriptor knows: dup, fcntl and ioctl. */
class DescriptorContractTest extends SocketCallsContract {
  private static final int NOT_OPEN = 9_999;
  private static final int FAR = 700;
  private static final int UNKNOWN_COMMAND = 99;
  private static final long TCGETS = 0x5401;

  private int flags(int fd) {
    return calls.fcntl(fd, F_GETFL, 0);
  }

  private int epoll() {
    return opened(calls.epoll_create1(0));
  }

  private int ioctl(int fd, long request) {
    MemorySegment answer = intAt(-7);
    int result = calls.ioctl(fd, request, answer);
    return result < 0 ? result : answer.get(JAVA_INT, 0);
  }

  @Test
  void statusFlagsThatCanBeChangedAreKept() {
    for (int fd : List.of(udp(), tcp(), listener(1), connectedPair().client())) {
      assertEquals(O_RDWR, flags(fd));
      for (int flag : new int[] {O_NONBLOCK, O_APPEND, O_ASYNC, O_NOATIME}) {
        assertEquals(0, calls.fcntl(fd, F_SETFL, flag));
        assertEquals(O_RDWR | flag, flags(fd));
      }
      assertErrno(EINVAL, calls.fcntl(fd, F_SETFL, O_DIRECT));
      assertEquals(O_RDWR | O_NOATIME, flags(fd), "what is refused changes nothing");
      assertEquals(0, calls.fcntl(fd, F_SETFL, Integer.MAX_VALUE & ~O_DIRECT));
      assertEquals(O_RDWR | O_NONBLOCK | O_APPEND | O_ASYNC | O_NOATIME, flags(fd));
      assertEquals(0, calls.fcntl(fd, F_SETFL, 0));
      assertEquals(O_RDWR, flags(fd), "the access mode stays");
    }
  }

  @Test
  void anEpollDescriptorSendsNoSignals() {
    int epoll = epoll();
    assertEquals(0, calls.fcntl(epoll, F_SETFL, O_ASYNC | O_NONBLOCK | O_APPEND));
    assertEquals(O_RDWR | O_NONBLOCK | O_APPEND, flags(epoll));
    assertErrno(EINVAL, calls.fcntl(epoll, F_SETFL, O_DIRECT));
    assertErrno(ENOTTY, calls.ioctl(epoll, FIOASYNC, intAt(1)));
    assertEquals(0, calls.ioctl(epoll, FIONBIO, intAt(0)));
    assertEquals(O_RDWR | O_APPEND, flags(epoll));
    for (long request : new long[] {FIONREAD, SIOCOUTQ, SIOCATMARK, SIOCOUTQNSD, TCGETS}) {
      assertErrno(EINVAL, calls.ioctl(epoll, request, intAt(0)));
    }
  }

  @Test
  void aNumberHasItsOwnFlagAndSharesTheOthers() {
    int fd = udp();
    assertEquals(0, calls.fcntl(fd, F_SETFD, FD_CLOEXEC | 2));
    assertEquals(FD_CLOEXEC, calls.fcntl(fd, F_GETFD, 0));
    int copy = opened(calls.dup(fd));
    assertEquals(0, calls.fcntl(copy, F_GETFD, 0));
    assertEquals(0, calls.fcntl(copy, F_SETFL, O_NONBLOCK));
    assertEquals(O_RDWR | O_NONBLOCK, flags(fd));
    assertEquals(0, calls.ioctl(fd, FIONCLEX, null));
    assertEquals(0, calls.fcntl(fd, F_GETFD, 0));
    assertEquals(0, calls.ioctl(copy, FIOCLEX, MemorySegment.NULL));
    assertEquals(FD_CLOEXEC, calls.fcntl(copy, F_GETFD, 0));
    assertEquals(0, calls.ioctl(copy, FIONBIO, intAt(0)));
    assertEquals(O_RDWR, flags(fd));
    assertEquals(0, calls.ioctl(fd, FIOASYNC, intAt(1)));
    assertEquals(O_RDWR | O_ASYNC, flags(copy));
    assertEquals(0, calls.ioctl(fd, FIOASYNC, intAt(0)));
    assertEquals(O_RDWR, flags(copy));
  }

  @Test
  void duplicatesAreTheLowestFreeNumbers() {
    int fd = udp();
    int copy = opened(calls.fcntl(fd, F_DUPFD, FAR));
    assertEquals(FAR, copy);
    assertEquals(FAR + 1, opened(calls.fcntl(fd, F_DUPFD_CLOEXEC, FAR)));
    assertEquals(0, calls.fcntl(FAR, F_GETFD, 0));
    assertEquals(FD_CLOEXEC, calls.fcntl(FAR + 1, F_GETFD, 0));
    close(FAR);
    assertEquals(FAR, opened(calls.fcntl(FAR + 1, F_DUPFD, FAR)));
    assertErrno(EINVAL, calls.fcntl(fd, F_DUPFD, -1));
    assertErrno(EINVAL, calls.fcntl(fd, F_DUPFD, Integer.MAX_VALUE));
    assertErrno(EINVAL, calls.fcntl(fd, UNKNOWN_COMMAND, 0));
    assertErrno(EINVAL, calls.fcntl(fd, -1, 0));
    assertErrno(EBADF, calls.fcntl(NOT_OPEN, UNKNOWN_COMMAND, 0));
    assertErrno(EBADF, calls.fcntl(NOT_OPEN, F_DUPFD, -1));
    assertErrno(EBADF, calls.dup(NOT_OPEN));
    assertErrno(EBADF, calls.dup(-1));
  }

  @Test
  void aChosenNumberIsTakenOverAtOnce() {
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    int other = opened(calls.fcntl(udp(), F_DUPFD, FAR));
    assertEquals(0, calls.fcntl(fd, F_SETFD, FD_CLOEXEC));
    assertEquals(FAR, calls.dup2(fd, other));
    assertEquals(SockaddrIn.port(name), SockaddrIn.port(nameOf(FAR)));
    assertEquals(0, calls.fcntl(FAR, F_GETFD, 0));
    assertEquals(FAR, calls.dup3(fd, FAR, O_CLOEXEC));
    assertEquals(FD_CLOEXEC, calls.fcntl(FAR, F_GETFD, 0));
    assertEquals(fd, calls.dup2(fd, fd));
    assertEquals(FD_CLOEXEC, calls.fcntl(fd, F_GETFD, 0), "nothing was done");
    assertEquals(FAR + 3, opened(calls.dup2(fd, FAR + 3)));
    close(fd);
    assertEquals(SockaddrIn.port(name), SockaddrIn.port(nameOf(FAR + 3)));
  }

  @Test
  void aNumberOfChoiceIsCheckedInTheKernelsOrder() {
    int fd = udp();
    assertErrno(EBADF, calls.dup2(NOT_OPEN, NOT_OPEN));
    assertErrno(EBADF, calls.dup2(NOT_OPEN, FAR));
    assertErrno(EBADF, calls.dup2(fd, Integer.MAX_VALUE));
    assertErrno(EBADF, calls.dup2(fd, -1));
    assertErrno(EINVAL, calls.dup3(NOT_OPEN, FAR, 1));
    assertErrno(EINVAL, calls.dup3(fd, FAR, O_NONBLOCK));
    assertErrno(EINVAL, calls.dup3(fd, fd, 0));
    assertErrno(EINVAL, calls.dup3(NOT_OPEN, NOT_OPEN, 0));
    assertErrno(EBADF, calls.dup3(NOT_OPEN, FAR, 0));
    assertErrno(EBADF, calls.dup3(fd, Integer.MAX_VALUE, 0));
    assertErrno(EBADF, calls.fcntl(FAR, F_GETFD, 0));
  }

  @Test
  void socketsCountWhatWaits() {
    int datagrams = udp();
    MemorySegment name = bindLoopback(datagrams);
    assertEquals(0, ioctl(datagrams, FIONREAD));
    assertEquals(5, calls.sendto(datagrams, bytes("first"), 5, 0, name, SockaddrIn.SIZE));
    assertEquals(0, calls.sendto(datagrams, bytes(""), 0, 0, name, SockaddrIn.SIZE));
    await(datagrams, 1);
    assertEquals(5, ioctl(datagrams, FIONREAD), "the next datagram's");
    receiveText(datagrams, 5);
    assertEquals(0, ioctl(datagrams, FIONREAD));
    assertErrno(ENOTTY, calls.ioctl(datagrams, SIOCATMARK, intAt(0)));
    assertErrno(ENOTTY, calls.ioctl(datagrams, TCGETS, intAt(0)));
    Pair pair = connectedPair();
    sendText(pair.client(), "abc");
    await(pair.server(), 1);
    assertEquals(3, ioctl(pair.server(), FIONREAD));
    assertEquals(0, ioctl(pair.server(), SIOCATMARK));
    assertEquals(0, ioctl(pair.server(), SIOCOUTQ));
    assertEquals(0, ioctl(pair.server(), SIOCOUTQNSD));
    assertErrno(ENOTTY, calls.ioctl(pair.server(), TCGETS, intAt(0)));
    int fresh = tcp();
    for (long request : new long[] {FIONREAD, SIOCOUTQ, SIOCOUTQNSD, SIOCATMARK}) {
      assertEquals(0, ioctl(fresh, request));
    }
    int listener = listener(1);
    assertEquals(0, ioctl(listener, SIOCATMARK));
    for (long request : new long[] {FIONREAD, SIOCOUTQ, SIOCOUTQNSD}) {
      assertErrno(EINVAL, calls.ioctl(listener, request, intAt(0)));
    }
  }

  @Test
  void theTimeOfTheLastDatagramCanBeAskedFor() {
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    for (int silent : List.of(fd, tcp(), listener(1))) {
      assertErrno(ENOENT, calls.ioctl(silent, SIOCGSTAMP, time));
      assertErrno(ENOENT, calls.ioctl(silent, SIOCGSTAMPNS, null));
    }
    assertErrno(EINVAL, calls.ioctl(epoll(), SIOCGSTAMP, time));
    long nowMs = System.currentTimeMillis();
    assertEquals(1, calls.sendto(fd, bytes("a"), 1, 0, name, SockaddrIn.SIZE));
    await(fd, POLLIN);
    assertErrno(ENOENT, calls.ioctl(fd, SIOCGSTAMP, time));
    receiveText(fd, 1);
    assertErrno(EFAULT, calls.ioctl(fd, SIOCGSTAMP, null));
    assertEquals(0, calls.ioctl(fd, SIOCGSTAMP, time));
    long micros = Timeval.seconds(time) * 1_000_000 + Timeval.fraction(time);
    assertTrue(Math.abs(micros / 1_000 - nowMs) < WAIT_MS, () -> micros + " us");
    assertEquals(0, calls.ioctl(fd, SIOCGSTAMPNS, time));
    assertEquals(micros, Timeval.seconds(time) * 1_000_000 + Timeval.fraction(time) / 1_000);
  }

  @Test
  void requestsCheckTheirNumberAndMemory() {
    int fd = udp();
    for (long request : new long[] {FIONREAD, SIOCOUTQ, FIONBIO, FIOASYNC}) {
      assertErrno(EBADF, calls.ioctl(NOT_OPEN, request, null));
      assertErrno(EFAULT, calls.ioctl(fd, request, null));
      assertErrno(EFAULT, calls.ioctl(fd, request, MemorySegment.NULL));
    }
    assertErrno(EBADF, calls.ioctl(NOT_OPEN, FIOCLEX, null));
    assertTrue((flags(fd) & (O_NONBLOCK | O_ASYNC)) == 0);
  }
}
