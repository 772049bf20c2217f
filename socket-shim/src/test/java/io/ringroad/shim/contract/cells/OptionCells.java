package io.ringroad.shim.contract.cells;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** setsockopt(2) and getsockopt(2): each option that holds an int, on each kind of socket. */
final class OptionCells {
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_UDP = 17;
  private static final byte UNTOUCHED = (byte) 0xee;
  private static final int[] VALUES = {0, 1, 77, 255, 256, 5_000, -1, Integer.MAX_VALUE};

  /** An option by name. */
  record Option(int level, String name, int number) {}

  private OptionCells() {}

  static List<Option> options() {
    List<Option> options = new ArrayList<>();
    String socket =
        "SO_REUSEADDR 2 SO_TYPE 3 SO_ERROR 4 SO_DONTROUTE 5 SO_BROADCAST 6 SO_SNDBUF 7 SO_RCVBUF 8"
            + " SO_KEEPALIVE 9 SO_OOBINLINE 10 SO_NO_CHECK 11 SO_PRIORITY 12 SO_REUSEPORT 15"
            + " SO_RCVLOWAT 18 SO_SNDLOWAT 19 SO_TIMESTAMP 29 SO_ACCEPTCONN 30 SO_SNDBUFFORCE 32"
            + " SO_RCVBUFFORCE 33 SO_TIMESTAMPNS 35 SO_MARK 36 SO_PROTOCOL 38 SO_DOMAIN 39"
            + " SO_RXQ_OVFL 40 SO_BUSY_POLL 46 SO_INCOMING_CPU 49 SO_ZEROCOPY 60";
    String ip =
        "IP_TOS 1 IP_TTL 2 IP_HDRINCL 3 IP_PKTINFO 8 IP_MTU_DISCOVER 10 IP_RECVERR 11 IP_RECVTTL 12"
            + " IP_RECVTOS 13 IP_MTU 14 IP_FREEBIND 15 IP_TRANSPARENT 19 IP_RECVORIGDSTADDR 20"
            + " IP_MULTICAST_IF 32 IP_MULTICAST_TTL 33 IP_MULTICAST_LOOP 34 IP_MULTICAST_ALL 49";
    String tcp =
        "TCP_NODELAY 1 TCP_MAXSEG 2 TCP_CORK 3 TCP_KEEPIDLE 4 TCP_KEEPINTVL 5 TCP_KEEPCNT 6"
            + " TCP_SYNCNT 7 TCP_LINGER2 8 TCP_DEFER_ACCEPT 9 TCP_WINDOW_CLAMP 10 TCP_QUICKACK 12"
            + " TCP_USER_TIMEOUT 18 TCP_FASTOPEN 23 TCP_NOTSENT_LOWAT 25 TCP_FASTOPEN_CONNECT 30";
    parse(options, SOL_SOCKET, socket);
    parse(options, IPPROTO_IP, ip);
    parse(options, IPPROTO_TCP, tcp);
    return options;
  }

