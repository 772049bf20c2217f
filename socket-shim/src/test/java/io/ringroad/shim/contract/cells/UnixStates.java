package io.ringroad.shim.contract.cells;

import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.contract.table.Bench;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The states of AF_UNIX. Names are abstract: they belong to the network namespace. */
final class UnixStates {
  private static final int FAMILY_BYTES = 2;

  private UnixStates() {}

  static void add(Map<String, ToIntFunction<Bench>> states) {
    type(states, SOCK_STREAM, "unix stream");
    type(states, SOCK_DGRAM, "unix datagram socket");
    type(states, SOCK_SEQPACKET, "unix seqpacket socket");
  }

  private static void type(Map<String, ToIntFunction<Bench>> states, int type, String name) {
    states.put("a new " + name, b -> open(b, type));
    states.put("a bound " + name, b -> bound(b, type));
    if (type != SOCK_DGRAM) {
      states.put("a listening " + name, b -> listening(b, type));
    }
    states.put("a paired " + name, b -> pair(b, type).client());
    states.put(
        "a paired " + name + " with data",
        b -> {
          Bench.Pair pair = pair(b, type);
          b.send(pair.server(), "abcd");
          b.await(pair.client(), POLLIN);
          return pair.client();
        });
    states.put("a " + name + " shut for sending", b -> shut(b, pair(b, type).client(), SHUT_WR));
    states.put("a " + name + " shut for receiving", b -> shut(b, pair(b, type).client(), SHUT_RD));
    states.put("a " + name + " shut both ways", b -> shut(b, pair(b, type).client(), SHUT_RDWR));
    states.put("a " + name + " whose peer is gone", b -> left(b, type, false));
    if (type != SOCK_DGRAM) {
      states.put("a " + name + " whose peer is gone with data unread", b -> left(b, type, true));
    }
  }

  private static int open(Bench b, int type) {
    return b.socket(AF_UNIX, type | SOCK_NONBLOCK, 0);
  }

  private static int bound(Bench b, int type) {
    int fd = open(b, type);
    MemorySegment name = name(b, "cell");
    b.must(b.calls.bind(fd, name, (int) name.byteSize()));
    return fd;
  }

  private static int listening(Bench b, int type) {
    int fd = bound(b, type);
    b.must(b.calls.listen(fd, 4));
    return fd;
  }

  /** A stream that listens, and what it listens to. */
  static MemorySegment listenerName(Bench b) {
    int fd = open(b, SOCK_STREAM);
    MemorySegment name = name(b, "listener");
    b.must(b.calls.bind(fd, name, (int) name.byteSize()));
    b.must(b.calls.listen(fd, 4));
    return name;
  }

  private static Bench.Pair pair(Bench b, int type) {
    MemorySegment sv = b.ints(-1, -1);
    b.must(b.calls.socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, sv));
    return new Bench.Pair(
        b.opened(sv.getAtIndex(JAVA_INT, 0)), b.opened(sv.getAtIndex(JAVA_INT, 1)));
  }

  private static int left(Bench b, int type, boolean unread) {
    Bench.Pair pair = pair(b, type);
    if (unread) {
      b.send(pair.client(), "abcd");
    }
    b.close(pair.server());
    if (type != SOCK_DGRAM) {
      b.await(pair.client(), POLLHUP);
    }
    return pair.client();
  }

  private static int shut(Bench b, int fd, int how) {
    b.must(b.calls.shutdown(fd, how));
    return fd;
  }

  /** An abstract name, as long as it says. */
  static MemorySegment name(Bench b, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MemorySegment name = b.arena.allocate(FAMILY_BYTES + 1L + bytes.length, 2);
    name.set(java.lang.foreign.ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, name, FAMILY_BYTES + 1L, bytes.length);
    return name;
  }
}
