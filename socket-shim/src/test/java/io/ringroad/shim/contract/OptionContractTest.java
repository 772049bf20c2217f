package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EDOM;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU_DISCOVER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_DOMAIN;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_KEEPALIVE;
import static io.ringroad.shim.abi.SocketOption.SO_LINGER;
import static io.ringroad.shim.abi.SocketOption.SO_MAX_PACING_RATE;
import static io.ringroad.shim.abi.SocketOption.SO_OOBINLINE;
import static io.ringroad.shim.abi.SocketOption.SO_PROTOCOL;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_RCVLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEPORT;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.SocketOption.SO_SNDLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CONGESTION;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CORK;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_DEFER_ACCEPT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_CONNECT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_KEY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_NO_COOKIE;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_INFO;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPCNT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPIDLE;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPINTVL;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_LINGER2;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_MAXSEG;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_NODELAY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_SYNCNT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_USER_TIMEOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Linger;
import io.ringroad.shim.abi.TcpInfo;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.family.Family;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Options: what is set, what is read, what is refused, and Linux's rounding. */
class OptionContractTest extends SocketCallsContract {
  @Test
  void aSocketSaysWhatItIs() {
    int stream = tcp();
    int datagram = udp();
    assertEquals(SOCK_STREAM, getInt(stream, SOL_SOCKET, SO_TYPE));
    assertEquals(SOCK_DGRAM, getInt(datagram, SOL_SOCKET, SO_TYPE));
    assertEquals(IPPROTO_TCP, getInt(stream, SOL_SOCKET, SO_PROTOCOL));
    assertEquals(IPPROTO_UDP, getInt(datagram, SOL_SOCKET, SO_PROTOCOL));
    assertEquals(
        family() == Family.INET ? AF_INET : AF_INET6, getInt(stream, SOL_SOCKET, SO_DOMAIN));
    assertEquals(0, getInt(stream, SOL_SOCKET, SO_ERROR));
    assertEquals(0, getInt(stream, SOL_SOCKET, SO_ACCEPTCONN));
    assertEquals(1, getInt(listener(1), SOL_SOCKET, SO_ACCEPTCONN));
    for (int name : new int[] {SO_TYPE, SO_PROTOCOL, SO_DOMAIN, SO_ERROR, SO_ACCEPTCONN}) {
      assertErrno(ENOPROTOOPT, setInt(stream, SOL_SOCKET, name, 1));
    }
  }

  @Test
  void flagsAreOneOrZero() {
    int[] flags = {
      SO_REUSEADDR, SO_REUSEPORT, SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE,
    };
    int fd = tcp();
    for (int name : flags) {
      assertEquals(0, getInt(fd, SOL_SOCKET, name), "option " + name);
      assertEquals(0, setInt(fd, SOL_SOCKET, name, 77));
      assertEquals(1, getInt(fd, SOL_SOCKET, name), "option " + name);
      assertEquals(0, setInt(fd, SOL_SOCKET, name, 0));
      assertEquals(0, getInt(fd, SOL_SOCKET, name), "option " + name);
    }
    for (int name : new int[] {TCP_NODELAY, TCP_CORK}) {
      assertEquals(0, getInt(fd, IPPROTO_TCP, name));
      assertEquals(0, setInt(fd, IPPROTO_TCP, name, 5));
      assertEquals(1, getInt(fd, IPPROTO_TCP, name));
    }
  }

  @Test
  void bufferSizesAreDoubledAndHaveAFloor() {
    int fd = udp();
    for (int name : new int[] {SO_SNDBUF, SO_RCVBUF}) {
      assertEquals(0, setInt(fd, SOL_SOCKET, name, 5_000));
      assertEquals(10_000, getInt(fd, SOL_SOCKET, name));
      assertEquals(0, setInt(fd, SOL_SOCKET, name, 1));
      assertEquals(name == SO_SNDBUF ? 4_608 : 2_304, getInt(fd, SOL_SOCKET, name));
    }
  }

