package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.FileControl.F_DUPFD;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.EpollEvent;
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
    engine.close();
    assertNull(failure.get(), () -> String.valueOf(failure.get()));
    assertEquals(0, pool.inUse());
    pool.close();
  }

  /** One thread's random calls; any errno will do, an exception or a hang will not. */
  private record Application(SocketCalls calls, SplittableRandom random) implements Runnable {
    @Override
    public void run() {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment memory = arena.allocate(4_096);
        for (int i = 0; i < CALLS_PER_THREAD; i++) {
          MemorySegment name =
              SockaddrIn.allocate(arena, "127.0.0.1", FIRST_PORT + random.nextInt(PORTS));
          long result = call(random.nextInt(DESCRIPTORS), name, memory);
          assertTrue(result > -200, () -> "result " + result);
        }
      }
    }

    private long call(int fd, MemorySegment name, MemorySegment memory) {
      return switch (random.nextInt(14)) {
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
        case 12 -> epoll(fd, memory);
        default -> calls.close(fd);
      };
    }

    private long epoll(int fd, MemorySegment memory) {
      EpollEvent.set(memory, 0, EpollEvent.EPOLLIN | EpollEvent.EPOLLOUT, fd);
      return switch (random.nextInt(3)) {
        case 0 -> calls.epoll_create1(0);
        case 1 -> calls.epoll_ctl(fd, EpollEvent.EPOLL_CTL_ADD, random.nextInt(24), memory);
        default -> calls.epoll_wait(fd, memory, 8, 0);
      };
    }
  }
}
