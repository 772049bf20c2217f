package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.WaitingCall.Kind;
import io.ringroad.shim.contract.WaitingCall.Situation;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends a call that waits: what it waits for, time, an interrupt, shutdown; and what not. */
class BlockingContractTest extends SocketCallsContract {
  private static final long TIMEOUT_US = 30_000;
  private static final long TIMEOUT_NS = TIMEOUT_US * 1_000;
  private static final long CLOCK_GRAIN_NS = 5_000_000;

  private void timeout(int fd, int name) {
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    Timeval.set(time, 0, TIMEOUT_US);
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, name, time, Timeval.SIZE));
  }

  private BlockedThread blocked(Situation situation) {
    return new BlockedThread(situation.call()).awaitBlocked(implementation);
  }

  /** Gives the call what it waits for. A full stream may take several rounds of reading. */
  private void resume(Situation situation, WaitingCall what, BlockedThread waiting) {
    do {
      situation.end().run();
    } while (what.kind() == Kind.SEND && waiting.isWaiting());
  }

  /** The call ended with an error; a send may have had room for a part of its data before. */
  private static void assertEndsWith(int errno, WaitingCall what, long result) {
    if (what.kind() == Kind.SEND && result > 0) {
      assertTrue(result < WaitingCall.LARGE, "all was sent");
    } else {
      assertErrno(errno, result);
    }
  }

  private void assertEnds(BlockedThread waiting, Kind kind) throws InterruptedException {
    long result = waiting.result();
    assertOk(result);
    if (kind == Kind.ACCEPT) {
      opened((int) result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itGoesOnWhenItCan(WaitingCall what) throws InterruptedException {
    Situation situation = what.on(this);
    BlockedThread waiting = blocked(situation);
    resume(situation, what, waiting);
    assertEnds(waiting, what.kind());
    assertFalse(waiting.wasInterrupted());
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsItAndStaysSet(WaitingCall what) throws InterruptedException {
    Situation situation = what.on(this);
    BlockedThread waiting = blocked(situation);
    waiting.interrupt();
    assertEndsWith(EINTR, what, waiting.result());
    assertTrue(waiting.wasInterrupted());
    BlockedThread interruptedBefore =
        new BlockedThread(
            () -> {
              Thread.currentThread().interrupt();
              return situation.call().getAsLong();
            });
    assertEndsWith(EINTR, what, interruptedBefore.result());
    assertTrue(interruptedBefore.wasInterrupted());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WRITE", "WRITEV", "SENDTO", "SENDMSG", "SENDMMSG"})
  void anInterruptedThreadGetsWhatIsThere(WaitingCall what) throws InterruptedException {
    Situation situation = what.on(this);
    situation.end().run();
    await(situation.socket(), POLLIN);
    BlockedThread interrupted =
        new BlockedThread(
            () -> {
              Thread.currentThread().interrupt();
              return situation.call().getAsLong();
            });
    assertEnds(interrupted, what.kind());
    assertTrue(interrupted.wasInterrupted());
  }

  @ParameterizedTest
  @EnumSource
  void aCloseLetsItRunOn(WaitingCall what) throws InterruptedException {
    Situation situation = what.on(this);
    BlockedThread waiting = blocked(situation);
    close(situation.fd());
    assertErrno(EBADF, calls.fcntl(situation.fd(), F_GETFD, 0));
    assertErrno(EBADF, calls.close(situation.fd()));
    assertTrue(waiting.isWaiting(), "a close ended the call");
    resume(situation, what, waiting);
    assertEnds(waiting, what.kind());
  }

  @ParameterizedTest
  @EnumSource
  void aShutdownEndsIt(WaitingCall what) throws InterruptedException {
    Situation situation = what.on(this);
    BlockedThread waiting = blocked(situation);
    int how = what.kind() == Kind.SEND ? SHUT_WR : SHUT_RD;
    assertEquals(0, calls.shutdown(situation.socket(), how));
    long result = waiting.result();
    switch (what.kind()) {
      case SEND -> assertEndsWith(EPIPE, what, result);
      case ACCEPT -> assertErrno(EINVAL, result);
      case POLL -> assertEquals(1, result);
      case RECEIVE -> assertEquals(what.name().endsWith("MMSG") ? 1 : 0, result);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"POLL", "EPOLL_WAIT"})
  void itTimesOut(WaitingCall what) {
    Situation situation = what.on(this);
    timeout(situation.fd(), what.kind() == Kind.SEND ? SO_SNDTIMEO : SO_RCVTIMEO);
    long startNs = System.nanoTime();
    assertEndsWith(EAGAIN, what, situation.call().getAsLong());
    assertTrue(System.nanoTime() - startNs >= TIMEOUT_NS - CLOCK_GRAIN_NS, "returned early");
  }

  /** A listener that takes no further connection. */
  private MemorySegment crowded() {
    int listener = listener(0);
    MemorySegment name = nameOf(listener);
    int client = tcp();
    assertEquals(0, calls.connect(client, name, SockaddrIn.SIZE));
    return name;
  }

  @Test
  void aConnectTimesOutAndGoesOnInTheBackground() {
    MemorySegment name = crowded();
    int client = tcp();
    timeout(client, SO_SNDTIMEO);
    long startNs = System.nanoTime();
    assertErrno(EINPROGRESS, calls.connect(client, name, SockaddrIn.SIZE));
    assertTrue(System.nanoTime() - startNs >= TIMEOUT_NS - CLOCK_GRAIN_NS, "returned early");
    assertErrno(io.ringroad.shim.Errno.EALREADY, calls.connect(client, name, SockaddrIn.SIZE));
  }

  @Test
  void aConnectIsInterruptedAndGoesOnInTheBackground() throws InterruptedException {
    MemorySegment name = crowded();
    int client = tcp();
    BlockedThread waiting =
        new BlockedThread(() -> calls.connect(client, name, SockaddrIn.SIZE))
            .awaitBlocked(implementation);
    waiting.interrupt();
    assertErrno(EINTR, waiting.result());
    assertTrue(waiting.wasInterrupted());
    nonBlocking(client);
    assertErrno(io.ringroad.shim.Errno.EALREADY, calls.connect(client, name, SockaddrIn.SIZE));
  }

  @Test
  void aShutdownEndsAConnect() throws InterruptedException {
    MemorySegment name = crowded();
    int client = tcp();
    BlockedThread waiting =
        new BlockedThread(() -> calls.connect(client, name, SockaddrIn.SIZE))
            .awaitBlocked(implementation);
    assertEquals(0, calls.shutdown(client, SHUT_RDWR));
    assertErrno(io.ringroad.shim.Errno.ECONNRESET, waiting.result());
  }
}
