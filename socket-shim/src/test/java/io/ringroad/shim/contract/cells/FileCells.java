package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.F_DUPFD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.F_SETFD;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** fcntl(2), ioctl(2) and close(2). */
final class FileCells {
  private static final int F_SETOWN = 8;
  private static final int F_GETOWN = 9;
  private static final int F_SETSIG = 10;
  private static final int F_GETSIG = 11;
  private static final int O_APPEND = 0x400;
  private static final int O_ASYNC = 0x2000;

  private FileCells() {}

  static void add(Cells cells) {
    statusFlags(cells);
    duplicates(cells);
    cells
        .of("fcntl")
        .cell("command -1", b -> b.calls.fcntl(b.udp(), -1, 0))
        .cell("command 9999", b -> b.calls.fcntl(b.udp(), 9_999, 0))
        .cell("F_GETOWN", b -> b.calls.fcntl(b.udp(), F_GETOWN, 0))
        .cell("F_SETOWN to nobody", b -> b.calls.fcntl(b.udp(), F_SETOWN, 0))
        .cell("F_GETSIG", b -> b.calls.fcntl(b.udp(), F_GETSIG, 0))
        .cell("F_SETSIG 0", b -> b.calls.fcntl(b.udp(), F_SETSIG, 0))
        .cell("F_SETSIG 99", b -> b.calls.fcntl(b.udp(), F_SETSIG, 99));
    ioctls(cells.of("ioctl"));
    closing(cells.of("close"));
  }

  private static void statusFlags(Cells cells) {
    for (long flags : new long[] {0, 0x800, 0x802, O_APPEND, O_ASYNC, 0x1, -1}) {
      cells
          .of("fcntl")
          .cell(
              "F_SETFL 0x" + Long.toHexString(flags) + ", then F_GETFL",
              b -> {
                int fd = b.socket(AF_INET, SOCK_DGRAM, 0);
                int result = b.calls.fcntl(fd, F_SETFL, flags);
                return Answer.all(
                    result, "0x" + Integer.toHexString(b.calls.fcntl(fd, F_GETFL, 0)));
              });
    }
    for (long flags : new long[] {0, 1, 2, 3, -1}) {
      cells
          .of("fcntl")
          .cell(
              "F_SETFD " + flags + ", then F_GETFD",
              b -> {
                int fd = b.udp();
                return Answer.all(b.calls.fcntl(fd, F_SETFD, flags), b.calls.fcntl(fd, F_GETFD, 0));
              });
    }
    cells
        .of("fcntl")
        .cell(
            "F_GETFL, a new socket",
            b -> b.calls.fcntl(b.socket(AF_INET, SOCK_DGRAM, 0), F_GETFL, 0))
        .cell(
            "F_GETFL, an epoll descriptor that is new",
            b -> b.calls.fcntl(b.opened(b.calls.epoll_create1(0)), F_GETFL, 0));
  }

  private static void duplicates(Cells cells) {
    for (int command : new int[] {F_DUPFD, F_DUPFD_CLOEXEC}) {
      String name = command == F_DUPFD ? "F_DUPFD, " : "F_DUPFD_CLOEXEC, ";
      Cells.Lines lines = cells.of("fcntl");
      for (long lowest : new long[] {-1, 0, 500, 1L << 31, 1L << 32}) {
        lines.cell(
            name + "lowest " + lowest,
            b -> {
              int copy = b.calls.fcntl(b.udp(), command, lowest);
              return copy < 0
                  ? Answer.of(copy)
                  : b.descriptor(copy)
                      + (copy >= (int) lowest ? ", not below" : ", below")
                      + ", FD_CLOEXEC "
                      + b.calls.fcntl(copy, F_GETFD, 0);
            });
      }
      lines
          .cell(
              name + "O_NONBLOCK is common to both, FD_CLOEXEC is not",
              b -> {
                int fd = b.socket(AF_INET, SOCK_DGRAM, 0);
                int copy = b.opened(b.calls.fcntl(fd, command, 0));
                b.must(b.calls.fcntl(copy, F_SETFL, 0x800));
                b.must(b.calls.fcntl(copy, F_SETFD, 1));
                return Answer.all(b.calls.fcntl(fd, F_GETFL, 0), b.calls.fcntl(fd, F_GETFD, 0));
              })
          .cell(
              name + "the copy lives on when the first is closed",
              b -> {
                Bench.Pair pair = b.udpPair();
                int copy = b.opened(b.calls.fcntl(pair.server(), command, 0));
                b.close(pair.server());
                b.send(pair.client(), "abc");
                b.await(copy, POLLIN);
                return b.receive(copy, 8, 0);
              })
          .impossible(name + "EMFILE", "as for socket");
    }
  }

