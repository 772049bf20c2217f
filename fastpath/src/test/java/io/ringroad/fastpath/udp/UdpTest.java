package io.ringroad.fastpath.udp;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpTest {
  private static final int PEER_PORT = 5000;

  private final Bench bench = new Bench();
  private final TestHost host = bench.host;
  private final List<DatagramSocket> open = new ArrayList<>();

  @BeforeEach
  void introduce() {
    bench.introducePeer();
  }

  @AfterEach
  void nothingIsLost() {
    open.forEach(socket -> host.close(socket, bench.nowNs));
    assertEquals(0, host.udp.size());
    bench.close();
  }

  private DatagramSocket bound(String address, int port, SocketOption... flags) {
    DatagramSocket socket = host.socket();
    for (SocketOption flag : flags) {
      socket.options().set(flag, 1);
    }
    open.add(host.bind(socket, address, port));
    return socket;
  }

  private static long low(String address) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
  }

  private NetError connect(DatagramSocket socket, String address, int port) {
    return host.udp.connect(socket, 0, low(address), port, bench.nowNs);
  }

  private void receiveFrom(int sourcePort, String destination, int port, byte... payload) {
    byte[] datagram = Packets.udp(PEER, sourcePort, destination, port, payload, true);
    byte[] packet = Packets.ipv4(PEER, destination, 17, datagram);
    if (destination.endsWith(".255")) {
      bench.injectBroadcast(packet);
    } else {
      bench.inject(packet);
    }
  }

  private void assertReceived(DatagramSocket socket, int... payload) {
    byte[] bytes = host.receive(socket);
    assertArrayEquals(payload, toInts(bytes));
    assertNull(host.receive(socket));
  }

  private static int[] toInts(byte[] bytes) {
    int[] ints = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ints[i] = bytes[i];
    }
    return ints;
  }

  private long count(UdpCounter counter) {
    return host.udpCounters.get(counter);
  }

  @Test
  void aDatagramReachesItsSocketWithAllThatIsKnownOfIt() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    receiveFrom(PEER_PORT, HOST, 7, (byte) 1, (byte) 2);
    DatagramMetadata metadata = new DatagramMetadata().wrap(socket.head());
    assertEquals(low(PEER), metadata.remoteLow());
    assertEquals(PEER_PORT, metadata.remotePort());
    assertEquals(low(HOST), metadata.localLow());
    assertEquals(7, metadata.localPort());
    assertEquals(1, metadata.interfaceIndex());
    assertEquals(64, metadata.hopLimit());
    assertEquals(bench.nowNs, metadata.receivedNs());
    assertReceived(socket, 1, 2);
  }

  @Test
  void datagramsOfAllSizesArriveAndAreSent() {
    DatagramSocket socket = bound(HOST, 7);
    for (int size = 0; size <= 1472; size += size < 40 ? 1 : 13) {
      byte[] payload = TestHost.pattern(size, size);
      receiveFrom(PEER_PORT, HOST, 7, payload);
      assertArrayEquals(payload, host.receive(socket));
      host.send(socket, payload, PEER, PEER_PORT);
      bench.run();
      byte[] sent = Packets.from(bench.sent(), 14 + 20);
      assertArrayEquals(payload, Packets.from(sent, 8));
      assertEquals(7, Packets.u16(sent, 0));
      assertEquals(PEER_PORT, Packets.u16(sent, 2));
      assertEquals(8 + size, Packets.u16(sent, 4));
      assertEquals(0, Packets.transportChecksum(HOST, PEER, 17, sent));
      assertNotEquals(0, Packets.u16(sent, 6));
    }
  }

  @Test
  void aMissingChecksumIsAcceptedAndAWrongOneNot() {
    DatagramSocket socket = bound(HOST, 7);
    byte[] none = Packets.udp(PEER, 5, HOST, 7, new byte[] {9}, false);
    bench.inject(Packets.ipv4(PEER, HOST, 17, none));
    assertReceived(socket, 9);
    byte[] wrong = Packets.udp(PEER, 5, HOST, 7, new byte[] {9}, true);
    wrong[8] ^= 1;
    bench.inject(Packets.ipv4(PEER, HOST, 17, wrong));
    assertNull(host.receive(socket));
    assertEquals(1, count(UdpCounter.RECEIVE_BAD_CHECKSUM));
  }

  @Test
  void lengthsThatCannotBeAreDroppedAndLongerPacketsCut() {
    DatagramSocket socket = bound(HOST, 7);
    byte[] good = Packets.udp(PEER, 5, HOST, 7, new byte[] {9}, false);
    bench.inject(Packets.ipv4(PEER, HOST, 17, Arrays.copyOf(good, 7)));
    for (int length : new int[] {0, 7, 10}) {
      byte[] bad = good.clone();
      bad[5] = (byte) length;
      bench.inject(Packets.ipv4(PEER, HOST, 17, bad));
    }
    assertEquals(4, count(UdpCounter.RECEIVE_BAD_LENGTH));
    bench.inject(Packets.ipv4(PEER, HOST, 17, Arrays.copyOf(good, 20)));
    assertReceived(socket, 9);
  }

  @Test
  void theMostPreciseSocketGetsTheDatagram() {
    DatagramSocket any = bound("0.0.0.0", 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket address = bound(HOST, 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket connected = bound("0.0.0.0", 7, SocketOption.REUSE_ADDRESS);
    host.ethernet.addAddress(IpAddresses.parseIpv4("10.0.0.3"), 24);
    assertEquals(NetError.NONE, connect(connected, PEER, PEER_PORT));
    assertEquals(low(HOST), connected.localLow());
    receiveFrom(PEER_PORT, HOST, 7, (byte) 1);
    receiveFrom(PEER_PORT + 1, HOST, 7, (byte) 2);
    receiveFrom(PEER_PORT, "10.0.0.3", 7, (byte) 3);
    assertReceived(connected, 1);
    assertReceived(address, 2);
    assertReceived(any, 3);
    host.udp.disconnect(connected);
    receiveFrom(PEER_PORT, "10.0.0.3", 7, (byte) 4);
    assertReceived(connected, 4);
  }

  @Test
  void ofEqualSocketsTheLastBoundHasThePort() {
    DatagramSocket first = bound(HOST, 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket second = bound(HOST, 7, SocketOption.REUSE_ADDRESS);
    receiveFrom(PEER_PORT, HOST, 7, (byte) 1);
    assertReceived(second, 1);
    assertNull(host.receive(first));
    open.remove(second);
    host.close(second, bench.nowNs);
    receiveFrom(PEER_PORT, HOST, 7, (byte) 2);
    assertReceived(first, 2);
  }

  @Test
  void aGroupOfSocketsSharesFlowsAndKeepsEachOnOne() {
    DatagramSocket[] group = new DatagramSocket[4];
    for (int i = 0; i < group.length; i++) {
      group[i] = bound("0.0.0.0", 7, SocketOption.REUSE_PORT);
    }
    int[] flows = new int[group.length];
    for (int port = 1000; port < 1400; port++) {
      receiveFrom(port, HOST, 7, (byte) 1);
      receiveFrom(port, HOST, 7, (byte) 2);
      for (int i = 0; i < group.length; i++) {
        if (host.receive(group[i]) != null) {
          flows[i]++;
          assertArrayEquals(new byte[] {2}, host.receive(group[i]));
        }
      }
    }
    assertEquals(400, Arrays.stream(flows).sum());
    for (int each : flows) {
      assertTrue(each > 50, "shares: " + Arrays.toString(flows));
    }
  }

  @Test
  void broadcastsReachEverySocketThatIsBoundToThemOrToAny() {
    DatagramSocket any = bound("0.0.0.0", 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket broadcast = bound("10.0.0.255", 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket unicast = bound(HOST, 7, SocketOption.REUSE_ADDRESS);
    DatagramSocket otherPort = bound("0.0.0.0", 8);
    receiveFrom(PEER_PORT, "10.0.0.255", 7, (byte) 5);
    assertReceived(any, 5);
    assertReceived(broadcast, 5);
    assertNull(host.receive(unicast));
    assertNull(host.receive(otherPort));
    receiveFrom(PEER_PORT, "10.0.0.255", 99, (byte) 5);
    assertEquals(1, count(UdpCounter.RECEIVE_NO_PORT));
    bench.assertNothingSent();
  }

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
    host.udp.onApplicationSent(socket);
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
    host.ethernet.neighbors().addStatic(IpAddresses.parseIpv4("10.0.0.8"), 2, bench.nowNs);
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

  private void portUnreachable(DatagramSocket socket, int code, int mtu) {
    byte[] datagram = Packets.udp(HOST, socket.localPort(), PEER, PEER_PORT, new byte[1], true);
    byte[] failed = Packets.ipv4(HOST, PEER, 17, datagram);
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, code, mtu, failed)));
  }

  @Test
  void hardErrorsReachConnectedSocketsOnly() {
    DatagramSocket socket = bound("0.0.0.0", 7);
    portUnreachable(socket, 3, 0);
    assertEquals(NetError.NONE, socket.takeError());
    connect(socket, PEER, PEER_PORT);
    portUnreachable(socket, 1, 0);
    assertEquals(NetError.NONE, socket.takeError(), "soft");
    portUnreachable(socket, 3, 0);
    assertEquals(NetError.CONNECTION_REFUSED, socket.takeError());
    assertEquals(NetError.NONE, socket.takeError());
    socket.options().set(SocketOption.RECEIVE_ERRORS, 1);
    portUnreachable(socket, 1, 0);
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    assertEquals(2, count(UdpCounter.ERRORS_IGNORED));
    assertEquals(2, count(UdpCounter.ERRORS_DELIVERED));
  }

  @Test
  void aNarrowPathIsLearntAndEnforced() {
    DatagramSocket socket = bound("0.0.0.0", 7);
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
  void aFullSocketCostsDatagramsNotFrames() {
    DatagramSocket socket = bound(HOST, 7);
    socket.options().set(SocketOption.RECEIVE_BUFFER, 4096);
    for (int i = 0; i < 100; i++) {
      receiveFrom(PEER_PORT, HOST, 7, (byte) i);
    }
    assertTrue(count(UdpCounter.RECEIVE_BUFFER_FULL) > 80);
    assertEquals(100 - count(UdpCounter.RECEIVE_BUFFER_FULL), count(UdpCounter.RECEIVED));
    assertArrayEquals(new byte[] {0}, host.receive(socket));
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
    assertEquals(1, host.icmpCounters.get(IcmpCounter.UNREACHABLE_SENT));
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

  @Test
  void manySocketsAreFoundAndForgotten() {
    List<DatagramSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      DatagramSocket socket = bound(i % 2 == 0 ? HOST : "0.0.0.0", 2000 + i);
      if (i % 3 == 0) {
        connect(socket, PEER, PEER_PORT);
      }
      sockets.add(socket);
    }
    for (int i = 0; i < 1000; i++) {
      receiveFrom(PEER_PORT, HOST, 2000 + i, (byte) i);
      assertReceived(sockets.get(i), (byte) i);
    }
    for (int i = 0; i < 1000; i += 2) {
      open.remove(sockets.get(i));
      host.close(sockets.get(i), bench.nowNs);
    }
    assertEquals(500, host.udp.size());
    for (int i = 1; i < 1000; i += 2) {
      receiveFrom(PEER_PORT, HOST, 2000 + i, (byte) i);
      assertReceived(sockets.get(i), (byte) i);
    }
  }
}
