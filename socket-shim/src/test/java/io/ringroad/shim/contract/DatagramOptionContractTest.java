package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.IpSocketOption.IP_FREEBIND;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.IpSocketOption.IP_OPTIONS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RETOPTS;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTOIFINDEX;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_RXQ_OVFL;
import static io.ringroad.shim.abi.UdpSocketOption.UDP_CORK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.ControlMessages.Piece;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of datagram sockets with an effect, and their values at the edges. */
class DatagramOptionContractTest extends SocketCallsContract {
  private Pair pair() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    return new Pair(sender, receiver);
  }

  private int setBytes(int fd, int level, int name, byte[] value) {
    MemorySegment memory = arena.allocate(Math.max(1, value.length));
    MemorySegment.copy(value, 0, memory, JAVA_BYTE, 0, value.length);
    return calls.setsockopt(fd, level, name, memory, value.length);
  }

  private String getBytes(int fd, int level, int name, int room) {
    MemorySegment value = arena.allocate(Math.max(1, room));
    MemorySegment length = intAt(room);
    int result = calls.getsockopt(fd, level, name, value, length);
    return result < 0
        ? String.valueOf(result)
        : HexFormat.of().formatHex(value.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE));
  }

  @Test
  void headerOptionsArrive() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), IPPROTO_IP, IP_RECVOPTS, 1));
    assertEquals(0, setInt(pair.server(), IPPROTO_IP, IP_RETOPTS, 1));
    byte[] options = {1, 1, 0x1e, 4, 5, 6};
    assertEquals(0, setBytes(pair.client(), IPPROTO_IP, IP_OPTIONS, options));
    assertEquals("01011e0405060000", getBytes(pair.client(), IPPROTO_IP, IP_OPTIONS, 40));
    assertEquals("01011e", getBytes(pair.client(), IPPROTO_IP, IP_OPTIONS, 3));
    sendText(pair.client(), "x");
    await(pair.server(), POLLIN);
    ControlMessages message = new ControlMessages(arena, 256);
    assertEquals(1, calls.recvmsg(pair.server(), message.header, 0));
    assertEquals("0/6:01011e0405060000 0/7:", message.text());
    assertEquals(0, setBytes(pair.client(), IPPROTO_IP, IP_OPTIONS, new byte[0]));
    ControlMessages own =
        ControlMessages.toSend(
            arena, "y", List.of(new Piece(IPPROTO_IP, IP_RETOPTS, new byte[] {1, 1, 1})));
    assertEquals(1, calls.sendmsg(pair.client(), own.header, 0));
    await(pair.server(), POLLIN);
    ControlMessages second = new ControlMessages(arena, 256);
    assertEquals(1, calls.recvmsg(pair.server(), second.header, 0));
    assertEquals("0/6:01010100 0/7:", second.text());
  }

  @Test
  void headerOptionsAreChecked() {
    int fd = udp();
    for (String good : new String[] {"01", "010101", "070304", "1e040000", "0007", ""}) {
      assertEquals(0, setBytes(fd, IPPROTO_IP, IP_OPTIONS, HexFormat.of().parseHex(good)), good);
    }
    for (String bad : new String[] {"07", "1e", "1e01", "1e09", "070204", "07070500000000"}) {
      assertErrno(EINVAL, setBytes(fd, IPPROTO_IP, IP_OPTIONS, HexFormat.of().parseHex(bad)));
    }
    assertErrno(EINVAL, setBytes(fd, IPPROTO_IP, IP_OPTIONS, new byte[41]));
    assertEquals("", getBytes(fd, IPPROTO_IP, IP_OPTIONS, 40));
  }

  @Test
  void aCorkMakesOneDatagramOfMany() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.client(), IPPROTO_UDP, UDP_CORK, 5));
    assertEquals(1, getInt(pair.client(), IPPROTO_UDP, UDP_CORK));
    sendText(pair.client(), "ab");
    sendText(pair.client(), "cd");
    MemorySegment buffer = arena.allocate(16);
    assertErrno(EAGAIN, calls.recv(pair.server(), buffer, 16, MSG_DONTWAIT));
    assertEquals(0, setInt(pair.client(), IPPROTO_UDP, UDP_CORK, 0));
    assertEquals("abcd", receiveText(pair.server(), 16));
    assertEquals(2, calls.send(pair.client(), bytes("ef"), 2, MSG_MORE));
    sendText(pair.client(), "g");
    assertEquals("efg", receiveText(pair.server(), 16));
    assertErrno(EINVAL, calls.setsockopt(pair.client(), IPPROTO_UDP, UDP_CORK, intAt(1), 3));
  }

  @Test
  void anInterfaceIsChosenByNameOrNumber() {
    Pair pair = pair();
    int fd = pair.server();
    assertEquals("", getBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, 16));
    assertErrno(ENODEV, setBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, "nosuch".getBytes()));
    assertEquals(0, setBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo".getBytes()));
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX));
    assertEquals("6c6f00", getBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, 16));
    assertEquals(String.valueOf(-EINVAL), getBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, 15));
    sendText(pair.client(), "heard");
    assertEquals("heard", receiveText(fd, 16));
    assertEquals(0, setBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, new byte[] {0}));
    assertEquals(0, getInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX));
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 1));
    assertErrno(EINVAL, setInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, -1));
    assertEquals("6c6f00", getBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, 20));
    assertEquals(0, setBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, new byte[0]));
    assertEquals("", getBytes(fd, SOL_SOCKET, SO_BINDTODEVICE, 16));
  }

  @Test
  void theMtuIsThatOfTheWayToThePeer() {
    assertEquals(String.valueOf(-ENOTCONN), getBytes(udp(), IPPROTO_IP, IP_MTU, 4));
    assertEquals(65_535, getInt(pair().client(), IPPROTO_IP, IP_MTU));
  }

  @Test
  void aFreeSocketBindsToAnyAddress() {
    int fd = udp();
    MemorySegment foreign = address("203.0.113.9", 0);
    assertErrno(EADDRNOTAVAIL, calls.bind(fd, foreign, SockaddrIn.SIZE));
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_FREEBIND, 1));
    assertEquals(0, calls.bind(fd, foreign, SockaddrIn.SIZE));
    assertEquals(SockaddrIn.address(foreign), SockaddrIn.address(nameOf(fd)));
  }

  @Test
  void droppedDatagramsAreCounted() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_RCVBUF, 0));
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_RXQ_OVFL, 1));
    MemorySegment buffer = arena.allocate(8);
    for (int i = 0; i < 50; i++) {
      sendText(pair.client(), "x");
    }
    int dropped = 0;
    while (dropped == 0) {
      while (calls.recv(pair.server(), buffer, 8, MSG_DONTWAIT) >= 0) {}
      sendText(pair.client(), "y");
      await(pair.server(), POLLIN);
      ControlMessages message = new ControlMessages(arena, 64);
      assertEquals(1, calls.recvmsg(pair.server(), message.header, 0));
      dropped = message.pieces().isEmpty() ? 0 : message.pieces().getFirst().intAt(0);
      if (!message.pieces().isEmpty()) {
        assertEquals(SO_RXQ_OVFL, message.pieces().getFirst().type());
      }
    }
    assertTrue(dropped > 0 && dropped <= 50, dropped + " dropped");
  }
}
