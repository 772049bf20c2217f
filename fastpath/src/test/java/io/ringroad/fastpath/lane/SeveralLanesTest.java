package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.ANY;
import static io.ringroad.fastpath.lane.SimFixture.SECOND;
import static io.ringroad.fastpath.lane.SimFixture.SERVER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSteering;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server of two lanes, on two queues or on one; whichever receives, the owner answers. */
class SeveralLanesTest {
  private static final int CONNECTIONS = 32;

  /** A device that spreads by the last bit of the source port, which no lane agrees with. */
  private static FrameSteering bySourcePort() {
    return frame -> frame.length() > 35 ? sourcePort(frame) & 1 : 0;
  }

  private static int sourcePort(Frame frame) {
    return NativeMemory.getUnsignedShortBe(frame.data() + 34);
  }

  @Test
  void twoLanesOnTwoQueues() {
    try (SimFixture sim = new SimFixture(2, 2, bySourcePort())) {
      streamsAreServedByBothLanes(sim);
      datagramsReachTheLaneOfTheirSocket(sim);
    }
  }

  @Test
  void twoLanesOnOneQueue() {
    try (SimFixture sim = new SimFixture(2, 1, null)) {
      streamsAreServedByBothLanes(sim);
      datagramsReachTheLaneOfTheirSocket(sim);
      assertTrue(
          sim.server.lane(0).counters().get(LaneCounter.HANDED_OVER) > CONNECTIONS,
          "the lane without a queue is fed by the other");
      assertEquals(0, sim.server.lane(1).counters().get(LaneCounter.HANDED_OVER));
    }
  }

  /** Who chooses the port does not choose the flow's lane: the flow comes to the socket's. */
  @Test
  void connectionsFromChosenPortsComeToTheLaneOfTheirSocket() {
    try (SimFixture sim = new SimFixture(2, 1, null)) {
      StreamEcho echo = new StreamEcho(sim.client, 80);
      for (int port = 5_000; port < 5_016; port++) {
        SocketOperations lane = sim.server.proxy(port & 1);
        StreamSocket socket = lane.openStream();
        assertEquals(NetError.NONE, lane.bind(socket, 0, ANY, port));
        assertEquals(NetError.IN_PROGRESS, lane.connect(socket, 0, SimFixture.CLIENT, 80));
        sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
        socket.write(MemorySegment.ofArray(new byte[64]), 0, 64, FrameMarks.PUSH);
        lane.notifyLane(socket, StreamSocket.NOTICE_SEND);
        sim.runUntil(() -> socket.available() == 64);
        lane.abort(socket);
        sim.net.settle();
      }
      assertEquals(16, echo.accepted());
      assertEquals(0, sim.server.ports().size());
    }
  }

  @Test
  void connectionsFromAnyPortComeToTheLaneOfTheirSocket() {
    try (SimFixture sim = new SimFixture(2, 1, null)) {
      new StreamEcho(sim.client, 80);
      for (int i = 0; i < 16; i++) {
        SocketOperations lane = sim.server.proxy(i & 1);
        StreamSocket socket = lane.openStream();
        assertEquals(NetError.IN_PROGRESS, lane.connect(socket, 0, SimFixture.CLIENT, 80));
        sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
        lane.abort(socket);
      }
      assertEquals(0, sim.server.ports().size());
    }
  }

  /** A lane reaches another lane's listener by the loopback, whichever lane the flow belongs to. */
  @Test
  void lanesReachEachOther() {
    try (SimFixture sim = new SimFixture(2, 1, null)) {
      StreamEcho echo = new StreamEcho(sim.server, 80);
      sim.net.settle();
      for (int i = 0; i < 16; i++) {
        SocketOperations lane = sim.server.proxy(i & 1);
        StreamSocket socket = lane.openStream();
        assertEquals(NetError.IN_PROGRESS, lane.connect(socket, 0, SERVER, 80));
        sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
        socket.write(MemorySegment.ofArray(new byte[64]), 0, 64, FrameMarks.PUSH);
        lane.notifyLane(socket, StreamSocket.NOTICE_SEND);
        sim.runUntil(() -> socket.available() == 64);
        lane.abort(socket);
      }
      assertEquals(16, echo.accepted());
    }
  }

  private void streamsAreServedByBothLanes(SimFixture sim) {
    StreamEcho echo = new StreamEcho(sim.server, 80);
    sim.net.settle();
    List<StreamSocket> sockets = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      StreamSocket socket = sim.onClient().openStream();
      assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, 0, SERVER, 80));
      sockets.add(socket);
    }
    sim.runUntil(() -> sockets.stream().allMatch(s -> s.events().has(Readiness.CONNECTED)));
    sim.runUntil(() -> echo.connections() == CONNECTIONS);
    assertEquals(3, echo.lanesSeen(), "both lanes have accepted");
    for (StreamSocket socket : sockets) {
      byte[] sent = LaneSimTest.bytes(5_000);
      assertEquals(
          5_000, socket.write(MemorySegment.ofArray(sent), 0, sent.length, FrameMarks.PUSH));
      sim.onClient().notifyLane(socket, StreamSocket.NOTICE_SEND);
      sim.runUntil(() -> socket.available() == sent.length);
      byte[] received = new byte[sent.length];
      socket.read(MemorySegment.ofArray(received), 0, received.length);
      assertArrayEquals(sent, received);
      sim.onClient().close(socket);
    }
    sim.net.runFor(SECOND);
    assertEquals(0, echo.connections());
    echo.close();
    sim.net.runFor(61 * SECOND);
    assertEquals(0, sim.server.ports().size());
  }

  private void datagramsReachTheLaneOfTheirSocket(SimFixture sim) {
    DatagramEcho first = new DatagramEcho(sim.server.lane(0), 7);
    DatagramEcho second = new DatagramEcho(sim.server.lane(1), 8);
    for (int i = 0; i < 10; i++) {
      DatagramSocket socket = sim.onClient().openDatagram();
      assertEquals(NetError.NONE, sim.onClient().bind(socket, 0, ANY, 0));
      for (int port = 7; port <= 8; port++) {
        socket.send(MemorySegment.ofArray(new byte[100]), 0, 100, 0, SERVER, port);
        sim.onClient().notifyLane(socket, DatagramSocket.NOTICE_SEND);
        sim.runUntil(() -> socket.head() != 0);
        assertEquals(100, DatagramEcho.receive(socket, new byte[100]));
      }
      sim.onClient().close(socket);
    }
    assertEquals(10, first.count());
    assertEquals(10, second.count());
    first.close();
    second.close();
  }
}