  private static void parse(List<Option> options, int level, String text) {
    String[] words = text.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      options.add(new Option(level, words[i], Integer.parseInt(words[i + 1])));
    }
  }

  static void add(Cells cells) {
    for (Option option : options()) {
      onSockets(cells, option, true);
      if (option.level() != IPPROTO_TCP) {
        onSockets(cells, option, false);
      }
    }
    unknown(cells);
    cells
        .of("setsockopt")
        .cell("TCP_NODELAY on a datagram socket", b -> set(b, b.udp(), IPPROTO_TCP, 1, 1))
        .impossible("ENOMEM, ENOBUFS", "the kernel has memory");
    cells
        .of("getsockopt")
        .cell("TCP_NODELAY on a datagram socket", b -> read(b, b.udp(), IPPROTO_TCP, 1));
  }

  private static void onSockets(Cells cells, Option option, boolean stream) {
    String what = option.name() + (stream ? " on a stream" : " on a datagram socket");
    Cells.Lines get = cells.of("getsockopt");
    get.cell(what, b -> read(b, open(b, stream), option.level(), option.number()));
    get.cell(what + ", into 0, 1, 3 and 8 bytes", b -> rooms(b, open(b, stream), option));
    get.cell(
        what + ", room of -1",
        b -> {
          int fd = open(b, stream);
          return b.calls.getsockopt(
              fd, option.level(), option.number(), b.arena.allocate(4), b.ints(-1));
        });
    Cells.Lines set = cells.of("setsockopt");
    set.cell(
        what + " to 0, 1, 77, 255, 256, 5000, -1 and the largest int, read each time",
        b -> values(b, stream, option));
    set.cell(what + " to 1, of 0, 1, 3 and 8 bytes", b -> lengths(b, open(b, stream), option));
    set.cell(
        what + ", of -1 bytes",
        b -> b.calls.setsockopt(open(b, stream), option.level(), option.number(), b.ints(1), -1));
  }

  private static int open(Bench b, boolean stream) {
    return stream ? b.tcp() : b.udp();
  }

  private static String values(Bench b, boolean stream, Option option) {
    List<Object> answers = new ArrayList<>();
    int fd = open(b, stream);
    for (int value : VALUES) {
      int result = set(b, fd, option.level(), option.number(), value);
      answers.add(result < 0 ? Answer.of(result) : read(b, fd, option.level(), option.number()));
    }
    return Answer.all(answers.toArray());
  }

  private static String lengths(Bench b, int fd, Option option) {
    List<Object> answers = new ArrayList<>();
    MemorySegment value = b.arena.allocate(8, 8);
    value.set(JAVA_INT, 0, 1);
    for (int length : new int[] {0, 1, 3, 8}) {
      answers.add(b.calls.setsockopt(fd, option.level(), option.number(), value, length));
    }
    return Answer.all(answers.toArray());
  }

  private static String rooms(Bench b, int fd, Option option) {
    List<Object> answers = new ArrayList<>();
    for (int room : new int[] {0, 1, 3, 8}) {
      MemorySegment value = b.arena.allocate(16, 8);
      value.fill(UNTOUCHED);
      MemorySegment length = b.ints(room);
      int result = b.calls.getsockopt(fd, option.level(), option.number(), value, length);
      int said = length.get(JAVA_INT, 0);
      long written = NameCells.written(value);
      String bytes = said == 0 ? "nothing" : Answer.hex(value, Math.min(said, value.byteSize()));
      answers.add(result < 0 ? Answer.of(result) : bytes + (written > said ? " and more" : ""));
    }
    return Answer.all(answers.toArray());
  }

  private static void unknown(Cells cells) {
    int[] levels = {-1, SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, 1_000, 41, 255, 256, 270};
    for (int level : levels) {
      for (boolean stream : new boolean[] {true, false}) {
        String what =
            "level " + level + ", name 9999, on a " + (stream ? "stream" : "datagram socket");
        cells.of("setsockopt").cell(what, b -> set(b, open(b, stream), level, 9_999, 1));
        cells.of("getsockopt").cell(what, b -> read(b, open(b, stream), level, 9_999));
        cells
            .of("setsockopt")
            .cell(
                what + ", of 3 bytes",
                b -> b.calls.setsockopt(open(b, stream), level, 9_999, b.ints(1), 3));
        cells
            .of("setsockopt")
            .cell(
                what + ", of 0 bytes",
                b -> b.calls.setsockopt(open(b, stream), level, 9_999, b.ints(1), 0));
      }
    }
  }

  static int set(Bench b, int fd, int level, int name, int value) {
    return b.calls.setsockopt(fd, level, name, b.ints(value), Integer.BYTES);
  }

  /** The option's value, if it is an int, or what came instead. */
  static String read(Bench b, int fd, int level, int name) {
    MemorySegment value = b.ints(-7);
    MemorySegment length = b.ints(Integer.BYTES);
    int result = b.calls.getsockopt(fd, level, name, value, length);
    if (result < 0) {
      return Answer.of(result);
    }
    int said = length.get(JAVA_INT, 0);
    return said == Integer.BYTES ? Integer.toString(value.get(JAVA_INT, 0)) : said + " bytes";
  }
}
