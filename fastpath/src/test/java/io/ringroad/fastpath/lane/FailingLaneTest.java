package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.ANY;
import static io.ringroad.fastpath.lane.SimFixture.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.pmd.NativeFramePool;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an exception in a lane's cycle ends: a handler's that handler, any other one the engine. It
 * is told once, and the fixture checks that each frame went back.
 */
class FailingLaneTest {
  private static final MemorySegment BYTES = MemorySegment.ofArray(new byte[100]);

  /** Fails in its third cycle, and would in all that follow. */
  private static final class Failing implements LaneHandler {
    private int cycles;
    private int closes;

    @Override
    public int onWork(long nowNs) {
      if (++cycles > 2) {
        throw new IllegalStateException("cycle " + cycles);
      }
      return 1;
    }

    @Override
    public void onClose() {
      closes++;
    }
  }

  /** Throws whatever happens to a socket. */
  private static final class Bug extends RuntimeException {
    private static final long serialVersionUID = 1;

    static void in(Socket socket) {
      socket
          .events()
          .add(
              events -> {
                throw new Bug();
              });
    }
  }

  private static StreamSocket listen(SimFixture net) {
    StreamSocket listening = net.onServer().openStream();
    assertEquals(NetError.NONE, net.onServer().bind(listening, 0, ANY, 80));
    assertEquals(NetError.NONE, net.onServer().listen(listening, 8));
    return listening;
  }

  private static StreamSocket connect(SimFixture net) {
    StreamSocket socket = net.onClient().openStream();
    assertEquals(NetError.IN_PROGRESS, net.onClient().connect(socket, 0, SERVER, 80));
    net.runUntil(() -> socket.events().has(Readiness.CONNECTED));
    return socket;
  }

  private static void write(SimFixture net, StreamSocket socket) {
    assertEquals(100, socket.write(BYTES, 0, 100, FrameMarks.PUSH));
    net.onClient().notifyLane(socket, Socket.NOTICE_SEND);
  }

  @Test
  void aHandlerThatThrowsIsNotRunAgainAndTheOthersGoOn() {
    Failing handler = new Failing();
    try (SimFixture net = new SimFixture()) {
      Lane lane = net.server.lane(0);
      lane.addHandler(handler);
      new StreamEcho(net.server, 80);
      lane.doWork();
      lane.doWork();
      assertEquals("cycle 3", assertThrows(IllegalStateException.class, lane::doWork).getMessage());
      StreamSocket socket = connect(net);
      write(net, socket);
      net.runUntil(() -> (socket.readiness() & Readiness.READABLE) != 0);
      assertEquals(3, handler.cycles);
      assertEquals(0, handler.closes);
    }
    assertEquals(1, handler.closes);
  }

  @Test
  void aBugEndsTheLaneAndResetsItsConnections() {
    try (SimFixture net = new SimFixture()) {
      StreamSocket listening = listen(net);
      StreamSocket client = connect(net);
      net.runUntil(() -> listening.listener().size() == 1);
      StreamSocket accepted = listening.listener().poll();
      Bug.in(accepted);
      write(net, client);
      assertThrows(Bug.class, () -> net.runUntil(() -> false));
      assertEquals(0, net.server.lane(0).doWork());
      assertTrue(accepted.events().has(Readiness.HANG_UP));
      assertNull(net.onServer().openStream());
      net.runUntil(() -> client.events().has(Readiness.HANG_UP));
      assertEquals(NetError.CONNECTION_RESET, client.takeError());
    }
  }

  @Test
  void theFrameInHandGoesBack() {
    try (SimFixture net = new SimFixture()) {
      DatagramSocket socket = net.onClient().openDatagram();
      assertEquals(NetError.NONE, net.onClient().connect(socket, 0, SERVER, 9));
      Bug.in(socket);
      assertEquals(100, socket.send(BYTES, 0, 100, 0, SERVER, 9));
      net.onClient().notifyLane(socket, Socket.NOTICE_SEND);
      // The report that nobody listens there is in hand when the socket is told of it.
      assertThrows(Bug.class, () -> net.runUntil(() -> false));
    }
  }

  @Test
  void noLaneOutlivesAnother() {
    try (SimFixture net = new SimFixture(2, 1, null)) {
      Socket elsewhere = net.server.proxy(1).openDatagram();
      StreamSocket listening = listen(net);
      StreamSocket client = connect(net);
      net.runUntil(() -> listening.listener().size() == 1);
      Bug.in(listening.listener().poll());
      write(net, client);
      assertThrows(Bug.class, () -> net.runUntil(() -> false));
      for (int i = 0; i < net.server.size(); i++) {
        assertEquals(0, net.server.lane(i).doWork());
        assertNull(net.server.proxy(i).openStream());
      }
      assertEquals(NetError.NETWORK_DOWN, elsewhere.takeError());
    }
  }

  @Test
  @Timeout(60)
  void aThreadTellsOfAHandlerOnce() throws Exception {
    NativeFramePool pool = new NativeFramePool(1_024);
    PipeNic[] nics = PipeNic.pair(pool);
    BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    LaneGroup group =
        new LaneGroup(LaneConfig.builder().nic(nics[0], "10.0.0.1/24").pool(pool).build());
    Failing handler = new Failing();
    group.lane(0).addHandler(handler);
    group.start(errors::add);
    assertEquals("cycle 3", errors.take().getMessage());
    assertEquals(0, group.proxy(0).openStream().id()); // the lane goes on
    group.close();
    assertTrue(errors.isEmpty());
    assertEquals(1, handler.closes);
    nics[0].close();
    nics[1].close();
    assertEquals(0, pool.inUse());
    pool.close();
  }
}
