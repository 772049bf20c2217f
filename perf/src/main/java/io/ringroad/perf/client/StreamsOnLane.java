package io.ringroad.perf.client;

import io.ringroad.fastpath.lane.LaneHandler;
import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.SocketCalls;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a {@link StreamVerifier} on a lane, one stream after the other: its socket calls are direct
 * calls, and no thread but the lane's has to run.
 */
public final class StreamsOnLane implements LaneHandler {
  private final SocketCalls sockets;
  private volatile Request request;
  private StreamVerifier verifier;

  /** A stream that another thread waits for. */
  private record Request(Endpoint server, long bytes, CompletableFuture<Void> done) {}

  /** The lane's application; idle until a stream is asked for. */
  public StreamsOnLane(SocketCalls sockets) {
    this.sockets = sockets;
  }

  /**
   * Has a stream echoed and waits for its end; fails as the verifier does. For one other thread.
   */
  public void echo(Endpoint server, long bytes) {
    Request next = new Request(server, bytes, new CompletableFuture<>());
    request = next;
    next.done.join();
  }

  @Override
  public int onWork(long nowNs) {
    Request now = request;
    if (now == null) {
      return 0;
    }
    try {
      return work(now);
    } catch (RuntimeException e) {
      end(now);
      now.done.completeExceptionally(e);
      return 1;
    }
  }

  private int work(Request now) {
    if (verifier == null) {
      verifier = new StreamVerifier(sockets, now.server, now.bytes);
    }
    int work = verifier.step();
    if (verifier.isFinished()) {
      end(now);
      now.done.complete(null);
    }
    return work;
  }

  private void end(Request now) {
    if (verifier != null) {
      verifier.close();
      verifier = null;
    }
    request = null;
  }
}
