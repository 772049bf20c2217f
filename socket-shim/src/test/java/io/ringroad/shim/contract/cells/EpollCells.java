package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLEXCLUSIVE;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLLONESHOT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLOUT;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_DEL;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_MOD;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.PollEvent.POLLIN;

import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** epoll_create1(2), epoll_ctl(2) and epoll_wait(2). */
final class EpollCells {
  private static final int EPOLLWAKEUP = 1 << 29;
  private static final int DEEPEST = 5;

  private EpollCells() {}

  static void add(Cells cells) {
    create(cells.of("epoll_create1"));
    control(cells.of("epoll_ctl"));
    exclusive(cells.of("epoll_ctl"));
    nesting(cells.of("epoll_ctl"));
    arguments(cells.of("epoll_wait"));
    events(cells.of("epoll_wait"));
  }

  private static void create(Cells.Lines lines) {
    for (int flags : new int[] {0, EpollEvent.EPOLL_CLOEXEC, 1, 0x800, -1}) {
      lines.cell(
          "flags 0x" + Integer.toHexString(flags) + ", then F_GETFD",
          b -> {
            int fd = b.calls.epoll_create1(flags);
            return fd < 0 ? fd : b.calls.fcntl(b.opened(fd), F_GETFD, 0);
          });
    }
    lines.impossible("EMFILE, ENFILE, ENOMEM", "as for socket");
  }

