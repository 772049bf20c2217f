package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** connect(2): addresses, and one attempt after another. States are in StateCells. */
final class ConnectCells {
  private ConnectCells() {}

  static void add(Cells cells) {
    Cells.Lines lines = cells.of("connect");
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
      String on = type == SOCK_STREAM ? "stream" : "datagram socket";
      destinations(lines, type, on);
      arguments(lines, type, on);
    }
    attempts(lines);
    waiting(lines);
    associations(lines);
    lines
        .impossible("EHOSTUNREACH: no neighbour", "takes seconds; `TcpContractTest` has it")
        .impossible("ETIMEDOUT: no SYN answered", "takes minutes; the scripts have it")
        .impossible("EPERM", "needs a firewall; the engine has none")
        .impossible("EAGAIN: no free port", "needs every port; `PortTableTest` has the engine's");
  }

  private static void destinations(Cells.Lines lines, int type, String on) {
    String[] addresses = {
      "0.0.0.0", "192.0.2.1", "10.9.0.255", "255.255.255.255", "224.0.0.1", "10.9.0.0"
    };
    for (String address : addresses) {
      lines.cell(
          address + ", " + on,
          b -> b.calls.connect(open(b, type), b.address(address, 9), SockaddrIn.SIZE));
      if (type == SOCK_DGRAM) {
        lines.cell(
            address + ", with SO_BROADCAST, then both names, " + on,
            b -> {
              int fd = open(b, type);
              b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_BROADCAST, b.ints(1), 4));
              int result = b.calls.connect(fd, b.address(address, 9), SockaddrIn.SIZE);
              return Answer.all(result, NameCells.name(b, fd), NameCells.name(b, fd, true));
            });
      }
    }
    lines.cell(
        "port 0, " + on,
        b -> {
          int result = b.calls.connect(open(b, type), b.loopback(0), SockaddrIn.SIZE);
          return result;
        });
    lines.cell(
        "a socket bound to 127.0.0.1, to 10.9.0.2, " + on,
        b -> {
          int fd = open(b, type);
          b.bind(fd);
          return b.calls.connect(fd, b.address("10.9.0.2", 9), SockaddrIn.SIZE);
        });
  }

  private static void arguments(Cells.Lines lines, int type, String on) {
    for (int length : new int[] {-1, 0, 1, 2, 8, 15, 17, 128, 129}) {
      lines.cell(
          "addrlen " + length + ", " + on,
          b -> {
            MemorySegment name = b.arena.allocate(128, 4);
            MemorySegment.copy(b.deserted(SOCK_DGRAM), 0, name, 0, SockaddrIn.SIZE);
            int result = b.calls.connect(open(b, type), name, length);
            return result == -EINPROGRESS ? "an attempt" : result;
          });
    }
    for (int family : new int[] {1, 10, 99}) {
      lines.cell(
          "family " + family + ", " + on,
          b -> {
            MemorySegment name = b.loopback(9);
            SockaddrIn.family(name, family);
            return b.calls.connect(open(b, type), name, SockaddrIn.SIZE);
          });
    }
    lines.cell("no address, " + on, b -> b.calls.connect(open(b, type), null, SockaddrIn.SIZE));
    for (int length : new int[] {1, 2, 4, 16}) {
      lines.cell(
          "AF_UNSPEC in " + length + " bytes, " + on,
          b -> b.calls.connect(open(b, type), b.arena.allocate(16), length));
    }
  }

  private static void attempts(Cells.Lines lines) {
    lines
        .cell("to nobody, stream that waits", b -> waits(b, b.deserted(SOCK_STREAM)))
        .cell("to a listener, stream that waits", b -> waits(b, b.nameOf(b.listener())))
        .cell(
            "twice to nobody, stream that waits",
            b -> {
              int fd = b.socket(AF_INET, SOCK_STREAM, 0);
              MemorySegment name = b.deserted(SOCK_STREAM);
              return Answer.all(
                  b.calls.connect(fd, name, SockaddrIn.SIZE),
                  b.calls.connect(fd, name, SockaddrIn.SIZE));
            })
        .cell("to nobody, then SO_ERROR twice", ConnectCells::refused)
        .cell(
            "to nobody, then again when it has failed, and again",
            b -> {
              int fd = b.tcp();
              MemorySegment name = b.deserted(SOCK_STREAM);
              b.calls.connect(fd, name, SockaddrIn.SIZE);
              b.await(fd, POLLERR);
              int second = b.calls.connect(fd, name, SockaddrIn.SIZE);
              int third = b.calls.connect(fd, name, SockaddrIn.SIZE);
              return Answer.all(second, third == 0 ? -EINPROGRESS : third);
            })
        .cell(
            "to no answer, then again",
            b -> {
              int fd = b.tcp();
              MemorySegment name = b.address("10.9.0.2", 9);
              return Answer.all(
                  b.calls.connect(fd, name, SockaddrIn.SIZE),
                  b.calls.connect(fd, name, SockaddrIn.SIZE));
            })
        .cell(
            "to a listener, then when it has worked, and again",
            b -> {
              int fd = b.tcp();
              MemorySegment name = b.nameOf(b.listener());
              b.calls.connect(fd, name, SockaddrIn.SIZE);
              b.await(fd, POLLOUT);
              return Answer.all(
                  b.calls.connect(fd, name, SockaddrIn.SIZE),
                  b.calls.connect(fd, name, SockaddrIn.SIZE));
            })
        .cell(
            "a refused stream, to a listener",
            b -> {
              int fd = b.socket(AF_INET, SOCK_STREAM, 0);
              return Answer.all(
                  b.calls.connect(fd, b.deserted(SOCK_STREAM), SockaddrIn.SIZE),
                  b.calls.connect(fd, b.nameOf(b.listener()), SockaddrIn.SIZE));
            })
        .cell(
            "a stream, to its own name",
            b -> {
              int fd = b.tcp();
              MemorySegment name = b.bind(fd);
              b.connect(fd, name);
              b.send(fd, "echo");
              b.await(fd, io.ringroad.shim.abi.PollEvent.POLLIN);
              return b.receive(fd, 8, 0);
            });
  }

  private static void waiting(Cells.Lines lines) {
    lines.cell(
        "to no answer, with SO_SNDTIMEO of 1 ms",
        b -> {
          int fd = b.socket(AF_INET, SOCK_STREAM, 0);
          MemorySegment time = b.arena.allocate(Timeval.SIZE, 8);
          Timeval.set(time, 0, 1_000);
          b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time, Timeval.SIZE));
          MemorySegment name = b.address("10.9.0.2", 9);
          return Answer.all(
              b.calls.connect(fd, name, SockaddrIn.SIZE),
              b.calls.connect(fd, name, SockaddrIn.SIZE));
        });
    lines.cell(
        "EINTR: to no answer, interrupted before",
        b -> {
          int fd = b.socket(AF_INET, SOCK_STREAM, 0);
          Thread.currentThread().interrupt();
          int result = b.calls.connect(fd, b.address("10.9.0.2", 9), SockaddrIn.SIZE);
          return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
        });
  }

  private static void associations(Cells.Lines lines) {
    lines
        .cell(
            "datagram socket, a second time to another",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.loopback(9));
              int result = b.calls.connect(fd, b.loopback(10), SockaddrIn.SIZE);
              MemorySegment peer = SockaddrIn.allocate(b.arena);
              b.must(b.calls.getpeername(fd, peer, b.ints(SockaddrIn.SIZE)));
              return Answer.all(result, SockaddrIn.format(peer));
            })
        .cell(
            "datagram socket, AF_UNSPEC dissolves, then both names",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.loopback(9));
              int result = b.calls.connect(fd, unspecified(b), SockaddrIn.SIZE);
              return Answer.all(result, NameCells.name(b, fd), NameCells.name(b, fd, true));
            })
        .cell(
            "bound datagram socket, AF_UNSPEC dissolves, then both names",
            b -> {
              int fd = b.udp();
              b.bind(fd);
              b.connect(fd, b.loopback(9));
              int result = b.calls.connect(fd, unspecified(b), SockaddrIn.SIZE);
              return Answer.all(result, NameCells.name(b, fd), NameCells.name(b, fd, true));
            })
        .cell(
            "connected stream, AF_UNSPEC, then both names and recv of the peer",
            b -> {
              Bench.Pair pair = b.tcpPair();
              int result = b.calls.connect(pair.client(), unspecified(b), SockaddrIn.SIZE);
              b.await(pair.server(), POLLERR);
              return Answer.all(
                  result,
                  NameCells.name(b, pair.client()),
                  NameCells.name(b, pair.client(), true),
                  b.receive(pair.server(), 8, 0));
            })
        .cell(
            "connected stream, AF_UNSPEC, then to a listener",
            b -> {
              int fd = b.tcpPair().client();
              b.must(b.calls.connect(fd, unspecified(b), SockaddrIn.SIZE));
              b.connect(fd, b.nameOf(b.listener()));
              return NameCells.name(b, fd, true);
            })
        .cell(
            "listening stream, AF_UNSPEC, then listen",
            b -> {
              int fd = b.listener();
              return Answer.all(
                  b.calls.connect(fd, unspecified(b), SockaddrIn.SIZE), b.calls.listen(fd, 1));
            });
  }

  private static MemorySegment unspecified(Bench b) {
    MemorySegment name = b.loopback(0);
    SockaddrIn.family(name, AF_UNSPEC);
    return name;
  }

  private static int waits(Bench b, MemorySegment name) {
    return b.calls.connect(b.socket(AF_INET, SOCK_STREAM, 0), name, SockaddrIn.SIZE);
  }

  private static String refused(Bench b) {
    int fd = b.tcp();
    b.calls.connect(fd, b.deserted(SOCK_STREAM), SockaddrIn.SIZE);
    b.await(fd, POLLERR);
    return Answer.all(error(b, fd), error(b, fd));
  }

  /** The pending error's name, or 0. */
  static String error(Bench b, int fd) {
    MemorySegment value = b.ints(-1);
    b.must(b.calls.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, b.ints(4)));
    return Answer.of(-value.get(java.lang.foreign.ValueLayout.JAVA_INT, 0));
  }

  private static int open(Bench b, int type) {
    return b.socket(AF_INET, type | SOCK_NONBLOCK, 0);
  }
}
