package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_OOBINLINE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.contract.family.Family;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Urgent data: one byte out of band, where reads stop, and what tells of it. */
class UrgentContractTest extends SocketCallsContract {

  private void sendUrgent(int fd, String text) {
    assertEquals(text.length(), calls.send(fd, bytes(text), text.length(), MSG_OOB));
  }

  private String receive(int fd, int length, int flags) {
    MemorySegment buffer = arena.allocate(length);
    long got = calls.recv(fd, buffer, length, flags);
    assertOk(got);
    return text(buffer, got);
  }

  private int atMark(int fd) {
    MemorySegment answer = intAt(-1);
    assertEquals(0, calls.ioctl(fd, IoControl.SIOCATMARK, answer));
    return answer.get(JAVA_INT, 0);
  }

  private int readable(int fd) {
    MemorySegment answer = intAt(-1);
    assertEquals(0, calls.ioctl(fd, IoControl.SIOCINQ, answer));
    return answer.get(JAVA_INT, 0);
  }

  /** "abc", urgent "d", "ef": all of it there. */
  private Pair withUrgentByte() {
    Pair pair = connectedPair();
    sendText(pair.client(), "abc");
    sendUrgent(pair.client(), "d");
    sendText(pair.client(), "ef");
    await(pair.server(), POLLPRI);
    assertEquals("abc", receive(pair.server(), 3, MSG_PEEK | MSG_WAITALL));
    return pair;
  }

  @Test
  void readsStopAtTheMarkAndPassOverTheByte() {
    Pair pair = withUrgentByte();
    assertEquals(0, atMark(pair.server()));
    assertEquals(3, readable(pair.server()));
    assertEquals("abc", receive(pair.server(), 100, MSG_WAITALL));
    assertEquals(1, atMark(pair.server()));
    assertEquals("d", receive(pair.server(), 100, MSG_OOB));
    assertErrno(EINVAL, calls.recv(pair.server(), arena.allocate(4), 4, MSG_OOB));
    assertEquals("ef", receive(pair.server(), 2, MSG_WAITALL));
    assertEquals(0, atMark(pair.server()));
    assertErrno(EINVAL, calls.recv(pair.server(), arena.allocate(4), 4, MSG_OOB));
  }

  @Test
  void theByteCanBePeekedAt() {
    Pair pair = withUrgentByte();
    assertEquals("d", receive(pair.server(), 1, MSG_OOB | MSG_PEEK));
    assertEquals(POLLPRI, poll(pair.server(), POLLPRI, 0));
    assertEquals("d", receive(pair.server(), 1, MSG_OOB));
    assertEquals(0, poll(pair.server(), POLLPRI, 0));
    assertEquals("abc", receive(pair.server(), 10, 0));
    assertEquals("ef", receive(pair.server(), 2, MSG_WAITALL));
  }

  @Test
  void whatIsReadPastIsGone() {
    Pair pair = withUrgentByte();
    assertEquals("abc", receive(pair.server(), 10, 0));
    assertEquals("ef", receive(pair.server(), 2, MSG_WAITALL));
    assertErrno(EINVAL, calls.recv(pair.server(), arena.allocate(4), 4, MSG_OOB));
    assertEquals(0, poll(pair.server(), POLLPRI, 0));
  }

  @Test
  void inlineItIsPartOfTheStreamAndStillAMark() {
    Pair pair = connectedPair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_OOBINLINE, 1));
    sendText(pair.client(), "abc");
    sendUrgent(pair.client(), "d");
    sendText(pair.client(), "ef");
    await(pair.server(), POLLPRI);
    assertEquals("abc", receive(pair.server(), 3, MSG_PEEK | MSG_WAITALL));
    assertErrno(EINVAL, calls.recv(pair.server(), arena.allocate(4), 4, MSG_OOB));
    assertEquals("abc", receive(pair.server(), 100, 0));
    assertEquals(1, atMark(pair.server()));
    assertEquals("def", receive(pair.server(), 3, MSG_WAITALL));
    assertEquals(0, atMark(pair.server()));
  }

  @Test
  void onlyTheLastByteOfASendIsUrgentAndALaterOneTakesItsPlace() {
    Pair pair = connectedPair();
    sendUrgent(pair.client(), "xyz");
    await(pair.server(), POLLPRI);
    assertEquals("z", receive(pair.server(), 1, MSG_OOB | MSG_PEEK));
    sendUrgent(pair.client(), "uv");
    awaitUrgent(pair.server(), 'v');
    assertEquals("xyzu", receive(pair.server(), 4, MSG_WAITALL));
    assertEquals("v", receive(pair.server(), 1, MSG_OOB));
  }

  /** Until then there is the one before, or, while the next is only announced, none (EAGAIN). */
  private void awaitUrgent(int fd, char wanted) {
    MemorySegment seen = arena.allocate(1);
    long got;
    do {
      Thread.onSpinWait();
      got = calls.recv(fd, seen, 1, MSG_OOB | MSG_PEEK);
      assertTrue(got == 1 || got == -EAGAIN, "" + got);
    } while (got != 1 || seen.get(JAVA_BYTE, 0) != wanted);
  }

  @Test
  void anUrgentByteAloneIsNothingToRead() {
    Pair pair = connectedPair();
    sendUrgent(pair.client(), "d");
    await(pair.server(), POLLPRI);
    assertEquals(POLLPRI, poll(pair.server(), POLLIN | POLLPRI, 0));
    assertEquals(1, atMark(pair.server()));
    assertEquals(0, readable(pair.server()));
    assertErrno(EAGAIN, calls.recv(pair.server(), arena.allocate(4), 4, MSG_DONTWAIT));
    sendText(pair.client(), "e");
    await(pair.server(), POLLIN);
    assertEquals("e", receive(pair.server(), 10, 0));
  }

  @Test
  void withoutUrgentDataThereIsNone() {
    Pair pair = connectedPair();
    assertEquals(0, atMark(pair.server()));
    assertErrno(EINVAL, calls.recv(pair.server(), arena.allocate(4), 4, MSG_OOB));
    // udpv6_sendmsg asks first where to
    assertErrno(
        family() == Family.INET ? EOPNOTSUPP : EDESTADDRREQ,
        calls.send(udp(), bytes("x"), 1, MSG_OOB));
  }
}
