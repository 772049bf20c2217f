package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.util.Map;
import java.util.TreeMap;

/** socket(2) and socketpair(2). */
final class SocketCells {
  private static final int SOCK_RDM = 4;
  private static final int SOCK_DCCP = 6;
  private static final int SOCK_PACKET = 10;
  private static final int FIRST_BAD_TYPE = 11;
  private static final int FIRST_BAD_PROTOCOL = 263;
  private static final int LAST_FAMILY = 45;

  private SocketCells() {}

  static void add(Cells cells) {
    families(cells.of("socket"));
    typesAndProtocols(cells.of("socket"));
    flags(cells.of("socket"));
    limits(cells.of("socket"));
    pairs(cells.of("socketpair"));
  }

  private static void families(Cells.Lines lines) {
    for (int family : new int[] {-1, 0, LAST_FAMILY + 1, 99, Integer.MAX_VALUE}) {
      lines.cell("family " + family, b -> open(b, family, SOCK_STREAM, 0));
      lines.cell("family " + family + " and a bad type", b -> open(b, family, FIRST_BAD_TYPE, 0));
    }
  }

  private static void typesAndProtocols(Cells.Lines lines) {
    int[] types = {
      0, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SOCK_DCCP, SOCK_PACKET
    };
    Map<Integer, String> protocols =
        new TreeMap<>(
            Map.of(0, "0", 1, "ICMP", 6, "TCP", 17, "UDP", 2, "IGMP", 99, "99", 255, "RAW"));
    protocols.put(-1, "-1");
    protocols.put(256, "256");
    protocols.put(FIRST_BAD_PROTOCOL, Integer.toString(FIRST_BAD_PROTOCOL));
    for (int type : types) {
      protocols.forEach(
          (number, name) ->
              lines.cell(
                  "AF_INET, " + typeName(type) + ", protocol " + name,
                  b -> open(b, AF_INET, type, number)));
    }
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_RDM}) {
      for (int protocol : new int[] {0, 1, 2}) {
        lines.cell(
            "AF_UNIX, " + typeName(type) + ", protocol " + protocol,
            b -> open(b, AF_UNIX, type, protocol));
      }
    }
    for (int family : new int[] {AF_INET, AF_UNIX}) {
      lines.cell(
          "family " + family + ", type " + FIRST_BAD_TYPE, b -> open(b, family, FIRST_BAD_TYPE, 0));
    }
  }

  private static void flags(Cells.Lines lines) {
    int[] all = {0, SOCK_NONBLOCK, SOCK_CLOEXEC, SOCK_NONBLOCK | SOCK_CLOEXEC, 0x10, 0x1000, -16};
    for (int flags : all) {
      lines.cell(
          "flags 0x" + Integer.toHexString(flags) + ", then F_GETFL and F_GETFD",
          b -> {
            int fd = b.calls.socket(AF_INET, SOCK_DGRAM | flags, 0);
            return fd < 0
                ? fd
                : Answer.all(
                    b.calls.fcntl(b.opened(fd), F_GETFL, 0), b.calls.fcntl(fd, F_GETFD, 0));
          });
    }
    lines.cell(
        "the lowest free number",
        b -> {
          int first = b.udp();
          int second = b.udp();
          b.close(first);
          int third = b.udp();
          return third == first && second > first ? "the one that was closed" : "another";
        });
  }

  private static void limits(Cells.Lines lines) {
    lines
        .impossible(
            "EMFILE",
            "the kernel's limit is the test's own process's; `LimitsTest` has the engine's")
        .impossible("ENFILE", "the limit of the whole machine; the engine has no second limit")
        .impossible("ENOBUFS, ENOMEM", "the kernel has memory; `LimitsTest` has the engine's")
        .impossible("EACCES", "needs a security module that forbids the socket");
  }

  private static void pairs(Cells.Lines lines) {
    for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW, SOCK_RDM}) {
      lines.cell("AF_UNIX, " + typeName(type), b -> pair(b, AF_UNIX, type, 0));
    }
    lines
        .cell("AF_UNIX, protocol 1", b -> pair(b, AF_UNIX, SOCK_STREAM, 1))
        .cell("AF_UNIX, protocol 6", b -> pair(b, AF_UNIX, SOCK_STREAM, 6))
        .cell("AF_UNIX, unknown flag", b -> pair(b, AF_UNIX, SOCK_STREAM | 0x1000, 0))
        .cell("AF_UNIX, type 11", b -> pair(b, AF_UNIX, FIRST_BAD_TYPE, 0))
        .cell(
            "AF_UNIX, SOCK_NONBLOCK, then F_GETFL of both",
            b -> {
              var sv = b.ints(-1, -1);
              b.must(b.calls.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sv));
              int first = b.opened(sv.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 0));
              int second = b.opened(sv.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 1));
              return Answer.all(
                  b.calls.fcntl(first, F_GETFL, 0), b.calls.fcntl(second, F_GETFL, 0));
            })
        .cell("AF_INET, SOCK_STREAM", b -> pair(b, AF_INET, SOCK_STREAM, 0))
        .cell("AF_INET, SOCK_DGRAM", b -> pair(b, AF_INET, SOCK_DGRAM, 0))
        .cell("AF_INET, SOCK_SEQPACKET", b -> pair(b, AF_INET, SOCK_SEQPACKET, 0))
        .cell("family 99", b -> pair(b, 99, SOCK_STREAM, 0))
        .cell("family -1", b -> pair(b, -1, SOCK_STREAM, 0))
        .cell("no memory for the pair", b -> b.calls.socketpair(AF_UNIX, SOCK_STREAM, 0, null))
        .cell(
            "memory for one of the pair",
            b -> b.calls.socketpair(AF_UNIX, SOCK_STREAM, 0, b.ints(0)))
        .impossible("EMFILE, ENFILE", "as for socket");
  }

  private static String open(Bench b, int family, int type, int protocol) {
    return b.descriptor(b.calls.socket(family, type, protocol));
  }

  private static Object pair(Bench b, int family, int type, int protocol) {
    var sv = b.ints(-1, -1);
    int result = b.calls.socketpair(family, type, protocol, sv);
    int first = sv.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 0);
    int second = sv.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 1);
    if (result < 0) {
      return Answer.of(result) + (first == -1 && second == -1 ? "" : ", the memory was written");
    }
    b.send(b.opened(first), "abc");
    return result + ", " + b.receive(b.opened(second), 8, 0);
  }

  static String typeName(int type) {
    return switch (type) {
      case SOCK_STREAM -> "SOCK_STREAM";
      case SOCK_DGRAM -> "SOCK_DGRAM";
      case SOCK_RAW -> "SOCK_RAW";
      case SOCK_RDM -> "SOCK_RDM";
      case SOCK_SEQPACKET -> "SOCK_SEQPACKET";
      case SOCK_DCCP -> "SOCK_DCCP";
      case SOCK_PACKET -> "SOCK_PACKET";
      default -> "type " + type;
    };
  }
}
