package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the wire does, both streams arrive whole and in order, both sides close, and nothing
 * stays behind. A failure is repeated by its seed.
 */
class TcpSimulationTest {

  private static final int FRAMES = 4096;
  private static final long LIMIT_NS = 3_000L * 1_000_000_000L;

  private final List<SimApplication> applications = new ArrayList<>();

  static long[] seeds() {
    long[] seeds = new long[Integer.getInteger("ringroad.tcp.seeds", 40)];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = Long.getLong("ringroad.tcp.firstSeed", 1) + i;
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bothStreamsArrive(long seed) {
    TcpConfig config =
        TcpConfig.DEFAULTS
            .withOptions((seed & 1) == 0, (seed & 2) == 0)
            .withRetries(30, 30) // or a bad wire ends a connection by right
            .withClosingTimes(1_000_000_000L, 1_000_000_000L);
    try (SimPipe pipe = new SimPipe(seed, config, FRAMES)) {
      shape(pipe, seed);
      StreamListener listener = pipe.b.listen(80, 8);
      int connections = 1 + pipe.random.nextInt(3);
      for (int i = 0; i < connections; i++) {
        connect(pipe, 40_000 + i);
      }
      run(pipe, listener, 2 * connections);
      pipe.b.tcp.stopListening(listener);
    }
  }

  private static void shape(SimPipe pipe, long seed) {
    if (seed % 5 != 0) {
      pipe.loss = pipe.random.nextDouble() * (seed % 7 == 0 ? 0.3 : 0.1);
      pipe.reorder = pipe.random.nextDouble() * 0.2;
      pipe.duplicate = pipe.random.nextDouble() * 0.1;
      pipe.corrupt = pipe.random.nextDouble() * 0.02;
    }
    pipe.delayNs = 100_000 + pipe.random.nextLong(20_000_000);
  }

  private void connect(SimPipe pipe, int port) {
    StreamSocket socket = pipe.a.socketTo(port, pipe.b.address, 80);
    if (pipe.random.nextInt(3) == 0) {
      socket.options().set(SocketOption.RECEIVE_BUFFER, 500 + pipe.random.nextInt(20_000));
    }
    assertEquals(NetError.NONE, pipe.a.tcp.connect(socket, pipe.nowNs));
    applications.add(application(pipe, pipe.a, socket, 7));
  }

  private static SimApplication application(
      SimPipe pipe, TestStack stack, StreamSocket socket, int salt) {
    Random random = pipe.random;
    boolean small = random.nextInt(4) == 0;
    int bytes = random.nextInt(small ? 10_000 : 200_000);
    double eagerness = 0.01 + random.nextDouble() * 0.5;
    boolean halfCloses = salt == 7 || random.nextBoolean();
    socket.options().set(SocketOption.NO_DELAY, random.nextInt(2));
    return new SimApplication(stack, socket, random, bytes, salt, halfCloses, eagerness)
        .chunks(
            small ? 1 + random.nextInt(20) : SimApplication.MAX_CHUNK,
            random.nextInt(4) == 0 ? 1 + random.nextInt(200) : SimApplication.MAX_CHUNK);
  }

  private void run(SimPipe pipe, StreamListener listener, int ends) {
    long endNs = pipe.nowNs + LIMIT_NS;
    while (pipe.nowNs < endNs && !isOver(pipe, ends)) {
      StreamSocket accepted = listener.poll();
      if (accepted != null) {
        applications.add(application(pipe, pipe.b, accepted, ~7));
      }
      for (SimApplication application : applications) {
        application.step(pipe.nowNs);
      }
      pipe.step();
    }
    assertEquals(ends, applications.size(), "all connections were accepted");
    assertTrue(
        applications.stream().allMatch(SimApplication::isClosed),
        () -> "not all have closed: " + applications + pipe.describe());
    for (SimApplication one : applications) {
      SimApplication other = peerOf(one);
      assertEquals(other.bytesToWrite(), one.bytesRead(), "bytes that arrived");
    }
    assertEquals(0, pipe.a.tcp.connectionCount());
    assertEquals(0, pipe.b.tcp.connectionCount());
  }

  private SimApplication peerOf(SimApplication one) {
    return applications.stream()
        .filter(other -> other.localPort() == one.remotePort())
        .filter(other -> other.remotePort() == one.localPort())
        .findAny()
        .orElseThrow();
  }

  private boolean isOver(SimPipe pipe, int ends) {
    return applications.size() == ends
        && applications.stream().allMatch(SimApplication::isClosed)
        && pipe.a.tcp.connectionCount() == 0
        && pipe.b.tcp.connectionCount() == 0;
  }
}
