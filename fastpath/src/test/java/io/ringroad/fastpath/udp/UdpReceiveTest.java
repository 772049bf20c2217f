package io.ringroad.fastpath.udp;

import static io.ringroad.fastpath.socket.SocketDomain.INET;
import static io.ringroad.fastpath.socket.SocketDomain.INET6;
import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which socket gets a datagram or a report, and what it learns. */
class UdpReceiveTest extends UdpFixture {
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
  void groupsThatOthersJoinedAreHeardAsTheOptionOfTheirFamilySays() {
    IpAddress ipv4 = IpAddresses.parse("239.1.1.1");
    IpAddress ipv6 = IpAddresses.parse("ff05::7");
    assertEquals(List.of(true, true), List.of(wants(INET, ipv4, null), wants(INET6, ipv6, null)));
    assertFalse(wants(INET6, ipv4, null), "inet6_create leaves IP_MULTICAST_ALL off");
    assertFalse(wants(INET, ipv4, SocketOption.MULTICAST_ALL));
    assertFalse(wants(INET6, ipv6, SocketOption.IPV6_MULTICAST_ALL));
    assertTrue(wants(INET6, ipv6, SocketOption.MULTICAST_ALL));
  }

  private boolean wants(SocketDomain domain, IpAddress group, SocketOption off) {
    SocketContext context = host.socket().context();
    DatagramSocket socket = new DatagramSocket(context, domain, DatagramKind.UDP, 17);
    if (off != null) {
      socket.options().set(off, 0);
    }
    long frame = host.frames.allocate();
    DatagramMetadata metadata = new DatagramMetadata().wrap(frame).clear();
    boolean wanted = new UdpEndpoint(socket).wants(metadata.local(group.high(), group.low(), 7));
    host.frames.free(frame);
    return wanted;
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
