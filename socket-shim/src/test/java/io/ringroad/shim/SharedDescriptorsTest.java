package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.FileControl.O_CLOEXEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketOption.SCM_RIGHTS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads open, use and close the same few descriptors at once, whatever they stand for. */
@Timeout(300)
class SharedDescriptorsTest {
  private static final int THREADS = 6;
  private static final int CALLS_PER_THREAD = 20_000;
  private static final int DESCRIPTORS = 24;
  private static final int WATCHES = 16;
  private static final int PORTS = 4;
  private static final int FIRST_PORT = 9_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nothingIsLostAndNothingBreaks(int lanes) throws InterruptedException {
    NativeFramePool pool = new NativeFramePool(8_192);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Ringroad engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .pool(pool)
                .lanes(lanes)
                .descriptors(DESCRIPTORS)
                .epollWatches(WATCHES)
                .errorHandler(failure::set)
                .build());
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      Application application = new Application(engine.sockets(), new SplittableRandom(t));
      threads[t] = t % 2 == 0 ? new Thread(application) : Thread.ofVirtual().unstarted(application);
      threads[t].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get(), () -> String.valueOf(failure.get()));
    assertNothingIsInUse(engine.sockets());
    engine.close();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  /** After a close of all, every number can be had again, and every watch. */
  private static void assertNothingIsInUse(SocketCalls calls) {
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
      calls.close(fd);
    }
    int epoll = calls.epoll_create1(0);
    assertEquals(0, epoll);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EpollEvent.SIZE);
      EpollEvent.set(event, 0, EpollEvent.EPOLLIN, 0);
      for (int fd = 1; fd < DESCRIPTORS; fd++) {
        assertEquals(fd, calls.socket(AF_INET, SOCK_DGRAM, 0));
        int expected = fd <= WATCHES ? 0 : -Errno.ENOSPC;
        assertEquals(expected, calls.epoll_ctl(epoll, EpollEvent.EPOLL_CTL_ADD, fd, event));
      }
      assertEquals(-Errno.EMFILE, calls.dup(epoll));
    }
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
      assertEquals(0, calls.close(fd));
    }
  }

  /** One thread's random calls; any errno will do, an exception or a hang will not. */
  private record Application(SocketCalls calls, SplittableRandom random) implements Runnable {
    private static final int VECTOR_OFFSET = 64;
    private static final int CONTROL_OFFSET = 128;
    private static final int DATA_OFFSET = 256;
    private static final int[] HOW = {
      0, EpollEvent.EPOLLET, EpollEvent.EPOLLONESHOT, EpollEvent.EPOLLEXCLUSIVE
    };

    @Override
    public void run() {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment memory = arena.allocate(4_096, 8);
        for (int i = 0; i < CALLS_PER_THREAD; i++) {
          MemorySegment name =
              SockaddrIn.allocate(arena, "127.0.0.1", FIRST_PORT + random.nextInt(PORTS));
          long result = call(random.nextInt(DESCRIPTORS), name, memory);
          assertTrue(result > -200, () -> "result " + result);
        }
      }
    }

    private long call(int fd, MemorySegment name, MemorySegment memory) {
      return switch (random.nextInt(24)) {
        case 0 -> calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        case 1 -> calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        case 2 -> calls.bind(fd, name, SockaddrIn.SIZE);
        case 3 -> calls.listen(fd, 4);
        case 4 -> calls.connect(fd, name, SockaddrIn.SIZE);
        case 5 -> calls.accept4(fd, null, null, SOCK_NONBLOCK);
        case 6, 7 -> calls.sendto(fd, memory, random.nextInt(4_096), 0, name, SockaddrIn.SIZE);
        case 8, 9 -> calls.recv(fd, memory, random.nextInt(4_096), MSG_DONTWAIT);
        case 10 -> calls.shutdown(fd, random.nextInt(3));
        case 11 -> calls.fcntl(fd, F_DUPFD, random.nextInt(DESCRIPTORS));
        case 12, 13, 14 -> epoll(fd, memory);
        case 15 -> calls.dup(fd);
        case 16 -> calls.dup2(fd, random.nextInt(DESCRIPTORS));
        case 17 -> calls.dup3(fd, random.nextInt(DESCRIPTORS), O_CLOEXEC);
        case 18 -> poll(fd, memory);
        case 19 -> calls.socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, memory);
        case 20, 21 -> pass(fd, random.nextInt(DESCRIPTORS), memory);
        case 22 -> calls.recvmsg(fd, message(memory, Cmsghdr.space(Integer.BYTES)), MSG_DONTWAIT);
        default -> calls.close(fd);
      };
    }

    /** Sends a descriptor, perhaps through itself. */
    private long pass(int fd, int passed, MemorySegment memory) {
      MemorySegment message = message(memory, Cmsghdr.space(Integer.BYTES));
      MemorySegment control = memory.asSlice(CONTROL_OFFSET);
      Cmsghdr.set(control, 0, Integer.BYTES, SOL_SOCKET, SCM_RIGHTS);
      control.set(JAVA_INT, Cmsghdr.SIZE, passed);
      return calls.sendmsg(fd, message, MSG_DONTWAIT);
    }

    /** A message of one byte, with room for control data. */
    private static MemorySegment message(MemorySegment memory, int controlBytes) {
      Iovec.set(memory.asSlice(VECTOR_OFFSET), 0, memory.address() + DATA_OFFSET, 1);
      memory.asSlice(0, Msghdr.SIZE).fill((byte) 0);
      Msghdr.iov(memory, 0, memory.address() + VECTOR_OFFSET, 1);
      Msghdr.control(memory, 0, memory.address() + CONTROL_OFFSET, controlBytes);
      return memory;
    }

    private long poll(int fd, MemorySegment memory) {
      Pollfd.set(memory, 0, fd, PollEvent.POLLIN | PollEvent.POLLOUT);
      Pollfd.set(memory, 1, random.nextInt(DESCRIPTORS), PollEvent.POLLIN);
      return calls.poll(memory, 2, random.nextInt(2));
    }

    private long epoll(int fd, MemorySegment memory) {
      int how = HOW[random.nextInt(HOW.length)];
      EpollEvent.set(memory, 0, EpollEvent.EPOLLIN | EpollEvent.EPOLLOUT | how, fd);
      int other = random.nextInt(DESCRIPTORS);
      return switch (random.nextInt(6)) {
        case 0 -> calls.epoll_create1(0);
        case 1, 2 -> calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_ADD, other, memory);
        case 3 -> calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_MOD, other, memory);
        case 4 -> calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_DEL, other, memory);
        default -> calls.epoll_wait(fd, memory, 8, 0);
      };
    }
  }
}
