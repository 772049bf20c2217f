package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many threads, each in a blocking call of its own, all at once; then each is given what it waits
 * for. As a program it does so with virtual threads, for whoever starts it with one carrier.
 */
final class BlockedThreads implements AutoCloseable {
  private static final int KINDS = 5;
  private static final int FIRST_PORT = 10_000;
  private static final int POOL_FRAMES = 8_192;
  private static final int BEGIN_SECONDS = 60;

  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(POOL_FRAMES);
  private final Ringroad engine;
  private final SocketCalls calls;
  private final CountDownLatch begun;
  private final AtomicInteger served = new AtomicInteger();
  private final int sender;

  private BlockedThreads(int count) {
    begun = new CountDownLatch(count);
    engine = Ringroad.launch(RingroadConfig.builder().pool(pool).build());
    calls = engine.sockets();
    sender = calls.socket(AF_INET, SOCK_DGRAM, 0);
  }

  /** Virtual threads, as many as the argument says. Ends with 0 when each was served. */
  public static void main(String[] arguments) throws InterruptedException {
    int count = Integer.parseInt(arguments[0]);
    int served = run(count, Thread.ofVirtual().factory());
    System.out.println("served " + served);
    System.exit(served == count ? 0 : 1);
  }

  /** Blocks and serves so many threads; how many were served. */
  static int run(int count, ThreadFactory factory) throws InterruptedException {
    try (BlockedThreads blocked = new BlockedThreads(count)) {
      return blocked.blockAndServe(count, factory);
    }
  }

  private int blockAndServe(int count, ThreadFactory factory) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Runnable> services = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int port = FIRST_PORT + i;
      Runnable call = i % KINDS == 4 ? acceptThenRead(port, services) : receive(i, port, services);
      threads.add(factory.newThread(call));
      threads.get(i).start();
    }
    if (!begun.await(BEGIN_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(begun.getCount() + " threads have not begun");
    }
    // With one carrier this thread has its turn only when all of the others have given it up.
    Thread last = factory.newThread(() -> {});
    last.start();
    last.join();
    services.forEach(Runnable::run);
    for (Thread thread : threads) {
      thread.join();
    }
    return served.get();
  }

  private Runnable receive(int kind, int port, List<Runnable> services) {
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", port);
    MemorySegment buffer = arena.allocate(16);
    int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
    check(calls.bind(fd, name, SockaddrIn.SIZE));
    services.add(() -> check(calls.sendto(sender, buffer, 1, 0, name, SockaddrIn.SIZE)));
    return switch (kind % KINDS) {
      case 0 -> () -> serve(() -> calls.read(fd, buffer, 16));
      case 1 -> () -> serve(() -> calls.recvfrom(fd, buffer, 16, 0, null, null));
      case 2 -> {
        MemorySegment one = arena.allocate(Pollfd.SIZE, 4);
        Pollfd.set(one, 0, fd, POLLIN);
        yield () -> serve(() -> calls.poll(one, 1, -1));
      }
      default -> {
        int epoll = calls.epoll_create1(0);
        MemorySegment event = arena.allocate(EpollEvent.SIZE);
        EpollEvent.set(event, 0, EPOLLIN, fd);
        check(calls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event));
        yield () -> serve(() -> calls.epoll_wait(epoll, event, 1, -1));
      }
    };
  }

  private Runnable acceptThenRead(int port, List<Runnable> services) {
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", port);
    MemorySegment buffer = arena.allocate(16);
    int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
    check(calls.bind(listener, name, SockaddrIn.SIZE));
    check(calls.listen(listener, 1));
    services.add(
        () -> {
          int client = calls.socket(AF_INET, SOCK_STREAM, 0);
          check(calls.connect(client, name, SockaddrIn.SIZE));
          check(calls.write(client, buffer, 1));
        });
    return () ->
        serve(
            () -> {
              int server = calls.accept(listener, null, null);
              return server < 0 ? server : calls.read(server, buffer, 16);
            });
  }

  /** A blocking call. */
  @FunctionalInterface
  private interface Call {
    long make();
  }

  private void serve(Call call) {
    begun.countDown();
    if (call.make() == 1) {
      served.incrementAndGet();
    }
  }

  private static void check(long result) {
    if (result < 0) {
      throw new IllegalStateException(Errno.name((int) result));
    }
  }

  @Override
  public void close() {
    engine.close();
    if (pool.inUse() != 0) {
      throw new IllegalStateException(pool.inUse() + " frames did not come back");
    }
    pool.close();
    arena.close();
  }
}
