package io.ringroad.perf.cli;

import io.ringroad.ffm.linux.Affinity;
import io.ringroad.perf.client.Wait;
import io.ringroad.perf.echo.EchoOnLane;
import io.ringroad.perf.echo.EchoServer;
import io.ringroad.perf.example.HttpHello;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves echo on the engine or on the kernel's sockets, with the same code, until it is killed. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Echoes TCP and UDP, and says hello by HTTP.")
final class ServeCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--tcp", paramLabel = "PORT", description = "Echo TCP on this port.")
  private Integer tcpPort;

  @Option(names = "--udp", paramLabel = "PORT", description = "Echo UDP on this port.")
  private Integer udpPort;

  @Option(names = "--http", paramLabel = "PORT", description = "Say hello on this port.")
  private Integer httpPort;

  private EchoOnLane onLane;

  @Override
  public Integer call() throws InterruptedException {
    return stack.kernel() ? serveOnKernel() : serveOnEngine();
  }

  private int serveOnKernel() {
    SocketCalls sockets = new KernelSockets();
    startHttp(sockets);
    if (stack.cpu() != null) {
      Affinity.pin(stack.cpu());
    }
    try (EchoServer server = new EchoServer(sockets, endpoint(tcpPort), endpoint(udpPort))) {
      sayReady();
      while (true) {
        if (stack.waiting() == Wait.BUSY_POLL) {
          server.serve();
        } else {
          server.await();
        }
      }
    }
  }

  /** Echo runs on the lane; the HTTP server shows blocking calls from a thread beside it. */
  private int serveOnEngine() throws InterruptedException {
    RingroadConfig config = stack.engine().application(this::echoOnLane).build();
    Ringroad engine = Ringroad.launch(config);
    Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
    onLane.awaitStarted();
    startHttp(engine.sockets());
    sayReady();
    new CountDownLatch(1).await();
    return 0;
  }

  private EchoOnLane echoOnLane(SocketCalls sockets, int lane) {
    // Listeners are present on every lane, so one handler accepts for all.
    onLane = new EchoOnLane(sockets, endpoint(tcpPort), endpoint(udpPort));
    return onLane;
  }

  private void startHttp(SocketCalls sockets) {
    if (httpPort != null) {
      int listener = endpoint(httpPort).listen(sockets);
      Thread.ofPlatform()
          .daemon()
          .name("http-hello")
          .start(() -> HttpHello.serve(sockets, listener));
    }
  }

  private static void sayReady() {
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
    // In one piece: whoever waits for the line must not see the half of it.
    System.out.println(String.format(Locale.ROOT, "ready after %.2f s", seconds));
  }

  private Endpoint endpoint(Integer port) {
    return port == null ? null : new Endpoint(stack.ipAddress(), port);
  }
}
