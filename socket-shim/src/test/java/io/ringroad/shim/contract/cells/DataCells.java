package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.FileControl.F_SETFL;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_OOBINLINE;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** sendto(2), recvfrom(2) and their short forms: lengths, destinations, waiting. */
final class DataCells {
  private static final int LARGEST_DATAGRAM = 65_507;
  private static final byte UNTOUCHED = (byte) 0xee;

  private DataCells() {}

  static void add(Cells cells) {
    destinations(cells.of("sendto"));
    lengths(cells.of("sendto"));
    names(cells.of("recvfrom"));
    datagrams(cells.of("recv"));
    streams(cells.of("recv"));
    urgent(cells.of("recv"));
    waiting(cells);
  }

  private static void destinations(Cells.Lines lines) {
    String[] addresses = {
      "0.0.0.0", "192.0.2.1", "10.9.0.2", "10.9.0.255", "255.255.255.255", "224.0.0.1"
    };
    for (String address : addresses) {
      lines
          .cell(address + ", datagram socket", b -> to(b, b.udp(), b.address(address, 9), 16))
          .cell(
              address + ", datagram socket with SO_BROADCAST",
              b -> {
                int fd = b.udp();
                b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_BROADCAST, b.ints(1), 4));
                return to(b, fd, b.address(address, 9), 16);
              });
    }
    lines
        .cell("port 0, datagram socket", b -> to(b, b.udp(), b.loopback(0), 16))
        .cell("no destination, datagram socket", b -> to(b, b.udp(), null, 16))
        .cell("a destination, connected datagram socket", DataCells::elsewhere)
        .cell(
            "a destination, connected stream", b -> to(b, b.tcpPair().client(), b.loopback(9), 16))
        .cell(
            "a destination of no memory, connected stream",
            b -> to(b, b.tcpPair().client(), b.arena.allocate(3), 16))
        .cell(
            "nothing sent, and the local name of the datagram socket",
            b -> {
              int fd = b.udp();
              b.must(to(b, fd, b.loopback(9), 16));
              return NameCells.name(b, fd);
            });
    for (int length : new int[] {-1, 0, 1, 2, 8, 15, 17, 128, 129}) {
      lines.cell(
          "addrlen " + length + ", datagram socket",
          b -> {
            MemorySegment name = b.arena.allocate(128, 4);
            SockaddrIn.set(name, 0x7f000001, 9);
            return to(b, b.udp(), name, length);
          });
    }
    for (int family : new int[] {AF_UNSPEC, 1, 10, 99}) {
      lines.cell(
          "family " + family + ", datagram socket",
          b -> {
            MemorySegment name = b.loopback(9);
            SockaddrIn.family(name, family);
            return to(b, b.udp(), name, 16);
          });
    }
  }

  private static String elsewhere(Bench b) {
    Bench.Pair pair = b.udpPair();
    int other = b.udp();
    MemorySegment name = b.bind(other);
    long sent = to(b, pair.client(), name, 16);
    b.await(other, POLLIN);
    return Answer.all(sent, b.receive(other, 8, 0), b.receive(pair.server(), 8, 0));
  }

  private static long to(Bench b, int fd, MemorySegment name, int length) {
    return b.calls.sendto(fd, b.bytes("abcd"), 4, 0, name, length);
  }

  private static void lengths(Cells.Lines lines) {
    for (int length : new int[] {0, 1, 1_472, 1_473, 9_000, 65_506}) {
      lines.cell("a datagram of " + length + " bytes, then its length", b -> datagram(b, length));
    }
    for (int length : new int[] {LARGEST_DATAGRAM, LARGEST_DATAGRAM + 1, 65_536, 1 << 20}) {
      lines.cell("a datagram of " + length + " bytes, sent", b -> sent(b, length));
    }
    lines
        .cell(
            "a length of -1", b -> b.calls.sendto(b.udp(), b.bytes("a"), -1, 0, b.loopback(9), 16))
        .cell(
            "a length of -9223372036854775808",
            b ->
                b.calls.sendto(
                    b.udp(), b.bytes("a"), Long.MIN_VALUE, 0, b.loopback(9), SockaddrIn.SIZE))
        .cell(
            "two parts by MSG_MORE: one datagram",
            b -> {
              Bench.Pair pair = b.udpPair();
              b.must(b.calls.send(pair.client(), b.bytes("ab"), 2, MSG_MORE));
              b.must(b.calls.send(pair.client(), b.bytes("cd"), 2, 0));
              b.await(pair.server(), POLLIN);
              return Answer.all(b.receive(pair.server(), 16, 0), b.receive(pair.server(), 16, 0));
            })
        .cell(
            "two parts by MSG_MORE, too long together",
            b -> {
              Bench.Pair pair = b.udpPair();
              MemorySegment half = b.arena.allocate(40_000);
              return Answer.all(
                  b.calls.send(pair.client(), half, 40_000, MSG_MORE),
                  b.calls.send(pair.client(), half, 40_000, 0));
            })
        .impossible("ENOBUFS", "the kernel has memory; `LimitsTest` has the engine's")
        .impossible("ENOMEM", "the kernel has memory");
  }

  private static Object sent(Bench b, int length) {
    return b.calls.send(b.udpPair().client(), b.arena.allocate(length), length, 0);
  }

  private static String datagram(Bench b, int length) {
    Bench.Pair pair = b.udpPair();
    long sent = b.calls.send(pair.client(), b.arena.allocate(Math.max(1, length)), length, 0);
    if (sent < 0) {
      return Answer.of(sent);
    }
    b.await(pair.server(), POLLIN);
    return Answer.all(
        sent, b.calls.recv(pair.server(), b.arena.allocate(1 << 16), 1 << 16, MSG_TRUNC));
  }

  private static void names(Cells.Lines lines) {
    for (int room : new int[] {-1, 0, 1, 8, 15, 16, 17, 128}) {
      lines.cell(
          "room of " + room + " bytes for the name, datagram", b -> from(b, b.udpPair(), room));
      lines.cell(
          "room of " + room + " bytes for the name, stream", b -> from(b, b.tcpPair(), room));
    }
    lines
        .cell(
            "no name, but a length",
            b -> {
              Bench.Pair pair = ready(b, b.udpPair());
              MemorySegment length = b.ints(77);
              long got = b.calls.recvfrom(pair.server(), b.arena.allocate(8), 8, 0, null, length);
              return Answer.all(got, "length " + length.get(JAVA_INT, 0));
            })
        .cell(
            "a name, but no length",
            b -> {
              Bench.Pair pair = ready(b, b.udpPair());
              MemorySegment room = b.arena.allocate(16);
              long got = b.calls.recvfrom(pair.server(), room, 8, 0, b.loopback(0), null);
              return Answer.all(got, "then " + b.receive(pair.server(), 8, 0));
            });
  }

  private static Bench.Pair ready(Bench b, Bench.Pair pair) {
    b.send(pair.client(), "abcd");
    b.await(pair.server(), POLLIN);
    return pair;
  }

  private static String from(Bench b, Bench.Pair pair, int room) {
    ready(b, pair);
    MemorySegment name = b.arena.allocate(160, 4);
    name.fill(UNTOUCHED);
    MemorySegment length = b.ints(room);
    MemorySegment data = b.arena.allocate(8);
    long got = b.calls.recvfrom(pair.server(), data, 8, 0, name, length);
    return Answer.all(got, NameCells.written(name) + " bytes written")
        + ", length "
        + length.get(JAVA_INT, 0);
  }

  private static void datagrams(Cells.Lines lines) {
    lines
        .cell(
            "a datagram longer than the room is cut, the rest is lost",
            b -> {
              Bench.Pair pair = ready(b, b.udpPair());
              return Answer.all(b.receive(pair.server(), 2, 0), b.receive(pair.server(), 8, 0));
            })
        .cell(
            "datagrams come one by one",
            b -> {
              Bench.Pair pair = b.udpPair();
              b.send(pair.client(), "ab");
              b.send(pair.client(), "cd");
              b.await(pair.server(), POLLIN);
              String first = b.receive(pair.server(), 8, 0);
              b.await(pair.server(), POLLIN);
              return Answer.all(first, b.receive(pair.server(), 8, 0));
            })
        .cell(
            "a datagram of another than the peer is not taken",
            b -> {
              Bench.Pair pair = b.udpPair();
              int stranger = b.udp();
              b.must(to(b, stranger, b.nameOf(pair.server()), 16));
              b.send(pair.client(), "peer");
              b.await(pair.server(), POLLIN);
              return Answer.all(b.receive(pair.server(), 8, 0), b.receive(pair.server(), 8, 0));
            })
        .cell(
            "what came before connect stays",
            b -> {
              int server = b.udp();
              MemorySegment name = b.bind(server);
              int stranger = b.udp();
              b.must(to(b, stranger, name, 16));
              b.await(server, POLLIN);
              b.connect(server, b.loopback(9));
              return b.receive(server, 8, 0);
            })
        .cell(
            "a refusal comes once, before data",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.deserted(SOCK_DGRAM));
              b.send(fd, "x");
              b.await(fd, POLLERR);
              return Answer.all(b.receive(fd, 8, 0), b.receive(fd, 8, 0));
            })
        .cell(
            "a refusal is told to send instead, once",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.deserted(SOCK_DGRAM));
              b.send(fd, "x");
              b.await(fd, POLLERR);
              return Answer.all(b.calls.send(fd, b.bytes("y"), 1, 0));
            })
        .cell(
            "an unconnected datagram socket hears of no refusal",
            b -> {
              int fd = b.udp();
              b.must(to(b, fd, b.deserted(SOCK_DGRAM), 16));
              int other = b.udp();
              b.must(to(b, other, b.nameOf(fd), 16));
              b.await(fd, POLLIN);
              return b.receive(fd, 8, 0);
            });
  }

  private static void streams(Cells.Lines lines) {
    lines
        .cell(
            "what fits, then the rest, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              return Answer.all(b.receive(pair.server(), 3, 0), b.receive(pair.server(), 3, 0));
            })
        .cell(
            "MSG_PEEK twice, then without, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              return Answer.all(
                  b.receive(pair.server(), 3, MSG_PEEK),
                  b.receive(pair.server(), 3, MSG_PEEK),
                  b.receive(pair.server(), 8, 0));
            })
        .cell(
            "MSG_TRUNC drops instead of copying, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              return Answer.all(
                  b.calls.recv(pair.server(), null, 0, MSG_TRUNC),
                  b.receive(pair.server(), 2, MSG_TRUNC).replaceAll("\0", "-"),
                  b.receive(pair.server(), 8, 0));
            })
        .cell(
            "MSG_WAITALL with less than that, and the end, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              b.must(b.calls.shutdown(pair.client(), SHUT_WR));
              b.must(b.calls.fcntl(pair.server(), F_SETFL, 0));
              return Answer.all(
                  b.receive(pair.server(), 8, MSG_WAITALL),
                  b.receive(pair.server(), 8, MSG_WAITALL));
            })
        .cell(
            "MSG_WAITALL in two parts, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              b.must(b.calls.fcntl(pair.server(), F_SETFL, 0));
              MemorySegment room = b.arena.allocate(6);
              var recv = b.elsewhere(() -> b.calls.recv(pair.server(), room, 6, MSG_WAITALL));
              b.send(pair.client(), "ef");
              return Answer.all(b.result(recv), Bench.text(room, 6));
            })
        .cell(
            "MSG_WAITALL and MSG_DONTWAIT with less than that, stream",
            b -> {
              Bench.Pair pair = ready(b, b.tcpPair());
              return b.receive(pair.server(), 8, MSG_WAITALL | MSG_DONTWAIT);
            });
  }

  private static void urgent(Cells.Lines lines) {
    lines
        .cell(
            "MSG_OOB: the urgent byte, once",
            b -> {
              Bench.Pair pair = urgentPair(b, false);
              return Answer.all(
                  b.receive(pair.server(), 8, MSG_OOB), b.receive(pair.server(), 8, MSG_OOB));
            })
        .cell(
            "MSG_OOB and MSG_PEEK: the urgent byte, again",
            b -> {
              Bench.Pair pair = urgentPair(b, false);
              return Answer.all(
                  b.receive(pair.server(), 8, MSG_OOB | MSG_PEEK),
                  b.receive(pair.server(), 8, MSG_OOB));
            })
        .cell(
            "without MSG_OOB: up to the mark, then past it",
            b -> {
              Bench.Pair pair = urgentPair(b, false);
              return Answer.all(b.receive(pair.server(), 8, 0), b.receive(pair.server(), 8, 0));
            })
        .cell(
            "MSG_OOB with SO_OOBINLINE",
            b -> {
              Bench.Pair pair = urgentPair(b, true);
              return b.receive(pair.server(), 8, MSG_OOB);
            })
        .cell(
            "SO_OOBINLINE: up to the mark, then the byte",
            b -> {
              Bench.Pair pair = urgentPair(b, true);
              return Answer.all(b.receive(pair.server(), 8, 0), b.receive(pair.server(), 8, 0));
            })
        .cell(
            "MSG_OOB into no room",
            b -> {
              Bench.Pair pair = urgentPair(b, false);
              return b.calls.recv(pair.server(), null, 0, MSG_OOB);
            });
  }

  /** "abc" has come, of which the last is urgent. */
  private static Bench.Pair urgentPair(Bench b, boolean inline) {
    Bench.Pair pair = b.tcpPair();
    b.must(b.calls.setsockopt(pair.server(), SOL_SOCKET, SO_OOBINLINE, b.ints(inline ? 1 : 0), 4));
    b.must(b.calls.send(pair.client(), b.bytes("abc"), 3, MSG_OOB));
    b.await(pair.server(), POLLPRI);
    b.await(pair.server(), POLLIN);
    return pair;
  }

  private static void waiting(Cells cells) {
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
      String on = type == SOCK_STREAM ? ", stream" : ", datagram socket";
      cells
          .of("recv")
          .cell(
              "nothing, with SO_RCVTIMEO of 1 ms" + on,
              b -> {
                int fd = waitingSide(b, type).server();
                MemorySegment time = b.arena.allocate(Timeval.SIZE, 8);
                Timeval.set(time, 0, 1_000);
                b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, time, Timeval.SIZE));
                return b.receive(fd, 8, 0);
              })
          .cell(
              "nothing, MSG_DONTWAIT on a descriptor that waits" + on,
              b -> b.receive(waitingSide(b, type).server(), 8, MSG_DONTWAIT))
          .cell(
              "EINTR: nothing, interrupted before" + on,
              b -> {
                int fd = waitingSide(b, type).server();
                Thread.currentThread().interrupt();
                String result = b.receive(fd, 8, 0);
                return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
              })
          .cell(
              "data there, interrupted before" + on,
              b -> {
                Bench.Pair pair = ready(b, waitingSide(b, type));
                Thread.currentThread().interrupt();
                String result = b.receive(pair.server(), 8, 0);
                return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
              })
          .cell(
              "waiting, until another thread sends" + on,
              b -> {
                Bench.Pair pair = waitingSide(b, type);
                MemorySegment room = b.arena.allocate(8);
                var recv = b.elsewhere(() -> b.calls.recv(pair.server(), room, 8, 0));
                b.send(pair.client(), "abc");
                return b.result(recv);
              })
          .cell(
              "waiting, until another thread shuts" + on,
              b -> {
                Bench.Pair pair = waitingSide(b, type);
                MemorySegment room = b.arena.allocate(8);
                var recv = b.elsewhere(() -> b.calls.recv(pair.server(), room, 8, 0));
                b.must(b.calls.shutdown(pair.server(), SHUT_RD));
                return b.result(recv);
              });
    }
    cells
        .of("send")
        .cell(
            "EAGAIN: full buffers, stream",
            b -> {
              Bench.Pair pair = b.tcpPair();
              MemorySegment much = b.arena.allocate(1 << 20);
              long sent = 0;
              // Until nothing has gone for a while: the peer's buffer fills in the background.
              for (int quiet = 0; quiet < 200; quiet++) {
                sent = b.calls.send(pair.client(), much, much.byteSize(), 0);
                quiet = sent > 0 ? 0 : quiet;
                b.poll(b.udp(), POLLIN, 1);
              }
              return sent;
            });
  }

  /** A pair whose server side waits. */
  private static Bench.Pair waitingSide(Bench b, int type) {
    Bench.Pair pair = type == SOCK_STREAM ? b.tcpPair() : b.udpPair();
    b.must(b.calls.fcntl(pair.server(), F_SETFL, 0));
    return pair;
  }
}
