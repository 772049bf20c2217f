package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_RAW;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.IpSocketOption.IP_HDRINCL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU_DISCOVER;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_DOMAIN;
import static io.ringroad.shim.abi.SocketOption.SO_PROTOCOL;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Raw sockets (raw(7)). */
class RawContractTest extends NetworkContract {
  private static final int EXPERIMENT = 253;
  private static final int SMALL = 5;
  private static final int SOL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  private static final int HEADER_BYTES = 20;
  private static final byte[] TEXT = {'h', 'e', 'l', 'l', 'o'};

  private int raw(int protocol) {
    return opened(calls.socket(AF_INET, SOCK_RAW, protocol));
  }

  private static byte[] payload(byte[] packet) {
    return Arrays.copyOfRange(packet, HEADER_BYTES, packet.length);
  }

  /** A header whose length and checksum are wrong, and what follows it. */
  private static byte[] header(int firstByte, int protocol, int source, byte... payload) {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .put((byte) firstByte)
        .put((byte) 0)
        .putShort((short) 999)
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0x5555)
        .putInt(source)
        .putInt(0x7f00_0001)
        .put(payload)
        .array();
  }

  // ---- socket(2) ----

  @Test
  void typesAndProtocolsAreAnsweredAsLinuxDoes() {
    int[][] expected = {
      {0, 0, -ESOCKTNOSUPPORT},
      {0, 263, -EINVAL},
      {SOCK_STREAM, 0, 0},
      {SOCK_STREAM, IPPROTO_TCP, 0},
      {SOCK_STREAM, IPPROTO_UDP, -EPROTONOSUPPORT},
      {SOCK_STREAM, IPPROTO_ICMP, -EPROTONOSUPPORT},
      {SOCK_STREAM, 255, -EPROTONOSUPPORT},
      {SOCK_STREAM, 263, -EINVAL},
      {SOCK_STREAM, -1, -EINVAL},
      {SOCK_DGRAM, 0, 0},
      {SOCK_DGRAM, IPPROTO_UDP, 0},
      {SOCK_DGRAM, IPPROTO_ICMP, 0},
      {SOCK_DGRAM, IPPROTO_TCP, -EPROTONOSUPPORT},
      {SOCK_DGRAM, 255, -EPROTONOSUPPORT},
      {SOCK_DGRAM, 1000, -EINVAL},
      {SOCK_RAW, 0, -EPROTONOSUPPORT},
      {SOCK_RAW, -1, -EINVAL},
      {SOCK_RAW, 263, -EINVAL},
      {4, 0, -ESOCKTNOSUPPORT},
      {SOCK_SEQPACKET, 0, -ESOCKTNOSUPPORT},
      {6, 1, -ESOCKTNOSUPPORT},
      {9, 263, -EINVAL},
      {9, 0, -ESOCKTNOSUPPORT},
      {11, 0, -EINVAL},
      {11, 263, -EINVAL},
    };
    for (int[] row : expected) {
      int result = calls.socket(AF_INET, row[0], row[1]);
      String what = "type " + row[0] + ", protocol " + row[1];
      assertEquals(Errno.name(row[2]), Errno.name(Math.min(result, 0)), what);
      if (result >= 0) {
        assertEquals(0, calls.close(result));
      }
    }
    for (int protocol = 1; protocol <= 262; protocol++) {
      int fd = calls.socket(AF_INET, SOCK_RAW, protocol);
      assertTrue(fd >= 0, "protocol " + protocol);
      assertEquals(protocol, getInt(fd, SOL_SOCKET, SO_PROTOCOL));
      assertEquals(protocol, SockaddrIn.port(nameOf(fd)), "what stands for the port");
      assertEquals(0, calls.close(fd));
    }
  }

  @Test
  void aNewSocketSaysWhatItIs() {
    int fd = raw(EXPERIMENT);
    assertEquals(SOCK_RAW, getInt(fd, SOL_SOCKET, SO_TYPE));
    assertEquals(AF_INET, getInt(fd, SOL_SOCKET, SO_DOMAIN));
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_REUSEADDR));
    assertEquals(212_992, getInt(fd, SOL_SOCKET, SO_RCVBUF));
    assertEquals(0, getInt(fd, IPPROTO_IP, IP_HDRINCL));
    assertEquals(1, getInt(raw(IPPROTO_RAW), IPPROTO_IP, IP_HDRINCL));
    assertEquals(64, getInt(fd, IPPROTO_IP, IP_TTL));
    assertErrno(-EOPNOTSUPP, calls.listen(fd, 1));
    assertErrno(-EOPNOTSUPP, calls.accept(fd, MemorySegment.NULL, MemorySegment.NULL));
    MemorySegment answer = intAt(-1);
    assertEquals(0, calls.ioctl(fd, IoControl.FIONREAD, answer));
    assertEquals(0, answer.get(JAVA_INT, 0));
    assertEquals(0, calls.ioctl(fd, IoControl.SIOCOUTQ, answer));
    assertErrno(-ENOTTY, calls.ioctl(fd, IoControl.SIOCATMARK, answer));
    int events = poll(fd, POLLIN | POLLOUT, 0);
    assertEquals(POLLOUT, events & (POLLIN | POLLOUT));
  }

  // ---- bind and connect ----

  @Test
  void bindTakesAnAddressAgainAndAgain() {
    int fd = raw(EXPERIMENT);
    assertErrno(-EADDRNOTAVAIL, calls.bind(fd, address("1.2.3.4", 5), SockaddrIn.SIZE));
    assertErrno(-EINVAL, calls.bind(fd, loopback(0), SockaddrIn.SIZE - 1));
    for (String each : new String[] {"127.0.0.1", "127.0.0.2", "255.255.255.255", "224.1.2.3"}) {
      assertEquals(0, calls.bind(fd, address(each, 555), SockaddrIn.SIZE), each);
      MemorySegment name = nameOf(fd);
      assertEquals(SockaddrIn.address(address(each, 0)), SockaddrIn.address(name));
      assertEquals(EXPERIMENT, SockaddrIn.port(name));
    }
    MemorySegment strange = address("127.0.0.3", 0);
    strange.set(JAVA_BYTE, 0, (byte) 3);
    assertEquals(0, calls.bind(fd, strange, SockaddrIn.SIZE), "the family is not looked at");
    assertEquals(0, calls.bind(fd, address("0.0.0.0", 0), SockaddrIn.SIZE));
    assertEquals(0, calls.connect(fd, loopback(0), SockaddrIn.SIZE));
    assertErrno(-EINVAL, calls.bind(fd, loopback(0), SockaddrIn.SIZE));
  }

  @Test
  void connectNamesThePeerAndThePortMeansNothing() {
    int fd = raw(EXPERIMENT);
    MemorySegment peer = SockaddrIn.allocate(arena);
    assertEquals(0, calls.connect(fd, loopback(0), SockaddrIn.SIZE));
    assertEquals(SockaddrIn.address(loopback(0)), SockaddrIn.address(nameOf(fd)));
    assertErrno(-ENOTCONN, calls.getpeername(fd, peer, intAt(SockaddrIn.SIZE)));
    assertEquals(0, calls.connect(fd, loopback(9), SockaddrIn.SIZE));
    assertEquals(0, calls.getpeername(fd, peer, intAt(SockaddrIn.SIZE)));
    assertEquals(9, SockaddrIn.port(peer));
    assertErrno(-EINVAL, calls.connect(fd, loopback(0), SockaddrIn.SIZE - 1));
    MemorySegment strange = loopback(0);
    strange.set(JAVA_BYTE, 0, (byte) 3);
    assertErrno(-EAFNOSUPPORT, calls.connect(fd, strange, SockaddrIn.SIZE));
    assertErrno(-ENETUNREACH, calls.connect(fd, address("203.0.113.9", 0), SockaddrIn.SIZE));
    int unbound = raw(EXPERIMENT);
    assertErrno(-EACCES, calls.connect(unbound, address("10.9.0.255", 0), SockaddrIn.SIZE));
  }

  @Test
  void aSocketThatLostItsPeerReceivesNoMore() {
    int fd = raw(EXPERIMENT);
    int other = raw(EXPERIMENT);
    assertEquals(0, calls.connect(fd, loopback(7), SockaddrIn.SIZE));
    MemorySegment none = arena.allocate(SockaddrIn.SIZE);
    none.set(JAVA_BYTE, 0, (byte) AF_UNSPEC);
    assertEquals(0, calls.connect(fd, none, SockaddrIn.SIZE));
    assertEquals(0, SockaddrIn.port(nameOf(fd)));
    assertEquals(0, SockaddrIn.address(nameOf(fd)));
    assertEquals(TEXT.length, send(other, TEXT, loopback(0)));
    assertArrayEquals(TEXT, payload(receive(other)));
    assertEquals(0, poll(fd, POLLIN, 0));
  }

  @Test
  void onlyWhatIsForItsAddressAndFromItsPeerArrives() {
    int sender = raw(EXPERIMENT);
    int bound = raw(EXPERIMENT);
    assertEquals(0, calls.bind(bound, address("127.0.0.2", 0), SockaddrIn.SIZE));
    int connected = raw(EXPERIMENT);
    assertEquals(0, calls.connect(connected, address("127.0.0.3", 0), SockaddrIn.SIZE));
    assertEquals(TEXT.length, send(sender, TEXT, loopback(0)));
    assertArrayEquals(TEXT, payload(receive(sender)));
    assertEquals(0, poll(bound, POLLIN, 0));
    assertEquals(0, poll(connected, POLLIN, 0));
    assertEquals(TEXT.length, send(sender, TEXT, address("127.0.0.2", 0)));
    assertArrayEquals(TEXT, payload(receive(bound)));
  }

  // ---- sending and receiving ----

  @Test
  void aPacketComesWithItsHeaderAndItsSendersAddress() {
    int fd = raw(EXPERIMENT);
    assertEquals(TEXT.length, send(fd, TEXT, loopback(99)));
    MemorySegment from = SockaddrIn.allocate(arena);
    byte[] packet = receive(fd, from, intAt(SockaddrIn.SIZE));
    assertEquals(SockaddrIn.address(loopback(0)), SockaddrIn.address(from));
    assertEquals(0, SockaddrIn.port(from));
    assertEquals(0x45, u8(packet, 0));
    assertEquals(packet.length, u16(packet, 2));
    assertEquals(0x4000, u16(packet, 6), "DF");
    assertEquals(64, u8(packet, 8));
    assertEquals(EXPERIMENT, u8(packet, 9));
    assertValid(packet, 0, HEADER_BYTES);
    assertArrayEquals(TEXT, payload(packet));
    assertEquals(0, send(fd, new byte[0], loopback(0)), "nothing but the header");
    assertEquals(HEADER_BYTES, receive(fd).length);
  }

  @Test
  void theHeaderFollowsTheOptions() {
    int fd = raw(EXPERIMENT);
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_TTL, 7));
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_TOS, 0x2c));
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_MTU_DISCOVER, 0));
    send(fd, TEXT, loopback(0));
    byte[] packet = receive(fd);
    assertEquals(7, u8(packet, 8));
    assertEquals(0x2c, u8(packet, 1));
    assertEquals(0, u16(packet, 6));
  }

  @Test
  void everySocketOfTheProtocolHasACopyAndTheTransportToo() {
    int raw = raw(IPPROTO_UDP);
    int second = raw(IPPROTO_UDP);
    int datagrams = udp();
    MemorySegment name = bindLoopback(datagrams);
    assertEquals(TEXT.length, send(datagrams, TEXT, name));
    assertArrayEquals(TEXT, receive(datagrams));
    for (int fd : new int[] {raw, second}) {
      byte[] packet = receive(fd);
      assertEquals(HEADER_BYTES + 8 + TEXT.length, packet.length);
      assertEquals(SockaddrIn.port(name), u16(packet, HEADER_BYTES + 2));
    }
  }

  @Test
  void protocolUnreachableIsTheAnswerWhereNobodyListens() {
    int icmp = raw(IPPROTO_ICMP);
    int sender = raw(IPPROTO_RAW);
    assertEquals(28, send(sender, header(0x45, 93, 0, new byte[8]), loopback(0)));
    byte[] error = receive(icmp);
    assertEquals(3, u8(error, HEADER_BYTES));
    assertEquals(2, u8(error, HEADER_BYTES + 1));
    assertValid(error, HEADER_BYTES, error.length);
    int taker = raw(93);
    assertEquals(28, send(sender, header(0x45, 93, 0, new byte[8]), loopback(0)));
    assertEquals(28, receive(taker).length);
    assertEquals(0, poll(icmp, POLLIN, 0));
  }

  @Test
  void destinationsAreChecked() {
    int fd = raw(EXPERIMENT);
    assertErrno(-EDESTADDRREQ, send(fd, TEXT, null));
    assertErrno(-ENETUNREACH, send(fd, TEXT, address("203.0.113.9", 0)));
    assertErrno(-EACCES, send(fd, TEXT, address("10.9.0.255", 0)));
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_BROADCAST, 1));
    assertEquals(TEXT.length, send(fd, TEXT, address("10.9.0.255", 0)));
    MemorySegment text = bytes("x");
    assertErrno(-EINVAL, calls.sendto(fd, text, 1, 0, loopback(0), SockaddrIn.SIZE - 1));
    MemorySegment strange = loopback(0);
    strange.set(JAVA_BYTE, 0, (byte) 3);
    assertErrno(-EAFNOSUPPORT, calls.sendto(fd, text, 1, 0, strange, SockaddrIn.SIZE));
    strange.set(JAVA_BYTE, 0, (byte) AF_UNSPEC);
    assertEquals(1, calls.sendto(fd, text, 1, 0, strange, SockaddrIn.SIZE));
    assertErrno(-EOPNOTSUPP, calls.sendto(fd, text, 1, MSG_OOB, loopback(0), SockaddrIn.SIZE));
    assertErrno(-EOPNOTSUPP, calls.recv(fd, text, 1, MSG_OOB));
    assertErrno(-EMSGSIZE, send(fd, new byte[65_536], loopback(0)));
    assertErrno(-EMSGSIZE, send(fd, new byte[65_516], loopback(0)));
    assertEquals(1, calls.sendto(fd, text, 1, 0, address("0.0.0.0", 0), SockaddrIn.SIZE));
  }

  @Test
  void packetsOfAllSizesComeWhole() {
    int fd = raw(EXPERIMENT);
    for (int size : new int[] {1, 1_480, 2_028, 2_048, 4_097, 40_001, 65_515}) {
      byte[] data = new byte[size];
      for (int i = 0; i < size; i++) {
        data[i] = (byte) (i * 7 + size);
      }
      assertEquals(size, send(fd, data, loopback(0)));
      assertArrayEquals(data, payload(receive(fd)));
    }
  }

  @Test
  void aShortReceiveCutsAndPeekLeaves() {
    int fd = raw(EXPERIMENT);
    send(fd, TEXT, loopback(0));
    await(fd, POLLIN);
    MemorySegment buffer = arena.allocate(4);
    MemorySegment waiting = intAt(0);
    assertEquals(0, calls.ioctl(fd, IoControl.FIONREAD, waiting));
    assertEquals(25, waiting.get(JAVA_INT, 0));
    assertEquals(4, calls.recv(fd, buffer, 4, MSG_PEEK));
    assertEquals(0x45, buffer.get(JAVA_BYTE, 0));
    assertEquals(25, calls.recv(fd, buffer, 4, MSG_TRUNC));
    assertErrno(-EAGAIN, calls.recv(fd, buffer, 4, MSG_DONTWAIT));
  }

  @Test
  void moreKeepsDataBackUnlessTheHeaderIsIncluded() {
    int fd = raw(EXPERIMENT);
    MemorySegment text = bytes("abcd");
    assertEquals(2, calls.sendto(fd, text, 2, MSG_MORE, loopback(0), SockaddrIn.SIZE));
    assertEquals(2, calls.sendto(fd, text.asSlice(2), 2, 0, loopback(0), SockaddrIn.SIZE));
    assertArrayEquals(new byte[] {'a', 'b', 'c', 'd'}, payload(receive(fd)));
    int included = raw(IPPROTO_RAW);
    byte[] packet = header(0x45, EXPERIMENT, 0, TEXT);
    MemorySegment memory = arena.allocateFrom(JAVA_BYTE, packet);
    assertEquals(
        packet.length,
        calls.sendto(included, memory, packet.length, MSG_MORE, loopback(0), SockaddrIn.SIZE));
    assertArrayEquals(TEXT, payload(receive(fd)));
  }

  @Test
  void aFullReceiveBufferDrops() {
    int fd = raw(SMALL);
    int sender = raw(SMALL + 256);
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_RCVBUF, 2_304));
    assertEquals(4_608, getInt(fd, SOL_SOCKET, SO_RCVBUF));
    int probe = raw(SMALL);
    for (int i = 0; i < 50; i++) {
      assertEquals(200, send(sender, new byte[200], loopback(0)));
      receive(probe); // so that each has arrived
    }
    int held = 0;
    while (poll(fd, POLLIN, 0) != 0) {
      receive(fd);
      held++;
    }
    assertEquals(6, held);
  }

  @Test
  void aNumberThatNoPacketHasOnlySends() {
    int fd = raw(SMALL + 256);
    int receiver = raw(SMALL);
    send(fd, TEXT, loopback(0));
    assertArrayEquals(TEXT, payload(receive(receiver)), "its low byte is sent");
    assertEquals(0, poll(fd, POLLIN, 0));
  }

  @Test
  void shutdownEndsReceivingAndLetsTheSocketSend() {
    int fd = raw(EXPERIMENT);
    assertErrno(-ENOTCONN, calls.shutdown(fd, SHUT_RDWR));
    int connected = raw(EXPERIMENT);
    assertEquals(0, calls.connect(connected, loopback(0), SockaddrIn.SIZE));
    assertEquals(0, calls.shutdown(connected, SHUT_WR));
    assertEquals(1, calls.send(connected, bytes("x"), 1, MSG_NOSIGNAL));
    assertEquals(0, setInt(connected, IPPROTO_IP, IP_HDRINCL, 1));
    byte[] packet = header(0x45, EXPERIMENT, 0, TEXT);
    MemorySegment memory = arena.allocateFrom(JAVA_BYTE, packet);
    assertErrno(-EPIPE, calls.send(connected, memory, packet.length, MSG_NOSIGNAL));
    assertEquals(21, receive(connected).length);
    assertEquals(0, calls.shutdown(connected, SHUT_RD));
    assertTrue((poll(connected, POLLIN, WAIT_MS) & (POLLIN | POLLHUP)) == (POLLIN | POLLHUP));
    assertErrno(-EAGAIN, calls.recv(connected, memory, 1, MSG_DONTWAIT));
    assertEquals(0, calls.recv(connected, memory, 1, 0));
  }

  // ---- IP_HDRINCL ----

  @Test
  void aHeaderOfOnesOwnIsCompleted() {
    int fd = raw(IPPROTO_RAW);
    int receiver = raw(EXPERIMENT);
    byte[] sent = header(0x45, EXPERIMENT, 0, TEXT);
    assertEquals(sent.length, send(fd, sent, loopback(0)));
    byte[] packet = receive(receiver);
    assertEquals(sent.length, u16(packet, 2));
    assertValid(packet, 0, HEADER_BYTES);
    assertArrayEquals(new byte[] {127, 0, 0, 1}, Arrays.copyOfRange(packet, 12, 16));
    sent = header(0x45, EXPERIMENT, 0x0a09_0807, TEXT);
    sent[4] = 0x12;
    MemorySegment from = SockaddrIn.allocate(arena);
    assertEquals(sent.length, send(fd, sent, loopback(0)));
    packet = receive(receiver, from, intAt(SockaddrIn.SIZE));
    assertEquals(0x1200, u16(packet, 4), "an identification of one's own stays");
    assertEquals(0x0a09_0807, SockaddrIn.address(from), "and a source");
  }

  @Test
  void whatIsNoHeaderIsInvalid() {
    int fd = raw(IPPROTO_RAW);
    int receiver = raw(EXPERIMENT);
    assertErrno(-EINVAL, send(fd, header(0x44, EXPERIMENT, 0, TEXT), loopback(0)));
    assertErrno(-EINVAL, send(fd, header(0x4f, EXPERIMENT, 0, TEXT), loopback(0)));
    assertErrno(-EINVAL, send(fd, new byte[19], loopback(0)));
    assertErrno(-EINVAL, send(fd, new byte[0], loopback(0)));
    byte[] other = header(0x65, EXPERIMENT, 0, TEXT);
    assertEquals(other.length, send(fd, other, loopback(0)), "the version is not looked at");
    byte[] good = header(0x45, EXPERIMENT, 0, (byte) 7);
    assertEquals(good.length, send(fd, good, loopback(0)));
    assertArrayEquals(new byte[] {7}, payload(receive(receiver)), "the other was dropped");
  }

  @Test
  void whatIsLargerThanTheMtuOfTheDeviceIsRefused() {
    int fd = raw(IPPROTO_RAW);
    MemorySegment there = address("10.9.0.7", 0);
    assertErrno(-EMSGSIZE, send(fd, header(0x45, EXPERIMENT, 0, new byte[1_481]), there));
    assertEquals(1_500, send(fd, header(0x45, EXPERIMENT, 0, new byte[1_480]), there));
    assertEquals(65_535, send(fd, header(0x45, EXPERIMENT, 0, new byte[65_515]), loopback(0)));
  }

  // ---- options ----

  @Test
  void theFilterIsSetByteByByteAndHidesTypes() {
    int fd = raw(IPPROTO_ICMP);
    int[] lengths = {0, 1, 3, 4, 6};
    byte[][] expected = {{0, 0, 0, 0}, {1, 0, 0, 0}, {1, 2, 3, 0}, {1, 2, 3, 4}, {1, 2, 3, 4}};
    MemorySegment value =
        arena.allocateFrom(JAVA_BYTE, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6);
    for (int i = 0; i < lengths.length; i++) {
      assertEquals(0, calls.setsockopt(fd, SOL_RAW, ICMP_FILTER, value, lengths[i]));
      MemorySegment read = arena.allocate(100);
      MemorySegment length = intAt(100);
      assertEquals(0, calls.getsockopt(fd, SOL_RAW, ICMP_FILTER, read, length));
      assertEquals(4, length.get(JAVA_INT, 0));
      assertArrayEquals(expected[i], read.asSlice(0, 4).toArray(JAVA_BYTE));
    }
    int open = raw(IPPROTO_ICMP);
    assertEquals(0, setInt(fd, SOL_RAW, ICMP_FILTER, 1 << 8));
    byte[] request = {8, 0, (byte) 0xf7, (byte) 0xff, 0, 0, 0, 0};
    assertEquals(8, send(open, request, loopback(0)));
    assertEquals(8, u8(receive(open), HEADER_BYTES));
    assertEquals(0, u8(receive(open), HEADER_BYTES), "the answer");
    assertEquals(0, u8(receive(fd), HEADER_BYTES), "which alone is for the other");
  }

  @Test
  void levelsAndNamesThatAreNotThereAreRefused() {
    int icmp = raw(IPPROTO_ICMP);
    int other = raw(EXPERIMENT);
    int tcp = raw(IPPROTO_TCP);
    MemorySegment value = intAt(0);
    MemorySegment length = intAt(4);
    assertErrno(-EOPNOTSUPP, setInt(other, SOL_RAW, ICMP_FILTER, 0));
    assertErrno(-EOPNOTSUPP, calls.getsockopt(other, SOL_RAW, ICMP_FILTER, value, length));
    assertErrno(-ENOPROTOOPT, setInt(icmp, SOL_RAW, 2, 0));
    assertErrno(-ENOPROTOOPT, calls.getsockopt(icmp, SOL_RAW, 2, value, length));
    assertErrno(-ENOPROTOOPT, setInt(tcp, IPPROTO_TCP, 1, 0));
    assertErrno(-EOPNOTSUPP, calls.getsockopt(tcp, IPPROTO_TCP, 1, value, length));
    assertErrno(-ENOPROTOOPT, setInt(other, EXPERIMENT, 1, 0));
    assertErrno(-EOPNOTSUPP, calls.getsockopt(other, EXPERIMENT, 1, value, length));
    assertErrno(-ENOPROTOOPT, setInt(udp(), IPPROTO_IP, IP_HDRINCL, 1));
    assertErrno(-ENOPROTOOPT, setInt(tcp(), IPPROTO_IP, IP_HDRINCL, 1));
    assertErrno(-ENOPROTOOPT, setInt(udp(), SOL_RAW, ICMP_FILTER, 1));
    assertEquals(0, getInt(udp(), IPPROTO_IP, IP_HDRINCL));
    assertEquals(0, calls.setsockopt(other, IPPROTO_IP, IP_HDRINCL, value, 0));
    assertEquals(0, getInt(other, IPPROTO_IP, IP_HDRINCL));
  }
}
