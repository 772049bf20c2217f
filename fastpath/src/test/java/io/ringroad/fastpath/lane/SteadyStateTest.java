package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Round trips of 64 bytes over TCP in virtual time: the thread of both lanes allocates nothing. */
class SteadyStateTest {
  private static final int WARM_UP = 400_000;
  private static final int ROUND_TRIPS = 1_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "fd00::1"})
  void aMillionRoundTripsAllocateNothing(String server) {
    IpAddress to = IpAddresses.parse(server);
    try (SimFixture sim = new SimFixture()) {
      StreamEcho echo = new StreamEcho(sim.server, SocketDomain.INET6, 80);
      StreamSocket socket = sim.onClient().openStream(SocketDomain.INET6);
      assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, to.high(), to.low(), 80));
      sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
      PingPong application = new PingPong(sim.client.lane(0).proxy(), socket);
      sim.client.lane(0).addHandler(application);
      runTo(sim, application, WARM_UP);
      long allocated = -1;
      // When the JIT gives compiled code up, objects that it had optimised away come to be, once: a
      // million round trips in which that happened are run again.
      for (int attempt = 0; allocated != 0 && attempt < 3; attempt++) {
        allocated = allocatedIn(sim, application);
      }
      assertEquals(0, allocated, "bytes allocated in " + ROUND_TRIPS + " round trips");
      application.stop();
      sim.onClient().close(socket);
      sim.net.runFor(SimFixture.SECOND);
      echo.close();
    }
  }

  private static long allocatedIn(SimFixture sim, PingPong application) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    runTo(sim, application, application.done + ROUND_TRIPS);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void runTo(SimFixture sim, PingPong application, int roundTrips) {
    while (application.done < roundTrips) {
      sim.net.advance();
    }
  }

  private static final class PingPong implements LaneHandler {
    private final SocketOperations lane;
    private final StreamSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(64);
    private boolean waiting;
    private boolean stopped;
    private int done;

    PingPong(SocketOperations lane, StreamSocket socket) {
      this.lane = lane;
      this.socket = socket;
    }

    void stop() {
      stopped = true;
    }

    @Override
    public int onWork(long nowNs) {
      if (stopped || waiting && socket.available() < 64) {
        return 0;
      }
      if (waiting) {
        socket.read(buffer, 0, 64);
        if (socket.wantsReadNotice()) {
          lane.notifyLane(socket, Socket.NOTICE_READ);
        }
        done++;
      }
      socket.write(buffer, 0, 64, FrameMarks.PUSH);
      lane.notifyLane(socket, Socket.NOTICE_SEND);
      waiting = true;
      return 1;
    }
  }
}
