package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTSOCK;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.FileControl.FD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFD;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bad numbers, bad memory, bad arguments: an errno, and nothing done. */
class ArgumentContractTest extends SocketCallsContract {
  private static final int NOT_OPEN = 9_999;

  @Test
  void socketChecksFamilyTypeAndProtocol() {
    assertErrno(EAFNOSUPPORT, calls.socket(99, SOCK_STREAM, 0));
    assertErrno(EAFNOSUPPORT, calls.socket(-1, SOCK_STREAM, 0));
    assertErrno(EINVAL, calls.socket(AF_INET, 11, 0));
    assertErrno(EINVAL, calls.socket(AF_INET, SOCK_STREAM | 0x1000, 0));
    assertErrno(EINVAL, calls.socket(AF_INET, SOCK_STREAM, -1));
    assertErrno(EINVAL, calls.socket(AF_INET, SOCK_STREAM, 263));
    assertErrno(ESOCKTNOSUPPORT, calls.socket(AF_INET, SOCK_SEQPACKET, 0));
    assertErrno(ESOCKTNOSUPPORT, calls.socket(AF_INET, 4, 0));
    assertErrno(EPROTONOSUPPORT, calls.socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    assertErrno(EPROTONOSUPPORT, calls.socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    opened(calls.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
    opened(calls.socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP));
    assertErrno(EOPNOTSUPP, calls.socketpair(AF_INET, SOCK_STREAM, 0, arena.allocate(8)));
  }

  @Test
  void theLowestFreeNumberComesFirst() {
    int first = udp();
    int second = udp();
    assertTrue(second > first);
    close(first);
    assertEquals(first, udp());
    int copy = opened(calls.fcntl(second, F_DUPFD, second + 20));
    assertTrue(copy >= second + 20);
  }

  @Test
  void aNumberThatIsNotOpenIsSaidFirst() {
    for (int fd : List.of(NOT_OPEN, -1, Integer.MAX_VALUE)) {
      MemorySegment bad = MemorySegment.NULL;
      assertErrno(EBADF, calls.bind(fd, bad, 16));
      assertErrno(EBADF, calls.connect(fd, bad, 16));
      assertErrno(EBADF, calls.listen(fd, 1));
      assertErrno(EBADF, calls.accept(fd, bad, bad));
      assertErrno(EBADF, calls.accept4(fd, bad, bad, 1));
      assertErrno(EBADF, calls.shutdown(fd, 9));
      assertErrno(EBADF, calls.getsockname(fd, bad, bad));
      assertErrno(EBADF, calls.getpeername(fd, bad, bad));
      assertErrno(EBADF, calls.setsockopt(fd, SOL_SOCKET, 999, bad, 4));
      assertErrno(EBADF, calls.getsockopt(fd, SOL_SOCKET, 999, bad, bad));
      assertErrno(EBADF, calls.sendto(fd, bad, 1, 0, bad, 0));
      assertErrno(EBADF, calls.recvfrom(fd, bad, 1, 0, bad, bad));
      assertErrno(EBADF, calls.sendmsg(fd, bad, 0));
      assertErrno(EBADF, calls.recvmsg(fd, bad, 0));
      assertErrno(EBADF, calls.sendmmsg(fd, bad, 1, 0));
      assertErrno(EBADF, calls.recvmmsg(fd, bad, 1, 0, null));
      assertErrno(EBADF, calls.read(fd, bad, 1));
      assertErrno(EBADF, calls.write(fd, bad, 1));
      assertErrno(EBADF, calls.readv(fd, bad, 1));
      assertErrno(EBADF, calls.writev(fd, bad, 1));
      assertErrno(EBADF, calls.fcntl(fd, F_GETFL, 0));
      assertErrno(EBADF, calls.ioctl(fd, IoControl.FIONREAD, bad));
      assertErrno(EBADF, calls.close(fd));
      assertErrno(EBADF, calls.epoll_wait(fd, arena.allocate(12), 1, 0));
    }
  }

  @Test
  void aDescriptorThatIsNoSocketIsNoSocket() {
    int epoll = opened(calls.epoll_create1(0));
    MemorySegment memory = arena.allocate(64);
    assertErrno(ENOTSOCK, calls.bind(epoll, memory, 16));
    assertErrno(ENOTSOCK, calls.listen(epoll, 1));
    assertErrno(ENOTSOCK, calls.accept(epoll, null, null));
    assertErrno(ENOTSOCK, calls.recv(epoll, memory, 1, 0));
    assertErrno(ENOTSOCK, calls.send(epoll, memory, 1, 0));
    assertErrno(ENOTSOCK, calls.getsockname(epoll, memory, intAt(16)));
    assertErrno(EINVAL, calls.read(epoll, memory, 1));
    assertErrno(EINVAL, calls.write(epoll, memory, 1));
    assertErrno(EINVAL, calls.epoll_create1(1));
  }

  @Test
  void everyKindOfBadMemoryIsABadAddress() throws InterruptedException {
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    Arena closed = Arena.ofShared();
    MemorySegment dead = closed.allocate(64);
    closed.close();
    MemorySegment[] confined = new MemorySegment[1];
    Arena[] foreign = new Arena[1];
    Thread owner =
        new Thread(
            () -> {
              foreign[0] = Arena.ofConfined();
              confined[0] = foreign[0].allocate(64);
            });
    owner.start();
    owner.join();
    List<MemorySegment> bad =
        List.of(
            MemorySegment.NULL,
            arena.allocate(3),
            MemorySegment.ofArray(new byte[64]),
            dead,
            confined[0]);
    for (MemorySegment memory : bad) {
      assertErrno(EFAULT, calls.bind(fd, memory, 16));
      assertErrno(EFAULT, calls.connect(fd, memory, 16));
      assertErrno(EFAULT, calls.getsockname(fd, memory, intAt(16)));
      assertErrno(EFAULT, calls.getsockname(fd, arena.allocate(16), memory));
      assertErrno(EFAULT, calls.sendto(fd, memory, 4, 0, name, SockaddrIn.SIZE));
      assertErrno(EFAULT, calls.recvfrom(fd, memory, 4, 0, null, null));
      assertErrno(EFAULT, calls.recvfrom(fd, arena.allocate(4), 4, 0, name, memory));
      assertErrno(EFAULT, calls.setsockopt(fd, SOL_SOCKET, 2, memory, 4));
      assertErrno(EFAULT, calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, memory, intAt(4)));
      assertErrno(EFAULT, calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, intAt(0), memory));
      assertErrno(EFAULT, calls.sendmsg(fd, memory, 0));
      assertErrno(EFAULT, calls.recvmsg(fd, memory, 0));
      assertErrno(EFAULT, calls.sendmmsg(fd, memory, 1, 0));
      assertErrno(EFAULT, calls.recvmmsg(fd, memory, 1, 0, null));
      assertErrno(EFAULT, calls.readv(fd, memory, 1));
      assertErrno(EFAULT, calls.writev(fd, memory, 1));
      assertErrno(EFAULT, calls.ioctl(fd, IoControl.FIONREAD, memory));
      assertErrno(EFAULT, calls.poll(memory, 1, 0));
      assertErrno(EFAULT, calls.socketpair(AF_INET, SOCK_STREAM, 0, memory));
    }
    assertErrno(EFAULT, calls.recv(fd, arena.allocate(8).asReadOnly(), 8, 0));
    assertErrno(EFAULT, calls.recv(fd, arena.allocate(8), -1, 0));
    assertErrno(EFAULT, calls.send(fd, arena.allocate(8), Long.MAX_VALUE, 0));
    assertErrno(EINVAL, calls.setsockopt(fd, SOL_SOCKET, 2, MemorySegment.NULL, -1));
    assertErrno(EINVAL, calls.getsockname(fd, arena.allocate(16), intAt(-1)));
    assertErrno(EINVAL, calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, intAt(0), intAt(-1)));
  }

  @Test
  void aBadAddressTakesNothing() {
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    assertEquals(1, calls.sendto(fd, bytes("x"), 1, 0, name, SockaddrIn.SIZE));
    assertErrno(EFAULT, calls.recv(fd, MemorySegment.NULL, 4, 0));
    assertErrno(EFAULT, calls.recvfrom(fd, arena.allocate(4), 4, 0, name, null));
    assertEquals("x", receiveText(fd, 4));
    int listener = listener(1);
    int client = tcp();
    assertEquals(0, calls.connect(client, nameOf(listener), SockaddrIn.SIZE));
    assertErrno(EFAULT, calls.accept(listener, arena.allocate(4), intAt(16)));
    opened(calls.accept(listener, null, null));
  }

  @Test
  void vectorsAreCheckedAsAWhole() {
    int fd = udp();
    MemorySegment name = bindLoopback(fd);
    MemorySegment iov = arena.allocate(2L * Iovec.SIZE, 8);
    Iovec.set(iov, 0, bytes("ab"));
    Iovec.set(iov, 1, 0, 4);
    assertEquals(0, calls.connect(fd, name, SockaddrIn.SIZE));
    assertErrno(EFAULT, calls.writev(fd, iov, 2));
    assertErrno(EINVAL, calls.writev(fd, iov, -1));
    assertErrno(EINVAL, calls.writev(fd, iov, Iovec.MAX_COUNT + 1));
    Iovec.set(iov, 1, iov.address(), -1);
    assertErrno(EINVAL, calls.writev(fd, iov, 2));
    Iovec.set(iov, 1, bytes("cd"));
    MemorySegment msg = Msghdr.allocate(arena, iov, Iovec.MAX_COUNT + 1);
    assertErrno(EMSGSIZE, calls.sendmsg(fd, msg, 0));
    Msghdr.iov(msg, 0, 0, 1);
    assertErrno(EFAULT, calls.sendmsg(fd, msg, 0));
    Msghdr.iov(msg, 0, iov.address(), 2);
    Msghdr.name(msg, 0, name.address(), -1);
    assertErrno(EINVAL, calls.sendmsg(fd, msg, 0));
    assertEquals(4, calls.writev(fd, iov, 2));
    assertEquals("abcd", receiveText(fd, 8));
  }

  @Test
  void flagsOfDescriptorsAndFiles() {
    int fd = opened(calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    assertEquals(FD_CLOEXEC, calls.fcntl(fd, F_GETFD, 0));
    assertEquals(0, calls.fcntl(fd, F_SETFD, 0));
    assertEquals(0, calls.fcntl(fd, F_GETFD, 0));
    int copy = opened(calls.fcntl(fd, F_DUPFD_CLOEXEC, 0));
    assertEquals(FD_CLOEXEC, calls.fcntl(copy, F_GETFD, 0));
    assertEquals(0, calls.ioctl(copy, IoControl.FIONBIO, intAt(0)));
    assertEquals(0, calls.fcntl(fd, F_GETFL, 0) & O_NONBLOCK, "the file's flags are shared");
    assertErrno(EINVAL, calls.fcntl(fd, F_DUPFD, -1));
    assertErrno(EINVAL, calls.fcntl(fd, 12_345, 0));
    assertErrno(ENOTTY, calls.ioctl(fd, 0x5499, intAt(0)));
    assertEquals(2, calls.fcntl(fd, F_GETFL, 0) & 3);
    assertErrno(EFAULT, calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_ADD, fd, null));
    assertErrno(EINVAL, calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_ADD, fd, arena.allocate(12)));
    assertErrno(EINVAL, calls.poll(arena.allocate(8), -1, 0));
  }
}
