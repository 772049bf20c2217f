package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_INFO;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls crossed with the states of {@link States}. */
final class StateCells {
  private static final int SIOCOUTQNSD = (int) IoControl.SIOCOUTQNSD;

  /** A call on a socket that is in some state. */
  @FunctionalInterface
  interface OnState {
    Object make(Bench b, int fd);
  }

  private StateCells() {}

  static void add(Cells cells) {
    calls()
        .forEach(
            (name, call) -> {
              int comma = name.indexOf(", ");
              Cells.Lines lines = cells.of(comma < 0 ? name : name.substring(0, comma));
              String how = comma < 0 ? "" : name.substring(comma + 2) + ", ";
              States.all()
                  .forEach(
                      (state, make) ->
                          lines.cell(how + state, b -> call.make(b, make.applyAsInt(b))));
            });
  }

  /** By the call's name, and after a comma how it is made. */
  private static Map<String, OnState> calls() {
    Map<String, OnState> calls = new LinkedHashMap<>();
    connecting(calls);
    sending(calls);
    receiving(calls);
    shutting(calls);
    asking(calls);
    return calls;
  }

  private static void connecting(Map<String, OnState> calls) {
    calls.put("bind", (b, fd) -> b.calls.bind(fd, b.loopback(0), SockaddrIn.SIZE));
    calls.put(
        "connect",
        (b, fd) -> {
          int result = b.calls.connect(fd, b.nameOf(b.listener()), SockaddrIn.SIZE);
          return result == -EINPROGRESS ? "EINPROGRESS" : result;
        });
    calls.put(
        "connect, to a unix listener",
        (b, fd) -> {
          MemorySegment name = UnixStates.listenerName(b);
          return b.calls.connect(fd, name, (int) name.byteSize());
        });
    calls.put(
        "bind, to an abstract name",
        (b, fd) -> {
          MemorySegment name = UnixStates.name(b, "another");
          int result = b.calls.bind(fd, name, (int) name.byteSize());
          return Answer.with(result, NameCells.name(b, fd));
        });
    calls.put("connect, AF_UNSPEC", (b, fd) -> b.calls.connect(fd, b.arena.allocate(16), 16));
    calls.put("listen", (b, fd) -> b.calls.listen(fd, 1));
    calls.put("accept", (b, fd) -> b.descriptor(b.calls.accept(fd, null, null)));
    calls.put("getsockname", (b, fd) -> NameCells.name(b, fd));
    calls.put("getpeername", (b, fd) -> NameCells.name(b, fd, true));
  }

  private static void sending(Map<String, OnState> calls) {
    calls.put("send, 4 bytes", (b, fd) -> b.calls.send(fd, b.bytes("wxyz"), 4, 0));
    calls.put("send, 0 bytes", (b, fd) -> b.calls.send(fd, null, 0, 0));
    calls.put("send, MSG_OOB", (b, fd) -> b.calls.send(fd, b.bytes("u"), 1, MSG_OOB));
    calls.put(
        "sendto, a bound datagram socket",
        (b, fd) -> {
          int other = b.udp();
          return b.calls.sendto(fd, b.bytes("wxyz"), 4, 0, b.bind(other), SockaddrIn.SIZE);
        });
    calls.put(
        "sendto, a name of no bytes",
        (b, fd) -> b.calls.sendto(fd, b.bytes("wxyz"), 4, 0, b.loopback(9), 0));
    calls.put("write, 4 bytes", (b, fd) -> b.calls.write(fd, b.bytes("wxyz"), 4));
    calls.put("write, 0 bytes", (b, fd) -> b.calls.write(fd, null, 0));
    calls.put("writev, no iovec", (b, fd) -> b.calls.writev(fd, null, 0));
  }

