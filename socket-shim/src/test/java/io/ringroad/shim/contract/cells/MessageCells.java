package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITFORONE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;

import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** sendmsg(2), recvmsg(2), sendmmsg(2), recvmmsg(2), readv(2) and writev(2). */
final class MessageCells {
  private static final int NAME_LENGTH_OFFSET = 8;
  private static final byte UNTOUCHED = (byte) 0xee;

  /** A call on an array of iovecs. */
  @FunctionalInterface
  private interface OnVector {
    long make(Bench b, int fd, MemorySegment iov, long count);
  }

  private MessageCells() {}

  static void add(Cells cells) {
    vectors(cells.of("writev"), (b, fd, iov, n) -> b.calls.writev(fd, iov, (int) n), false);
    vectors(
        cells.of("sendmsg"), (b, fd, iov, n) -> b.calls.sendmsg(fd, header(b, iov, n), 0), false);
    vectors(cells.of("readv"), (b, fd, iov, n) -> b.calls.readv(fd, iov, (int) n), true);
    vectors(
        cells.of("recvmsg"), (b, fd, iov, n) -> b.calls.recvmsg(fd, header(b, iov, n), 0), true);
    sendNames(cells.of("sendmsg"));
    receiveNames(cells.of("recvmsg"));
    sendMany(cells.of("sendmmsg"));
    receiveMany(cells.of("recvmmsg"));
  }

  private static void vectors(Cells.Lines lines, OnVector call, boolean reads) {
    for (boolean stream : new boolean[] {true, false}) {
      String on = stream ? ", stream" : ", datagram socket";
      for (long count : new long[] {-1, 0, 1_024, 1_025, Integer.MAX_VALUE}) {
        lines.cell(
            count + " iovecs of one byte" + on,
            b -> {
              int some = (int) Math.clamp(count, 1, 1_025);
              return call.make(b, side(b, stream, reads), ones(b, some), count);
            });
      }
      lines
          .cell(
              "three iovecs, the second empty and without memory" + on,
              b -> {
                MemorySegment iov = ones(b, 3);
                Iovec.set(iov, 1, 0, 0);
                return call.make(b, side(b, stream, reads), iov, 3);
              })
          .cell(
              "two iovecs, the second without memory" + on,
              b -> {
                MemorySegment iov = ones(b, 2);
                Iovec.set(iov, 1, 0, 1);
                return call.make(b, side(b, stream, reads), iov, 2);
              })
          .cell(
              "two iovecs, the second of -1 bytes" + on,
              b -> {
                MemorySegment iov = ones(b, 2);
                Iovec.set(iov, 1, b.arena.allocate(1).address(), -1);
                return call.make(b, side(b, stream, reads), iov, 2);
              })
          .cell(
              "one iovec, no array" + on,
              b -> call.make(b, side(b, stream, reads), MemorySegment.NULL, 1));
    }
  }

  /** A socket with four bytes to read, or one to send on. */
  private static int side(Bench b, boolean stream, boolean reads) {
    Bench.Pair pair = stream ? b.tcpPair() : b.udpPair();
    if (reads) {
      b.send(pair.client(), "abcd");
      b.await(pair.server(), POLLIN);
    }
    return pair.server();
  }

  private static MemorySegment ones(Bench b, int count) {
    MemorySegment iov = b.arena.allocate((long) Iovec.SIZE * count, 8);
    MemorySegment memory = b.arena.allocate(count);
    for (int i = 0; i < count; i++) {
      Iovec.set(iov, i, memory.asSlice(i, 1));
    }
    return iov;
  }

  private static MemorySegment header(Bench b, MemorySegment iov, long count) {
    return Msghdr.allocate(b.arena, iov, count);
  }

