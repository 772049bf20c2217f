package io.ringroad.perf.veth;

import static io.ringroad.perf.socket.SocketFailure.check;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_ALL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sockets without connections on one host, whose receives are bounded; closes all of them. */
final class HostSockets implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int ROOM_BYTES = 65_536;

  private final Arena arena = Arena.ofConfined();
  private final List<Integer> open = new ArrayList<>();
  private final SocketCalls calls;
  private final String address;

  /**
   * @param address the host's own, by which it joins groups and sends to them
   */
  HostSockets(SocketCalls calls, String address) {
    this.calls = calls;
    this.address = address;
  }

  /** What was received, and the address that sent it. */
  record Received(String from, byte[] bytes) {}

  int open(int type, int protocol) {
    int fd = check("socket", calls.socket(AF_INET, type, protocol));
    open.add(fd);
    Endpoint.setReceiveTimeout(calls, fd, PATIENCE_SECONDS);
    return fd;
  }

  /** A UDP socket on any address, which shares its port and hears of no group but its own. */
  int receiver(int port) {
    int fd = open(SOCK_DGRAM, 0);
    setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    setInt(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    bind(fd, "0.0.0.0", port);
    return fd;
  }

  /** A receiver that has joined a group. */
  int member(int port, String group) {
    int fd = receiver(port);
    setAddresses(fd, IP_ADD_MEMBERSHIP, group, address);
    return fd;
  }

  /** A receiver that has joined a group for one source. */
  int member(int port, String group, String source) {
    int fd = receiver(port);
    setAddresses(fd, IP_ADD_SOURCE_MEMBERSHIP, group, address, source);
    return fd;
  }

  /** A UDP socket that sends from an address of this host, also to groups. */
  int sender(String from) {
    int fd = open(SOCK_DGRAM, 0);
    bind(fd, from, 0);
    setAddresses(fd, IP_MULTICAST_IF, from);
    return fd;
  }

  private void bind(int fd, String to, int port) {
    check("bind", calls.bind(fd, SockaddrIn.allocate(arena, to, port), SockaddrIn.SIZE));
  }

  void setInt(int fd, int level, int name, int value) {
    MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
    check("setsockopt " + name, calls.setsockopt(fd, level, name, memory, Integer.BYTES));
  }

  /** Sets an option of level IPPROTO_IP whose value are addresses. */
  void setAddresses(int fd, int name, String... texts) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * texts.length);
    for (String text : texts) {
      bytes.putInt(IpAddresses.parseIpv4(text));
    }
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, bytes.array());
    int length = bytes.capacity();
    check("setsockopt " + name, calls.setsockopt(fd, IPPROTO_IP, name, value, length));
  }

  void send(int fd, byte[] bytes, String to, int port) {
    MemorySegment buffer = arena.allocateFrom(JAVA_BYTE, bytes);
    MemorySegment remote = SockaddrIn.allocate(arena, to, port);
    long sent = calls.sendto(fd, buffer, bytes.length, 0, remote, SockaddrIn.SIZE);
    assertEquals(bytes.length, check("sendto " + to, sent));
  }

  /** What comes next; a failure if nothing does. */
  Received receive(int fd) {
    MemorySegment buffer = arena.allocate(ROOM_BYTES);
    MemorySegment from = SockaddrIn.allocate(arena);
    MemorySegment length = arena.allocateFrom(JAVA_INT, SockaddrIn.SIZE);
    long count = check("recvfrom", calls.recvfrom(fd, buffer, ROOM_BYTES, 0, from, length));
    return new Received(
        IpAddresses.formatIpv4(SockaddrIn.address(from)),
        buffer.asSlice(0, count).toArray(JAVA_BYTE));
  }

  void assertNothingWaits(int fd) {
    MemorySegment buffer = arena.allocate(ROOM_BYTES);
    assertEquals(-Errno.EAGAIN, calls.recv(fd, buffer, ROOM_BYTES, MSG_DONTWAIT));
  }

  @Override
  public void close() {
    open.forEach(calls::close);
    arena.close();
  }
}
