package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVERR;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_ZEROCOPY;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_ZEROCOPY;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockExtendedErr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.ControlMessages.Piece;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports on what was sent: MSG_ERRQUEUE with IP_RECVERR, and with SO_ZEROCOPY. */
class ErrorQueueContractTest extends SocketCallsContract {
  private static final int ROOM = 512;
  private static final String REFUSED =
      "0/11:6f000000"
          + "02030300"
          + "00000000"
          + "00000000"
          + "02000000"
          + "7f000001"
          + "0".repeat(16);

  private MemorySegment dead;

  private int listening() {
    dead = closedPort(SOCK_DGRAM);
    int fd = udp();
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_RECVERR, 1));
    bindLoopback(fd);
    return fd;
  }

  private void refused(int fd, String text) {
    assertEquals(
        text.length(), calls.sendto(fd, bytes(text), text.length(), 0, dead, SockaddrIn.SIZE));
    await(fd, POLLERR);
  }

  private ControlMessages report(int fd, int flags) {
    ControlMessages message = new ControlMessages(arena, ROOM);
    assertOk(calls.recvmsg(fd, message.header, MSG_ERRQUEUE | flags));
    return message;
  }

  private long nothing(int fd) {
    return calls.recvmsg(fd, new ControlMessages(arena, ROOM).header, MSG_ERRQUEUE);
  }

  @Test
  void aRefusedDatagramComesBackWithWhoRefusedIt() {
    int fd = listening();
    assertErrno(EAGAIN, nothing(fd));
    refused(fd, "payload");
    ControlMessages message = new ControlMessages(arena, ROOM);
    assertEquals(7, calls.recvmsg(fd, message.header, MSG_ERRQUEUE));
    assertEquals("payload", text(message.data, 7));
    assertEquals(REFUSED, message.text());
    assertEquals(MSG_ERRQUEUE, message.flags());
    assertEquals(SockaddrIn.SIZE, Msghdr.nameLength(message.header, 0));
    assertEquals(SockaddrIn.format(dead), SockaddrIn.format(message.name));
    assertErrno(EAGAIN, nothing(fd));
    assertEquals(0, getInt(fd, SOL_SOCKET, SO_ERROR), "who read the report knows the error");
    assertEquals(0, poll(fd, 0, 0));
  }

  @Test
  void theErrorIsAlsoThePendingOne() {
    int fd = listening();
    refused(fd, "one");
    assertErrno(ECONNREFUSED, calls.recv(fd, arena.allocate(8), 8, MSG_DONTWAIT));
    assertErrno(EAGAIN, calls.recv(fd, arena.allocate(8), 8, MSG_DONTWAIT));
    assertEquals(POLLERR, poll(fd, 0, 0), "the report still waits");
    assertEquals(REFUSED, report(fd, 0).text());
    assertEquals(0, poll(fd, 0, 0));
  }

  @Test
  void eachReportHasItsOwnError() {
    int fd = listening();
    refused(fd, "one");
    assertEquals(ECONNREFUSED, getInt(fd, SOL_SOCKET, SO_ERROR));
    refused(fd, "two");
    while (getInt(fd, SOL_SOCKET, SO_ERROR) != ECONNREFUSED) {
      await(fd, POLLERR);
    }
    assertEquals("one", text(report(fd, 0).data, 3));
    assertEquals(ECONNREFUSED, getInt(fd, SOL_SOCKET, SO_ERROR), "that of the next report");
    assertEquals("two", text(report(fd, 0).data, 3));
    assertEquals(0, getInt(fd, SOL_SOCKET, SO_ERROR));
    assertErrno(EAGAIN, nothing(fd));
  }

  @Test
  void aPeekTakesAndTooLittleRoomCuts() {
    int fd = listening();
    refused(fd, "payload");
    ControlMessages message = new ControlMessages(arena, ROOM);
    message.dataRoom(3);
    assertEquals(3, calls.recvmsg(fd, message.header, MSG_ERRQUEUE | MSG_PEEK | MSG_TRUNC));
    assertEquals("pay", text(message.data, 3));
    assertEquals(MSG_ERRQUEUE | MSG_TRUNC, message.flags());
    assertErrno(EAGAIN, nothing(fd));
  }

  @Test
  void theReportSaysHowItCame() {
    int fd = listening();
    for (int option : new int[] {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS}) {
      assertEquals(0, setInt(fd, IPPROTO_IP, option, 1));
    }
    refused(fd, "payload");
    assertEquals(
        "0/8:01000000000000007f000001 0/2:40000000 0/1:c0 " + REFUSED, report(fd, 0).text());
  }

  @Test
  void whoAsksNoMoreForgetsThem() {
    int fd = listening();
    refused(fd, "payload");
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_RECVERR, 0));
    assertErrno(EAGAIN, nothing(fd));
    assertEquals(ECONNREFUSED, getInt(fd, SOL_SOCKET, SO_ERROR));
  }

  @Test
  void aBlockedReceiveDoesNotEndForAReport() throws InterruptedException {
    int fd = listening();
    refused(fd, "payload");
    assertEquals(ECONNREFUSED, getInt(fd, SOL_SOCKET, SO_ERROR));
    MemorySegment buffer = arena.allocate(8);
    Background receive = new Background(() -> calls.recv(fd, buffer, 8, 0));
    assertEquals(POLLERR, poll(fd, 0, 0));
    int sender = udp();
    assertEquals(4, calls.sendto(sender, bytes("data"), 4, 0, nameOf(fd), SockaddrIn.SIZE));
    assertEquals(4, receive.result());
    assertEquals(REFUSED, report(fd, 0).text());
  }

  @Test
  void reportsFillTheReceiveBuffer() {
    int fd = listening();
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_RCVBUF, 0));
    for (int i = 0; i < 20; i++) {
      refused(fd, "x");
      // Whoever takes the error knows that the report was made, or dropped.
      while (getInt(fd, SOL_SOCKET, SO_ERROR) == 0) {
        Thread.onSpinWait();
      }
    }
    int reports = 0;
    while (nothing(fd) >= 0) {
      reports++;
    }
    assertTrue(reports >= 1 && reports < 20, reports + " reports");
    refused(fd, "y");
    assertEquals("y", text(report(fd, 0).data, 1), "there is room again");
  }

  @Test
  void whatIsTooBigIsReportedHere() {
    int fd = listening();
    assertEquals(0, calls.connect(fd, dead, SockaddrIn.SIZE));
    assertErrno(EMSGSIZE, calls.send(fd, arena.allocate(65_508), 65_508, 0));
    ControlMessages message = report(fd, 0);
    assertEquals("0/11:5a00000001000000ffff0000" + "0".repeat(40), message.text());
    assertEquals(SockaddrIn.format(dead), SockaddrIn.format(message.name));
    assertErrno(EMSGSIZE, calls.send(fd, arena.allocate(65_536), 65_536, 0));
    assertErrno(EAGAIN, nothing(fd));
  }

  @Test
  void sendsWithoutACopyAreReportedInARow() {
    Pair pair = connectedPair();
    assertErrno(EINVAL, setInt(pair.client(), SOL_SOCKET, SO_ZEROCOPY, 2));
    assertErrno(EINVAL, setInt(pair.client(), SOL_SOCKET, SO_ZEROCOPY, -1));
    assertEquals(1, calls.send(pair.client(), bytes("a"), 1, MSG_ZEROCOPY), "not asked for");
    assertEquals(0, setInt(pair.client(), SOL_SOCKET, SO_ZEROCOPY, 1));
    assertEquals(1, getInt(pair.client(), SOL_SOCKET, SO_ZEROCOPY));
    assertEquals(3, calls.send(pair.client(), bytes("bcd"), 3, MSG_ZEROCOPY));
    assertEquals(1, calls.send(pair.client(), bytes("e"), 1, MSG_ZEROCOPY));
    await(pair.server(), POLLIN);
    assertEquals(5, calls.recv(pair.server(), arena.allocate(8), 5, 0x100));
    int next = 0;
    while (next < 2) {
      await(pair.client(), POLLERR);
      ControlMessages message = report(pair.client(), 0);
      assertEquals(MSG_ERRQUEUE, message.flags());
      assertEquals(0, Msghdr.nameLength(message.header, 0));
      List<Piece> pieces = message.pieces();
      assertEquals(1, pieces.size());
      MemorySegment said = pieces.getFirst().memory();
      assertEquals(SockExtendedErr.SIZE_WITH_OFFENDER, said.byteSize());
      assertEquals(0, SockExtendedErr.errno(said));
      assertEquals(5, SockExtendedErr.origin(said));
      assertEquals(1, SockExtendedErr.code(said), "copied");
      assertEquals(next, SockExtendedErr.info(said));
      next = SockExtendedErr.data(said) + 1;
    }
    assertEquals(2, next);
    assertErrno(EAGAIN, nothing(pair.client()));
    assertEquals(0, getInt(pair.client(), SOL_SOCKET, SO_ERROR));
  }

  @Test
  void aStreamsQueueIsEmptyAndNeverWaits() {
    int fd = tcp();
    assertErrno(EAGAIN, nothing(fd));
    assertErrno(EAGAIN, nothing(listener(1)));
    assertErrno(EAGAIN, nothing(connectedPair().client()));
  }
}
