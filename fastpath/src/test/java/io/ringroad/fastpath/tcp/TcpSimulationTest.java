package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the wire does, both streams arrive whole and in order, both sides close, and nothing
 * stays behind; of connections that one end gives up, what arrived is the stream's beginning. More
 * seeds: {@code scripts/soak.sh}.
 */
class TcpSimulationTest {

  private static final int PORT = 80;
  private static final int FIRST_PORT = 40_000;
  private static final int SALT = 7;
  private static final long LIMIT_NS = 1_000_000L * 1_000_000_000L;

  /** Seed 30744, whose reader takes a few bytes at a time, needs more than five million. */
  private static final int MAX_STEPS = 20_000_000;

  private final List<SimApplication> connecting = new ArrayList<>();
  private final List<SimApplication> accepting = new ArrayList<>();

  static long[] seeds() {
    long[] seeds = new long[Integer.getInteger("ringroad.tcp.seeds", 30)];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = Long.getLong("ringroad.tcp.firstSeed", 1) + i;
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bothStreamsArrive(long seed) {
    try {
      play(new SimScenario(seed));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("replay it by: scripts/soak.sh 1 " + seed, e);
    }
  }

  private void play(SimScenario scenario) {
    try (SimPipe pipe = scenario.pipe()) {
      StreamListener listener = pipe.b.listen(PORT, 16);
      scenario.configureListener(listener.socket());
      int connections = scenario.connections();
      for (int i = 0; i < connections; i++) {
        connect(pipe, scenario, FIRST_PORT + i);
      }
      run(pipe, scenario, listener);
      pipe.b.tcp.stopListening(listener);
      checkIntact(pipe);
      checkBroken();
    }
  }

  private void connect(SimPipe pipe, SimScenario scenario, int port) {
    StreamSocket socket = pipe.a.socketTo(port, pipe.b.address, PORT);
    scenario.configure(socket);
    SimApplication.Habits habits = scenario.habits(true, scenario.breaks(port));
    assertEquals(NetError.NONE, pipe.a.tcp.connect(socket, pipe.nowNs));
    connecting.add(new SimApplication(pipe.a, socket, pipe.random, habits, SALT));
  }

  private void accept(SimPipe pipe, SimScenario scenario, StreamSocket socket) {
    scenario.configureConnected(socket);
    pipe.b.tcp.onOptionChanged(socket, SocketOption.KEEP_ALIVE, pipe.nowNs);
    SimApplication.Habits habits = scenario.habits(false, scenario.breaks(socket.remotePort()));
    accepting.add(new SimApplication(pipe.b, socket, pipe.random, habits, ~SALT));
  }

  private void run(SimPipe pipe, SimScenario scenario, StreamListener listener) {
    long endNs = pipe.nowNs + LIMIT_NS;
    int steps = 0;
    while (!isOver(pipe, listener)) {
      boolean isLate = pipe.nowNs > endNs || ++steps > MAX_STEPS;
      assertTrue(!isLate, () -> "no end in sight: " + connecting + accepting + pipe.describe());
      StreamSocket accepted = listener.poll();
      if (accepted != null) {
        accept(pipe, scenario, accepted);
      }
      long nextTurnNs =
          Math.min(takeTurns(connecting, pipe.nowNs), takeTurns(accepting, pipe.nowNs));
      pipe.skip(Math.min(endNs + 2 * SimPipe.TICK_NS, nextTurnNs));
      pipe.step();
    }
  }

  /** Returns when the next of them will do something; the time of now if one has to at once. */
  private static long takeTurns(List<SimApplication> applications, long nowNs) {
    long nextNs = Long.MAX_VALUE;
    for (SimApplication application : applications) {
      application.step(nowNs);
      nextNs = Math.min(nextNs, application.nextTurnNs(nowNs));
    }
    return nextNs;
  }

  private boolean isOver(SimPipe pipe, StreamListener listener) {
    return connecting.stream().allMatch(SimApplication::isClosed)
        && accepting.stream().allMatch(SimApplication::isClosed)
        && pipe.a.tcp.connectionCount() == 0
        && pipe.b.tcp.connectionCount() == 0
        && listener.isEmpty();
  }

  private void checkIntact(SimPipe pipe) {
    for (SimApplication one : connecting) {
      if (one.mayBreak() || one.isBroken()) {
        continue;
      }
      SimApplication other = peerOf(one);
      assertTrue(other != null, () -> "never accepted: " + one + pipe.describe());
      assertEquals(other.bytesToWrite(), one.bytesRead(), "bytes that arrived");
      assertEquals(one.bytesToWrite(), other.bytesRead(), "bytes that arrived");
    }
  }

  private void checkBroken() {
    for (SimApplication one : connecting) {
      SimApplication other = peerOf(one);
      if (other != null) {
        assertTrue(one.bytesRead() <= other.bytesWritten(), "more arrived than was sent");
        assertTrue(other.bytesRead() <= one.bytesWritten(), "more arrived than was sent");
      }
    }
  }

  private SimApplication peerOf(SimApplication one) {
    return accepting.stream()
        .filter(other -> other.remotePort() == one.localPort())
        .findAny()
        .orElse(null);
  }
}