  private static void control(Cells.Lines lines) {
    lines
        .cell("add", b -> control(b, EPOLL_CTL_ADD))
        .cell("add twice", b -> control(b, EPOLL_CTL_ADD, EPOLL_CTL_ADD))
        .cell("change what was not added", b -> control(b, EPOLL_CTL_MOD))
        .cell("remove what was not added", b -> control(b, EPOLL_CTL_DEL))
        .cell("add, change", b -> control(b, EPOLL_CTL_ADD, EPOLL_CTL_MOD))
        .cell("add, remove, remove", b -> control(b, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_DEL))
        .cell("add, remove, add", b -> control(b, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_ADD))
        .cell("operation 0", b -> control(b, 0))
        .cell("operation 4", b -> control(b, 4))
        .cell("operation -1", b -> control(b, -1))
        .cell(
            "add without an event", b -> b.calls.epoll_ctl(epoll(b), EPOLL_CTL_ADD, b.udp(), null))
        .cell(
            "change without an event",
            b -> b.calls.epoll_ctl(epoll(b), EPOLL_CTL_MOD, b.udp(), null))
        .cell(
            "remove without an event",
            b -> {
              int epoll = epoll(b);
              int fd = b.udp();
              add(b, epoll, fd, EPOLLIN);
              return b.calls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, null);
            })
        .cell(
            "an event of 11 bytes",
            b -> b.calls.epoll_ctl(epoll(b), EPOLL_CTL_ADD, b.udp(), b.arena.allocate(11)))
        .cell(
            "itself",
            b -> {
              int epoll = epoll(b);
              return b.calls.epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, event(b, EPOLLIN, 0));
            })
        .cell(
            "a socket that watches",
            b -> b.calls.epoll_ctl(b.udp(), EPOLL_CTL_ADD, b.udp(), event(b, EPOLLIN, 0)))
        .cell(
            "EPOLLWAKEUP",
            b -> b.calls.epoll_ctl(epoll(b), EPOLL_CTL_ADD, b.udp(), event(b, EPOLLWAKEUP, 0)))
        .cell(
            "a copy of a descriptor that is watched",
            b -> {
              int epoll = epoll(b);
              int fd = b.udp();
              add(b, epoll, fd, EPOLLIN);
              int copy = b.opened(b.calls.fcntl(fd, 0, 0));
              return b.calls.epoll_ctl(epoll, EPOLL_CTL_ADD, copy, event(b, EPOLLIN, 0));
            })
        .cell(
            "a number that was closed and is another socket now",
            b -> {
              int epoll = epoll(b);
              int fd = b.udp();
              add(b, epoll, fd, EPOLLIN);
              b.close(fd);
              int again = b.udp();
              return again == fd
                  ? b.calls.epoll_ctl(epoll, EPOLL_CTL_MOD, again, event(b, EPOLLIN, 0))
                  : "another number";
            })
        .impossible("ENOMEM, ENOSPC", "the kernel has memory and allows more watches than fit")
        .impossible("EPERM", "a regular file, which the engine does not have");
  }

  private static void exclusive(Cells.Lines lines) {
    int[] others = {EPOLLIN, EPOLLOUT, EPOLLET, EPOLLONESHOT, 0x2, 0x2000};
    String[] names = {"EPOLLIN", "EPOLLOUT", "EPOLLET", "EPOLLONESHOT", "EPOLLPRI", "EPOLLRDHUP"};
    for (int i = 0; i < others.length; i++) {
      int events = EPOLLEXCLUSIVE | others[i];
      lines.cell(
          "EPOLLEXCLUSIVE with " + names[i],
          b -> b.calls.epoll_ctl(epoll(b), EPOLL_CTL_ADD, b.udp(), event(b, events, 0)));
    }
    lines
        .cell(
            "EPOLLEXCLUSIVE when changing",
            b -> {
              int epoll = epoll(b);
              int fd = b.udp();
              add(b, epoll, fd, EPOLLIN);
              return b.calls.epoll_ctl(
                  epoll, EPOLL_CTL_MOD, fd, event(b, EPOLLIN | EPOLLEXCLUSIVE, 0));
            })
        .cell(
            "changing what was added with EPOLLEXCLUSIVE",
            b -> {
              int epoll = epoll(b);
              int fd = b.udp();
              add(b, epoll, fd, EPOLLIN | EPOLLEXCLUSIVE);
              return b.calls.epoll_ctl(epoll, EPOLL_CTL_MOD, fd, event(b, EPOLLIN, 0));
            })
        .cell(
            "EPOLLEXCLUSIVE on an epoll descriptor",
            b ->
                b.calls.epoll_ctl(
                    epoll(b), EPOLL_CTL_ADD, epoll(b), event(b, EPOLLIN | EPOLLEXCLUSIVE, 0)));
  }

  private static void nesting(Cells.Lines lines) {
    lines
        .cell(
            "two that watch each other",
            b -> {
              int first = epoll(b);
              int second = epoll(b);
              add(b, first, second, EPOLLIN);
              return b.calls.epoll_ctl(second, EPOLL_CTL_ADD, first, event(b, EPOLLIN, 0));
            })
        .cell(
            "three in a ring",
            b -> {
              int[] ring = {epoll(b), epoll(b), epoll(b)};
              add(b, ring[0], ring[1], EPOLLIN);
              add(b, ring[1], ring[2], EPOLLIN);
              return b.calls.epoll_ctl(ring[2], EPOLL_CTL_ADD, ring[0], event(b, EPOLLIN, 0));
            });
    for (int depth = 2; depth <= DEEPEST + 1; depth++) {
      int levels = depth;
      lines.cell(
          depth + " one in the other, added from the inside",
          b -> {
            int inner = epoll(b);
            int result = 0;
            for (int i = 1; i < levels && result == 0; i++) {
              int outer = epoll(b);
              result = b.calls.epoll_ctl(outer, EPOLL_CTL_ADD, inner, event(b, EPOLLIN, 0));
              inner = outer;
            }
            return result;
          });
      lines.cell(
          depth + " one in the other, added from the outside",
          b -> {
            int outer = epoll(b);
            int result = 0;
            for (int i = 1; i < levels && result == 0; i++) {
              int inner = epoll(b);
              result = b.calls.epoll_ctl(outer, EPOLL_CTL_ADD, inner, event(b, EPOLLIN, 0));
              outer = inner;
            }
            return result;
          });
    }
  }

  private static void arguments(Cells.Lines lines) {
    for (int max : new int[] {Integer.MIN_VALUE, -1, 0, 1}) {
      lines.cell(
          "room for " + max + " events",
          b -> b.calls.epoll_wait(epoll(b), b.arena.allocate(12), max, 0));
    }
    lines
        .cell(
            "room for more events than memory holds",
            b -> b.calls.epoll_wait(epoll(b), b.arena.allocate(12), Integer.MAX_VALUE, 0))
        .cell("no memory", b -> b.calls.epoll_wait(epoll(b), null, 1, 0))
        .cell(
            "11 bytes for an event", b -> b.calls.epoll_wait(epoll(b), b.arena.allocate(11), 1, 0))
        .cell("nothing watched, no time", b -> wait(b, epoll(b), 1, 0))
        .cell("nothing watched, 1 ms", b -> wait(b, epoll(b), 1, 1))
        .cell(
            "EINTR: nothing, for ever, interrupted before",
            b -> {
              int epoll = epoll(b);
              Thread.currentThread().interrupt();
              int result = b.calls.epoll_wait(epoll, b.arena.allocate(12), 1, -1);
              return Answer.all(result, Thread.interrupted() ? "flag kept" : "flag lost");
            });
  }

  private static void events(Cells.Lines lines) {
    lines
        .cell("level: as long as there is data", b -> twice(b, EPOLLIN, false))
        .cell("edge: once", b -> twice(b, EPOLLIN | EPOLLET, false))
        .cell("edge: again with more data", b -> twice(b, EPOLLIN | EPOLLET, true))
        .cell("one shot: once, also with more data", b -> twice(b, EPOLLIN | EPOLLONESHOT, true))
        .cell(
            "one shot: again when armed",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              add(b, epoll, pair.server(), EPOLLIN | EPOLLONESHOT);
              String first = wait(b, epoll, 2, -1);
              MemorySegment event = event(b, EPOLLIN | EPOLLONESHOT, 8);
              b.must(b.calls.epoll_ctl(epoll, EPOLL_CTL_MOD, pair.server(), event));
              return Answer.all(first, wait(b, epoll, 2, -1), wait(b, epoll, 2, 0));
            })
        .cell(
            "edge: again when changed",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              add(b, epoll, pair.server(), EPOLLIN | EPOLLET);
              String first = wait(b, epoll, 2, -1);
              MemorySegment event = event(b, EPOLLIN | EPOLLET, 8);
              b.must(b.calls.epoll_ctl(epoll, EPOLL_CTL_MOD, pair.server(), event));
              return Answer.all(first, wait(b, epoll, 2, -1), wait(b, epoll, 2, 0));
            })
        .cell(
            "no events asked for: errors and ends alone",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              add(b, epoll, pair.server(), 0);
              return wait(b, epoll, 2, 0);
            })
        .cell("a new stream: EPOLLHUP", b -> waitFor(b, b.tcp(), EPOLLIN | EPOLLOUT))
        .cell("a new datagram socket", b -> waitFor(b, b.udp(), EPOLLIN | EPOLLOUT))
        .cell("a connected stream, every event", b -> waitFor(b, b.tcpPair().client(), 0xffff))
        .cell(
            "closed while it was ready: forgotten",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              add(b, epoll, pair.server(), EPOLLIN);
              b.close(pair.server());
              return wait(b, epoll, 2, 0);
            })
        .cell(
            "closed, but a copy is open: still there",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              add(b, epoll, pair.server(), EPOLLIN);
              b.opened(b.calls.fcntl(pair.server(), 0, 0));
              b.close(pair.server());
              return wait(b, epoll, 2, -1);
            })
        .cell("the inner one of two has something", EpollCells::nested)
        .cell("more ready than room: all come in turn", EpollCells::turns)
        .cell(
            "waiting, until another thread sends",
            b -> {
              Bench.Pair pair = b.udpPair();
              int epoll = epoll(b);
              add(b, epoll, pair.server(), EPOLLIN);
              MemorySegment room = b.arena.allocate(EpollEvent.SIZE);
              var wait = b.elsewhere(() -> b.calls.epoll_wait(epoll, room, 1, -1));
              b.send(pair.client(), "x");
              return Answer.all(b.result(wait), PollCells.events(EpollEvent.events(room, 0)));
            })
        .cell(
            "waiting, until another thread adds what is ready",
            b -> {
              Bench.Pair pair = ready(b);
              int epoll = epoll(b);
              MemorySegment room = b.arena.allocate(EpollEvent.SIZE);
              var wait = b.elsewhere(() -> b.calls.epoll_wait(epoll, room, 1, -1));
              add(b, epoll, pair.server(), EPOLLIN);
              return Answer.all(b.result(wait), PollCells.events(EpollEvent.events(room, 0)));
            });
  }

  private static String nested(Bench b) {
    Bench.Pair pair = ready(b);
    int inner = epoll(b);
    int outer = epoll(b);
    add(b, outer, inner, EPOLLIN);
    add(b, inner, pair.server(), EPOLLIN);
    String first = wait(b, outer, 2, -1);
    String second = wait(b, inner, 2, -1);
    b.receive(pair.server(), 8, 0);
    return Answer.all(first, second, wait(b, outer, 2, 0), wait(b, inner, 2, 0));
  }

  private static String turns(Bench b) {
    int epoll = epoll(b);
    for (int i = 0; i < 3; i++) {
      int fd = b.udp();
      b.must(b.calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event(b, EPOLLOUT, 1L << i)));
    }
    MemorySegment room = b.arena.allocate(2L * EpollEvent.SIZE);
    long seen = 0;
    for (int i = 0; i < 2; i++) {
      int count = b.must(b.calls.epoll_wait(epoll, room, 2, -1));
      for (int j = 0; j < count; j++) {
        seen |= EpollEvent.data(room, j);
      }
    }
    return "0x" + Long.toHexString(seen);
  }

  private static String twice(Bench b, int events, boolean more) {
    Bench.Pair pair = ready(b);
    int epoll = epoll(b);
    add(b, epoll, pair.server(), events);
    String first = wait(b, epoll, 2, -1);
    if (more) {
      b.receive(pair.server(), 8, 0);
      b.send(pair.client(), "more");
      b.await(pair.server(), POLLIN);
    }
    return Answer.all(first, wait(b, epoll, 2, 0));
  }

  private static Bench.Pair ready(Bench b) {
    Bench.Pair pair = b.udpPair();
    b.send(pair.client(), "abc");
    b.await(pair.server(), POLLIN);
    return pair;
  }

  private static String waitFor(Bench b, int fd, int events) {
    int epoll = epoll(b);
    add(b, epoll, fd, events);
    return wait(b, epoll, 2, 0);
  }

  /** How many events came, and what the first says. */
  private static String wait(Bench b, int epoll, int max, int timeoutMs) {
    MemorySegment room = b.arena.allocate((long) max * EpollEvent.SIZE);
    int count = b.calls.epoll_wait(epoll, room, max, timeoutMs);
    return count <= 0
        ? Answer.of(count)
        : count + " (" + PollCells.events(EpollEvent.events(room, 0)) + ")";
  }

  private static String control(Bench b, int... operations) {
    int epoll = epoll(b);
    int fd = b.udp();
    Object[] results = new Object[operations.length];
    for (int i = 0; i < operations.length; i++) {
      results[i] = b.calls.epoll_ctl(epoll, operations[i], fd, event(b, EPOLLIN, 7));
    }
    return Answer.all(results);
  }

  private static int epoll(Bench b) {
    return b.opened(b.calls.epoll_create1(0));
  }

  private static void add(Bench b, int epoll, int fd, int events) {
    b.must(b.calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event(b, events, 7)));
  }

  private static MemorySegment event(Bench b, int events, long data) {
    MemorySegment event = b.arena.allocate(EpollEvent.SIZE);
    EpollEvent.set(event, 0, events, data);
    return event;
  }
}
