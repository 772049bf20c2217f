package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls of the engine with lengths, counts and memory that chance puts together, most of them
 * wrong: each answers with a result or an error number, writes nothing beyond what it was given,
 * and at the end nothing has been lost. A failure is repeated by its seed.
 */
class MemoryFuzzTest {
  private static final int CALLS = 4_000;
  private static final int MOST_BYTES = 300;
  private static final int LARGEST_ERRNO = 4_095;
  private static final long[] ODD_LENGTHS = {
    -1,
    0,
    1,
    2,
    3,
    7,
    15,
    16,
    17,
    255,
    1_024,
    1_025,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final List<Guarded> given = new ArrayList<>();
  private final List<Integer> sockets = new ArrayList<>();
  private Random random;
  private SocketCalls calls;
  private Arena arena;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyCallAnswersAndWritesOnlyWhatItMay(long seed) {
    random = new Random(seed);
    try (Implementation.Host host = Implementation.RINGROAD.start()) {
      calls = host.calls();
      open();
      for (int i = 0; i < CALLS; i++) {
        try (Arena scope = Arena.ofShared()) {
          arena = scope;
          given.clear();
          int which = random.nextInt(20);
          String what = "seed " + seed + ", call " + i + " of kind " + which;
          long result = make(which);
          assertTrue(result >= -LARGEST_ERRNO, what + " returned " + result);
          boolean known = result >= 0 || !Errno.name((int) result).startsWith("errno");
          assertTrue(known, what + " returned " + result);
          given.forEach(memory -> memory.assertGuardsStand(what));
        }
      }
      sockets.forEach(calls::close);
    }
  }

  /** Sockets of every kind, some connected to each other; the last is an epoll descriptor. */
  private void open() {
    try (Arena scope = Arena.ofShared()) {
      arena = scope;
      int listener = keep(calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      calls.bind(listener, SockaddrIn.allocate(scope, "127.0.0.1", 0), SockaddrIn.SIZE);
      calls.listen(listener, 4);
      MemorySegment name = SockaddrIn.allocate(scope);
      MemorySegment room = scope.allocate(4);
      room.set(JAVA_INT_UNALIGNED, 0, SockaddrIn.SIZE);
      calls.getsockname(listener, name, room);
      int stream = keep(calls.socket(AF_INET, SOCK_STREAM, 0));
      calls.connect(stream, name, SockaddrIn.SIZE);
      calls.fcntl(stream, io.ringroad.shim.abi.FileControl.F_SETFL, SOCK_NONBLOCK);
      for (int i = 0; i < 2; i++) {
        int fd = keep(calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
        calls.bind(fd, SockaddrIn.allocate(scope, "127.0.0.1", 0), SockaddrIn.SIZE);
        calls.getsockname(fd, name, room);
        calls.connect(sockets.getLast(), name, SockaddrIn.SIZE);
      }
      keep(calls.socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, 99));
      keep(calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 1));
      keep(calls.epoll_create1(0));
    }
  }

  private int keep(int fd) {
    assertTrue(fd >= 0, () -> Errno.name(fd));
    sockets.add(fd);
    return fd;
  }

  private long make(int which) {
    int fd = random.nextInt(30) == 0 ? -1 : sockets.get(random.nextInt(sockets.size()));
    int flags = MSG_DONTWAIT | (random.nextInt(3) == 0 ? 1 << random.nextInt(31) : 0);
    return switch (which) {
      case 0 -> calls.bind(fd, memory(), length());
      case 1 -> calls.connect(fd, memory(), length());
      case 2 -> accepted(calls.accept(fd, memory(), lengthAt()));
      case 3 -> calls.getsockname(fd, memory(), lengthAt());
      case 4 -> calls.getpeername(fd, memory(), lengthAt());
      case 5 -> calls.sendto(fd, memory(), odd(), flags, memory(), length());
      case 6 -> calls.recvfrom(fd, memory(), odd(), flags, memory(), lengthAt());
      case 7 -> calls.setsockopt(fd, level(), random.nextInt(70), memory(), length());
      case 8 -> calls.getsockopt(fd, level(), random.nextInt(70), memory(), lengthAt());
      case 9 -> calls.sendmsg(fd, message(), flags);
      case 10 -> calls.recvmsg(fd, message(), flags);
      case 11 -> calls.sendmmsg(fd, message(), length(), flags);
      case 12 -> calls.recvmmsg(fd, message(), length(), flags, null);
      case 13 -> calls.readv(fd, vector(random.nextInt(4)), length());
      case 14 -> calls.writev(fd, vector(random.nextInt(4)), length());
      case 15 -> calls.ioctl(fd, 0x5400 + random.nextInt(0x60), memory());
      case 16 -> calls.poll(memory(), length(), 0);
      case 17 -> calls.epoll_ctl(sockets.getLast(), random.nextInt(5), fd, memory());
      case 18 -> calls.epoll_wait(fd, memory(), length(), 0);
      default -> calls.read(fd, memory(), odd());
    };
  }

  private long accepted(int fd) {
    return fd < 0 ? fd : calls.close(fd);
  }

  private int level() {
    return new int[] {0, 1, 6, 17, 41}[random.nextInt(5)];
  }

  private long odd() {
    return random.nextInt(3) == 0
        ? ODD_LENGTHS[random.nextInt(ODD_LENGTHS.length)]
        : random.nextInt(MOST_BYTES);
  }

  private int length() {
    return (int) odd();
  }

  /** Memory that a call may use, or none, or memory that it may not. */
  private MemorySegment memory() {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> MemorySegment.NULL;
      case 2 -> MemorySegment.ofArray(new byte[MOST_BYTES]);
      case 3 -> guarded(random.nextInt(MOST_BYTES)).asReadOnly();
      case 4 -> closed(random.nextInt(MOST_BYTES));
      default -> guarded(random.nextInt(MOST_BYTES));
    };
  }

