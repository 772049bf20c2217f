package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every call on numbers that are not open, and on a descriptor that is no socket. */
final class NumberCells {
  /** A call that is right but for its descriptor. */
  @FunctionalInterface
  private interface OnNumber {
    long make(Bench b, int fd);
  }

  private NumberCells() {}

  static void add(Cells cells) {
    calls().forEach((name, call) -> onNumbers(cells, name, call));
    cells
        .of("close")
        .cell("a number that is not open", b -> b.calls.close(b.closedNumber()))
        .cell("the number -1", b -> b.calls.close(-1))
        .cell("an epoll descriptor", b -> b.calls.close(b.calls.epoll_create1(0)))
        .cell(
            "twice",
            b -> {
              int fd = b.calls.epoll_create1(0);
              b.must(b.calls.close(fd));
              return b.calls.close(fd);
            })
        .impossible("EIO, ENOSPC, EDQUOT", "no socket gives them");
  }

  private static void onNumbers(Cells cells, String name, OnNumber call) {
    int comma = name.indexOf(", ");
    String how = comma < 0 ? "" : name.substring(comma + 2) + ", ";
    cells
        .of(comma < 0 ? name : name.substring(0, comma))
        .cell(how + "a number that is not open", b -> call.make(b, b.closedNumber()))
        .cell(how + "the number -1", b -> call.make(b, -1))
        .cell(how + "the number 2147483647", b -> call.make(b, Integer.MAX_VALUE))
        .cell(how + "an epoll descriptor", b -> call.make(b, b.opened(b.calls.epoll_create1(0))));
  }

  private static Map<String, OnNumber> calls() {
    Map<String, OnNumber> calls = new LinkedHashMap<>();
    connecting(calls);
    moving(calls);
    asking(calls);
    return calls;
  }

  private static void connecting(Map<String, OnNumber> calls) {
    calls.put("bind", (b, fd) -> b.calls.bind(fd, b.loopback(0), SockaddrIn.SIZE));
    calls.put("connect", (b, fd) -> b.calls.connect(fd, b.loopback(9), SockaddrIn.SIZE));
    calls.put("listen", (b, fd) -> b.calls.listen(fd, 1));
    calls.put("accept", (b, fd) -> b.calls.accept(fd, null, null));
    calls.put("accept4", (b, fd) -> b.calls.accept4(fd, null, null, 0));
    calls.put("shutdown", (b, fd) -> b.calls.shutdown(fd, 0));
    calls.put("getsockname", (b, fd) -> b.calls.getsockname(fd, name(b), b.ints(16)));
    calls.put("getpeername", (b, fd) -> b.calls.getpeername(fd, name(b), b.ints(16)));
  }

  private static void moving(Map<String, OnNumber> calls) {
    calls.put("sendto", (b, fd) -> b.calls.sendto(fd, b.bytes("x"), 1, 0, b.loopback(9), 16));
    calls.put("send", (b, fd) -> b.calls.send(fd, b.bytes("x"), 1, 0));
    calls.put("write", (b, fd) -> b.calls.write(fd, b.bytes("x"), 1));
    calls.put("writev", (b, fd) -> b.calls.writev(fd, vector(b), 1));
    calls.put("sendmsg", (b, fd) -> b.calls.sendmsg(fd, Msghdr.allocate(b.arena, vector(b), 1), 0));
    calls.put("sendmmsg", (b, fd) -> b.calls.sendmmsg(fd, messages(b), 1, 0));
    calls.put("recvfrom", (b, fd) -> b.calls.recvfrom(fd, name(b), 1, 0, name(b), b.ints(16)));
    calls.put("recv", (b, fd) -> b.calls.recv(fd, name(b), 1, 0));
    calls.put("read", (b, fd) -> b.calls.read(fd, name(b), 1));
    calls.put("readv", (b, fd) -> b.calls.readv(fd, vector(b), 1));
    calls.put("recvmsg", (b, fd) -> b.calls.recvmsg(fd, Msghdr.allocate(b.arena, vector(b), 1), 0));
    calls.put("recvmmsg", (b, fd) -> b.calls.recvmmsg(fd, messages(b), 1, 0, null));
  }

  private static void asking(Map<String, OnNumber> calls) {
    calls.put("setsockopt", (b, fd) -> b.calls.setsockopt(fd, SOL_SOCKET, 2, b.ints(1), 4));
    calls.put(
        "getsockopt", (b, fd) -> b.calls.getsockopt(fd, SOL_SOCKET, SO_TYPE, b.ints(1), b.ints(4)));
    calls.put("fcntl, F_GETFL", (b, fd) -> b.calls.fcntl(fd, F_GETFL, 0));
    calls.put("fcntl, F_SETFL", (b, fd) -> b.calls.fcntl(fd, F_SETFL, 0));
    calls.put("fcntl, F_GETFD", (b, fd) -> b.calls.fcntl(fd, F_GETFD, 0));
    calls.put("fcntl, F_DUPFD", (b, fd) -> Math.min(0, closed(b, b.calls.fcntl(fd, F_DUPFD, 0))));
    calls.put("ioctl, FIONREAD", (b, fd) -> b.calls.ioctl(fd, IoControl.FIONREAD, b.ints(0)));
    calls.put("ioctl, SIOCOUTQ", (b, fd) -> b.calls.ioctl(fd, IoControl.SIOCOUTQ, b.ints(0)));
    calls.put("ioctl, SIOCATMARK", (b, fd) -> b.calls.ioctl(fd, IoControl.SIOCATMARK, b.ints(0)));
    calls.put("ioctl, FIONBIO", (b, fd) -> b.calls.ioctl(fd, IoControl.FIONBIO, b.ints(0)));
    calls.put(
        "epoll_ctl, the watched",
        (b, fd) ->
            b.calls.epoll_ctl(
                b.opened(b.calls.epoll_create1(0)), EPOLL_CTL_ADD, fd, b.arena.allocate(12)));
    calls.put(
        "epoll_ctl, the watching",
        (b, fd) -> b.calls.epoll_ctl(fd, EPOLL_CTL_ADD, b.udp(), b.arena.allocate(12)));
    calls.put(
        "epoll_wait", (b, fd) -> b.calls.epoll_wait(fd, b.arena.allocate(EpollEvent.SIZE), 1, 0));
  }

  private static int closed(Bench b, int fd) {
    return fd < 0 ? fd : b.opened(fd);
  }

  private static MemorySegment name(Bench b) {
    return b.arena.allocate(SockaddrIn.SIZE, 4);
  }

  private static MemorySegment vector(Bench b) {
    MemorySegment iov = b.arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, b.bytes("x"));
    return iov;
  }

  private static MemorySegment messages(Bench b) {
    MemorySegment messages = b.arena.allocate(Msghdr.MMSG_SIZE, 8);
    Msghdr.iov(messages, 0, vector(b).address(), 1);
    return messages;
  }
}
