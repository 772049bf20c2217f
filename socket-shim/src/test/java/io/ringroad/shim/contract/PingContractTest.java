package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_HDRINCL;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_PROTOCOL;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Ping sockets: SOCK_DGRAM with IPPROTO_ICMP (icmp(7)). */
class PingContractTest extends NetworkContract {
  private static final byte[] TEXT = {'d', 'a', 't', 'a'};

  private int ping() {
    return opened(calls.socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
  }

  /** A message whose checksum and identifier are wrong. */
  private static byte[] message(int type, int code, int sequence, byte... data) {
    return ByteBuffer.allocate(8 + data.length)
        .put((byte) type)
        .put((byte) code)
        .putShort((short) 0x1234)
        .putShort((short) 77)
        .putShort((short) sequence)
        .put(data)
        .array();
  }

  private static byte[] request(int sequence) {
    return message(8, 0, sequence, TEXT);
  }

  @Test
  void aRequestIsAnsweredUnderTheSocketsIdentifier() {
    int fd = ping();
    assertEquals(0, SockaddrIn.port(nameOf(fd)));
    assertEquals(12, send(fd, request(5), loopback(9)));
    int identifier = SockaddrIn.port(nameOf(fd));
    assertNotEquals(0, identifier, "sending binds");
    MemorySegment from = SockaddrIn.allocate(arena);
    byte[] reply = receive(fd, from, intAt(SockaddrIn.SIZE));
    assertEquals(0, u8(reply, 0));
    assertValid(reply, 0, reply.length);
    assertEquals(identifier, u16(reply, 4));
    assertEquals(5, u16(reply, 6));
    assertArrayEquals(TEXT, Arrays.copyOfRange(reply, 8, reply.length));
    assertEquals(SockaddrIn.address(loopback(0)), SockaddrIn.address(from));
    assertEquals(0, SockaddrIn.port(from));
  }

  @Test
  void onlyEchoRequestsMayBeSent() {
    int fd = ping();
    for (int[] each : new int[][] {{0, 0}, {3, 0}, {8, 1}, {13, 0}, {42, 1}}) {
      byte[] bad = message(each[0], each[1], 1, TEXT);
      assertErrno(-EINVAL, send(fd, bad, loopback(0)));
      assertErrno(-EINVAL, send(fd, bad, null));
    }
    assertErrno(-EINVAL, send(fd, new byte[7], loopback(0)));
    assertErrno(-EINVAL, send(fd, new byte[0], loopback(0)));
    assertErrno(-EDESTADDRREQ, send(fd, request(1), null));
    assertNotEquals(0, SockaddrIn.port(nameOf(fd)), "failing binds as well");
    assertEquals(12, send(fd, message(42, 0, 1, TEXT), loopback(0)), "an extended echo");
  }

  @Test
  void sizesAndNamesAreChecked() {
    int fd = ping();
    byte[] largest = message(8, 0, 1, new byte[65_507]);
    assertEquals(65_515, send(fd, largest, loopback(0)));
    assertEquals(65_515, receive(fd).length);
    assertErrno(-EMSGSIZE, send(fd, message(8, 0, 1, new byte[65_508]), loopback(0)));
    assertErrno(-EMSGSIZE, send(fd, message(8, 0, 1, new byte[65_528]), loopback(0)));
    MemorySegment text = arena.allocateFrom(JAVA_BYTE, request(1));
    assertErrno(-EINVAL, calls.sendto(fd, text, 12, 0, loopback(0), SockaddrIn.SIZE - 1));
    MemorySegment strange = loopback(0);
    strange.set(JAVA_BYTE, 0, (byte) AF_UNSPEC);
    assertErrno(-EAFNOSUPPORT, calls.sendto(fd, text, 12, 0, strange, SockaddrIn.SIZE));
    assertErrno(-EOPNOTSUPP, calls.sendto(fd, text, 12, MSG_OOB, loopback(0), SockaddrIn.SIZE));
    assertErrno(-EOPNOTSUPP, calls.recv(fd, text, 12, MSG_OOB));
    assertEquals(12, calls.sendto(fd, text, 12, MSG_MORE, loopback(0), SockaddrIn.SIZE));
    assertEquals(12, receive(fd).length, "MSG_MORE means nothing");
  }

  @Test
  void theIdentifierIsThePortThatIsBound() {
    int fd = ping();
    assertEquals(0, calls.bind(fd, loopback(500), SockaddrIn.SIZE));
    assertEquals(500, SockaddrIn.port(nameOf(fd)));
    assertErrno(-EINVAL, calls.bind(fd, loopback(501), SockaddrIn.SIZE));
    int privileged = ping();
    assertEquals(0, calls.bind(privileged, address("0.0.0.0", 1), SockaddrIn.SIZE));
    for (String each : new String[] {"1.2.3.4", "224.0.0.1", "255.255.255.255"}) {
      assertErrno(-EADDRNOTAVAIL, calls.bind(ping(), address(each, 502), SockaddrIn.SIZE));
    }
    assertErrno(-EINVAL, calls.bind(ping(), loopback(1), SockaddrIn.SIZE - 1));
    MemorySegment strange = loopback(1);
    strange.set(JAVA_BYTE, 0, (byte) 3);
    assertErrno(-EAFNOSUPPORT, calls.bind(ping(), strange, SockaddrIn.SIZE));
    int chosen = ping();
    assertEquals(0, calls.bind(chosen, loopback(0), SockaddrIn.SIZE));
    assertNotEquals(0, SockaddrIn.port(nameOf(chosen)));
  }

  @Test
  void anIdentifierIsSharedAndTheLastSocketHasTheReplies() {
    int first = ping();
    int second = ping();
    assertEquals(1, getInt(first, SOL_SOCKET, SO_REUSEADDR));
    assertEquals(0, calls.bind(first, loopback(500), SockaddrIn.SIZE));
    assertEquals(0, calls.bind(second, loopback(500), SockaddrIn.SIZE));
    send(first, request(1), loopback(0));
    assertEquals(1, u16(receive(second), 6));
    close(second);
    send(first, request(2), loopback(0));
    assertEquals(2, u16(receive(first), 6));
    int picky = ping();
    assertEquals(0, setInt(picky, SOL_SOCKET, SO_REUSEADDR, 0));
    assertErrno(-EADDRINUSE, calls.bind(picky, loopback(500), SockaddrIn.SIZE));
  }

  @Test
  void connectNamesThePeerAndWithoutOneTheIdentifierGoes() {
    int fd = ping();
    MemorySegment peer = SockaddrIn.allocate(arena);
    assertEquals(0, calls.connect(fd, loopback(0), SockaddrIn.SIZE));
    assertNotEquals(0, SockaddrIn.port(nameOf(fd)));
    assertEquals(SockaddrIn.address(loopback(0)), SockaddrIn.address(nameOf(fd)));
    assertErrno(-ENOTCONN, calls.getpeername(fd, peer, intAt(SockaddrIn.SIZE)));
    assertEquals(0, calls.connect(fd, loopback(7), SockaddrIn.SIZE));
    assertEquals(0, calls.getpeername(fd, peer, intAt(SockaddrIn.SIZE)));
    assertEquals(12, send(fd, request(1), null));
    assertEquals(12, receive(fd).length);
    disconnect(fd);
    assertEquals(0, SockaddrIn.port(nameOf(fd)));
    assertEquals(0, SockaddrIn.address(nameOf(fd)));
    assertErrno(-ENOTCONN, calls.getpeername(fd, peer, intAt(SockaddrIn.SIZE)));
    assertEquals(12, send(fd, request(2), loopback(0)));
    assertEquals(2, u16(receive(fd), 6));
    int bound = ping();
    assertEquals(0, calls.bind(bound, loopback(600), SockaddrIn.SIZE));
    assertEquals(0, calls.connect(bound, loopback(7), SockaddrIn.SIZE));
    disconnect(bound);
    assertEquals(600, SockaddrIn.port(nameOf(bound)), "what was asked for stays");
    assertEquals(SockaddrIn.address(loopback(0)), SockaddrIn.address(nameOf(bound)));
  }

  private void disconnect(int fd) {
    MemorySegment none = arena.allocate(SockaddrIn.SIZE);
    assertEquals(0, calls.connect(fd, none, SockaddrIn.SIZE));
  }

  @Test
  void aRawSocketSeesBothMessages() {
    int fd = ping();
    int raw = opened(calls.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    send(fd, request(3), loopback(0));
    assertEquals(0, u8(receive(fd), 0));
    byte[] first = receive(raw);
    byte[] second = receive(raw);
    assertEquals(8, u8(first, 20));
    assertEquals(0, u8(second, 20));
    assertValid(first, 20, first.length);
    assertValid(second, 20, second.length);
  }

  @Test
  void aSocketSaysWhatItIs() {
    int fd = ping();
    assertEquals(SOCK_DGRAM, getInt(fd, SOL_SOCKET, SO_TYPE));
    assertEquals(IPPROTO_ICMP, getInt(fd, SOL_SOCKET, SO_PROTOCOL));
    assertErrno(-ENOTTY, calls.ioctl(fd, IoControl.FIONREAD, intAt(0)));
    assertErrno(-ENOTTY, calls.ioctl(fd, IoControl.SIOCOUTQ, intAt(0)));
    assertErrno(-EOPNOTSUPP, calls.listen(fd, 1));
    assertErrno(-ENOPROTOOPT, setInt(fd, IPPROTO_IP, IP_HDRINCL, 1));
    assertErrno(-ENOPROTOOPT, setInt(fd, 255, 1, 1));
    assertErrno(-EOPNOTSUPP, calls.getsockopt(fd, 255, 1, intAt(0), intAt(4)));
    assertErrno(-ENOTCONN, calls.shutdown(fd, SHUT_RDWR));
  }

  @Test
  void afterAShutdownNothingIsSent() {
    int fd = ping();
    assertEquals(0, calls.connect(fd, loopback(0), SockaddrIn.SIZE));
    assertEquals(0, calls.shutdown(fd, SHUT_WR));
    MemorySegment text = arena.allocateFrom(JAVA_BYTE, request(1));
    assertErrno(-EPIPE, calls.send(fd, text, 12, MSG_NOSIGNAL));
    assertEquals(0, poll(fd, POLLIN, 0));
  }
}
