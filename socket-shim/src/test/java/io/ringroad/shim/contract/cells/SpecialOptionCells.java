package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.IP_OPTIONS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_INCOMING_CPU;
import static io.ringroad.shim.abi.SocketOption.SO_LINGER;
import static io.ringroad.shim.abi.SocketOption.SO_MAX_PACING_RATE;
import static io.ringroad.shim.abi.SocketOption.SO_PEERCRED;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CONGESTION;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_KEY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_INFO;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;

/** Options that are structures or texts, and those that depend on a connection. */
final class SpecialOptionCells {
  private static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
  private static final int IP_DROP_SOURCE_MEMBERSHIP = 40;
  private static final byte UNTOUCHED = (byte) 0xee;

  private SpecialOptionCells() {}

  static void add(Cells cells) {
    linger(cells);
    timeouts(cells);
    texts(cells);
    pacing(cells);
    multicast(cells);
    rooms(cells);
    inherited(cells);
  }

  private static void linger(Cells cells) {
    int[][] values = {{0, 0}, {0, 7}, {1, 0}, {1, 7}, {5, 1}, {1, -1}, {1, Integer.MAX_VALUE}};
    for (int[] value : values) {
      cells
          .of("setsockopt")
          .cell(
              "SO_LINGER to {" + value[0] + ", " + value[1] + "}, then read",
              b -> {
                int fd = b.tcp();
                MemorySegment linger = b.ints(value);
                int result = b.calls.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 8);
                return Answer.with(result, bytes(b, fd, SOL_SOCKET, SO_LINGER, 8));
              });
    }
    for (int length : new int[] {0, 4, 7, 9}) {
      cells
          .of("setsockopt")
          .cell(
              "SO_LINGER of " + length + " bytes",
              b -> b.calls.setsockopt(b.tcp(), SOL_SOCKET, SO_LINGER, b.ints(1, 1, 1), length));
    }
  }

  private static void timeouts(Cells cells) {
    long[][] times = {
      {0, 0},
      {2, 500_000},
      {0, 1},
      {0, 999},
      {0, 1_000},
      {0, 1_500},
      {0, 999_999},
      {0, 1_000_000},
      {0, -1},
      {-1, 0},
      {1L << 40, 0},
      {Long.MAX_VALUE, 0}
    };
    for (int name : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
      String option = name == SO_RCVTIMEO ? "SO_RCVTIMEO" : "SO_SNDTIMEO";
      for (long[] time : times) {
        cells
            .of("setsockopt")
            .cell(
                option + " to " + time[0] + " s " + time[1] + " us, then read",
                b -> {
                  int fd = b.udp();
                  MemorySegment value = b.arena.allocate(Timeval.SIZE, 8);
                  Timeval.set(value, time[0], time[1]);
                  int result = b.calls.setsockopt(fd, SOL_SOCKET, name, value, Timeval.SIZE);
                  b.must(b.calls.getsockopt(fd, SOL_SOCKET, name, value, b.ints(Timeval.SIZE)));
                  return Answer.all(
                      result, Timeval.seconds(value) + " s " + Timeval.fraction(value) + " us");
                });
      }
      for (int length : new int[] {0, 4, 8, 15, 17}) {
        cells
            .of("setsockopt")
            .cell(
                option + " of " + length + " bytes",
                b ->
                    b.calls.setsockopt(b.udp(), SOL_SOCKET, name, b.arena.allocate(32, 8), length));
      }
    }
  }

  private static void texts(Cells cells) {
    Cells.Lines set = cells.of("setsockopt");
    for (String name : new String[] {"reno", "cubic", "nonesuch", "", "a name of twenty chars"}) {
      set.cell(
          "TCP_CONGESTION to '" + name + "', then read",
          b -> {
            int fd = b.tcp();
            MemorySegment text = b.arena.allocateFrom(name);
            int result =
                b.calls.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, text, (int) text.byteSize());
            return Answer.all(result, text(b, fd, IPPROTO_TCP, TCP_CONGESTION));
          });
    }
    for (int length : new int[] {0, 2, 4}) {
      set.cell(
          "TCP_CONGESTION to " + length + " bytes of 'reno'",
          b ->
              b.calls.setsockopt(
                  b.tcp(), IPPROTO_TCP, TCP_CONGESTION, b.arena.allocateFrom("reno"), length));
    }
    for (String name : new String[] {"lo", "quiet0", "nonesuch0", "", "a name of twenty chars"}) {
      set.cell(
          "SO_BINDTODEVICE to '" + name + "', then read",
          b -> {
            int fd = b.udp();
            MemorySegment text = b.arena.allocateFrom(name);
            int result =
                b.calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, text, (int) text.byteSize());
            return Answer.all(result, text(b, fd, SOL_SOCKET, SO_BINDTODEVICE));
          });
    }
    set.cell(
        "SO_BINDTODEVICE of 0 bytes takes the device away",
        b -> {
          int fd = b.udp();
          b.must(b.calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, b.bytes("lo"), 2));
          int result = b.calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, b.bytes("x"), 0);
          return Answer.all(result, text(b, fd, SOL_SOCKET, SO_BINDTODEVICE));
        });
    for (int length : new int[] {0, 8, 16, 24, 32, 40}) {
      set.cell(
          "TCP_FASTOPEN_KEY of " + length + " bytes, then read",
          b -> {
            int fd = b.tcp();
            MemorySegment key = b.arena.allocate(40);
            key.fill((byte) 7);
            int result = b.calls.setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_KEY, key, length);
            return Answer.with(result, bytes(b, fd, IPPROTO_TCP, TCP_FASTOPEN_KEY, 40));
          });
    }
    for (int length : new int[] {0, 3, 4, 11, 40, 41}) {
      set.cell(
          "IP_OPTIONS to " + length + " bytes of no-operation, then read",
          b -> {
            int fd = b.udp();
            MemorySegment options = b.arena.allocate(64);
            options.fill((byte) 1);
            int result = b.calls.setsockopt(fd, IPPROTO_IP, IP_OPTIONS, options, length);
            return Answer.with(result, bytes(b, fd, IPPROTO_IP, IP_OPTIONS, 64));
          });
    }
  }

  private static void pacing(Cells cells) {
    for (long rate : new long[] {0, 1, 1_000_000, 1L << 33, -1}) {
      cells
          .of("setsockopt")
          .cell(
              "SO_MAX_PACING_RATE to " + rate + " in 8 bytes, then read in 8 and in 4",
              b -> {
                int fd = b.tcp();
                MemorySegment value =
                    b.arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_LONG, rate);
                return Answer.all(
                    b.calls.setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, value, 8),
                    bytes(b, fd, SOL_SOCKET, SO_MAX_PACING_RATE, 8),
                    bytes(b, fd, SOL_SOCKET, SO_MAX_PACING_RATE, 4));
              });
    }
  }

  private static void multicast(Cells cells) {
    Cells.Lines set = cells.of("setsockopt");
    String[] groups = {"224.0.0.5", "239.1.2.3", "10.9.0.1", "0.0.0.0", "255.255.255.255"};
    for (String group : groups) {
      set.cell(
          "IP_ADD_MEMBERSHIP of " + group + " on 10.9.0.1",
          b -> member(b, b.udp(), IP_ADD_MEMBERSHIP, group, "10.9.0.1"));
    }
    set.cell(
            "IP_ADD_MEMBERSHIP on 127.0.0.1",
            b -> member(b, b.udp(), IP_ADD_MEMBERSHIP, "239.1.2.3", "127.0.0.1"))
        .cell(
            "IP_ADD_MEMBERSHIP on an address of nobody",
            b -> member(b, b.udp(), IP_ADD_MEMBERSHIP, "239.1.2.3", "192.0.2.1"))
        .cell(
            "IP_ADD_MEMBERSHIP twice",
            b -> {
              int fd = b.udp();
              return Answer.all(
                  member(b, fd, IP_ADD_MEMBERSHIP, "239.1.2.3", "10.9.0.1"),
                  member(b, fd, IP_ADD_MEMBERSHIP, "239.1.2.3", "10.9.0.1"));
            })
        .cell(
            "IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP, IP_DROP_MEMBERSHIP",
            b -> {
              int fd = b.udp();
              return Answer.all(
                  member(b, fd, IP_ADD_MEMBERSHIP, "239.1.2.3", "10.9.0.1"),
                  member(b, fd, IP_DROP_MEMBERSHIP, "239.1.2.3", "10.9.0.1"),
                  member(b, fd, IP_DROP_MEMBERSHIP, "239.1.2.3", "10.9.0.1"));
            })
        .cell(
            "IP_ADD_MEMBERSHIP on a stream",
            b -> member(b, b.tcp(), IP_ADD_MEMBERSHIP, "239.1.2.3", "10.9.0.1"))
        .cell(
            "IP_ADD_SOURCE_MEMBERSHIP, IP_DROP_SOURCE_MEMBERSHIP twice",
            b -> {
              int fd = b.udp();
              return Answer.all(
                  source(b, fd, IP_ADD_SOURCE_MEMBERSHIP),
                  source(b, fd, IP_DROP_SOURCE_MEMBERSHIP),
                  source(b, fd, IP_DROP_SOURCE_MEMBERSHIP));
            });
    for (int length : new int[] {0, 4, 7, 8, 11, 12, 13}) {
      set.cell(
          "IP_ADD_MEMBERSHIP of " + length + " bytes",
          b -> {
            MemorySegment request = membership(b, "239.1.2.3", "10.9.0.1");
            return b.calls.setsockopt(b.udp(), IPPROTO_IP, IP_ADD_MEMBERSHIP, request, length);
          });
    }
    for (String address : new String[] {"10.9.0.1", "127.0.0.1", "0.0.0.0", "192.0.2.1"}) {
      set.cell(
          "IP_MULTICAST_IF to " + address + ", then read",
          b -> {
            int fd = b.udp();
            MemorySegment name = b.address(address, 0).asSlice(4, 4);
            int result = b.calls.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, name, 4);
            return Answer.with(result, bytes(b, fd, IPPROTO_IP, IP_MULTICAST_IF, 4));
          });
    }
  }

  private static int member(Bench b, int fd, int option, String group, String local) {
    return b.calls.setsockopt(fd, IPPROTO_IP, option, membership(b, group, local), 8);
  }

  private static MemorySegment membership(Bench b, String group, String local) {
    MemorySegment request = b.arena.allocate(16, 4);
    MemorySegment.copy(b.address(group, 0), 4, request, 0, 4);
    MemorySegment.copy(b.address(local, 0), 4, request, 4, 4);
    return request;
  }

  private static int source(Bench b, int fd, int option) {
    MemorySegment request = membership(b, "232.1.2.3", "10.9.0.1");
    MemorySegment.copy(b.address("10.9.0.7", 0), 4, request, 8, 4);
    return b.calls.setsockopt(fd, IPPROTO_IP, option, request, 12);
  }

  private static void rooms(Cells cells) {
    Cells.Lines get = cells.of("getsockopt");
    for (int room : new int[] {0, 1, 3, 8, 104, 248, 400}) {
      get.cell(
          "TCP_INFO into " + room + " bytes: the length",
          b -> length(b, b.tcpPair().client(), IPPROTO_TCP, TCP_INFO, room));
    }
    for (int room : new int[] {0, 4, 8, 16, 20}) {
      get.cell(
              "SO_LINGER into " + room + " bytes: the length",
              b -> length(b, b.tcp(), SOL_SOCKET, SO_LINGER, room))
          .cell(
              "SO_RCVTIMEO into " + room + " bytes: the length",
              b -> length(b, b.tcp(), SOL_SOCKET, SO_RCVTIMEO, room))
          .cell(
              "TCP_CONGESTION into " + room + " bytes: the length",
              b -> length(b, b.tcp(), IPPROTO_TCP, TCP_CONGESTION, room))
          .cell(
              "SO_BINDTODEVICE into " + room + " bytes: the length",
              b -> length(b, b.tcp(), SOL_SOCKET, SO_BINDTODEVICE, room))
          .cell(
              "SO_MAX_PACING_RATE into " + room + " bytes: the length",
              b -> length(b, b.tcp(), SOL_SOCKET, SO_MAX_PACING_RATE, room))
          .cell(
              "SO_PEERCRED of a stream into " + room + " bytes: the length",
              b -> length(b, b.tcp(), SOL_SOCKET, SO_PEERCRED, room));
    }
    get.cell(
        "IP_MTU of a datagram socket connected to 10.9.0.2",
        b -> {
          int fd = b.udp();
          b.connect(fd, b.address("10.9.0.2", 9));
          return OptionCells.read(b, fd, IPPROTO_IP, IP_MTU);
        });
  }

  private static String length(Bench b, int fd, int level, int name, int room) {
    MemorySegment value = b.arena.allocate(512, 8);
    value.fill(UNTOUCHED);
    MemorySegment length = b.ints(room);
    int result = b.calls.getsockopt(fd, level, name, value, length);
    boolean more = NameCells.written(value) > Math.max(0, length.get(JAVA_INT, 0));
    return Answer.all(result, length.get(JAVA_INT, 0)) + (more ? ", and more written" : "");
  }

  private static String bytes(Bench b, int fd, int level, int name, int room) {
    MemorySegment value = b.arena.allocate(64, 8);
    MemorySegment length = b.ints(room);
    int result = b.calls.getsockopt(fd, level, name, value, length);
    return result < 0 ? Answer.of(result) : "'" + Answer.hex(value, length.get(JAVA_INT, 0)) + "'";
  }

  private static String text(Bench b, int fd, int level, int name) {
    MemorySegment value = b.arena.allocate(32, 8);
    MemorySegment length = b.ints(16);
    int result = b.calls.getsockopt(fd, level, name, value, length);
    return result < 0
        ? Answer.of(result)
        : "'" + value.getString(0) + "' of " + length.get(JAVA_INT, 0) + " bytes";
  }

  /** What an accepted connection takes from its listener. */
  private static void inherited(Cells cells) {
    for (OptionCells.Option option : OptionCells.options()) {
      if (option.level() == SOL_SOCKET && option.number() == SO_INCOMING_CPU) {
        continue; // where the connection's packets came in
      }
      cells
          .of("accept")
          .cell(
              option.name() + " set to 1 on the listener, as the connection has it",
              b -> {
                int fd = b.listener();
                OptionCells.set(b, fd, option.level(), option.number(), 1);
                int taken = b.tcpPair(fd).server();
                return OptionCells.read(b, taken, option.level(), option.number());
              });
    }
  }
}
