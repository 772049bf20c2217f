package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEPORT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** bind(2). */
final class BindCells {
  private static final int AF_INET6 = 10;

  private BindCells() {}

  static void add(Cells cells) {
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
      String on = type == SOCK_STREAM ? "stream" : "datagram socket";
      addresses(cells.of("bind"), type, on);
      arguments(cells.of("bind"), type, on);
      conflicts(cells.of("bind"), type, on);
    }
    cells
        .of("bind")
        .cell(
            "the port of a stream, by a datagram socket",
            b -> {
              int stream = b.tcp();
              return b.calls.bind(b.udp(), b.bind(stream), SockaddrIn.SIZE);
            })
        .cell(
            "the port of an accepted connection, whose listener is closed",
            b -> {
              int listener = b.listener();
              b.tcpPair(listener);
              MemorySegment name = b.nameOf(listener);
              b.close(listener);
              return b.calls.bind(b.tcp(), name, SockaddrIn.SIZE);
            })
        .cell(
            "the same with SO_REUSEADDR on all of them",
            b -> {
              int listener = b.tcp();
              set(b, listener, SO_REUSEADDR);
              b.bind(listener);
              b.must(b.calls.listen(listener, 1));
              b.tcpPair(listener);
              MemorySegment name = b.nameOf(listener);
              b.close(listener);
              int fd = b.tcp();
              set(b, fd, SO_REUSEADDR);
              return Answer.all(b.calls.bind(fd, name, SockaddrIn.SIZE), b.calls.listen(fd, 1));
            })
        .impossible(
            "EACCES: a port below 1024", "root may; `ArgumentContractTest` has the engine's")
        .impossible("ENOMEM", "the kernel has memory");
  }

  private static void addresses(Cells.Lines lines, int type, String on) {
    String[] addresses = {
      "0.0.0.0",
      "127.0.0.1",
      "127.0.0.2",
      "10.9.0.1",
      "10.9.0.2",
      "10.9.0.255",
      "10.9.0.0",
      "192.0.2.1",
      "224.0.0.1",
      "239.1.2.3",
      "255.255.255.255"
    };
    for (String address : addresses) {
      lines.cell(
          address + ", port 0, " + on + ", then getsockname",
          b -> {
            int fd = open(b, type);
            int result = b.calls.bind(fd, b.address(address, 0), SockaddrIn.SIZE);
            return Answer.with(result, NameCells.name(b, fd));
          });
    }
    lines.cell(
        "port 65535, " + on,
        b -> {
          int fd = open(b, type);
          int result = b.calls.bind(fd, b.loopback(65_535), SockaddrIn.SIZE);
          return Answer.with(result, SockaddrIn.format(b.nameOf(fd)));
        });
  }

  private static void arguments(Cells.Lines lines, int type, String on) {
    for (int length : new int[] {-1, 0, 1, 2, 8, 15, 17, 128, 129, Integer.MAX_VALUE}) {
      lines.cell(
          "addrlen " + length + ", " + on,
          b -> {
            MemorySegment name = b.arena.allocate(128, 4);
            SockaddrIn.set(name, 0x7f000001, 0);
            return b.calls.bind(open(b, type), name, length);
          });
    }
    for (int family : new int[] {AF_UNSPEC, 1, AF_INET6, 99, 0xffff}) {
      lines
          .cell(
              "family " + family + " and 0.0.0.0, " + on,
              b -> b.calls.bind(open(b, type), family(b, family, "0.0.0.0"), SockaddrIn.SIZE))
          .cell(
              "family " + family + " and 127.0.0.1, " + on,
              b -> b.calls.bind(open(b, type), family(b, family, "127.0.0.1"), SockaddrIn.SIZE));
    }
    lines.cell("no address, " + on, b -> b.calls.bind(open(b, type), null, SockaddrIn.SIZE));
  }

  private static void conflicts(Cells.Lines lines, int type, String on) {
    String[] pairs = {
      "127.0.0.1 127.0.0.1", "127.0.0.1 0.0.0.0", "0.0.0.0 127.0.0.1", "127.0.0.1 10.9.0.1",
    };
    for (String pair : pairs) {
      String first = pair.split(" ")[0];
      String second = pair.split(" ")[1];
      String what = "port in use, " + first + " then " + second + ", " + on;
      lines.cell(what, b -> conflict(b, type, first, second, 0, 0));
      for (int option : new int[] {SO_REUSEADDR, SO_REUSEPORT}) {
        String name = option == SO_REUSEADDR ? "SO_REUSEADDR" : "SO_REUSEPORT";
        lines
            .cell(
                what + ", " + name + " on both",
                b -> conflict(b, type, first, second, option, option))
            .cell(
                what + ", " + name + " on the first",
                b -> conflict(b, type, first, second, option, 0))
            .cell(
                what + ", " + name + " on the second",
                b -> conflict(b, type, first, second, 0, option));
      }
    }
    lines.cell(
        "port in use, closed before, " + on,
        b -> b.calls.bind(open(b, type), b.deserted(type), SockaddrIn.SIZE));
    lines.cell(
        "port of a socket bound to another device, " + on,
        b -> {
          int first = open(b, type);
          b.must(b.calls.setsockopt(first, SOL_SOCKET, SO_BINDTODEVICE, b.bytes("quiet0"), 6));
          b.must(b.calls.bind(first, b.address("0.0.0.0", 0), SockaddrIn.SIZE));
          int second = open(b, type);
          b.must(b.calls.setsockopt(second, SOL_SOCKET, SO_BINDTODEVICE, b.bytes("lo"), 2));
          return b.calls.bind(second, b.nameOf(first), SockaddrIn.SIZE);
        });
    if (type == SOCK_STREAM) {
      lines.cell(
          "port of a listener, SO_REUSEADDR on both, " + on,
          b -> {
            int first = open(b, type);
            set(b, first, SO_REUSEADDR);
            MemorySegment name = b.bind(first);
            b.must(b.calls.listen(first, 1));
            int second = open(b, type);
            set(b, second, SO_REUSEADDR);
            return b.calls.bind(second, name, SockaddrIn.SIZE);
          });
      lines.cell(
          "two binds with SO_REUSEADDR, then listen on both",
          b -> {
            int first = open(b, type);
            set(b, first, SO_REUSEADDR);
            MemorySegment name = b.bind(first);
            int second = open(b, type);
            set(b, second, SO_REUSEADDR);
            return Answer.all(
                b.calls.bind(second, name, SockaddrIn.SIZE),
                b.calls.listen(first, 1),
                b.calls.listen(second, 1));
          });
    }
  }

  private static int conflict(
      Bench b, int type, String first, String second, int firstOption, int secondOption) {
    int one = open(b, type);
    set(b, one, firstOption);
    b.must(b.calls.bind(one, b.address(first, 0), SockaddrIn.SIZE));
    int two = open(b, type);
    set(b, two, secondOption);
    int port = SockaddrIn.port(b.nameOf(one));
    return b.calls.bind(two, b.address(second, port), SockaddrIn.SIZE);
  }

  private static void set(Bench b, int fd, int option) {
    if (option != 0) {
      b.must(b.calls.setsockopt(fd, SOL_SOCKET, option, b.ints(1), Integer.BYTES));
    }
  }

  private static MemorySegment family(Bench b, int family, String address) {
    MemorySegment name = b.address(address, 0);
    SockaddrIn.family(name, family);
    return name;
  }

  private static int open(Bench b, int type) {
    return b.socket(AF_INET, type | SOCK_NONBLOCK, 0);
  }
}