  private static void receiving(Map<String, OnState> calls) {
    calls.put("recv, 16 bytes", (b, fd) -> b.receive(fd, 16, 0));
    calls.put("recv, 2 bytes", (b, fd) -> b.receive(fd, 2, 0));
    calls.put("recv, 0 bytes", (b, fd) -> b.calls.recv(fd, null, 0, 0));
    calls.put("recv, MSG_PEEK", (b, fd) -> b.receive(fd, 16, MSG_PEEK));
    calls.put(
        "recv, MSG_TRUNC of 2 bytes", (b, fd) -> b.calls.recv(fd, b.bytes("zz"), 2, MSG_TRUNC));
    calls.put("recv, MSG_OOB", (b, fd) -> b.receive(fd, 16, MSG_OOB));
    calls.put("recv, MSG_ERRQUEUE", (b, fd) -> b.receive(fd, 16, MSG_ERRQUEUE));
    calls.put(
        "recvfrom",
        (b, fd) -> {
          MemorySegment room = b.arena.allocate(16);
          MemorySegment from = b.arena.allocate(SockaddrIn.SIZE, 4);
          MemorySegment length = b.ints(SockaddrIn.SIZE);
          long got = b.calls.recvfrom(fd, room, 16, 0, from, length);
          return Answer.with(got, NameCells.show(from, length.get(JAVA_INT, 0)));
        });
    calls.put("read, 16 bytes", (b, fd) -> b.calls.read(fd, b.arena.allocate(16), 16));
    calls.put("read, 0 bytes", (b, fd) -> b.calls.read(fd, null, 0));
    calls.put("readv, no iovec", (b, fd) -> b.calls.readv(fd, null, 0));
  }

  private static void shutting(Map<String, OnState> calls) {
    String[] names = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
    for (int how = 0; how < names.length; how++) {
      int direction = how;
      calls.put("shutdown, " + names[how], (b, fd) -> b.calls.shutdown(fd, direction));
      calls.put(
          "shutdown, " + names[how] + " then recv",
          (b, fd) -> Answer.all(b.calls.shutdown(fd, direction), b.receive(fd, 16, 0)));
      calls.put(
          "shutdown, " + names[how] + " then send",
          (b, fd) ->
              Answer.all(b.calls.shutdown(fd, direction), b.calls.send(fd, b.bytes("x"), 1, 0)));
    }
    for (int how : new int[] {-1, 3, Integer.MAX_VALUE}) {
      calls.put("shutdown, " + how, (b, fd) -> b.calls.shutdown(fd, how));
    }
  }

  private static void asking(Map<String, OnState> calls) {
    calls.put("ioctl, FIONREAD", (b, fd) -> ioctl(b, fd, IoControl.FIONREAD));
    calls.put("ioctl, SIOCOUTQ", (b, fd) -> ioctl(b, fd, IoControl.SIOCOUTQ));
    calls.put("ioctl, SIOCOUTQNSD", (b, fd) -> ioctl(b, fd, SIOCOUTQNSD));
    calls.put("ioctl, SIOCATMARK", (b, fd) -> ioctl(b, fd, IoControl.SIOCATMARK));
    calls.put(
        "poll, every event",
        (b, fd) -> PollCells.events(b.poll(fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0)));
    calls.put("poll, no event", (b, fd) -> PollCells.events(b.poll(fd, 0, 0)));
    calls.put("getsockopt, SO_ERROR", (b, fd) -> ConnectCells.error(b, fd));
    calls.put("getsockopt, SO_ACCEPTCONN", (b, fd) -> option(b, fd, SOL_SOCKET, SO_ACCEPTCONN));
    calls.put("getsockopt, the state in TCP_INFO", (b, fd) -> state(b, fd));
    calls.put(
        "getsockopt, IP_MTU",
        (b, fd) -> {
          int result = b.calls.getsockopt(fd, 0, IP_MTU, b.ints(0), b.ints(4));
          return result < 0 ? result : "the path's";
        });
    calls.put(
        "close",
        (b, fd) -> {
          b.close(fd);
          return 0;
        });
  }

  /** The connection's state in the kernel's numbers, or the error. */
  static int state(Bench b, int fd) {
    MemorySegment info = b.arena.allocate(256, 8);
    int result = b.calls.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, b.ints(256));
    return result < 0 ? result : info.get(JAVA_BYTE, 0);
  }

  private static Object option(Bench b, int fd, int level, int name) {
    MemorySegment value = b.ints(-1);
    int result = b.calls.getsockopt(fd, level, name, value, b.ints(4));
    return Answer.with(result, value.get(JAVA_INT, 0));
  }

  private static Object ioctl(Bench b, int fd, long request) {
    MemorySegment value = b.ints(-7);
    int result = b.calls.ioctl(fd, request, value);
    return Answer.with(result, value.get(JAVA_INT, 0));
  }
}
