package io.ringroad.perf.echo;

import io.ringroad.fastpath.lane.LaneHandler;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.SocketCalls;
import java.util.concurrent.CompletableFuture;

/** Runs the echo server on a lane: its socket calls are direct calls. */
public final class EchoOnLane implements LaneHandler {
  private final SocketCalls sockets;
  private final Endpoint tcp;
  private final Endpoint udp;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private EchoServer server;

  /** Will serve at these addresses; null for not at all. */
  public EchoOnLane(SocketCalls sockets, Endpoint tcp, Endpoint udp) {
    this.sockets = sockets;
    this.tcp = tcp;
    this.udp = udp;
  }

  /** Waits until the sockets are open; fails as opening them failed. For any other thread. */
  public void awaitStarted() {
    started.join();
  }

  @Override
  public void onStart() {
    try {
      server = new EchoServer(sockets, tcp, udp);
      started.complete(null);
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  @Override
  public int onWork(long nowNs) {
    return server == null ? 0 : server.serve();
  }

  @Override
  public void onClose() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
