package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HOPLIMIT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RECVHOPLIMIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITFORONE;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.family.Family;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Messages in several pieces, and several messages in one call. */
class MessageContractTest extends SocketCallsContract {
  private MemorySegment vector(MemorySegment... buffers) {
    MemorySegment iov = arena.allocate((long) buffers.length * Iovec.SIZE, 8);
    for (int i = 0; i < buffers.length; i++) {
      Iovec.set(iov, i, buffers[i]);
    }
    return iov;
  }

  private MemorySegment message(MemorySegment... buffers) {
    return Msghdr.allocate(arena, vector(buffers), buffers.length);
  }

  @Test
  void aDatagramIsGatheredAndScattered() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    MemorySegment out = message(bytes("ab"), MemorySegment.NULL, bytes("cdef"));
    Msghdr.name(out, 0, name.address(), SockaddrIn.SIZE);
    assertEquals(6, calls.sendmsg(sender, out, 0));
    MemorySegment first = arena.allocate(3);
    MemorySegment second = arena.allocate(8);
    MemorySegment in = message(first, second);
    MemorySegment from = arena.allocate(32);
    Msghdr.name(in, 0, from.address(), 32);
    Msghdr.flags(in, 0, ~0);
    Msghdr.controlLength(in, 0, 0);
    assertEquals(6, calls.recvmsg(receiver, in, 0));
    assertEquals("abc", text(first, 3));
    assertEquals("def", text(second, 3));
    assertEquals(SockaddrIn.SIZE, Msghdr.nameLength(in, 0));
    assertEquals(SockaddrIn.port(nameOf(sender)), SockaddrIn.port(from));
    assertEquals(0, Msghdr.flags(in, 0));
  }

  @Test
  void aMessageThatIsCutOffSaysSo() {
    int receiver = udp();
    MemorySegment name = bindLoopback(receiver);
    int sender = udp();
    assertEquals(0, calls.connect(sender, name, SockaddrIn.SIZE));
    sendText(sender, "0123456789");
    MemorySegment first = arena.allocate(2);
    MemorySegment second = arena.allocate(3);
    MemorySegment in = message(first, second);
    assertEquals(5, calls.recvmsg(receiver, in, MSG_PEEK));
    assertEquals(MSG_TRUNC, Msghdr.flags(in, 0));
    assertEquals(10, calls.recvmsg(receiver, in, MSG_TRUNC));
    assertEquals("01", text(first, 2));
    assertEquals("234", text(second, 3));
    assertErrno(EAGAIN, calls.recvmsg(receiver, in, MSG_DONTWAIT));
  }

  @Test
  void aStreamIsGatheredAndScattered() {
    Pair pair = connectedPair();
    assertEquals(6, calls.writev(pair.client(), vector(bytes("abc"), bytes("def")), 2));
    await(pair.server(), POLLIN);
    MemorySegment first = arena.allocate(1);
    MemorySegment second = arena.allocate(2);
    assertEquals(3, calls.recvmsg(pair.server(), message(first, second), MSG_PEEK));
    assertEquals("a" + "bc", text(first, 1) + text(second, 2));
    assertEquals(3, calls.readv(pair.server(), vector(first, second), 2));
    assertEquals("a" + "bc", text(first, 1) + text(second, 2));
    sendText(pair.client(), "gh");
    MemorySegment third = arena.allocate(4);
    assertEquals(5, calls.recvmsg(pair.server(), message(first, third), MSG_WAITALL));
    assertEquals("d" + "efgh", text(first, 1) + text(third, 4));
    MemorySegment named = message(first);
    Msghdr.name(named, 0, arena.allocate(16).address(), 16);
    sendText(pair.client(), "i");
    assertEquals(1, calls.recvmsg(pair.server(), named, 0));
    assertEquals(0, Msghdr.nameLength(named, 0), "a stream names no sender");
    assertEquals(0, calls.writev(pair.client(), vector(), 0));
    assertEquals(0, calls.readv(pair.server(), vector(), 0));
  }

  @Test
  void manyMessagesInOneCall() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    MemorySegment out = arena.allocate(3L * Msghdr.MMSG_SIZE, 8);
    MemorySegment in = arena.allocate(4L * Msghdr.MMSG_SIZE, 8);
    for (int i = 0; i < 4; i++) {
      long offset = (long) i * Msghdr.MMSG_SIZE;
      Msghdr.iov(in, offset, vector(arena.allocate(8)).address(), 1);
      if (i < 3) {
        Msghdr.iov(out, offset, vector(bytes("x".repeat(i + 1))).address(), 1);
      }
    }
    assertEquals(3, calls.sendmmsg(sender, out, 3, 0));
    assertEquals(2, Msghdr.messageLength(out, Msghdr.MMSG_SIZE));
    await(receiver, POLLIN);
    assertEquals(1, calls.recvmmsg(receiver, in, 1, MSG_DONTWAIT, null));
    assertEquals(1, Msghdr.messageLength(in, 0));
    await(receiver, POLLIN);
    int got = calls.recvmmsg(receiver, in, 4, MSG_WAITFORONE, MemorySegment.NULL);
    while (got < 2) {
      await(receiver, POLLIN);
      got += calls.recvmmsg(receiver, in, 4, MSG_WAITFORONE, MemorySegment.NULL);
    }
    assertEquals(2, got);
    assertErrno(EAGAIN, calls.recvmmsg(receiver, in, 4, MSG_DONTWAIT, null));
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    Timeval.set(time, -1, 0);
    assertErrno(EINVAL, calls.recvmmsg(receiver, in, 1, 0, time));
    assertEquals(0, calls.sendmmsg(sender, out, 0, 0));
  }

  private MemorySegment vectorOf(int messages, int control) {
    MemorySegment all = arena.allocate((long) messages * Msghdr.MMSG_SIZE, 8);
    for (int i = 0; i < messages; i++) {
      long offset = (long) i * Msghdr.MMSG_SIZE;
      Msghdr.iov(all, offset, vector(arena.allocate(8)).address(), 1);
      Msghdr.control(all, offset, arena.allocate(control, 8).address(), control);
    }
    return all;
  }

  @Test
  void eachOfManyMessagesHasItsOwnControlData() {
    int receiver = udp();
    boolean ipv6 = family() == Family.INET6;
    int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
    assertEquals(0, setInt(receiver, level, ipv6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, 1));
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    MemorySegment out = vectorOf(2, 24);
    for (int i = 0; i < 2; i++) {
      long control = Msghdr.control(out, (long) i * Msghdr.MMSG_SIZE);
      MemorySegment said = MemorySegment.ofAddress(control).reinterpret(24);
      Cmsghdr.set(said, 0, 4, level, ipv6 ? IPV6_HOPLIMIT : IP_TTL);
      said.set(JAVA_INT, Cmsghdr.SIZE, 10 + i);
    }
    assertEquals(2, calls.sendmmsg(sender, out, 2, 0));
    MemorySegment in = vectorOf(2, 64);
    int got = 0;
    while (got < 2) {
      await(receiver, POLLIN);
      int more = calls.recvmmsg(receiver, in, 2 - got, MSG_DONTWAIT, null);
      for (int i = 0; i < more; i++) {
        long offset = (long) i * Msghdr.MMSG_SIZE;
        assertEquals(24, Msghdr.controlLength(in, offset));
        MemorySegment said = MemorySegment.ofAddress(Msghdr.control(in, offset)).reinterpret(24);
        assertEquals(10 + got + i, said.get(JAVA_INT, Cmsghdr.SIZE));
        Msghdr.controlLength(in, offset, 64);
      }
      got += more;
    }
  }

  @Test
  void theFirstBadMessageEndsWhatIsSent() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    MemorySegment out = vectorOf(3, 24);
    for (int i = 0; i < 3; i++) {
      Msghdr.controlLength(out, (long) i * Msghdr.MMSG_SIZE, i == 1 ? 24 : 0);
    }
    assertEquals(1, calls.sendmmsg(sender, out, 3, 0));
    MemorySegment fromTheBadOne = out.asSlice(Msghdr.MMSG_SIZE);
    assertErrno(EINVAL, calls.sendmmsg(sender, fromTheBadOne, 2, 0));
  }

  @Test
  void theTimeThatIsLeftIsTold() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    sendText(sender, "a");
    await(receiver, POLLIN);
    Timeval.set(time, 100, 0);
    assertEquals(1, calls.recvmmsg(receiver, vectorOf(2, 0), 2, MSG_WAITFORONE, time));
    assertTrue(Timeval.seconds(time) < 100 && Timeval.seconds(time) > 30, "time left");
    sendText(sender, "b");
    await(receiver, POLLIN);
    Timeval.set(time, 0, 0);
    assertEquals(1, calls.recvmmsg(receiver, vectorOf(2, 0), 2, 0, time), "no time for a second");
    assertEquals(0, Timeval.seconds(time) + Timeval.fraction(time));
    Timeval.set(time, 0, 1_000_000_000);
    assertErrno(EINVAL, calls.recvmmsg(receiver, vectorOf(1, 0), 1, 0, time));
  }

  @Test
  void aPendingErrorComesBeforeAnyMessage() {
    int fd = udp();
    assertEquals(0, calls.connect(fd, closedPort(SOCK_DGRAM), SockaddrIn.SIZE));
    sendText(fd, "x");
    await(fd, POLLERR);
    assertErrno(ECONNREFUSED, calls.recvmmsg(fd, vectorOf(1, 0), 0, 0, null));
    assertErrno(EAGAIN, calls.recvmmsg(fd, vectorOf(1, 0), 1, MSG_DONTWAIT, null));
  }
}
