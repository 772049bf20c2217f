package io.ringroad.perf.veth;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.echo.EchoServer;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The echo server on the kernel's sockets, on the kernel's end of a link, on a thread of its own.
 */
final class KernelEcho implements AutoCloseable {
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param enter moves a thread to the kernel's end of the link
   */
  KernelEcho(Supplier<NetNamespace> enter, Endpoint local) {
    thread = new Thread(() -> serve(enter, local));
    thread.start();
    ready.join();
  }

  private void serve(Supplier<NetNamespace> enter, Endpoint local) {
    try (NetNamespace kernelSide = enter.get();
        EchoServer server = new EchoServer(new KernelSockets(), local, local)) {
      ready.complete(null);
      while (!stopped) {
        server.await();
      }
    } catch (RuntimeException e) {
      ready.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.interrupt();
    thread.join();
  }
}
