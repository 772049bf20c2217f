package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Raw and ping sockets of an engine of several lanes, one of which receives everything. */
class RawLanesTest {
  private static final int ICMP = 1;
  private static final int UDP = 17;
  private static final int EXPERIMENT = 253;
  private static final long ABSENT = 0x0000_FFFF_0A00_0063L;

  private final SimFixture sim = new SimFixture(3, 1, null);
  private final Frame frame = new Frame();

  private static void send(SocketOperations lane, DatagramSocket socket, byte[] bytes, long to) {
    socket.send(MemorySegment.ofArray(bytes), 0, bytes.length, 0, to, 0);
    lane.notifyLane(socket, DatagramSocket.NOTICE_SEND);
  }

  private List<DatagramSocket> onEachLane(int protocol) {
    List<DatagramSocket> sockets = new ArrayList<>();
    for (int i = 0; i < sim.server.size(); i++) {
      sockets.add(sim.server.proxy(i).openDatagram(DatagramKind.RAW, protocol));
    }
    return sockets;
  }

  private byte[] next(DatagramSocket socket) {
    sim.runUntil(() -> socket.head() != 0);
    byte[] bytes = new byte[frame.wrap(socket.head()).packetLength()];
    frame.copyTo(bytes);
    socket.removeHead();
    return bytes;
  }

  private void assertOneEach(List<DatagramSocket> sockets, int protocol) {
    for (DatagramSocket socket : sockets) {
      assertEquals(protocol, Packets.u8(next(socket), 9));
    }
    sim.net.settle();
    for (DatagramSocket socket : sockets) {
      assertEquals(0, socket.head(), "one for each packet");
    }
  }

  @Test
  void aPacketReachesTheRawSocketsOfAllLanes() {
    try (sim) {
      List<DatagramSocket> sockets = onEachLane(EXPERIMENT);
      DatagramSocket client = sim.onClient().openDatagram(DatagramKind.RAW, EXPERIMENT);
      for (int i = 0; i < 10; i++) {
        send(sim.onClient(), client, new byte[100], SimFixture.SERVER);
        assertOneEach(sockets, EXPERIMENT);
      }
      send(sim.server.proxy(1), sockets.get(1), new byte[7], SimFixture.SERVER);
      assertOneEach(sockets, EXPERIMENT);
      sim.server.proxy(2).close(sockets.remove(2));
      send(sim.onClient(), client, new byte[100], SimFixture.SERVER);
      assertOneEach(sockets, EXPERIMENT);
    }
  }

  @Test
  void aDatagramIsSeenOnceByEachWhicheverLaneItsSocketIsOn() {
    try (sim) {
      List<DatagramSocket> sockets = onEachLane(UDP);
      for (int i = 0; i < 3; i++) {
        DatagramEcho echo = new DatagramEcho(sim.server.lane(i), 7 + i);
        DatagramSocket client = sim.onClient().openDatagram();
        client.send(MemorySegment.ofArray(new byte[9]), 0, 9, 0, SimFixture.SERVER, 7 + i);
        sim.onClient().notifyLane(client, DatagramSocket.NOTICE_SEND);
        sim.runUntil(() -> client.head() != 0);
        assertOneEach(sockets, UDP);
        sim.onClient().close(client);
        echo.close();
      }
    }
  }

  @Test
  void anErrorReachesTheSocketsOfOtherLanes() {
    try (sim) {
      List<DatagramSocket> sockets = onEachLane(EXPERIMENT);
      for (int i = 0; i < 3; i++) {
        SocketOperations lane = sim.server.proxy(i);
        assertEquals(NetError.NONE, lane.connect(sockets.get(i), 0, SimFixture.CLIENT, 0));
      }
      send(sim.server.proxy(1), sockets.get(1), new byte[20], SimFixture.CLIENT);
      for (DatagramSocket socket : sockets) {
        sim.runUntil(() -> socket.takeError() == NetError.PROTOCOL_UNREACHABLE);
      }
    }
  }

  @Test
  void aNeighbourThatIsNotThereIsReportedToAllThatAsked() {
    try (sim) {
      List<DatagramSocket> sockets = onEachLane(EXPERIMENT);
      for (int i = 0; i < 3; i++) {
        sim.server.proxy(i).setOption(sockets.get(i), SocketOption.RECEIVE_ERRORS, 1);
      }
      send(sim.server.proxy(2), sockets.get(2), new byte[20], ABSENT);
      for (DatagramSocket socket : sockets) {
        sim.runUntil(() -> socket.takeError() == NetError.HOST_UNREACHABLE);
      }
    }
  }

  @Test
  void eachPingSocketHasItsOwnReplies() {
    try (sim) {
      for (int i = 0; i < 3; i++) {
        SocketOperations lane = sim.server.proxy(i);
        DatagramSocket socket = lane.openDatagram(DatagramKind.PING, ICMP);
        for (int turn = 1; turn <= 2; turn++) {
          byte[] request = Packets.icmp(8, 0, turn, new byte[50 * turn]);
          send(lane, socket, request, turn == 1 ? SimFixture.CLIENT : SimFixture.SERVER);
          byte[] reply = next(socket);
          assertEquals(0, Packets.u8(reply, 0));
          assertEquals(socket.localPort(), Packets.u16(reply, 4));
          assertEquals(turn, Packets.u16(reply, 6));
        }
        assertTrue(socket.localPort() != 0);
        assertEquals(NetError.NONE, lane.disconnect(socket));
        assertEquals(0, socket.localPort(), "an identifier that nobody asked for is let go");
      }
      assertEquals(0, sim.server.ports().size());
    }
  }
}
