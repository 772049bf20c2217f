package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.family.Family;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Datagrams: with and without a peer, of every size, and what becomes of errors. */
class UdpContractTest extends SocketCallsContract {
  private static final int LARGEST = 65_507;

  private long sendTo(int fd, String text, MemorySegment name) {
    return calls.sendto(fd, bytes(text), text.length(), 0, name, SockaddrIn.SIZE);
  }

  @Test
  void aDatagramComesWithItsSendersName() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    assertEquals(5, sendTo(sender, "hello", name));
    assertTrue(SockaddrIn.port(nameOf(sender)) != 0, "sending binds");
    assertEquals(0, SockaddrIn.address(nameOf(sender)));
    MemorySegment from = SockaddrIn.allocate(arena);
    MemorySegment length = intAt(SockaddrIn.SIZE);
    MemorySegment buffer = arena.allocate(16);
    assertEquals(5, calls.recvfrom(receiver, buffer, 16, 0, from, length));
    assertEquals("hello", text(buffer, 5));
    assertEquals(SockaddrIn.SIZE, length.get(JAVA_INT, 0));
    assertEquals("127.0.0.1:" + SockaddrIn.port(nameOf(sender)), SockaddrIn.format(from));
  }

  @Test
  void aNameIsCutToItsRoom() {
    int receiver = udp();
    int sender = udp();
    assertEquals(1, sendTo(sender, "x", bindLoopback(receiver)));
    MemorySegment from = arena.allocate(SockaddrIn.SIZE);
    from.fill((byte) 0x7e);
    MemorySegment length = intAt(4);
    assertEquals(1, calls.recvfrom(receiver, arena.allocate(1), 1, 0, from, length));
    assertEquals(SockaddrIn.SIZE, length.get(JAVA_INT, 0));
    assertEquals(AddressFamily.AF_INET, SockaddrIn.family(from));
    assertEquals(0x7e, from.get(JAVA_BYTE, 4));
  }

  @Test
  void allSizesArriveWhole() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    MemorySegment data = arena.allocate(LARGEST);
    for (int i = 0; i < LARGEST; i++) {
      data.set(JAVA_BYTE, i, (byte) (i * 7 + (i >> 8)));
    }
    MemorySegment buffer = arena.allocate(LARGEST);
    // what the loopback carries in one packet
    int largest = family() == Family.INET6 ? LARGEST - 20 : LARGEST;
    for (int size : new int[] {0, 1, 64, 1471, 1472, 1473, 2047, 2049, 9_000, 40_000, largest}) {
      buffer.fill((byte) 0);
      assertEquals(size, calls.sendto(sender, data, size, 0, name, SockaddrIn.SIZE));
      await(receiver, POLLIN);
      assertEquals(size, calls.recv(receiver, buffer, LARGEST, 0));
      assertEquals(-1, data.asSlice(0, size).mismatch(buffer.asSlice(0, size)), "size " + size);
    }
    if (family() != Family.INET6) { // whose header is not counted in the 65535
      assertErrno(
          EMSGSIZE,
          calls.sendto(sender, arena.allocate(LARGEST + 1), LARGEST + 1, 0, name, SockaddrIn.SIZE));
    }
    assertErrno(
        EMSGSIZE, calls.sendto(sender, arena.allocate(1 << 17), 1 << 17, 0, name, SockaddrIn.SIZE));
  }

  @Test
  void whatHasNoRoomIsLost() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    sendTo(sender, "0123456789", name);
    sendTo(sender, "next", name);
    await(receiver, POLLIN);
    MemorySegment buffer = arena.allocate(16);
    assertEquals(4, calls.recv(receiver, buffer, 4, MSG_PEEK));
    assertEquals(10, calls.recv(receiver, buffer, 4, MSG_PEEK | MSG_TRUNC));
    MemorySegment count = intAt(0);
    assertEquals(0, calls.ioctl(receiver, IoControl.FIONREAD, count));
    assertEquals(10, count.get(JAVA_INT, 0));
    assertEquals(10, calls.recv(receiver, buffer, 4, MSG_TRUNC));
    assertEquals("0123", text(buffer, 4));
    assertEquals(4, calls.recv(receiver, buffer, 16, 0));
    assertEquals("next", text(buffer, 4));
    assertErrno(EAGAIN, calls.recv(receiver, buffer, 16, MSG_DONTWAIT));
  }

  @Test
  void aZeroLengthReceiveTakesADatagramAndAZeroLengthReadDoesNot() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    sendTo(sender, "a", name);
    sendTo(sender, "b", name);
    await(receiver, POLLIN);
    assertEquals(0, calls.read(receiver, MemorySegment.NULL, 0));
    assertEquals(0, calls.recv(receiver, MemorySegment.NULL, 0, 0));
    assertEquals("b", receiveText(receiver, 4));
  }

  @Test
  void withoutAPeerAnAddressIsNeeded() {
    int fd = udp();
    MemorySegment data = bytes("x");
    assertErrno(EDESTADDRREQ, calls.send(fd, data, 1, 0));
    assertErrno(EDESTADDRREQ, calls.write(fd, data, 1));
    assertErrno(EINVAL, calls.sendto(fd, data, 1, 0, loopback(0), SockaddrIn.SIZE));
    assertErrno(EINVAL, calls.sendto(fd, data, 1, 0, loopback(9), 15));
    MemorySegment wrong = loopback(9);
    SockaddrIn.family(wrong, AddressFamily.AF_INET6);
    if (family() == Family.INET) {
      assertErrno(EAFNOSUPPORT, calls.sendto(fd, data, 1, 0, wrong, SockaddrIn.SIZE));
    }
    // udpv6_sendmsg does not look for it
    assertEquals(
        family() == Family.INET6 ? 1 : -EOPNOTSUPP,
        calls.sendto(fd, data, 1, MSG_OOB, loopback(9), SockaddrIn.SIZE));
    assertErrno(ENOTCONN, calls.getpeername(fd, SockaddrIn.allocate(arena), intAt(16)));
    assertErrno(EAGAIN, calls.recv(fd, data, 1, MSG_ERRQUEUE));
    assertEquals(POLLOUT, poll(fd, POLLIN | POLLOUT, 0));
  }

  @Test
  void aPeerCanBeChosenAndGivenUp() {
    int receiver = udp();
    int sender = udp();
    int stranger = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    assertEquals("127.0.0.1", SockaddrIn.format(nameOf(sender)).split(":")[0]);
    MemorySegment peer = SockaddrIn.allocate(arena);
    assertEquals(0, calls.getpeername(sender, peer, intAt(16)));
    assertEquals(SockaddrIn.format(nameOf(receiver)), SockaddrIn.format(peer));
    sendTo(stranger, "not from the peer", nameOf(sender));
    sendText(sender, "hi");
    assertEquals("hi", receiveText(receiver, 8));
    sendTo(receiver, "back", nameOf(sender));
    assertEquals("back", receiveText(sender, 32));
    MemorySegment none = loopback(0);
    SockaddrIn.family(none, AddressFamily.AF_UNSPEC);
    assertEquals(0, calls.connect(sender, none, SockaddrIn.SIZE));
    assertErrno(ENOTCONN, calls.getpeername(sender, peer, intAt(16)));
    assertErrno(EDESTADDRREQ, calls.write(sender, bytes("x"), 1));
  }

  @Test
  void aConnectedSocketLearnsThatItsPeerIsNotThere() {
    int fd = udp();
    assertEquals(0, calls.connect(fd, closedPort(SOCK_DGRAM), SockaddrIn.SIZE));
    sendText(fd, "anybody?");
    await(fd, POLLERR);
    assertErrno(ECONNREFUSED, calls.recv(fd, arena.allocate(8), 8, MSG_DONTWAIT));
    assertErrno(EAGAIN, calls.recv(fd, arena.allocate(8), 8, MSG_DONTWAIT));
    sendText(fd, "anybody?");
    await(fd, POLLERR);
    assertErrno(ECONNREFUSED, calls.send(fd, bytes("x"), 1, 0));
    sendText(fd, "anybody?");
    await(fd, POLLERR);
    assertEquals(ECONNREFUSED, getInt(fd, SOL_SOCKET, SO_ERROR));
    assertEquals(0, getInt(fd, SOL_SOCKET, SO_ERROR));
  }

  @Test
  void bindChecksInItsOrder() {
    int fd = udp();
    MemorySegment name = loopback(0);
    assertErrno(EINVAL, calls.bind(fd, name, 15));
    assertErrno(EINVAL, calls.bind(fd, name, -1));
    assertErrno(EINVAL, calls.bind(fd, name, 129));
    assertErrno(EADDRNOTAVAIL, calls.bind(fd, address("192.0.2.1", 0), SockaddrIn.SIZE));
    SockaddrIn.family(name, AddressFamily.AF_INET6);
    assertErrno(EAFNOSUPPORT, calls.bind(fd, name, SockaddrIn.SIZE));
    SockaddrIn.family(name, AddressFamily.AF_UNSPEC);
    assertErrno(EAFNOSUPPORT, calls.bind(fd, name, SockaddrIn.SIZE));
    MemorySegment bound = bindLoopback(fd);
    assertErrno(EINVAL, calls.bind(fd, loopback(0), SockaddrIn.SIZE));
    int second = udp();
    assertErrno(EADDRINUSE, calls.bind(second, bound, SockaddrIn.SIZE));
    assertErrno(
        EADDRINUSE,
        calls.bind(second, address("0.0.0.0", SockaddrIn.port(bound)), SockaddrIn.SIZE));
    assertEquals(0, setInt(second, SOL_SOCKET, SO_REUSEADDR, 1));
    assertErrno(EADDRINUSE, calls.bind(second, bound, SockaddrIn.SIZE));
    MemorySegment wildcard = address("0.0.0.0", 0);
    SockaddrIn.family(wildcard, AddressFamily.AF_UNSPEC);
    int unnamed = calls.bind(second, wildcard, SockaddrIn.SIZE);
    assertEquals(family() == Family.INET ? 0 : -EAFNOSUPPORT, unnamed);
  }

  @Test
  void broadcastNeedsPermission() {
    int fd = udp();
    MemorySegment all = address("255.255.255.255", 9);
    if (family() != Family.INET6) {
      assertErrno(EACCES, calls.sendto(fd, bytes("x"), 1, 0, all, SockaddrIn.SIZE));
      assertErrno(EACCES, calls.connect(fd, all, SockaddrIn.SIZE));
    }
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_BROADCAST, 1));
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_BROADCAST));
  }

  @Test
  void onlyStreamsListen() {
    int fd = udp();
    assertErrno(EOPNOTSUPP, calls.listen(fd, 1));
    assertErrno(EOPNOTSUPP, calls.accept(fd, MemorySegment.NULL, MemorySegment.NULL));
  }

  @Test
  void shutdownEndsEachDirection() throws InterruptedException {
    int fd = udp();
    assertErrno(ENOTCONN, calls.shutdown(fd, SHUT_WR));
    int peer = udp();
    int connected = udp();
    assertEquals(0, calls.connect(connected, bindLoopback(peer), SockaddrIn.SIZE));
    Background waiting = new Background(() -> calls.read(connected, arena.allocate(4), 4));
    assertEquals(0, calls.shutdown(connected, SHUT_RD));
    assertEquals(0, waiting.result());
    assertErrno(EAGAIN, calls.recv(connected, arena.allocate(4), 4, MSG_DONTWAIT));
    sendText(connected, "out");
    assertEquals(0, calls.shutdown(connected, SHUT_WR));
    assertErrno(EPIPE, calls.send(connected, bytes("x"), 1, MSG_NOSIGNAL));
    assertEquals("out", receiveText(peer, 8));
  }

  @Test
  void piecesBecomeOneDatagram() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    assertEquals(2, calls.send(sender, bytes("ab"), 2, MSG_MORE));
    assertEquals(3, calls.send(sender, bytes("cde"), 3, MSG_MORE));
    assertEquals(1, calls.send(sender, bytes("f"), 1, 0));
    assertEquals("abcdef", receiveText(receiver, 16));
    sendText(sender, "alone");
    assertEquals("alone", receiveText(receiver, 16));
  }

  @Test
  void anInterruptEndsTheWait() throws InterruptedException {
    int fd = udp();
    bindLoopback(fd);
    Background waiting = new Background(() -> calls.read(fd, arena.allocate(4), 4));
    waiting.thread().interrupt();
    assertErrno(EINTR, waiting.result());
  }
}
