package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_CHECKSUM;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_V6ONLY;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Raw and ping sockets of AF_INET6 (RFC 3542 3). */
class Raw6ContractTest extends NetworkContract {
  private static final int ICMP6_FILTER = 1;
  private static final int ECHO_REQUEST = 128;
  private static final int ECHO_REPLY = 129;
  private static final int PROTOCOL_OF_NOBODY = 99;

  private int raw(int protocol) {
    return opened(calls.socket(AF_INET6, SOCK_RAW, protocol));
  }

  private int ping() {
    return opened(calls.socket(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6));
  }

  private MemorySegment name(String address, int port) {
    return SockaddrIn6.allocate(arena, address, port);
  }

  private long sendTo(int fd, byte[] bytes, String address, int port) {
    MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
    return calls.sendto(fd, data, bytes.length, 0, name(address, port), SockaddrIn6.SIZE);
  }

  private MemorySegment localName(int fd) {
    MemorySegment name = SockaddrIn6.allocate(arena);
    assertEquals(0, calls.getsockname(fd, name, intAt(SockaddrIn6.SIZE)));
    return name;
  }

  private static byte[] echo(int identifier, int sequence) {
    return new byte[] {
      (byte) ECHO_REQUEST,
      0,
      0,
      0,
      (byte) (identifier >> 8),
      (byte) identifier,
      0,
      (byte) sequence,
      1,
      2,
      3
    };
  }

  /** RFC 8200 8.1: over the pseudo-header too. */
  private static int checksumOverLoopback(byte[] message) {
    byte[] whole = new byte[40 + message.length];
    whole[15] = 1;
    whole[31] = 1;
    whole[35] = (byte) message.length;
    whole[39] = IPPROTO_ICMPV6;
    System.arraycopy(message, 0, whole, 40, message.length);
    return checksum(whole, 0, whole.length);
  }

  @Test
  void aRawSocketGetsRequestAndReplyWithoutTheirHeader() {
    int fd = raw(IPPROTO_ICMPV6);
    assertEquals(11, sendTo(fd, echo(7, 1), "::1", 0));
    MemorySegment from = SockaddrIn6.allocate(arena);
    byte[] request = receive(fd, from, intAt(SockaddrIn6.SIZE));
    assertEquals(ECHO_REQUEST, u8(request, 0));
    assertEquals(11, request.length);
    assertEquals(0, checksumOverLoopback(request), "checksum");
    assertEquals("[::1]:0", SockaddrIn6.format(from));
    byte[] reply = receive(fd);
    assertEquals(ECHO_REPLY, u8(reply, 0));
    assertEquals(7, u16(reply, 4));
    assertEquals(0, checksumOverLoopback(reply), "checksum");
  }

  @Test
  void theFilterKeepsTypesAway() {
    int fd = raw(IPPROTO_ICMPV6);
    MemorySegment filter = arena.allocate(32, 8).fill((byte) 0xff);
    filter.set(JAVA_INT, 16, ~(1 << ECHO_REPLY - 128));
    assertEquals(0, calls.setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, filter, 32));
    assertEquals(11, sendTo(fd, echo(7, 1), "::1", 0));
    assertEquals(ECHO_REPLY, u8(receive(fd), 0));
    assertErrno(EAGAIN, calls.recv(fd, arena.allocate(8), 8, MSG_DONTWAIT));
    MemorySegment read = arena.allocate(40, 8);
    MemorySegment length = intAt(40);
    assertEquals(0, calls.getsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, read, length));
    assertEquals(32, length.get(JAVA_INT, 0));
    assertEquals(-1, filter.mismatch(read.asSlice(0, 32)));
    int other = raw(PROTOCOL_OF_NOBODY);
    assertErrno(EOPNOTSUPP, calls.setsockopt(other, IPPROTO_ICMPV6, ICMP6_FILTER, filter, 32));
  }

  @Test
  void theKernelMakesTheChecksumWhereItIsTold() {
    int icmp = raw(IPPROTO_ICMPV6);
    assertEquals(2, getInt(icmp, IPPROTO_IPV6, IPV6_CHECKSUM));
    assertErrno(EINVAL, setInt(icmp, IPPROTO_IPV6, IPV6_CHECKSUM, 4));
    int fd = raw(PROTOCOL_OF_NOBODY);
    assertEquals(-1, getInt(fd, IPPROTO_IPV6, IPV6_CHECKSUM));
    assertErrno(EINVAL, setInt(fd, IPPROTO_IPV6, IPV6_CHECKSUM, 3));
    assertEquals(0, setInt(fd, IPPROTO_IPV6, IPV6_CHECKSUM, 4));
    assertEquals(8, sendTo(fd, new byte[] {1, 2, 3, 4, 9, 9, 7, 8}, "::1", 0));
    byte[] got = receive(fd);
    byte[] whole = new byte[48];
    whole[15] = 1;
    whole[31] = 1;
    whole[35] = 8;
    whole[39] = PROTOCOL_OF_NOBODY;
    System.arraycopy(got, 0, whole, 40, 8);
    assertEquals(0, checksum(whole, 0, 48));
  }

  @Test
  void namesAreCheckedInTheirOrder() {
    int fd = raw(PROTOCOL_OF_NOBODY);
    byte[] data = new byte[8];
    assertErrno(EINVAL, sendTo(fd, data, "::1", 17));
    assertEquals(8, sendTo(fd, data, "::1", PROTOCOL_OF_NOBODY));
    assertErrno(ENETUNREACH, sendTo(fd, data, "127.0.0.1", 0));
    assertErrno(ENETUNREACH, sendTo(fd, data, "2001:db8::1", 0));
    assertErrno(EDESTADDRREQ, calls.send(fd, arena.allocate(8), 8, 0));
    assertErrno(EADDRNOTAVAIL, calls.bind(fd, name("127.0.0.1", 0), SockaddrIn6.SIZE));
    assertErrno(EADDRNOTAVAIL, calls.bind(fd, name("fd00::77", 0), SockaddrIn6.SIZE));
    assertErrno(EINVAL, calls.bind(fd, name("::1", 0), 23));
    assertErrno(EINVAL, setInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    assertEquals(0, calls.bind(fd, name("::1", 0), SockaddrIn6.SIZE));
    assertEquals("[::1]:" + PROTOCOL_OF_NOBODY, SockaddrIn6.format(localName(fd)));
  }

  @Test
  void aPingSocketHearsItsOwnReplies() {
    int fd = ping();
    assertEquals(1, getInt(fd, IPPROTO_IPV6, IPV6_V6ONLY));
    assertEquals(11, sendTo(fd, echo(0, 5), "::1", 0));
    int identifier = SockaddrIn6.port(localName(fd));
    MemorySegment from = SockaddrIn6.allocate(arena);
    byte[] reply = receive(fd, from, intAt(SockaddrIn6.SIZE));
    assertEquals(ECHO_REPLY, u8(reply, 0));
    assertEquals(identifier, u16(reply, 4));
    assertEquals(5, u16(reply, 6));
    assertEquals(IpAddresses.IPV6_LOOPBACK_LOW, SockaddrIn6.addressLow(from));
    assertErrno(EINVAL, sendTo(fd, new byte[] {8, 0, 0, 0, 0, 0, 0, 0}, "::1", 0));
    assertErrno(EINVAL, sendTo(fd, new byte[7], "::1", 0));
    assertErrno(EINVAL, sendTo(fd, echo(0, 5), "127.0.0.1", 0));
    assertErrno(ENOPROTOOPT, setInt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, 0));
  }
}
