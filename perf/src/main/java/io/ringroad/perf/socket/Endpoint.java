package io.ringroad.perf.socket;

import static io.ringroad.perf.socket.SocketFailure.check;

import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.IpProtocol;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import io.ringroad.shim.abi.SocketOption;
import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.abi.TcpSocketOption;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An IP address and port, and the ways to open a socket on it or to it. Each returns a descriptor
 * and fails with {@link SocketFailure}.
 *
 * @param address dotted decimal, or an IPv6 literal: a socket on {@code ::} is of both families
 * @param port 0 to 65535
 */
public record Endpoint(String address, int port) {
  /** More than any test opens at once: a full one means SYN cookies, which cannot mend all loss. */
  private static final int BACKLOG = 1_024;

  /** Parses {@code 10.0.0.1:7000} or {@code [fd00::1]:7000}. */
  public static Endpoint of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not address:port: " + text);
    }
    String address = text.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new Endpoint(address, Integer.parseInt(text.substring(colon + 1)));
  }

  /** A listening TCP socket. */
  public int listen(SocketCalls sockets) {
    int fd = open(sockets, SocketType.SOCK_STREAM);
    setFlag(sockets, fd, SocketOption.SOL_SOCKET, SocketOption.SO_REUSEADDR);
    bind(sockets, fd);
    check("listen", sockets.listen(fd, BACKLOG));
    return fd;
  }

  /** A bound UDP socket. */
  public int bindDatagram(SocketCalls sockets) {
    int fd = open(sockets, SocketType.SOCK_DGRAM);
    bind(sockets, fd);
    return fd;
  }

  /** A connected TCP socket that does not hold small segments back. */
  public int connectStream(SocketCalls sockets) {
    int fd = open(sockets, SocketType.SOCK_STREAM);
    setFlag(sockets, fd, IpProtocol.IPPROTO_TCP, TcpSocketOption.TCP_NODELAY);
    connect(sockets, fd);
    return fd;
  }

  /** A TCP socket on its way to be connected, which never waits. */
  public int beginStream(SocketCalls sockets) {
    int fd = open(sockets, SocketType.SOCK_STREAM | SocketType.SOCK_NONBLOCK);
    setFlag(sockets, fd, IpProtocol.IPPROTO_TCP, TcpSocketOption.TCP_NODELAY);
    int result = connectTo(sockets, fd);
    if (result != -Errno.EINPROGRESS) {
      check("connect " + this, result);
    }
    return fd;
  }

  /** A connected UDP socket. */
  public int connectDatagram(SocketCalls sockets) {
    int fd = open(sockets, SocketType.SOCK_DGRAM);
    connect(sockets, fd);
    return fd;
  }

  /** The port that a socket is bound to. */
  public static int localPort(SocketCalls sockets, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment local = SockaddrIn6.allocate(arena);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SockaddrIn6.SIZE);
      check("getsockname", sockets.getsockname(fd, local, length));
      return SockaddrIn6.port(local); // which is where SockaddrIn has it
    }
  }

  /** Sets an int option to 1. */
  public static void setFlag(SocketCalls sockets, int fd, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      check("setsockopt", sockets.setsockopt(fd, level, name, one, Integer.BYTES));
    }
  }

  /** Bounds how long a receive waits. */
  public static void setReceiveTimeout(SocketCalls sockets, int fd, int seconds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Timeval.SIZE, Long.BYTES);
      Timeval.set(value, seconds, 0);
      check(
          "setsockopt SO_RCVTIMEO",
          sockets.setsockopt(
              fd, SocketOption.SOL_SOCKET, SocketOption.SO_RCVTIMEO, value, Timeval.SIZE));
    }
  }

  @Override
  public String toString() {
    return (isIpv6() ? "[" + address + "]" : address) + ":" + port;
  }

  private boolean isIpv6() {
    return address.indexOf(':') >= 0;
  }

  private int open(SocketCalls sockets, int type) {
    int family = isIpv6() ? AddressFamily.AF_INET6 : AddressFamily.AF_INET;
    return check("socket", sockets.socket(family, type, 0));
  }

  private MemorySegment name(Arena arena) {
    return isIpv6()
        ? SockaddrIn6.allocate(arena, address, port)
        : SockaddrIn.allocate(arena, address, port);
  }

  private void bind(SocketCalls sockets, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment local = name(arena);
      check("bind " + this, sockets.bind(fd, local, (int) local.byteSize()));
    }
  }

  private void connect(SocketCalls sockets, int fd) {
    check("connect " + this, connectTo(sockets, fd));
  }

  private int connectTo(SocketCalls sockets, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment remote = name(arena);
      return sockets.connect(fd, remote, (int) remote.byteSize());
    }
  }
}
