package io.ringroad.fastpath.udp;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.IpAddresses;
import org.junit.jupiter.api.Test;

/** What is sent, and what is refused. */
class UdpSendTest extends UdpFixture {
  @Test
  void broadcastingNeedsTheOption() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    host.send(socket, new byte[1], "10.0.0.255", 9);
    bench.run();
    assertEquals(NetError.ACCESS_DENIED, socket.takeError());
    assertEquals(NetError.ACCESS_DENIED, connect(socket, "10.0.0.255", 9));
    socket.options().set(SocketOption.BROADCAST, 1);
    host.send(socket, new byte[1], "10.0.0.255", 9);
    bench.run();
    assertEquals("10.0.0.255", Packets.ip(bench.sent(), 14 + 16));
  }

  @Test
  void sendingFailsWithTheReason() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    host.send(socket, new byte[1], "8.8.8.8", 9);
    bench.run();
    assertEquals(NetError.NETWORK_UNREACHABLE, socket.takeError());
    socket.options().set(SocketOption.MTU_DISCOVER, IpDestination.MTU_DISCOVER_DO);
    host.send(socket, new byte[1473], PEER, 9);
    bench.run();
    assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
    host.send(socket, new byte[3000], PEER, 9);
    bench.run();
    assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
    host.send(socket, new byte[1], null, 0);
    bench.run();
    assertEquals(NetError.DESTINATION_REQUIRED, socket.takeError());
    assertEquals(3, count(UdpCounter.SEND_FAILED));
    assertEquals(1, count(UdpCounter.SEND_NO_DESTINATION));
    bench.assertNothingSent();
  }

  @Test
  void optionsOfTheSocketAndOfTheDatagramReachTheHeader() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    socket.options().set(SocketOption.TRAFFIC_CLASS, 0x10);
    socket.options().set(SocketOption.HOP_LIMIT, 5);
    host.send(socket, new byte[1], PEER, 9);
    bench.run();
    byte[] packet = Packets.from(bench.sent(), 14);
    assertEquals(0x10, packet[1]);
    assertEquals(5, packet[8]);
    assertEquals(0x40, packet[6]);
    socket.options().set(SocketOption.MTU_DISCOVER, 0);
    long frame = socket.claim(1);
    new DatagramMetadata()
        .wrap(frame)
        .remote(0, low(PEER), 9)
        .trafficClass(0x20)
        .hopLimit(6)
        .flags(DatagramMetadata.HAS_TRAFFIC_CLASS | DatagramMetadata.HAS_HOP_LIMIT);
    socket.commit(frame);
    host.udp.onApplicationSent(socket, false);
    bench.run();
    packet = Packets.from(bench.sent(), 14);
    assertEquals(0x20, packet[1]);
    assertEquals(6, packet[8]);
    assertEquals(0, packet[6]);
  }

  @Test
  void aDatagramMayNameItsOwnSource() {
    host.ethernet.addAddress(IpAddresses.parseIpv4("10.0.0.3"), 24);
    DatagramSocket socket = bound("0.0.0.0", 7);
    long frame = socket.claim(1);
    new DatagramMetadata().wrap(frame).remote(0, low(PEER), 9).local(0, low("10.0.0.3"), 0);
    socket.commit(frame);
    host.send(socket, new byte[1], PEER, 9);
    bench.run();
    assertEquals("10.0.0.3", Packets.ip(bench.sent(), 14 + 12));
    assertEquals(HOST, Packets.ip(bench.sent(), 14 + 12));
  }

  @Test
  void aConnectedSocketMaySendElsewhereAndStaysConnected() {
    host.ethernet
        .neighbors()
        .addStatic(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4("10.0.0.8")), 2, bench.nowNs);
    DatagramSocket socket = bound("0.0.0.0", 7);
    connect(socket, PEER, PEER_PORT);
    host.send(socket, new byte[1], "10.0.0.8", 9);
    host.send(socket, new byte[1], null, 0);
    bench.run();
    assertEquals("10.0.0.8", Packets.ip(bench.sent(), 14 + 16));
    byte[] second = bench.sent();
    assertEquals(PEER, Packets.ip(second, 14 + 16));
    assertEquals(PEER_PORT, Packets.u16(second, 14 + 20 + 2));
  }

  @Test
  void aQueueIsWatchedForSomeTurnsAfterANotice() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    connect(socket, PEER, PEER_PORT);
    socket.context().watchTurns(3);
    queue(socket);
    host.udp.onApplicationSent(socket, true);
    host.udp.flush(bench.nowNs);
    assertTrue(socket.isWatched());
    for (int turn = 0; turn < 2; turn++) {
      host.udp.flush(bench.nowNs);
    }
    queue(socket); // and no notice
    host.udp.flush(bench.nowNs);
    assertEquals(2, count(UdpCounter.SENT));
    for (int turn = 0; turn < 2; turn++) {
      host.udp.flush(bench.nowNs);
      assertTrue(socket.isWatched());
    }
    host.udp.flush(bench.nowNs);
    assertFalse(socket.isWatched());
    assertFalse(host.udp.hasToSend());
    bench.run();
    assertNotNull(bench.sent());
    assertNotNull(bench.sent());
  }

  @Test
  void aWatchedSocketThatClosesSendsWhatItHas() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    connect(socket, PEER, PEER_PORT);
    socket.context().watchTurns(3);
    queue(socket);
    host.udp.onApplicationSent(socket, true);
    host.udp.flush(bench.nowNs);
    queue(socket);
    host.udp.close(socket, bench.nowNs);
    assertFalse(socket.isWatched());
    assertFalse(host.udp.hasToSend());
    assertEquals(2, count(UdpCounter.SENT));
    bench.run();
    assertNotNull(bench.sent());
    assertNotNull(bench.sent());
  }

  @Test
  void onlySomeSocketsAreWatched() {
    DatagramSocket[] sockets = new DatagramSocket[9];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = bound("0.0.0.0", 100 + i);
      sockets[i].context().watchTurns(3);
      host.udp.onApplicationSent(sockets[i], true);
    }
    assertTrue(sockets[7].isWatched());
    assertFalse(sockets[8].isWatched());
    host.udp.close(sockets[0], bench.nowNs);
    host.udp.onApplicationSent(sockets[8], true);
    assertTrue(sockets[8].isWatched());
  }

  private static void queue(DatagramSocket socket) {
    long frame = socket.claim(1);
    assertNotEquals(0, frame);
    assertEquals(1, socket.commit(frame));
  }

  @Test
  void aNarrowPathIsLearntAndEnforced() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    socket.options().set(SocketOption.MTU_DISCOVER, IpDestination.MTU_DISCOVER_DO);
    connect(socket, PEER, PEER_PORT);
    portUnreachable(socket, 4, 1000);
    assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
    host.send(socket, new byte[973], null, 0);
    bench.run();
    assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
    host.send(socket, new byte[972], null, 0);
    bench.run();
    assertEquals(14 + 1000, bench.sent().length);
    portUnreachable(socket, 4, 70);
    socket.takeError();
    host.send(socket, new byte[552 - 28], null, 0);
    bench.run();
    assertEquals(14 + 552, bench.sent().length);
  }

  @Test
  void whatIsQueuedIsSentBeforeAClose() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    host.send(socket, new byte[] {7}, PEER, 9);
    open.remove(socket);
    host.close(socket, bench.nowNs);
    bench.run();
    assertEquals(7, bench.sent()[14 + 28]);
    receiveFrom(PEER_PORT, HOST, 7, (byte) 1);
    assertEquals(1, host.icmpCounters.get(IcmpCounter.ERRORS_SENT));
    bench.sent();
  }

  @Test
  void aDeviceThatIsBehindMakesSocketsWaitInsteadOfLosing() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    int count = 400; // more than the device's ring and the backlog hold together
    int queued = 0;
    int collected = 0;
    while (collected < count) {
      while (queued < count && queued - collected < 200) {
        host.send(socket, new byte[] {(byte) queued}, PEER, 9);
        queued++;
      }
      host.step(bench.nowNs);
      if (bench.nic.collectable() > 100 || queued == count) {
        byte[] frame = bench.nic.collectBytes();
        if (frame != null) {
          assertEquals((byte) collected++, frame[14 + 28]);
        }
      }
    }
    assertFalse(host.udp.hasToSend());
    assertEquals(0, count(UdpCounter.SEND_NO_BUFFERS));
    assertEquals(count, count(UdpCounter.SENT));
  }
}
