package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.SimFixture.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines that speak IPv6 with each other, and each with itself. */
class Ipv6SimTest {
  private static final IpAddress SERVER = IpAddresses.parse("fd00::1");
  private static final IpAddress LOOPBACK = IpAddresses.parse("::1");

  private final SimFixture sim = new SimFixture();

  @AfterEach
  void everyFrameIsBack() {
    sim.close();
  }

  private static StreamSocket connect(SocketOperations lane, IpAddress to, int port) {
    StreamSocket socket = lane.openStream(SocketDomain.INET6);
    assertEquals(NetError.IN_PROGRESS, lane.connect(socket, to.high(), to.low(), port));
    return socket;
  }

  private void echo(SocketOperations lane, StreamSocket socket, int length) {
    byte[] sent = LaneSimTest.bytes(length);
    byte[] received = new byte[length];
    int[] done = new int[2];
    sim.runUntil(
        () -> {
          MemorySegment from = MemorySegment.ofArray(sent);
          int written = socket.write(from, done[0], length - done[0], FrameMarks.PUSH);
          done[0] += Math.max(0, written);
          lane.notifyLane(socket, StreamSocket.NOTICE_SEND);
          int read = socket.read(MemorySegment.ofArray(received), done[1], length - done[1]);
          done[1] += Math.max(0, read);
          if (read > 0 && socket.wantsReadNotice()) {
            lane.notifyLane(socket, StreamSocket.NOTICE_READ);
          }
          return done[1] == length;
        });
    assertArrayEquals(sent, received);
  }

  private void echo(SocketOperations lane, DatagramSocket socket, int length) {
    byte[] sent = LaneSimTest.bytes(length);
    assertEquals(length, socket.send(MemorySegment.ofArray(sent), 0, length, 0, 0, 0));
    lane.notifyLane(socket, DatagramSocket.NOTICE_SEND);
    sim.runUntil(() -> socket.head() != 0);
    byte[] received = new byte[length];
    assertEquals(length, DatagramEcho.receive(socket, received));
    assertArrayEquals(sent, received);
  }

  @Test
  void datagramsAreEchoed() {
    DatagramEcho echo = new DatagramEcho(sim.server.lane(0), SocketDomain.INET6, 7);
    DatagramSocket socket =
        sim.onClient().openDatagram(SocketDomain.INET6, DatagramKind.UDP, IpProtocols.UDP);
    assertEquals(NetError.NONE, sim.onClient().connect(socket, SERVER.high(), SERVER.low(), 7));
    for (int length : new int[] {0, 1, 64, 1_452, 1_453, 2_896, 2_897, 30_000, 65_507}) {
      echo(sim.onClient(), socket, length);
    }
    assertEquals(9, echo.count());
    sim.onClient().close(socket);
    echo.close();
  }

  @Test
  void aStreamIsEchoedAndClosedInOrder() {
    StreamEcho echo = new StreamEcho(sim.server, SocketDomain.INET6, 80);
    StreamSocket socket = connect(sim.onClient(), SERVER, 80);
    sim.runUntil(() -> socket.events().has(Readiness.CONNECTED));
    echo(sim.onClient(), socket, 300_000);
    assertEquals(NetError.NONE, sim.onClient().shutdown(socket, false, true));
    sim.runUntil(() -> socket.events().has(Readiness.PEER_CLOSED));
    sim.onClient().close(socket);
    sim.net.runFor(SECOND);
    assertEquals(0, echo.connections());
    sim.net.runFor(61 * SECOND);
    assertEquals(0, sim.client.ports().size(), "after TIME-WAIT the port is free");
    echo.close();
  }

  @Test
  void theLoopbackNeedsNoDevice() {
    StreamEcho streams = new StreamEcho(sim.server, SocketDomain.INET6, 80);
    DatagramEcho datagrams = new DatagramEcho(sim.server.lane(0), SocketDomain.INET6, 7);
    SocketOperations lane = sim.onServer();
    for (IpAddress to : new IpAddress[] {LOOPBACK, SERVER}) {
      sim.net.runFor(SECOND);
      StreamSocket stream = connect(lane, to, 80);
      sim.runUntil(() -> stream.events().has(Readiness.CONNECTED));
      echo(lane, stream, 100_000);
      DatagramSocket socket =
          lane.openDatagram(SocketDomain.INET6, DatagramKind.UDP, IpProtocols.UDP);
      assertEquals(NetError.NONE, lane.connect(socket, to.high(), to.low(), 7));
      echo(lane, socket, 1_000);
      assertEquals(to, new IpAddress(socket.localHigh(), socket.localLow()));
      lane.close(socket);
      lane.close(stream);
    }
    streams.close();
    datagrams.close();
  }

  @Test
  void nobodyListens() {
    StreamSocket stream = connect(sim.onClient(), SERVER, 81);
    sim.runUntil(() -> stream.events().has(Readiness.ERROR));
    assertEquals(NetError.CONNECTION_REFUSED, stream.takeError());
    sim.onClient().close(stream);
    DatagramSocket socket =
        sim.onClient().openDatagram(SocketDomain.INET6, DatagramKind.UDP, IpProtocols.UDP);
    sim.onClient().connect(socket, SERVER.high(), SERVER.low(), 9);
    socket.send(MemorySegment.ofArray(new byte[1]), 0, 1, 0, 0, 0);
    sim.onClient().notifyLane(socket, DatagramSocket.NOTICE_SEND);
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(NetError.CONNECTION_REFUSED, socket.takeError());
    sim.onClient().close(socket);
  }

  @Test
  void anAbsentHostIsUnreachable() {
    IpAddress absent = IpAddresses.parse("fd00::99");
    StreamSocket socket = connect(sim.onClient(), absent, 80);
    sim.runUntil(() -> socket.events().has(Readiness.ERROR));
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    sim.onClient().close(socket);
    StreamSocket other = sim.onClient().openStream(SocketDomain.INET6);
    IpAddress foreign = IpAddresses.parse("2001:db8::1");
    assertEquals(
        NetError.NETWORK_UNREACHABLE,
        sim.onClient().connect(other, foreign.high(), foreign.low(), 80));
    sim.onClient().close(other);
  }
}
