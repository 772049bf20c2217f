package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.MessageFlag.MSG_CONFIRM;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTROUTE;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_EOR;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_NOSIGNAL;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITALL;
import static io.ringroad.shim.abi.MessageFlag.MSG_WAITFORONE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;

import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.contract.table.Answer;
import io.ringroad.shim.contract.table.Bench;
import io.ringroad.shim.contract.table.Cells;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every flag of the send and receive calls, on streams and datagram sockets. */
final class FlagCells {
  private static final int MSG_PROXY = 0x10;
  private static final int MSG_FIN = 0x200;
  private static final int MSG_SYN = 0x400;
  private static final int MSG_RST = 0x1000;
  private static final int MSG_ZEROCOPY = 0x4000000;
  private static final int MSG_FASTOPEN = 0x20000000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSG_CMSG_COMPAT = 0x80000000;

  private FlagCells() {}

  private static Map<String, Integer> flags() {
    Map<String, Integer> flags = new LinkedHashMap<>();
    flags.put("MSG_OOB", MSG_OOB);
    flags.put("MSG_PEEK", MSG_PEEK);
    flags.put("MSG_DONTROUTE", MSG_DONTROUTE);
    flags.put("MSG_CTRUNC", MSG_CTRUNC);
    flags.put("MSG_PROXY", MSG_PROXY);
    flags.put("MSG_TRUNC", MSG_TRUNC);
    flags.put("MSG_DONTWAIT", MSG_DONTWAIT);
    flags.put("MSG_EOR", MSG_EOR);
    flags.put("MSG_WAITALL", MSG_WAITALL);
    flags.put("MSG_FIN", MSG_FIN);
    flags.put("MSG_SYN", MSG_SYN);
    flags.put("MSG_CONFIRM", MSG_CONFIRM);
    flags.put("MSG_RST", MSG_RST);
    flags.put("MSG_ERRQUEUE", MSG_ERRQUEUE);
    flags.put("MSG_NOSIGNAL", MSG_NOSIGNAL);
    flags.put("MSG_MORE", MSG_MORE);
    flags.put("MSG_WAITFORONE", MSG_WAITFORONE);
    flags.put("MSG_ZEROCOPY", MSG_ZEROCOPY);
    flags.put("MSG_FASTOPEN", MSG_FASTOPEN);
    flags.put("MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC);
    flags.put("MSG_CMSG_COMPAT", MSG_CMSG_COMPAT);
    flags.put("0x00080000, which means nothing", 0x80000);
    return flags;
  }

  static void add(Cells cells) {
    for (boolean stream : new boolean[] {true, false}) {
      String on = stream ? ", on a stream" : ", on a datagram socket";
      flags()
          .forEach(
              (name, flag) -> {
                cells.of("send").cell(name + ", then what came" + on, b -> sent(b, stream, flag));
                cells.of("recv").cell(name + " with data" + on, b -> received(b, stream, flag, 16));
                cells
                    .of("recv")
                    .cell(
                        name + " with more data than room" + on, b -> received(b, stream, flag, 2));
                cells
                    .of("recvmsg")
                    .cell(name + ", then msg_flags" + on, b -> message(b, stream, flag, 2));
              });
    }
  }

  private static Bench.Pair pair(Bench b, boolean stream) {
    return stream ? b.tcpPair() : b.udpPair();
  }

  /** What came of a send with the flag, in front of one without. */
  private static String sent(Bench b, boolean stream, int flag) {
    Bench.Pair pair = pair(b, stream);
    long result = b.calls.send(pair.client(), b.bytes("abcd"), 4, flag);
    if (result < 0) {
      return Answer.of(result);
    }
    b.send(pair.client(), ".");
    StringBuilder came = new StringBuilder();
    while (came.indexOf(".") < 0) {
      b.await(pair.server(), POLLIN);
      MemorySegment room = b.arena.allocate(16);
      long got = b.must(b.calls.recv(pair.server(), room, 16, 0));
      came.append(stream || came.isEmpty() ? "" : " and ").append(Bench.text(room, got));
    }
    return Answer.all(result, "'" + came + "'");
  }

  /** Receives twice: whether the first has taken what it gave. */
  private static String received(Bench b, boolean stream, int flag, int room) {
    Bench.Pair pair = pair(b, stream);
    b.send(pair.client(), "abcd");
    b.await(pair.server(), POLLIN);
    MemorySegment memory = b.bytes("----------------");
    long got = b.calls.recv(pair.server(), memory, room, flag);
    String text = Bench.text(memory, room);
    return Answer.all(got, "'" + text + "'", "then " + b.receive(pair.server(), 16, MSG_DONTWAIT));
  }

  private static String message(Bench b, boolean stream, int flag, int room) {
    Bench.Pair pair = pair(b, stream);
    b.send(pair.client(), "abcd");
    b.await(pair.server(), POLLIN);
    MemorySegment iov = b.arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, b.arena.allocate(room));
    MemorySegment msg = Msghdr.allocate(b.arena, iov, 1);
    Msghdr.flags(msg, 0, 0x55);
    long got = b.calls.recvmsg(pair.server(), msg, flag);
    return Answer.all(got, "msg_flags 0x" + Integer.toHexString(Msghdr.flags(msg, 0)));
  }
}