  private static MemorySegment header(Bench b, int bytes) {
    MemorySegment iov = b.arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, b.arena.allocate(bytes));
    return header(b, iov, 1);
  }

  private static void sendNames(Cells.Lines lines) {
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, 8, 15, 16, 17, 128, 129, 4096}) {
      lines.cell(
          "msg_namelen " + length + ", datagram socket",
          b -> {
            MemorySegment name = b.arena.allocate(4096, 4);
            SockaddrIn.set(name, 0x7f000001, 9);
            return send(b, b.udp(), msg -> Msghdr.name(msg, 0, name.address(), length));
          });
    }
    lines
        .cell("no name, datagram socket", b -> send(b, b.udp(), msg -> {}))
        .cell(
            "no name, but msg_namelen 16, datagram socket",
            b -> send(b, b.udp(), msg -> Msghdr.name(msg, 0, 0, 16)))
        .cell(
            "a name, connected stream",
            b ->
                send(
                    b,
                    b.tcpPair().client(),
                    msg -> Msghdr.name(msg, 0, b.loopback(9).address(), 16)))
        .cell(
            "msg_flags are not looked at",
            b -> send(b, b.udpPair().client(), msg -> Msghdr.flags(msg, 0, -1)))
        .cell(
            "msg_control null and msg_controllen 0",
            b -> send(b, b.udpPair().client(), msg -> Msghdr.control(msg, 0, 0, 0)))
        .cell("no header", b -> b.calls.sendmsg(b.udp(), null, 0))
        .cell("a header of 55 bytes", b -> b.calls.sendmsg(b.udp(), b.arena.allocate(55), 0));
  }

  private static long send(Bench b, int fd, Consumer<MemorySegment> change) {
    MemorySegment msg = header(b, 4);
    change.accept(msg);
    return b.calls.sendmsg(fd, msg, 0);
  }

  private static void receiveNames(Cells.Lines lines) {
    for (boolean stream : new boolean[] {true, false}) {
      String on = stream ? ", stream" : ", datagram socket";
      for (int room : new int[] {Integer.MIN_VALUE, -1, 0, 1, 8, 15, 16, 17, 128, 129}) {
        lines.cell("msg_namelen " + room + on, b -> named(b, stream, room));
      }
      lines
          .cell(
              "no name, but msg_namelen 16" + on,
              b -> {
                MemorySegment msg = header(b, 8);
                Msghdr.name(msg, 0, 0, 16);
                long got = b.calls.recvmsg(side(b, stream, true), msg, 0);
                return Answer.all(got, "msg_namelen " + Msghdr.nameLength(msg, 0));
              })
          .cell(
              "room for control messages, of which there are none" + on,
              b -> {
                MemorySegment msg = header(b, 8);
                MemorySegment control = b.arena.allocate(64, 8);
                control.fill(UNTOUCHED);
                Msghdr.control(msg, 0, control.address(), 64);
                long got = b.calls.recvmsg(side(b, stream, true), msg, 0);
                return Answer.all(got, "msg_controllen " + Msghdr.controlLength(msg, 0))
                    + ", "
                    + NameCells.written(control)
                    + " bytes written";
              })
          .cell(
              "no control messages, but msg_controllen 64" + on,
              b -> {
                MemorySegment msg = header(b, 8);
                Msghdr.control(msg, 0, 0, 64);
                long got = b.calls.recvmsg(side(b, stream, true), msg, 0);
                return Answer.all(got, "msg_controllen " + Msghdr.controlLength(msg, 0));
              })
          .cell(
              "nothing there: the header stays" + on,
              b -> {
                MemorySegment msg = header(b, 8);
                Msghdr.flags(msg, 0, 0x55);
                Msghdr.controlLength(msg, 0, 33);
                long got = b.calls.recvmsg(side(b, stream, false), msg, 0);
                return Answer.all(got, Msghdr.flags(msg, 0), Msghdr.controlLength(msg, 0));
              });
    }
    lines
        .cell("no header", b -> b.calls.recvmsg(b.udp(), null, 0))
        .cell("a header of 55 bytes", b -> b.calls.recvmsg(b.udp(), b.arena.allocate(55), 0));
  }

  private static String named(Bench b, boolean stream, int room) {
    int fd = side(b, stream, true);
    MemorySegment msg = header(b, 8);
    MemorySegment name = b.arena.allocate(160, 4);
    name.fill(UNTOUCHED);
    Msghdr.name(msg, 0, name.address(), room);
    long got = b.calls.recvmsg(fd, msg, 0);
    int length = msg.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, NAME_LENGTH_OFFSET);
    return Answer.all(got, NameCells.written(name) + " bytes written", "msg_namelen " + length);
  }

  private static MemorySegment many(Bench b, int count, int bytes) {
    MemorySegment vector = b.arena.allocate((long) Msghdr.MMSG_SIZE * count, 8);
    for (int i = 0; i < count; i++) {
      MemorySegment iov = b.arena.allocate(Iovec.SIZE, 8);
      Iovec.set(iov, 0, b.arena.allocate(bytes));
      Msghdr.iov(vector, (long) i * Msghdr.MMSG_SIZE, iov.address(), 1);
      Msghdr.messageLength(vector, (long) i * Msghdr.MMSG_SIZE, -7);
    }
    return vector;
  }

  private static String lengths(MemorySegment vector, int count) {
    Object[] lengths = new Object[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = "msg_len " + Msghdr.messageLength(vector, (long) i * Msghdr.MMSG_SIZE);
    }
    return Answer.all(lengths);
  }

  private static void sendMany(Cells.Lines lines) {
    lines
        .cell("no messages", b -> b.calls.sendmmsg(b.udpPair().client(), null, 0, 0))
        .cell(
            "three messages",
            b -> {
              MemorySegment vector = many(b, 3, 4);
              return Answer.all(
                  b.calls.sendmmsg(b.udpPair().client(), vector, 3, 0), lengths(vector, 3));
            })
        .cell(
            "1025 messages, waiting: as many as one call takes",
            b -> {
              int fd = b.udpPair().client();
              b.must(b.calls.fcntl(fd, io.ringroad.shim.abi.FileControl.F_SETFL, 0));
              return b.calls.sendmmsg(fd, many(b, 1_025, 0), 1_025, 0);
            })
        .cell(
            "the second has a bad iovec",
            b -> {
              MemorySegment vector = many(b, 3, 4);
              Msghdr.iov(vector, Msghdr.MMSG_SIZE, 0, 1);
              return Answer.all(
                  b.calls.sendmmsg(b.udpPair().client(), vector, 3, 0), lengths(vector, 3));
            })
        .cell(
            "the first has a bad iovec",
            b -> {
              MemorySegment vector = many(b, 2, 4);
              Msghdr.iov(vector, 0, 0, 1);
              return Answer.all(
                  b.calls.sendmmsg(b.udpPair().client(), vector, 2, 0), lengths(vector, 2));
            })
        .cell("no destination", b -> b.calls.sendmmsg(b.udp(), many(b, 1, 4), 1, 0))
        .cell(
            "an array of 63 bytes for one",
            b -> b.calls.sendmmsg(b.udpPair().client(), b.arena.allocate(63), 1, 0))
        .cell("no array", b -> b.calls.sendmmsg(b.udpPair().client(), null, 1, 0))
        .cell(
            "on a stream",
            b -> {
              MemorySegment vector = many(b, 2, 4);
              return Answer.all(
                  b.calls.sendmmsg(b.tcpPair().client(), vector, 2, 0), lengths(vector, 2));
            });
  }

  private static Bench.Pair threeDatagrams(Bench b) {
    Bench.Pair pair = b.udpPair();
    for (String text : new String[] {"a", "bc", "def"}) {
      b.send(pair.client(), text);
    }
    // The last has come when a peek past the others would see it: they keep their order.
    MemorySegment vector = many(b, 3, 8);
    while (b.calls.recvmmsg(pair.server(), vector, 1, MSG_PEEK, null) < 1) {
      Thread.onSpinWait();
    }
    return pair;
  }

  private static void receiveMany(Cells.Lines lines) {
    lines
        .cell(
            "no messages wanted",
            b -> b.calls.recvmmsg(threeDatagrams(b).server(), null, 0, 0, null))
        .cell("nothing there", b -> b.calls.recvmmsg(b.udp(), many(b, 2, 8), 2, 0, null))
        .cell(
            "one wanted of three",
            b -> {
              MemorySegment vector = many(b, 2, 8);
              return Answer.all(
                  b.calls.recvmmsg(threeDatagrams(b).server(), vector, 1, 0, null),
                  lengths(vector, 2));
            })
        .cell(
            "three wanted, waiting",
            b -> {
              Bench.Pair pair = threeDatagrams(b);
              b.must(b.calls.fcntl(pair.server(), io.ringroad.shim.abi.FileControl.F_SETFL, 0));
              MemorySegment vector = many(b, 3, 8);
              return Answer.all(
                  b.calls.recvmmsg(pair.server(), vector, 3, 0, null), lengths(vector, 3));
            })
        .cell(
            "MSG_WAITFORONE and nothing, MSG_DONTWAIT",
            b -> b.calls.recvmmsg(b.udp(), many(b, 2, 8), 2, MSG_WAITFORONE | MSG_DONTWAIT, null))
        .cell(
            "a refusal first",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.deserted(io.ringroad.shim.abi.SocketType.SOCK_DGRAM));
              b.send(fd, "x");
              b.await(fd, io.ringroad.shim.abi.PollEvent.POLLERR);
              return b.calls.recvmmsg(fd, many(b, 2, 8), 2, 0, null);
            })
        .cell("no array", b -> b.calls.recvmmsg(b.udp(), null, 1, 0, null))
        .cell(
            "an array of 63 bytes for one",
            b -> b.calls.recvmmsg(b.udp(), b.arena.allocate(63), 1, 0, null));
    long[][] times = {{-1, 0}, {0, -1}, {0, 1_000_000_000}, {0, 0}, {Long.MAX_VALUE, 0}};
    for (long[] time : times) {
      lines.cell(
          "a timeout of " + time[0] + " s " + time[1] + " ns, data there",
          b -> {
            MemorySegment limit = b.arena.allocate(Timeval.SIZE, 8);
            Timeval.set(limit, time[0], time[1]);
            return b.calls.recvmmsg(threeDatagrams(b).server(), many(b, 1, 8), 1, 0, limit);
          });
    }
    lines.cell(
        "a timeout of 15 bytes",
        b ->
            b.calls.recvmmsg(
                threeDatagrams(b).server(), many(b, 1, 8), 1, 0, b.arena.allocate(15)));
  }
}
