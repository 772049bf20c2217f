package io.ringroad.shim.contract.family;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_DOMAIN;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Calls whose sockets of AF_INET are sockets of AF_INET6, and whose names are translated on their
 * way in and out; bad memory passes as it is. So whatever was written for IPv4 runs over IPv6 too.
 */
final class TranslatedCalls implements SocketCalls {
  private static final int ROOM = 128;

  private final SocketCalls calls;
  private final NameTranslation names;

  TranslatedCalls(SocketCalls calls, Family family) {
    this.calls = calls;
    this.names = new NameTranslation(family);
  }

  private boolean isTranslated(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(Integer.BYTES, Integer.BYTES);
      MemorySegment length = arena.allocate(Integer.BYTES, Integer.BYTES);
      length.set(JAVA_INT_UNALIGNED, 0, Integer.BYTES);
      return calls.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, value, length) == 0
          && value.get(JAVA_INT_UNALIGNED, 0) == AF_INET6;
    }
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    return domain == AF_INET
        ? calls.socket(AF_INET6, type, protocol == IPPROTO_ICMP ? IPPROTO_ICMPV6 : protocol)
        : calls.socket(domain, type, protocol);
  }

  @Override
  public int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    return calls.socketpair(domain == AF_INET ? AF_INET6 : domain, type, protocol, sv);
  }

  // ---- names in ----

  @Override
  public int bind(int fd, MemorySegment addr, int addrlen) {
    try (Arena arena = Arena.ofConfined()) {
      return isTranslated(fd)
          ? calls.bind(fd, names.in(arena, addr, addrlen), names.length(addr, addrlen))
          : calls.bind(fd, addr, addrlen);
    }
  }

  @Override
  public int connect(int fd, MemorySegment addr, int addrlen) {
    try (Arena arena = Arena.ofConfined()) {
      return isTranslated(fd)
          ? calls.connect(fd, names.in(arena, addr, addrlen), names.length(addr, addrlen))
          : calls.connect(fd, addr, addrlen);
    }
  }

  @Override
  public long sendto(
      int fd, MemorySegment buf, long len, int flags, MemorySegment dest, int addrlen) {
    try (Arena arena = Arena.ofConfined()) {
      return isTranslated(fd) && !UserMemory.isNull(dest)
          ? calls.sendto(
              fd, buf, len, flags, names.in(arena, dest, addrlen), names.length(dest, addrlen))
          : calls.sendto(fd, buf, len, flags, dest, addrlen);
    }
  }

  // ---- names out ----

  /** A call that fills a name in. */
  @FunctionalInterface
  private interface Naming {
    long call(MemorySegment name, MemorySegment length);
  }

  private long named(int fd, MemorySegment addr, MemorySegment addrlen, Naming naming) {
    if (!NameTranslation.isRoom(addr, addrlen) || !isTranslated(fd)) {
      return naming.call(addr, addrlen);
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment name = arena.allocate(ROOM, Long.BYTES);
      MemorySegment length = arena.allocate(Integer.BYTES, Integer.BYTES);
      length.set(JAVA_INT_UNALIGNED, 0, ROOM);
      long result = naming.call(name, length);
      if (result >= 0) {
        names.out(name, length.get(JAVA_INT_UNALIGNED, 0), addr, addrlen);
      }
      return result;
    }
  }

  @Override
  public int accept(int fd, MemorySegment addr, MemorySegment addrlen) {
    return (int) named(fd, addr, addrlen, (name, length) -> calls.accept(fd, name, length));
  }

  @Override
  public int accept4(int fd, MemorySegment addr, MemorySegment addrlen, int flags) {
    return (int) named(fd, addr, addrlen, (name, length) -> calls.accept4(fd, name, length, flags));
  }

  @Override
  public long recvfrom(
      int fd, MemorySegment buf, long len, int flags, MemorySegment src, MemorySegment addrlen) {
    return named(
        fd, src, addrlen, (name, length) -> calls.recvfrom(fd, buf, len, flags, name, length));
  }

  @Override
  public int getsockname(int fd, MemorySegment addr, MemorySegment addrlen) {
    return (int) named(fd, addr, addrlen, (name, length) -> calls.getsockname(fd, name, length));
  }

  @Override
  public int getpeername(int fd, MemorySegment addr, MemorySegment addrlen) {
    return (int) named(fd, addr, addrlen, (name, length) -> calls.getpeername(fd, name, length));
  }

  // ---- messages ----

  @Override
  public long sendmsg(int fd, MemorySegment msg, int flags) {
    if (!UserMemory.readable(msg, Msghdr.SIZE) || !isTranslated(fd)) {
      return calls.sendmsg(fd, msg, flags);
    }
    try (Arena arena = Arena.ofConfined()) {
      return calls.sendmsg(fd, sent(arena, msg, Msghdr.SIZE), flags);
    }
  }

  @Override
  public int sendmmsg(int fd, MemorySegment msgvec, int vlen, int flags) {
    long bytes = (long) vlen * Msghdr.MMSG_SIZE;
    if (vlen <= 0 || vlen > 1024 || !UserMemory.writable(msgvec, bytes) || !isTranslated(fd)) {
      return calls.sendmmsg(fd, msgvec, vlen, flags);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment translated = arena.allocate(bytes, Long.BYTES);
      for (int i = 0; i < vlen; i++) {
        MemorySegment one = msgvec.asSlice((long) i * Msghdr.MMSG_SIZE, Msghdr.MMSG_SIZE);
        MemorySegment.copy(
            sent(arena, one, Msghdr.MMSG_SIZE),
            0,
            translated,
            (long) i * Msghdr.MMSG_SIZE,
            Msghdr.MMSG_SIZE);
      }
      int result = calls.sendmmsg(fd, translated, vlen, flags);
      for (int i = 0; i < result; i++) {
        long at = (long) i * Msghdr.MMSG_SIZE;
        Msghdr.messageLength(msgvec, at, Msghdr.messageLength(translated, at));
      }
      return result;
    }
  }

  /** A copy of a message with its name translated, if there is a good one. */
  private MemorySegment sent(Arena arena, MemorySegment msg, int size) {
    MemorySegment copy = arena.allocate(size, Long.BYTES).copyFrom(msg.asSlice(0, size));
    int length = Msghdr.nameLength(msg, 0);
    if (Msghdr.name(msg, 0) == 0 || length <= 0 || length > ROOM) {
      return copy;
    }
    MemorySegment name = MemorySegment.ofAddress(Msghdr.name(msg, 0)).reinterpret(length);
    Msghdr.name(copy, 0, names.in(arena, name, length).address(), names.length(name, length));
    return copy;
  }

  @Override
  public long recvmsg(int fd, MemorySegment msg, int flags) {
    if (!UserMemory.writable(msg, Msghdr.SIZE) || !isTranslated(fd)) {
      return calls.recvmsg(fd, msg, flags);
    }
    try (Arena arena = Arena.ofConfined()) {
      Received received = new Received(arena, msg);
      long result = calls.recvmsg(fd, msg, flags);
      received.end(result >= 0);
      return result;
    }
  }

  @Override
  public int recvmmsg(int fd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    long bytes = (long) vlen * Msghdr.MMSG_SIZE;
    if (vlen <= 0 || vlen > 1024 || !UserMemory.writable(msgvec, bytes) || !isTranslated(fd)) {
      return calls.recvmmsg(fd, msgvec, vlen, flags, timeout);
    }
    try (Arena arena = Arena.ofConfined()) {
      Received[] received = new Received[vlen];
      for (int i = 0; i < vlen; i++) {
        received[i] = new Received(arena, msgvec.asSlice((long) i * Msghdr.MMSG_SIZE));
      }
      int result = calls.recvmmsg(fd, msgvec, vlen, flags, timeout);
      for (int i = 0; i < vlen; i++) {
        received[i].end(i < result);
      }
      return result;
    }
  }

  /** The name of one message, which is received elsewhere and then translated to its place. */
  private final class Received {
    private final MemorySegment msg;
    private final long address;
    private final int room;
    private final MemorySegment name;

    Received(Arena arena, MemorySegment msg) {
      this.msg = msg;
      address = Msghdr.name(msg, 0);
      room = Msghdr.nameLength(msg, 0);
      name = address == 0 || room < 0 ? null : arena.allocate(ROOM, Long.BYTES);
      if (name != null) {
        Msghdr.name(msg, 0, name.address(), ROOM);
      }
    }

    void end(boolean done) {
      if (name == null) {
        return;
      }
      int filled = Msghdr.nameLength(msg, 0);
      int length = room;
      if (done) {
        MemorySegment to = MemorySegment.ofAddress(address).reinterpret(room);
        length = names.out(name, filled, to, room);
      }
      Msghdr.name(msg, 0, address, length);
    }
  }

  // ---- without names ----

  @Override
  public int listen(int fd, int backlog) {
    return calls.listen(fd, backlog);
  }

  @Override
  public int shutdown(int fd, int how) {
    return calls.shutdown(fd, how);
  }

  @Override
  public int setsockopt(int fd, int level, int name, MemorySegment value, int len) {
    return calls.setsockopt(fd, level, name, value, len);
  }

  @Override
  public int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment len) {
    return calls.getsockopt(fd, level, name, value, len);
  }

  @Override
  public int close(int fd) {
    return calls.close(fd);
  }

  @Override
  public long read(int fd, MemorySegment buf, long len) {
    return calls.read(fd, buf, len);
  }

  @Override
  public long write(int fd, MemorySegment buf, long len) {
    return calls.write(fd, buf, len);
  }

  @Override
  public long readv(int fd, MemorySegment iov, int iovcnt) {
    return calls.readv(fd, iov, iovcnt);
  }

  @Override
  public long writev(int fd, MemorySegment iov, int iovcnt) {
    return calls.writev(fd, iov, iovcnt);
  }

  @Override
  public int dup(int fd) {
    return calls.dup(fd);
  }

  @Override
  public int dup2(int fd, int newfd) {
    return calls.dup2(fd, newfd);
  }

  @Override
  public int dup3(int fd, int newfd, int flags) {
    return calls.dup3(fd, newfd, flags);
  }

  @Override
  public int fcntl(int fd, int cmd, long arg) {
    return calls.fcntl(fd, cmd, arg);
  }

  @Override
  public int ioctl(int fd, long request, MemorySegment arg) {
    return calls.ioctl(fd, request, arg);
  }

  @Override
  public int poll(MemorySegment fds, int nfds, int timeoutMs) {
    return calls.poll(fds, nfds, timeoutMs);
  }

  @Override
  public int epoll_create1(int flags) {
    return calls.epoll_create1(flags);
  }

  @Override
  public int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    return calls.epoll_ctl(epfd, op, fd, event);
  }

  @Override
  public int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeoutMs) {
    return calls.epoll_wait(epfd, events, maxevents, timeoutMs);
  }
}