  @Test
  void lowWaterMarks() {
    int fd = tcp();
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_RCVLOWAT));
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_SNDLOWAT));
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_RCVLOWAT, 0));
    assertEquals(1, getInt(fd, SOL_SOCKET, SO_RCVLOWAT));
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_RCVLOWAT, 100));
    assertEquals(100, getInt(fd, SOL_SOCKET, SO_RCVLOWAT));
    assertErrno(ENOPROTOOPT, setInt(fd, SOL_SOCKET, SO_SNDLOWAT, 2));
  }

  @Test
  void lingerAndTimeoutsAreStructures() {
    int fd = tcp();
    MemorySegment linger = arena.allocate(Linger.SIZE, 4);
    MemorySegment length = intAt(Linger.SIZE);
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_LINGER, linger, length));
    assertTrue(!Linger.on(linger));
    Linger.set(linger, true, 7);
    assertErrno(EINVAL, calls.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 4));
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, Linger.SIZE));
    Linger.set(linger, false, 0);
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_LINGER, linger, length));
    assertTrue(Linger.on(linger));
    assertEquals(7, Linger.seconds(linger));
    for (int name : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
      MemorySegment time = arena.allocate(Timeval.SIZE, 8);
      MemorySegment room = intAt(Timeval.SIZE);
      Timeval.set(time, 2, 500_000);
      assertErrno(EINVAL, calls.setsockopt(fd, SOL_SOCKET, name, time, 8));
      assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, name, time, Timeval.SIZE));
      Timeval.set(time, 0, 0);
      assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, name, time, room));
      assertEquals(2, Timeval.seconds(time));
      assertEquals(500_000, Timeval.fraction(time));
      assertEquals(Timeval.SIZE, room.get(JAVA_INT, 0));
      Timeval.set(time, 0, 1_000_000);
      assertErrno(EDOM, calls.setsockopt(fd, SOL_SOCKET, name, time, Timeval.SIZE));
    }
  }

  @Test
  void unknownLevelsAndNames() {
    int stream = tcp();
    int datagram = udp();
    for (int fd : new int[] {stream, datagram}) {
      for (int level : new int[] {IPPROTO_IPV6, 99, -1}) {
        assertErrno(ENOPROTOOPT, setInt(fd, level, 999, 1));
        assertErrno(
            family() == Family.INET ? EOPNOTSUPP : ENOPROTOOPT,
            calls.getsockopt(fd, level, 999, intAt(0), intAt(4)));
      }
      for (int level : new int[] {SOL_SOCKET, IPPROTO_IP}) {
        assertErrno(ENOPROTOOPT, setInt(fd, level, 999, 1));
        assertErrno(ENOPROTOOPT, calls.getsockopt(fd, level, 999, intAt(0), intAt(4)));
      }
      assertErrno(EINVAL, calls.setsockopt(fd, SOL_SOCKET, 999, intAt(0), 3));
      assertErrno(ENOPROTOOPT, calls.setsockopt(fd, IPPROTO_IP, 999, intAt(0), 0));
    }
    assertErrno(ENOPROTOOPT, setInt(stream, IPPROTO_TCP, 999, 1));
    assertErrno(EINVAL, calls.setsockopt(stream, IPPROTO_TCP, 999, intAt(0), 2));
    assertErrno(ENOPROTOOPT, setInt(datagram, IPPROTO_TCP, TCP_NODELAY, 1));
    assertErrno(
        family() == Family.INET ? EOPNOTSUPP : ENOPROTOOPT,
        calls.getsockopt(datagram, IPPROTO_TCP, TCP_NODELAY, intAt(0), intAt(4)));
    assertErrno(ENOPROTOOPT, setInt(datagram, IPPROTO_UDP, 999, 1));
  }

  @Test
  void timeToLiveAndTypeOfService() {
    int stream = tcp();
    int datagram = udp();
    assertEquals(64, getInt(datagram, IPPROTO_IP, IP_TTL));
    assertEquals(0, setInt(datagram, IPPROTO_IP, IP_TTL, 255));
    assertEquals(255, getInt(datagram, IPPROTO_IP, IP_TTL));
    assertEquals(0, setInt(datagram, IPPROTO_IP, IP_TTL, -1));
    assertEquals(64, getInt(datagram, IPPROTO_IP, IP_TTL));
    assertErrno(EINVAL, setInt(datagram, IPPROTO_IP, IP_TTL, 0));
    assertErrno(EINVAL, setInt(datagram, IPPROTO_IP, IP_TTL, 256));
    assertErrno(EINVAL, calls.setsockopt(datagram, IPPROTO_IP, IP_TTL, intAt(3), 0));
    assertEquals(0, calls.setsockopt(datagram, IPPROTO_IP, IP_TTL, intAt(9), 1));
    MemorySegment value = intAt(0);
    MemorySegment length = intAt(1);
    assertEquals(0, calls.getsockopt(datagram, IPPROTO_IP, IP_TTL, value, length));
    assertEquals(9, value.get(JAVA_BYTE, 0));
    assertEquals(1, length.get(JAVA_INT, 0));
    assertEquals(0, setInt(datagram, IPPROTO_IP, IP_TOS, 0xff));
    assertEquals(0xff, getInt(datagram, IPPROTO_IP, IP_TOS));
    assertEquals(0, setInt(stream, IPPROTO_IP, IP_TOS, 0xff));
    assertEquals(0xfc, getInt(stream, IPPROTO_IP, IP_TOS), "a stream keeps its ECN bits");
    assertErrno(EINVAL, setInt(datagram, IPPROTO_IP, IP_MTU_DISCOVER, 6));
    assertErrno(EINVAL, setInt(stream, IPPROTO_IP, IP_MULTICAST_TTL, 3));
    assertEquals(0, setInt(datagram, IPPROTO_IP, IP_MULTICAST_TTL, 3));
    assertEquals(3, getInt(datagram, IPPROTO_IP, IP_MULTICAST_TTL));
    assertErrno(ENOTCONN, calls.getsockopt(datagram, IPPROTO_IP, IP_MTU, value, intAt(4)));
  }

  @Test
  void rangesOfTcp() {
    int fd = tcp();
    assertEquals(7_200, getInt(fd, IPPROTO_TCP, TCP_KEEPIDLE));
    assertEquals(75, getInt(fd, IPPROTO_TCP, TCP_KEEPINTVL));
    assertEquals(9, getInt(fd, IPPROTO_TCP, TCP_KEEPCNT));
    assertEquals(6, getInt(fd, IPPROTO_TCP, TCP_SYNCNT));
    assertEquals(60, getInt(fd, IPPROTO_TCP, TCP_LINGER2));
    for (int name : new int[] {TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_SYNCNT}) {
      assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, name, 0));
      assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, name, 32_768));
      assertEquals(0, setInt(fd, IPPROTO_TCP, name, 12));
      assertEquals(12, getInt(fd, IPPROTO_TCP, name));
    }
    assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, TCP_MAXSEG, 87));
    assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, TCP_MAXSEG, 32_768));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_MAXSEG, 1_000));
    assertEquals(1_000, getInt(fd, IPPROTO_TCP, TCP_MAXSEG));
    assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, -1));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 1_234));
    assertEquals(1_234, getInt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT));
    assertEquals(0, setInt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 5));
    assertEquals(7, getInt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT), "rounded up to 1 + 2 + 4");
  }

  @Test
  void theLargestPacingRateHasTwoWidths() {
    int fd = tcp();
    MemorySegment wide = arena.allocate(8, 8);
    MemorySegment length = intAt(8);
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, wide, length));
    assertEquals(-1, wide.get(JAVA_LONG, 0), "no limit");
    assertEquals(-1, getInt(fd, SOL_SOCKET, SO_MAX_PACING_RATE));
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, -2));
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, wide, length));
    assertEquals(0xFFFF_FFFEL, wide.get(JAVA_LONG, 0));
    wide.set(JAVA_LONG, 0, 1L << 40);
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, wide, 8));
    assertEquals(-1, getInt(fd, SOL_SOCKET, SO_MAX_PACING_RATE), "as much as an int can say");
    assertEquals(0, calls.getsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, wide, length));
    assertEquals(1L << 40, wide.get(JAVA_LONG, 0));
    assertErrno(EINVAL, calls.setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, wide, 3));
  }

  @Test
  void theCongestionControlHasAName() {
    int fd = tcp();
    MemorySegment name = arena.allocateFrom("reno");
    MemorySegment answer = arena.allocate(16);
    MemorySegment length = intAt(16);
    assertEquals(0, calls.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, 5));
    assertEquals(0, calls.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, answer, length));
    assertEquals("reno", answer.getString(0));
    assertEquals(16, length.get(JAVA_INT, 0));
    assertErrno(
        ENOENT,
        calls.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, arena.allocateFrom("nonesuch"), 8));
    assertErrno(EINVAL, calls.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, 0));
  }

  @Test
  void theStateOfAConnectionCanBeRead() {
    Pair pair = connectedPair();
    MemorySegment info = arena.allocate(TcpInfo.SIZE, 8);
    MemorySegment length = intAt(TcpInfo.SIZE);
    assertEquals(0, calls.getsockopt(pair.client(), IPPROTO_TCP, TCP_INFO, info, length));
    assertEquals(1, TcpInfo.getByte(info, TcpInfo.STATE_OFFSET));
    assertEquals(TcpInfo.SIZE, length.get(JAVA_INT, 0));
    length.set(JAVA_INT, 0, 1);
    assertEquals(0, calls.getsockopt(listener(1), IPPROTO_TCP, TCP_INFO, info, length));
    assertEquals(10, TcpInfo.getByte(info, TcpInfo.STATE_OFFSET));
  }

  @Test
  void anAcceptedConnectionHasItsListenersOptions() {
    int listener = listener(1);
    assertEquals(0, setInt(listener, IPPROTO_TCP, TCP_NODELAY, 1));
    assertEquals(0, setInt(listener, SOL_SOCKET, SO_KEEPALIVE, 1));
    Pair pair = connectTo(listener);
    assertEquals(1, getInt(pair.server(), IPPROTO_TCP, TCP_NODELAY));
    assertEquals(1, getInt(pair.server(), SOL_SOCKET, SO_KEEPALIVE));
    assertEquals(0, getInt(pair.client(), IPPROTO_TCP, TCP_NODELAY));
  }

  @Test
  void fastOpen() {
    int fd = tcp();
    for (int name : new int[] {TCP_FASTOPEN, TCP_FASTOPEN_CONNECT, TCP_FASTOPEN_NO_COOKIE}) {
      assertEquals(0, getInt(fd, IPPROTO_TCP, name), "option " + name);
      assertEquals(0, setInt(fd, IPPROTO_TCP, name, 1));
      assertEquals(1, getInt(fd, IPPROTO_TCP, name), "option " + name);
      assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, name, -1));
    }
    assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 2));
    assertErrno(EINVAL, setInt(fd, IPPROTO_TCP, TCP_FASTOPEN_KEY, 2));
    MemorySegment keys = arena.allocate(32);
    keys.fill((byte) 7);
    assertEquals(0, calls.setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_KEY, keys, 32));
    MemorySegment got = arena.allocate(40);
    MemorySegment length = intAt(40);
    assertEquals(0, calls.getsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_KEY, got, length));
    assertEquals(32, length.get(JAVA_INT, 0));
    assertEquals(-1, keys.mismatch(got.asSlice(0, 32)));
    Pair pair = connectTo(listener(1));
    assertErrno(EINVAL, setInt(pair.client(), IPPROTO_TCP, TCP_FASTOPEN, 1));
    assertErrno(EINVAL, setInt(pair.client(), IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1));
  }
}
