package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.SocketOption.SO_LINGER;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** listen(2), accept(2) and accept4(2). States are in StateCells. */
final class ListenAcceptCells {
  private static final byte UNTOUCHED = (byte) 0xee;

  private ListenAcceptCells() {}

  static void add(Cells cells) {
    listen(cells.of("listen"));
    accept(cells.of("accept"));
    accept4(cells.of("accept4"));
  }

  private static void listen(Cells.Lines lines) {
    for (int backlog : new int[] {Integer.MIN_VALUE, -1, 0, 1, 4096, 4097, Integer.MAX_VALUE}) {
      lines.cell(
          "backlog " + backlog + ", then a connection",
          b -> {
            int fd = b.tcp();
            b.bind(fd);
            int result = b.calls.listen(fd, backlog);
            b.tcpPair(fd);
            return result;
          });
    }
    lines
        .cell(
            "without a name, then getsockname and SO_ACCEPTCONN",
            b -> {
              int fd = b.tcp();
              int result = b.calls.listen(fd, 1);
              MemorySegment value = b.ints(-1);
              b.must(b.calls.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, value, b.ints(4)));
              return Answer.all(result, NameCells.name(b, fd), value.get(JAVA_INT, 0));
            })
        .cell(
            "again with another backlog",
            b -> {
              int fd = b.listener();
              return Answer.all(b.calls.listen(fd, 1), b.calls.listen(fd, 100));
            })
        .cell(
            "again after shutdown(SHUT_RD), then a connection",
            b -> {
              int fd = b.listener();
              b.must(b.calls.shutdown(fd, SHUT_RD));
              int result = b.calls.listen(fd, 4);
              b.tcpPair(fd);
              return result;
            })
        .cell(
            "a port that another stream listens on, both with SO_REUSEADDR",
            b -> {
              int first = b.tcp();
              int second = b.tcp();
              b.must(b.calls.setsockopt(first, SOL_SOCKET, 2, b.ints(1), 4));
              b.must(b.calls.setsockopt(second, SOL_SOCKET, 2, b.ints(1), 4));
              b.must(b.calls.bind(second, b.bind(first), SockaddrIn.SIZE));
              b.must(b.calls.listen(first, 1));
              return b.calls.listen(second, 1);
            })
        .impossible("EADDRINUSE: no free port", "needs every port");
  }

  private static void accept(Cells.Lines lines) {
    for (int room : new int[] {-1, 0, 1, 2, 8, 15, 16, 17, 28, 128}) {
      lines.cell(
          "room of " + room + " bytes for the name",
          b -> {
            MemorySegment name = b.arena.allocate(160, 4);
            name.fill(UNTOUCHED);
            MemorySegment length = b.ints(room);
            int fd = b.calls.accept(waitingListener(b), name, length);
            return fd < 0
                ? Answer.of(fd)
                : b.descriptor(fd)
                    + ", "
                    + NameCells.written(name)
                    + " bytes written, length "
                    + length.get(JAVA_INT, 0);
          });
    }
    lines
        .cell("no name", b -> b.descriptor(b.calls.accept(waitingListener(b), null, null)))
        .cell(
            "no name, but a length",
            b -> {
              MemorySegment length = b.ints(77);
              String fd = b.descriptor(b.calls.accept(waitingListener(b), null, length));
              return fd + ", length " + length.get(JAVA_INT, 0);
            })
        .cell(
            "the peer's name is the one that it has",
            b -> {
              int listener = b.listener();
              int client = b.tcp();
              b.connect(client, b.nameOf(listener));
              b.await(listener, POLLIN);
              MemorySegment name = SockaddrIn.allocate(b.arena);
              b.opened(b.calls.accept(listener, name, b.ints(SockaddrIn.SIZE)));
              return name.mismatch(b.nameOf(client)) < 0 ? "the same" : "another";
            })
        .cell(
            "the peer has closed before",
            b -> {
              int listener = b.listener();
              int client = b.tcp();
              b.connect(client, b.nameOf(listener));
              b.close(client);
              int fd = b.accept(listener);
              b.await(fd, POLLIN);
              return b.receive(fd, 8, 0);
            })
        .cell(
            "the peer has reset before",
            b -> {
              int listener = b.listener();
              int client = b.tcp();
              b.connect(client, b.nameOf(listener));
              b.must(b.calls.setsockopt(client, SOL_SOCKET, SO_LINGER, b.ints(1, 0), 8));
              b.close(client);
              int fd = b.accept(listener);
              b.await(fd, POLLHUP);
              return b.receive(fd, 8, 0);
            })
        .cell(
            "the peer has sent before",
            b -> {
              int listener = b.listener();
              int client = b.tcp();
              b.connect(client, b.nameOf(listener));
              b.send(client, "early");
              int fd = b.accept(listener);
              b.await(fd, POLLIN);
              return b.receive(fd, 8, 0);
            })
        .cell("in the order of the connections", ListenAcceptCells::order)
        .cell(
            "EINTR: nobody there, interrupted before",
            b -> {
              int fd = b.listener();
              b.must(b.calls.fcntl(fd, io.ringroad.shim.abi.FileControl.F_SETFL, 0));
              Thread.currentThread().interrupt();
              int result = b.calls.accept(fd, null, null);
              return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
            })
        .cell(
            "nobody there, with SO_RCVTIMEO of 1 ms",
            b -> {
              int fd = b.listener();
              b.must(b.calls.fcntl(fd, io.ringroad.shim.abi.FileControl.F_SETFL, 0));
              MemorySegment time = b.arena.allocate(Timeval.SIZE, 8);
              Timeval.set(time, 0, 1_000);
              b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, time, Timeval.SIZE));
              return b.calls.accept(fd, null, null);
            })
        .cell(
            "waiting, until another thread shuts the listener",
            b -> {
              int fd = b.listener();
              b.must(b.calls.fcntl(fd, io.ringroad.shim.abi.FileControl.F_SETFL, 0));
              var accept = b.elsewhere(() -> b.calls.accept(fd, null, null));
              // Before the call or during it: the answer is the same.
              b.must(b.calls.shutdown(fd, SHUT_RD));
              return b.result(accept);
            })
        .impossible("ECONNABORTED", "Linux hands out a connection that was reset, as seen above")
        .impossible("EMFILE, ENFILE, ENOBUFS, ENOMEM", "as for socket")
        .impossible("EPERM", "needs a firewall; the engine has none");
  }

  private static String order(Bench b) {
    int listener = b.listener();
    StringBuilder text = new StringBuilder();
    for (String word : new String[] {"a", "b", "c"}) {
      int client = b.tcp();
      b.connect(client, b.nameOf(listener));
      b.send(client, word);
    }
    for (int i = 0; i < 3; i++) {
      int fd = b.accept(listener);
      b.await(fd, POLLIN);
      text.append(b.receive(fd, 1, 0)).append(i < 2 ? ", " : "");
    }
    return text.toString();
  }

  private static void accept4(Cells.Lines lines) {
    for (int flags :
        new int[] {0, SOCK_NONBLOCK, SOCK_CLOEXEC, SOCK_NONBLOCK | SOCK_CLOEXEC, 1, 0x1000, -1}) {
      lines.cell(
          "flags 0x" + Integer.toHexString(flags) + ", then F_GETFL and F_GETFD",
          b -> {
            int fd = b.calls.accept4(waitingListener(b), null, null, flags);
            return fd < 0
                ? Answer.of(fd)
                : Answer.all(
                    b.calls.fcntl(b.opened(fd), F_GETFL, 0), b.calls.fcntl(fd, F_GETFD, 0));
          });
    }
    lines
        .cell(
            "bad flags on a number that is not open",
            b -> b.calls.accept4(b.closedNumber(), null, null, 1))
        .cell(
            "bad flags on an epoll descriptor",
            b -> b.calls.accept4(b.opened(b.calls.epoll_create1(0)), null, null, 1))
        .cell("bad flags, nobody there", b -> b.calls.accept4(b.listener(), null, null, 1))
        .cell(
            "a new connection does not take O_NONBLOCK from its listener",
            b -> {
              int fd = b.opened(b.calls.accept4(waitingListener(b), null, null, 0));
              return b.calls.fcntl(fd, F_GETFL, 0);
            });
  }

  /** A listener with a connection that waits to be accepted. */
  private static int waitingListener(Bench b) {
    int listener = b.listener();
    int client = b.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    b.connect(client, b.nameOf(listener));
    b.await(listener, POLLIN);
    return listener;
  }
}
