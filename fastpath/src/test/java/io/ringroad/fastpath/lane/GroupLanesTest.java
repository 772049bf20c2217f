package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSteering;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of a multicast group on two lanes; whichever receives a datagram, each has it once. */
class GroupLanesTest {
  private static final int PORT = 7_000;
  private static final int GROUP = IpAddresses.parseIpv4("239.1.1.1");
  private static final int CLIENT = IpAddresses.parseIpv4("10.0.0.2");
  private static final int STRANGER = IpAddresses.parseIpv4("10.0.0.3");
  private static final long GROUP_MAPPED = IpAddresses.mapIpv4(GROUP);
  private static final int ON_LINK = 1;
  private static final int EVEN_PORT = 5_000;
  private static final int ODD_PORT = 5_001;
  private static final int TURNS = 8;

  private final SimFixture sim = new SimFixture(2, 2, bySourcePort());
  private final Frame frame = new Frame();

  /** A device whose queue is the last bit of the source port. */
  private static FrameSteering bySourcePort() {
    return received ->
        received.length() > 35 ? NativeMemory.getUnsignedShortBe(received.data() + 34) & 1 : 0;
  }

  /** A socket at the port, which hears of no group but its own. */
  private DatagramSocket atPort(int lane) {
    SocketOperations operations = sim.server.proxy(lane);
    DatagramSocket socket = operations.openDatagram();
    operations.setOption(socket, SocketOption.REUSE_ADDRESS, 1);
    operations.setOption(socket, SocketOption.MULTICAST_ALL, 0);
    assertEquals(NetError.NONE, operations.bind(socket, 0, SimFixture.ANY, PORT));
    return socket;
  }

  private DatagramSocket member(int lane) {
    DatagramSocket socket = atPort(lane);
    assertEquals(
        NetError.NONE, sim.server.groups().join(socket, 0, GROUP_MAPPED, ON_LINK, 0, true));
    return socket;
  }

  private DatagramSocket sender(int port) {
    DatagramSocket socket = sim.onClient().openDatagram();
    sim.onClient().setOption(socket, SocketOption.MULTICAST_INTERFACE, ON_LINK + 1);
    assertEquals(NetError.NONE, sim.onClient().bind(socket, 0, SimFixture.ANY, port));
    return socket;
  }

  private void send(DatagramSocket socket, int what) {
    byte[] bytes = {(byte) what};
    socket.send(MemorySegment.ofArray(bytes), 0, 1, 0, GROUP_MAPPED, PORT);
    sim.onClient().notifyLane(socket, DatagramSocket.NOTICE_SEND);
    sim.net.runFor(SimFixture.SECOND / 1_000);
  }

  private List<Integer> heard(DatagramSocket socket) {
    List<Integer> all = new ArrayList<>();
    while (socket.head() != 0) {
      byte[] bytes = new byte[frame.wrap(socket.head()).packetLength()];
      frame.copyTo(bytes);
      assertEquals(1, bytes.length);
      all.add((int) bytes[0]);
      socket.removeHead();
    }
    return all;
  }

  private long count(int lane, LaneCounter counter) {
    return sim.server.lane(lane).counters().get(counter);
  }

  @Test
  void membersOnBothLanesHearWhatComesToEither() {
    try (sim) {
      List<DatagramSocket> members = List.of(member(0), member(1), member(0), member(1));
      List<DatagramSocket> outsiders = List.of(atPort(0), atPort(1));
      DatagramSocket even = sender(EVEN_PORT);
      DatagramSocket odd = sender(ODD_PORT);
      sim.net.runFor(SimFixture.SECOND);
      final long before = count(0, LaneCounter.HANDED_OVER); // of announcements, for every lane
      List<Integer> sent = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        send(even, 2 * i);
        send(odd, 2 * i + 1);
        sent.addAll(List.of(2 * i, 2 * i + 1));
      }
      members.forEach(socket -> assertEquals(sent, heard(socket)));
      outsiders.forEach(socket -> assertEquals(List.of(), heard(socket)));
      assertEquals(TURNS, count(1, LaneCounter.HANDED_OVER), "what came to lane 1");
      assertEquals(before, count(0, LaneCounter.HANDED_OVER), "what came to lane 0 stayed there");
      assertEquals(2 * TURNS, count(0, LaneCounter.SHARED), "lane 0 shared all of them");
    }
  }

  @Test
  void aMemberThatLeavesOrClosesHearsNothingAndTheOtherLaneGoesOn() {
    try (sim) {
      DatagramSocket leaves = member(0);
      DatagramSocket stays = member(1);
      DatagramSocket odd = sender(ODD_PORT);
      send(odd, 1);
      assertEquals(NetError.NONE, sim.server.groups().leave(leaves, 0, GROUP_MAPPED, ON_LINK, 0));
      send(odd, 2);
      assertEquals(List.of(1), heard(leaves));
      sim.server.proxy(0).close(leaves);
      send(odd, 3);
      assertEquals(List.of(1, 2, 3), heard(stays));
      sim.server.proxy(1).close(stays);
      send(odd, 4);
    }
  }

  /** The fixture's end counts what nobody read: those frames had two holders. */
  @Test
  void whatOneLaneGivesBackUnreadTheOtherStillHas() {
    try (sim) {
      DatagramSocket closes = member(0);
      DatagramSocket stays = member(1);
      DatagramSocket even = sender(EVEN_PORT);
      List<Integer> sent = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        send(even, i);
        sent.add(i);
      }
      sim.server.proxy(0).close(closes);
      send(even, TURNS);
      sent.add(TURNS);
      assertEquals(sent, heard(stays));
      send(even, TURNS + 1);
    }
  }

  @Test
  void eachLanesMemberHasItsOwnFilter() {
    try (sim) {
      DatagramSocket blocking = member(0);
      DatagramSocket other = member(1);
      DatagramSocket even = sender(EVEN_PORT);
      DatagramSocket odd = sender(ODD_PORT);
      changeSource(blocking, CLIENT);
      changeSource(other, STRANGER);
      send(even, 1);
      send(odd, 2);
      assertEquals(List.of(), heard(blocking));
      assertEquals(List.of(1, 2), heard(other));
    }
  }

  private void changeSource(DatagramSocket socket, int blocked) {
    long source = IpAddresses.mapIpv4(blocked);
    NetError result =
        sim.server.groups().changeSource(socket, 0, GROUP_MAPPED, ON_LINK, 0, source, true, true);
    assertEquals(NetError.NONE, result);
  }
}
