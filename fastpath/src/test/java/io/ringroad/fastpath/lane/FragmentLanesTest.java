package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fragments of a datagram meet on the lane that their hash says, and the datagram goes to the lane
 * of its socket.
 */
class FragmentLanesTest {
  private static final int DATAGRAMS = 24;

  @ParameterizedTest
  @CsvSource({"INET, 10.0.0.1, 0", "INET, 10.0.0.1, 2", "INET6, fd00::1, 1", "INET6, fd00::1, 2"})
  void largeDatagramsReachTheLaneOfTheirSocket(SocketDomain domain, String address, int owner) {
    IpAddress to = IpAddresses.parse(address);
    try (SimFixture sim = new SimFixture(3, 1, null)) {
      DatagramEcho echo = new DatagramEcho(sim.server.lane(owner), domain, 7);
      sim.net.settle();
      SocketOperations lane = sim.onClient();
      DatagramSocket socket = lane.openDatagram(domain, DatagramKind.UDP, IpProtocols.UDP);
      assertEquals(NetError.NONE, lane.connect(socket, to.high(), to.low(), 7));
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] sent = LaneSimTest.bytes(3_000 + 2_700 * i);
        int length = sent.length;
        assertEquals(length, socket.send(MemorySegment.ofArray(sent), 0, length, 0, 0, 0));
        lane.notifyLane(socket, DatagramSocket.NOTICE_SEND);
        sim.runUntil(() -> socket.head() != 0);
        byte[] received = new byte[length];
        assertEquals(length, DatagramEcho.receive(socket, received));
        assertArrayEquals(sent, received);
      }
      assertEquals(DATAGRAMS, echo.count());
      lane.close(socket);
      echo.close();
    }
  }
}
