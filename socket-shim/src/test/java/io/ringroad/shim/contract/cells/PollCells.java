package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;

import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** poll(2). What sockets report in which state is in StateCells. */
final class PollCells {
  private static final String[] NAMES = {
    "IN", "PRI", "OUT", "ERR", "HUP", "NVAL", "RDNORM", "RDBAND", "WRNORM", "WRBAND", "MSG"
  };
  private static final int POLLRDHUP_BIT = 13;
  private static final int MORE_THAN_ANY_LIMIT = 1 << 24;

  private PollCells() {}

  static void add(Cells cells) {
    Cells.Lines lines = cells.of("poll");
    arrays(lines);
    entries(lines);
    lines.impossible("ENOMEM", "the kernel has memory");
  }

  private static void arrays(Cells.Lines lines) {
    lines
        .cell("no entries, no time", b -> b.calls.poll(null, 0, 0))
        .cell("no entries, 1 ms", b -> b.calls.poll(null, 0, 1))
        .cell("-1 entries", b -> b.calls.poll(b.arena.allocate(8), -1, 0))
        .cell("one entry, no array", b -> b.calls.poll(null, 1, 0))
        .cell("one entry, an array of 7 bytes", b -> b.calls.poll(b.arena.allocate(7), 1, 0))
        .cell("two entries, an array of one", b -> b.calls.poll(b.arena.allocate(8), 2, 0))
        .cell(
            "more entries than a process has numbers",
            b -> b.calls.poll(b.arena.allocate(8L * MORE_THAN_ANY_LIMIT), MORE_THAN_ANY_LIMIT, 0))
        .cell(
            "EINTR: no entries, for ever, interrupted before",
            b -> {
              Thread.currentThread().interrupt();
              int result = b.calls.poll(null, 0, -1);
              return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
            })
        .cell(
            "something ready, interrupted before",
            b -> {
              MemorySegment one = entry(b, b.udp(), POLLOUT);
              Thread.currentThread().interrupt();
              int result = b.calls.poll(one, 1, -1);
              return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
            });
  }

  private static void entries(Cells.Lines lines) {
    lines
        .cell("a number that is not open", b -> poll(b, b.closedNumber(), POLLIN))
        .cell("the number -1: passed over", b -> poll(b, -1, POLLIN))
        .cell("the number -2147483648: passed over", b -> poll(b, Integer.MIN_VALUE, POLLIN))
        .cell("the number 2147483647", b -> poll(b, Integer.MAX_VALUE, POLLIN))
        .cell(
            "an epoll descriptor with nothing",
            b -> poll(b, b.opened(b.calls.epoll_create1(0)), 0xffff))
        .cell("all event bits", b -> poll(b, b.udpPair().client(), 0xffff))
        .cell("the same descriptor twice", PollCells::twice)
        .cell(
            "one of three is ready",
            b -> {
              MemorySegment three = b.arena.allocate(3L * Pollfd.SIZE, 4);
              Pollfd.set(three, 0, b.udp(), POLLIN);
              Pollfd.set(three, 1, b.udp(), POLLOUT);
              Pollfd.set(three, 2, -1, POLLIN);
              int ready = b.calls.poll(three, 3, -1);
              return Answer.all(
                  ready,
                  events(Pollfd.revents(three, 0)),
                  events(Pollfd.revents(three, 1)),
                  events(Pollfd.revents(three, 2)));
            })
        .cell(
            "waiting, until another thread sends",
            b -> {
              Bench.Pair pair = b.udpPair();
              var poll = b.elsewhere(() -> b.poll(pair.server(), POLLIN, -1));
              b.send(pair.client(), "x");
              return events((int) b.result(poll));
            })
        .cell("nothing, 1 ms", b -> b.calls.poll(entry(b, b.udp(), POLLIN), 1, 1))
        .cell(
            "a refusal that SO_ERROR has taken",
            b -> {
              int fd = b.udp();
              b.connect(fd, b.deserted(SOCK_DGRAM));
              b.send(fd, "x");
              b.await(fd, io.ringroad.shim.abi.PollEvent.POLLERR);
              ConnectCells.error(b, fd);
              return events(b.poll(fd, POLLIN | POLLOUT, 0));
            });
  }

  private static String twice(Bench b) {
    int fd = b.udp();
    MemorySegment two = b.arena.allocate(2L * Pollfd.SIZE, 4);
    Pollfd.set(two, 0, fd, POLLOUT);
    Pollfd.set(two, 1, fd, POLLOUT | POLLIN);
    int ready = b.calls.poll(two, 2, 0);
    return Answer.all(ready, events(Pollfd.revents(two, 0)), events(Pollfd.revents(two, 1)));
  }

  private static MemorySegment entry(Bench b, int fd, int events) {
    MemorySegment one = b.arena.allocate(Pollfd.SIZE, 4);
    Pollfd.set(one, 0, fd, events);
    return one;
  }

  private static String poll(Bench b, int fd, int events) {
    MemorySegment one = entry(b, fd, events);
    return Answer.with(b.calls.poll(one, 1, 0), events(Pollfd.revents(one, 0)));
  }

  /** The names of poll's event bits, which are epoll's, too. */
  static String events(int bits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Integer.SIZE; i++) {
      if ((bits >>> i & 1) != 0) {
        String name = i < NAMES.length ? NAMES[i] : i == POLLRDHUP_BIT ? "RDHUP" : "bit " + i;
        text.append(text.isEmpty() ? "" : "+").append(name);
      }
    }
    return text.isEmpty() ? "no event" : text.toString();
  }
}
