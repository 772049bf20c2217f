package io.ringroad.shim.kernel;

import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class InterruptionTest {
  private final KernelSockets calls = new KernelSockets();

  @Test
  void anInterruptAtAnyMomentEndsTheCallAndStaysSet() throws InterruptedException {
    // No pause between start and interrupt: over many rounds it lands before, at and in the call.
    for (int round = 0; round < 200; round++) {
      AtomicInteger result = new AtomicInteger();
      AtomicInteger flag = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(1);
      Runnable receive =
          () -> {
            started.countDown();
            result.set((int) receiveFromNobody());
            flag.set(Thread.currentThread().isInterrupted() ? 1 : 0);
          };
      Thread thread =
          round % 2 == 0 ? Thread.ofPlatform().start(receive) : Thread.ofVirtual().start(receive);
      started.await();
      for (int spin = 0; spin < round * 200; spin++) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      thread.join();
      assertEquals(-EINTR, result.get(), "round " + round);
      assertEquals(1, flag.get());
    }
  }

  @Test
  void aCallThatNeedNotWaitIsNotDisturbedByTheFlag() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
      MemorySegment address = SockaddrIn.allocate(arena, "127.0.0.1", 0);
      MemorySegment length = arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_INT, 16);
      assertEquals(0, calls.bind(fd, address, 16));
      assertEquals(0, calls.getsockname(fd, address, length));
      MemorySegment data = arena.allocate(8);
      Thread.currentThread().interrupt();
      assertEquals(8, calls.sendto(fd, data, 8, 0, address, 16));
      assertEquals(8, calls.read(fd, data, 8));
      assertEquals(-EINTR, calls.read(fd, data, 8));
      assertTrue(Thread.interrupted());
      calls.close(fd);
    }
  }

  private long receiveFromNobody() {
    try (Arena arena = Arena.ofConfined()) {
      int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
      long result = calls.read(fd, arena.allocate(8), 8);
      calls.close(fd);
      return result;
    }
  }
}
