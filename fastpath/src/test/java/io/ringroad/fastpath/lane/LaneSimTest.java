package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.ANY;
import static io.ringroad.fastpath.lane.SimFixture.SECOND;
import static io.ringroad.fastpath.lane.SimFixture.SERVER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneSimTest {
  private final SimFixture sim = new SimFixture();

  @AfterEach
  void everyFrameIsBack() {
    sim.close();
  }

  private StreamSocket connect(int port) {
    StreamSocket socket = sim.onClient().openStream();
    assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, 0, SERVER, port));
    assertEquals(NetError.ALREADY_IN_PROGRESS, sim.onClient().connect(socket, 0, SERVER, port));
    return socket;
  }

  @Test
  void datagramsAreEchoed() {
    DatagramEcho echo = new DatagramEcho(sim.server.lane(0), 7);
    DatagramSocket socket = sim.onClient().openDatagram();
    assertEquals(NetError.NONE, sim.onClient().connect(socket, 0, SERVER, 7));
    for (int length : new int[] {0, 1, 64, 1_472}) {
      byte[] sent = bytes(length);
      assertEquals(length, socket.send(MemorySegment.ofArray(sent), 0, length, 0, 0, 0));
      sim.onClient().notifyLane(socket, DatagramSocket.NOTICE_SEND);
      sim.runUntil(() -> socket.head() != 0);
      byte[] received = new byte[length];
      assertEquals(length, DatagramEcho.receive(socket, received));
      assertArrayEquals(sent, received);
    }
    assertEquals(4, echo.count());
    sim.onClient().close(socket);
    echo.close();
  }

  @Test
  void aStreamIsEchoedAndClosedInOrder() {
    StreamEcho echo = new StreamEcho(sim.server, 80);
    StreamSocket socket = connect(80);
    sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
    byte[] sent = bytes(300_000);
    byte[] received = new byte[sent.length];
    int[] done = new int[2];
    sim.runUntil(
        () -> {
          if (done[0] < sent.length) {
            int result =
                socket.write(
                    MemorySegment.ofArray(sent), done[0], sent.length - done[0], FrameMarks.PUSH);
            done[0] += Math.max(0, result);
            sim.onClient().notifyLane(socket, StreamSocket.NOTICE_SEND);
          }
          int result =
              socket.read(MemorySegment.ofArray(received), done[1], received.length - done[1]);
          if (result > 0) {
            done[1] += result;
            if (socket.wantsReadNotice()) {
              sim.onClient().notifyLane(socket, StreamSocket.NOTICE_READ);
            }
          }
          return done[1] == received.length;
        });
    assertArrayEquals(sent, received);
    assertEquals(NetError.NONE, sim.onClient().shutdown(socket, false, true));
    sim.runUntil(() -> socket.events().has(Readiness.PEER_CLOSED));
    assertEquals(0, socket.read(MemorySegment.ofArray(received), 0, 1));
    sim.onClient().close(socket);
    sim.net.runFor(SECOND);
    assertEquals(0, echo.connections());
    sim.net.runFor(61 * SECOND);
    assertEquals(0, sim.client.ports().size(), "after TIME-WAIT the port is free");
    echo.close();
  }

  @Test
  void nobodyListens() {
    StreamSocket socket = connect(81);
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(
        NetError.CONNECTION_REFUSED,
        sim.onClient().connect(socket, 0, SERVER, 81),
        "why it failed");
    assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, 0, SERVER, 81), "once more");
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(
        SocketResult.of(NetError.CONNECTION_REFUSED),
        socket.read(MemorySegment.ofArray(new byte[1]), 0, 1));
    sim.onClient().close(socket);
    assertEquals(0, sim.client.ports().size());
  }

  @Test
  void aDatagramToNobodyIsReportedToAConnectedSocket() {
    DatagramSocket socket = sim.onClient().openDatagram();
    sim.onClient().connect(socket, 0, SERVER, 9);
    socket.send(MemorySegment.ofArray(new byte[1]), 0, 1, 0, 0, 0);
    sim.onClient().notifyLane(socket, DatagramSocket.NOTICE_SEND);
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(NetError.CONNECTION_REFUSED, socket.takeError());
    sim.onClient().close(socket);
  }

  @Test
  void anAbsentHostIsUnreachable() {
    StreamSocket socket = sim.onClient().openStream();
    assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, 0, SERVER + 98, 80));
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    sim.onClient().close(socket);
    StreamSocket other = sim.onClient().openStream();
    assertEquals(
        NetError.NETWORK_UNREACHABLE, sim.onClient().connect(other, 0, 0xFFFF_0808_0808L, 80));
    sim.onClient().close(other);
  }

  @Test
  void bindSaysWhatIsWrong() {
    SocketOperations lane = sim.onServer();
    DatagramSocket first = lane.openDatagram();
    DatagramSocket second = lane.openDatagram();
    assertEquals(NetError.NONE, lane.bind(first, 0, ANY, 53));
    assertEquals(NetError.INVALID, lane.bind(first, 0, ANY, 54));
    assertEquals(NetError.ADDRESS_IN_USE, lane.bind(second, 0, SERVER, 53));
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, lane.bind(second, 0, SERVER + 5, 54));
    assertEquals(NetError.NONE, lane.bind(second, 0, SERVER, 0));
    assertNotEquals(0, second.localPort());
    lane.close(first);
    lane.close(second);
    assertEquals(0, sim.server.ports().size());
  }

  @Test
  void socketsOfOneEngineReachEachOther() {
    StreamEcho echo = new StreamEcho(sim.client, 80);
    StreamSocket socket = sim.onClient().openStream();
    assertEquals(NetError.IN_PROGRESS, sim.onClient().connect(socket, 0, ANY, 80));
    sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
    socket.write(MemorySegment.ofArray(bytes(64)), 0, 64, FrameMarks.PUSH);
    sim.onClient().notifyLane(socket, StreamSocket.NOTICE_SEND);
    sim.runUntil(() -> socket.available() == 64);
    sim.onClient().close(socket);
    sim.net.runFor(SECOND);
    assertEquals(0, echo.connections(), "unread data makes the close a reset");
    echo.close();
  }

  @Test
  void aListenerThatClosesResetsWhoeverWaits() {
    StreamSocket listening = sim.onServer().openStream();
    sim.onServer().bind(listening, 0, ANY, 80);
    assertEquals(NetError.NONE, sim.onServer().listen(listening, 5));
    StreamSocket socket = connect(80);
    sim.runUntil(() -> (listening.readiness() & Readiness.ACCEPTABLE) != 0);
    assertNotNull(listening.listener());
    sim.onServer().close(listening);
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(NetError.CONNECTION_RESET, socket.takeError());
    sim.onClient().close(socket);
    assertEquals(0, sim.server.ports().size());
  }

  @Test
  void closingTheEngineResetsConnectionsAndGivesAllBack() {
    new StreamEcho(sim.server, 80);
    StreamSocket socket = connect(80);
    sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
    socket.write(MemorySegment.ofArray(bytes(50_000)), 0, 50_000, FrameMarks.PUSH);
    sim.onClient().notifyLane(socket, StreamSocket.NOTICE_SEND);
    sim.net.runFor(30_000);
    sim.server.close();
    assertTrue(sim.net.runUntil(() -> socket.events().has(Readiness.ERROR), SECOND));
    assertEquals(NetError.CONNECTION_RESET, socket.takeError());
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }
}
