package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.SECOND;
import static io.ringroad.fastpath.lane.SimFixture.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.sim.LinkProfile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole engines on a bad link: a server of two lanes that hand flows over to each other echoes what
 * it gets from clients of both address families, and every byte comes back. More seeds: {@code
 * scripts/soak.sh}.
 */
class LanesSimulationTest {
  private static final int PORT = 80;
  private static final IpAddress SERVER_6 = IpAddresses.parse("fd00::1");
  private static final int MAX_BYTES = 60_000;
  private static final long LIMIT_NS = 50_000 * SECOND;

  static long[] seeds() {
    // A hundredth of the seeds that TCP alone gets: these engines are whole ones.
    long[] seeds = new long[Math.max(1, Integer.getInteger("ringroad.tcp.seeds", 800) / 100)];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = Long.getLong("ringroad.tcp.firstSeed", 1) + i;
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyByteComesBack(long seed) {
    try {
      play(new Random(new SplittableRandom(seed).nextLong()));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("replay it by: scripts/soak.sh 1 " + seed, e);
    }
  }

  private static void play(Random random) {
    // A device that spreads by the source port's last bit, or one that has one queue for both.
    boolean spread = random.nextBoolean();
    FrameSteering steering = spread ? LanesSimulationTest::sourcePortBit : null;
    try (SimFixture sim = new SimFixture(2, spread ? 2 : 1, steering, random.nextLong())) {
      sim.link.profile(badLink(random));
      StreamEcho echo = new StreamEcho(sim.server, SocketDomain.INET6, PORT);
      List<Client> clients = new ArrayList<>();
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        clients.add(new Client(sim, random));
      }
      boolean done =
          sim.net.runUntil(
              () -> {
                clients.forEach(Client::step);
                return clients.stream().allMatch(Client::isClosed) && echo.connections() == 0;
              },
              LIMIT_NS);
      assertTrue(done, () -> "not all came back: " + clients);
      echo.close();
      // Past FIN-WAIT-2, TIME-WAIT, and the last repetition of a FIN that was lost.
      sim.net.runFor(1_500 * SECOND);
      assertEquals(0, sim.server.ports().size());
      assertEquals(0, sim.client.ports().size());
    }
  }

  private static int sourcePortBit(Frame frame) {
    boolean ipv6 = NativeMemory.getUnsignedShortBe(frame.data() + 12) == EtherTypes.IPV6;
    int at = ipv6 ? 54 : 34;
    return frame.length() > at + 1 ? NativeMemory.getUnsignedShortBe(frame.data() + at) & 1 : 0;
  }

  private static LinkProfile badLink(Random random) {
    return LinkProfile.DEFAULT
        .withDelayNs(10_000 + random.nextLong(5_000_000))
        .withLoss(random.nextDouble() * 0.15)
        .withDuplication(random.nextDouble() * 0.1)
        .withCorruption(random.nextDouble() * 0.02)
        .withReordering(random.nextDouble() * 0.2, 10_000_000);
  }

  /** Sends a pattern, half-closes, and compares what comes back up to its end. */
  private static final class Client {
    private final SimFixture sim;
    private final StreamSocket socket;
    private final byte[] data;
    private final byte[] buffer = new byte[8_192];
    private int sent;
    private int received;
    private boolean shutDown;
    private boolean closed;

    Client(SimFixture sim, Random random) {
      this.sim = sim;
      data = new byte[1 + random.nextInt(MAX_BYTES)];
      random.nextBytes(data);
      boolean ipv6 = random.nextBoolean();
      socket = sim.onClient().openStream(ipv6 ? SocketDomain.INET6 : SocketDomain.INET);
      long high = ipv6 ? SERVER_6.high() : 0;
      long low = ipv6 ? SERVER_6.low() : SERVER;
      assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, high, low, PORT));
    }

    boolean isClosed() {
      return closed;
    }

    void step() {
      if (closed || !socket.events().has(Readiness.CONNECTED)) {
        return;
      }
      send();
      receive();
    }

    private void send() {
      if (sent < data.length) {
        int length = Math.min(data.length - sent, buffer.length);
        int count = socket.write(MemorySegment.ofArray(data), sent, length, FrameMarks.PUSH);
        assertTrue(count > 0 || count == SocketResult.WOULD_BLOCK, () -> "write: " + count);
        if (count > 0) {
          sent += count;
          sim.onClient().notifyLane(socket, Socket.NOTICE_SEND);
        }
      } else if (!shutDown) {
        shutDown = true;
        assertEquals(NetError.NONE, sim.onClient().shutdown(socket, false, true));
      }
    }

    private void receive() {
      int count = socket.read(MemorySegment.ofArray(buffer), 0, buffer.length);
      assertTrue(count >= 0 || count == SocketResult.WOULD_BLOCK, () -> "read: " + count);
      for (int i = 0; i < count; i++) {
        assertEquals(data[received + i], buffer[i]);
      }
      if (count > 0) {
        received += count;
        if (socket.wantsReadNotice()) {
          sim.onClient().notifyLane(socket, Socket.NOTICE_READ);
        }
      } else if (count == 0) {
        assertEquals(data.length, received, "the stream ended early");
        closed = true;
        sim.onClient().close(socket);
      }
    }

    @Override
    public String toString() {
      return sent + " of " + data.length + " sent, " + received + " back" + (closed ? "." : "; ");
    }
  }
}
