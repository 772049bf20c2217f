package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_PASSCRED;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrUn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on the same sockets of AF_UNIX, with TCP sockets passed between them. */
@Timeout(300)
class UnixStressTest {
  private static final int THREADS = 6;
  private static final int DESCRIPTORS = 32;
  private static final int CALLS_PER_THREAD = 10_000;
  private static final int STREAM_BYTES = 400_000;
  private static final int PASS_EVERY = 16;
  private static final int TCP_PORT = 9_000;

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private NativeFramePool pool;
  private Ringroad engine;

  @BeforeEach
  void start() {
    pool = new NativeFramePool(8_192);
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .descriptors(DESCRIPTORS)
                .errorHandler(failure::set)
                .build());
  }

  @AfterEach
  void everythingIsBack() {
    engine.close();
    assertNull(failure.get(), () -> String.valueOf(failure.get()));
    assertEquals(0, pool.inUse(), "frames of sockets that never closed");
    pool.close();
  }

  private void runAll(Runnable... tasks) throws InterruptedException {
    Thread[] threads = new Thread[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      threads[i] = i % 2 == 0 ? new Thread(tasks[i]) : Thread.ofVirtual().unstarted(tasks[i]);
      threads[i].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void anyCallOnAnyDescriptorIsAnswered() throws InterruptedException {
    Runnable[] tasks = new Runnable[THREADS];
    for (int t = 0; t < THREADS; t++) {
      tasks[t] = new AnyCalls(engine.sockets(), new SplittableRandom(t));
    }
    runAll(tasks);
  }

  @Test
  void streamsKeepTheirOrderAndPassDescriptors() throws InterruptedException {
    SocketCalls calls = engine.sockets();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment sv = arena.allocate(8, 4);
      Runnable[] tasks = new Runnable[THREADS];
      for (int t = 0; t < THREADS; t += 2) {
        assertEquals(0, calls.socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
        int writer = sv.get(JAVA_INT, 0);
        int reader = sv.get(JAVA_INT, 4);
        SplittableRandom sizes = new SplittableRandom(t);
        SplittableRandom rooms = sizes.split();
        tasks[t] = () -> write(writer, arena, sizes);
        tasks[t + 1] = () -> read(reader, arena, rooms);
      }
      runAll(tasks);
      assertEquals(0, calls.socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
      assertEquals(0, sv.get(JAVA_INT, 0), "every number is free again");
    }
  }

  @Test
  void aTcpConnectionThatOnlyACycleHoldsIsReset() {
    SocketCalls calls = engine.sockets();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", TCP_PORT);
      int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
      assertEquals(0, calls.bind(listener, name, SockaddrIn.SIZE));
      assertEquals(0, calls.listen(listener, 1));
      int client = calls.socket(AF_INET, SOCK_STREAM, 0);
      assertEquals(0, calls.connect(client, name, SockaddrIn.SIZE));
      int server = calls.accept(listener, null, null);
      MemorySegment memory = arena.allocate(64);
      assertEquals(64, calls.send(client, memory, 64, 0));
      MemorySegment readable = arena.allocate(Pollfd.SIZE, 4);
      Pollfd.set(readable, 0, server, PollEvent.POLLIN);
      assertEquals(1, calls.poll(readable, 1, -1));
      MemorySegment sv = arena.allocate(8, 4);
      assertEquals(0, calls.socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
      int outside = sv.get(JAVA_INT, 0);
      int inside = sv.get(JAVA_INT, 4);
      MemorySegment message = message(arena, memory, 64);
      for (int passed : new int[] {server, inside}) {
        setRights(message, passed);
        assertEquals(64, calls.sendmsg(outside, message, 0));
        assertEquals(0, calls.close(passed));
      }
      assertEquals(-Errno.ECONNRESET, calls.recv(outside, memory, 1, 0), "the cycle is gone");
      assertEquals(-Errno.ECONNRESET, calls.recv(client, memory, 1, 0), "and what it held");
    }
  }

  /** Writes bytes that count, and now and then a TCP socket along with them. */
  private void write(int fd, Arena arena, SplittableRandom sizes) {
    SocketCalls calls = engine.sockets();
    MemorySegment memory = arena.allocate(8_192);
    MemorySegment message = message(arena, memory, 16);
    int sent = 0;
    for (int turn = 0; sent < STREAM_BYTES; turn++) {
      int length = Math.min(STREAM_BYTES - sent, 1 + sizes.nextInt(8_191));
      for (int i = 0; i < length; i++) {
        memory.set(JAVA_BYTE, i, (byte) (sent + i));
      }
      setLength(message, memory, length);
      int passed = turn % PASS_EVERY == 0 ? calls.socket(AF_INET, SOCK_STREAM, 0) : -1;
      Msghdr.controlLength(message, 0, passed < 0 ? 0 : Cmsghdr.space(4));
      if (passed >= 0) {
        setRights(message, passed);
      }
      long result = calls.sendmsg(fd, message, 0);
      assertTrue(result > 0, () -> "result " + result);
      if (passed >= 0) {
        assertEquals(0, calls.close(passed));
      }
      sent += (int) result;
    }
    assertEquals(0, calls.close(fd));
  }

  private void read(int fd, Arena arena, SplittableRandom rooms) {
    SocketCalls calls = engine.sockets();
    MemorySegment memory = arena.allocate(16_384);
    MemorySegment message = message(arena, memory, 64);
    int received = 0;
    long result;
    do {
      setLength(message, memory, 1 + rooms.nextInt(16_383));
      Msghdr.controlLength(message, 0, 64);
      result = calls.recvmsg(fd, message, 0);
      assertTrue(result >= 0, "receive");
      for (int i = 0; i < result; i++) {
        assertEquals((byte) (received + i), memory.get(JAVA_BYTE, i));
      }
      received += (int) result;
      if (Msghdr.controlLength(message, 0) > 0) {
        assertEquals(0, calls.close(control(message).get(JAVA_INT, Cmsghdr.SIZE)));
      }
    } while (result > 0);
    assertEquals(STREAM_BYTES, received);
    assertEquals(0, calls.close(fd));
  }

  private static MemorySegment message(Arena arena, MemorySegment memory, int controlRoom) {
    MemorySegment iov = arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, memory);
    MemorySegment message = Msghdr.allocate(arena, iov, 1);
    MemorySegment control = arena.allocate(Math.max(64, controlRoom), 8);
    Msghdr.control(message, 0, control.address(), controlRoom);
    return message;
  }

  private static void setLength(MemorySegment message, MemorySegment memory, int length) {
    MemorySegment iov = MemorySegment.ofAddress(Msghdr.iov(message, 0)).reinterpret(Iovec.SIZE);
    Iovec.set(iov, 0, memory.address(), length);
  }

  private static MemorySegment control(MemorySegment message) {
    return MemorySegment.ofAddress(Msghdr.control(message, 0)).reinterpret(64);
  }

  private static void setRights(MemorySegment message, int fd) {
    MemorySegment control = control(message);
    Cmsghdr.set(control, 0, Integer.BYTES, SOL_SOCKET, 1);
    control.set(JAVA_INT, Cmsghdr.SIZE, fd);
    Msghdr.controlLength(message, 0, Cmsghdr.space(Integer.BYTES));
  }

  /** One thread's random calls; any errno will do, an exception or a hang will not. */
  private record AnyCalls(SocketCalls calls, SplittableRandom random) implements Runnable {
    private static final int[] TYPES = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

    @Override
    public void run() {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment memory = arena.allocate(4_096);
        MemorySegment message = message(arena, memory, 64);
        MemorySegment[] names = new MemorySegment[4];
        for (int i = 0; i < names.length; i++) {
          names[i] = SockaddrUn.allocateAbstract(arena, "stress" + i);
        }
        MemorySegment inet = SockaddrIn.allocate(arena, "127.0.0.1", TCP_PORT);
        for (int i = 0; i < CALLS_PER_THREAD; i++) {
          MemorySegment name = random.nextInt(8) == 0 ? inet : names[random.nextInt(names.length)];
          long result = call(random.nextInt(DESCRIPTORS), name, memory, message);
          assertTrue(result > -200, () -> "result " + result);
        }
      }
    }

    private long call(int fd, MemorySegment name, MemorySegment memory, MemorySegment message) {
      int length = (int) name.byteSize();
      int type = TYPES[random.nextInt(3)] | SOCK_NONBLOCK;
      return switch (random.nextInt(18)) {
        case 0 -> calls.socket(AF_UNIX, type, 0);
        case 1 -> calls.socketpair(AF_UNIX, type, 0, memory);
        case 2 -> calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        case 3 -> calls.bind(fd, name, length);
        case 4 -> calls.listen(fd, 4);
        case 5 -> calls.connect(fd, name, length);
        case 6 -> calls.accept4(fd, null, null, SOCK_NONBLOCK);
        case 7, 8 -> calls.sendto(fd, memory, random.nextInt(4_096), sendFlags(), name, length);
        case 9 -> calls.recv(fd, memory, random.nextInt(4_096), receiveFlags());
        case 10, 11 -> {
          setRights(message, random.nextInt(DESCRIPTORS));
          setLength(message, memory, random.nextInt(100));
          yield calls.sendmsg(fd, message, sendFlags());
        }
        case 12, 13 -> {
          Msghdr.controlLength(message, 0, random.nextInt(64));
          setLength(message, memory, random.nextInt(100));
          yield calls.recvmsg(fd, message, receiveFlags());
        }
        case 14 -> calls.shutdown(fd, random.nextInt(3));
        case 15 -> other(fd, memory);
        default -> calls.close(fd);
      };
    }

    private int sendFlags() {
      return MSG_DONTWAIT | (random.nextInt(8) == 0 ? MSG_OOB : 0);
    }

    private int receiveFlags() {
      return sendFlags() | (random.nextInt(4) == 0 ? MSG_PEEK : 0);
    }

    private long other(int fd, MemorySegment memory) {
      EpollEvent.set(memory, 0, EpollEvent.EPOLLIN | EpollEvent.EPOLLOUT, fd);
      return switch (random.nextInt(5)) {
        case 0 -> calls.epoll_create1(0);
        case 1 ->
            calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_ADD, random.nextInt(DESCRIPTORS), memory);
        case 2 -> calls.epoll_wait(fd, memory, 8, 0);
        case 3 -> calls.setsockopt(fd, SOL_SOCKET, SO_PASSCRED, memory, Integer.BYTES);
        default -> calls.fcntl(fd, F_DUPFD, random.nextInt(DESCRIPTORS));
      };
    }
  }
}