  private static void ioctls(Cells.Lines lines) {
    long[] requests = {
      IoControl.FIONREAD,
      IoControl.SIOCOUTQ,
      IoControl.SIOCOUTQNSD,
      IoControl.FIONBIO,
      IoControl.SIOCATMARK
    };
    String[] names = {"FIONREAD", "SIOCOUTQ", "SIOCOUTQNSD", "FIONBIO", "SIOCATMARK"};
    for (int i = 0; i < requests.length; i++) {
      long request = requests[i];
      lines
          .cell(names[i] + " without memory", b -> b.calls.ioctl(b.udp(), request, null))
          .cell(
              names[i] + " with 3 bytes",
              b -> b.calls.ioctl(b.udp(), request, b.arena.allocate(3)));
    }
    for (long request : new long[] {0, 1, 0xffff, -1}) {
      lines
          .cell("request " + request + ", stream", b -> b.calls.ioctl(b.tcp(), request, b.ints(0)))
          .cell(
              "request " + request + ", datagram socket",
              b -> b.calls.ioctl(b.udp(), request, b.ints(0)));
    }
    for (int value : new int[] {0, 1, 2, -1}) {
      lines.cell(
          "FIONBIO " + value + ", then F_GETFL",
          b -> {
            int fd = b.udp();
            return Answer.all(
                b.calls.ioctl(fd, IoControl.FIONBIO, b.ints(value)), b.calls.fcntl(fd, F_GETFL, 0));
          });
    }
    lines
        .cell("FIONREAD of two datagrams: the first's length", FileCells::twoDatagrams)
        .cell(
            "FIONREAD of a stream: all that came",
            b -> {
              Bench.Pair pair = b.tcpPair();
              b.send(pair.client(), "abcd");
              b.send(pair.client(), "ef");
              MemorySegment value = b.ints(-1);
              while (value.get(JAVA_INT, 0) < 6) {
                b.must(b.calls.ioctl(pair.server(), IoControl.FIONREAD, value));
                Thread.onSpinWait();
              }
              b.receive(pair.server(), 1, 0);
              b.must(b.calls.ioctl(pair.server(), IoControl.FIONREAD, value));
              return value.get(JAVA_INT, 0);
            });
  }

  private static Object twoDatagrams(Bench b) {
    Bench.Pair pair = b.udpPair();
    b.send(pair.client(), "abcd");
    b.send(pair.client(), "ef");
    b.await(pair.server(), POLLIN);
    MemorySegment value = b.ints(-1);
    return Answer.with(
        b.calls.ioctl(pair.server(), IoControl.FIONREAD, value), value.get(JAVA_INT, 0));
  }

  private static void closing(Cells.Lines lines) {
    lines
        .cell(
            "data unread: the peer is reset",
            b -> {
              Bench.Pair pair = b.tcpPair();
              b.send(pair.client(), "abcd");
              b.await(pair.server(), POLLIN);
              b.close(pair.server());
              b.await(pair.client(), io.ringroad.shim.abi.PollEvent.POLLHUP);
              return Answer.all(b.receive(pair.client(), 8, 0), b.receive(pair.client(), 8, 0));
            })
        .cell(
            "nothing unread: the peer reads the end, and may send once",
            b -> {
              Bench.Pair pair = b.tcpPair();
              b.close(pair.server());
              b.await(pair.client(), io.ringroad.shim.abi.PollEvent.POLLRDHUP);
              String end = b.receive(pair.client(), 8, 0);
              long sent = b.calls.send(pair.client(), b.bytes("x"), 1, 0);
              b.await(pair.client(), io.ringroad.shim.abi.PollEvent.POLLHUP);
              return Answer.all(
                  end,
                  sent,
                  b.calls.send(pair.client(), b.bytes("x"), 1, 0),
                  b.receive(pair.client(), 8, 0));
            })
        .cell(
            "a listener with a connection that waits: the peer is reset",
            b -> {
              int listener = b.listener();
              int client = b.tcp();
              b.connect(client, b.nameOf(listener));
              b.await(listener, POLLIN);
              b.close(listener);
              b.await(client, io.ringroad.shim.abi.PollEvent.POLLHUP);
              return b.receive(client, 8, 0);
            });
  }
}