  private static MemorySegment closed(int bytes) {
    try (Arena soon = Arena.ofShared()) {
      return soon.allocate(bytes);
    }
  }

  private MemorySegment guarded(int bytes) {
    Guarded memory = new Guarded(arena, bytes);
    given.add(memory);
    return memory.segment();
  }

  private MemorySegment lengthAt() {
    MemorySegment memory = memory();
    boolean usable = memory != null && memory.scope().isAlive() && !memory.isReadOnly();
    if (usable && memory.byteSize() >= 4) {
      memory.set(JAVA_INT_UNALIGNED, 0, length());
    }
    return memory;
  }

  /** A header whose pointers are good as far as the lengths beside them go, or null. */
  private MemorySegment message() {
    MemorySegment msg = guarded(Msghdr.MMSG_SIZE);
    msg.fill((byte) 0);
    int count = random.nextInt(4);
    long claimed = random.nextInt(4) == 0 ? badCount() : count;
    Msghdr.iov(msg, 0, random.nextInt(8) == 0 ? 0 : vector(count).address(), claimed);
    int nameBytes = random.nextInt(140);
    if (random.nextBoolean()) {
      Msghdr.name(
          msg, 0, guarded(nameBytes).address(), random.nextInt(6) == 0 ? -nameBytes : nameBytes);
    }
    if (random.nextBoolean()) {
      int bytes = random.nextInt(120);
      Msghdr.control(msg, 0, control(bytes).address(), random.nextInt(6) == 0 ? -bytes : bytes);
    }
    return random.nextInt(8) == 0 ? msg.asSlice(0, random.nextInt(Msghdr.MMSG_SIZE)) : msg;
  }

  private long badCount() {
    return new long[] {-1, 1_025, Long.MAX_VALUE, Long.MIN_VALUE}[random.nextInt(4)];
  }

  /** Headers of control messages with lengths that overlap, fall short or go beyond. */
  private MemorySegment control(int bytes) {
    MemorySegment control = guarded(bytes);
    for (int at = 0; at + Cmsghdr.SIZE <= bytes; at += 8 * (1 + random.nextInt(4))) {
      Cmsghdr.set(control, at, random.nextInt(24), level(), random.nextInt(24));
      if (random.nextInt(3) == 0) {
        control.set(JAVA_LONG_UNALIGNED, at, odd());
      }
    }
    return control;
  }

  private MemorySegment vector(int count) {
    MemorySegment iov = arena.allocate(Math.max(1L, count) * Iovec.SIZE, 8);
    for (int i = 0; i < count; i++) {
      MemorySegment buffer = guarded(random.nextInt(MOST_BYTES));
      switch (random.nextInt(8)) {
        case 0 -> Iovec.set(iov, i, 0, buffer.byteSize());
        case 1 -> Iovec.set(iov, i, buffer.address(), -1 - random.nextInt(9));
        default -> Iovec.set(iov, i, buffer);
      }
    }
    return iov;
  }
}
