package io.ringroad.fastpath.ping;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PingTest {
  private static final int ICMP = 1;
  private static final int IDENTIFIER = 0x1234;
  private static final byte[] TEXT = {1, 2, 3};

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
    bench.close();
  }

  private DatagramSocket ping(String address, int identifier) {
    DatagramSocket socket = host.pingSocket(address, identifier);
    open.add(socket);
    return socket;
  }

  private static long low(String address) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
  }

  private void reply(String from, int identifier, int sequence) {
    byte[] echo = Packets.icmp(0, 0, identifier << 16 | sequence, TEXT);
    bench.inject(Packets.ipv4(from, HOST, ICMP, echo));
  }

  @Test
  void anEchoRequestLeavesUnderTheIdentifierOfTheSocketWithARightChecksum() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    byte[] request = Packets.icmp(8, 0, 0x7777_0005, TEXT);
    request[2] ^= 0x55;
    host.send(socket, request, PEER, 9);
    bench.run();
    byte[] packet = Packets.from(bench.sent(), 14);
    byte[] echo = Packets.from(packet, 20);
    assertEquals(ICMP, Packets.u8(packet, 9));
    assertEquals(IDENTIFIER, Packets.u16(echo, 4));
    assertEquals(5, Packets.u16(echo, 6));
    assertEquals(0, Packets.checksum(echo));
  }

  @Test
  void aReplyArrivesWithoutItsIpHeaderFromWhomeverItComes() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    host.ping.connect(socket, 0, low(PEER), 0, bench.nowNs);
    byte[] echo = Packets.icmp(0, 0, IDENTIFIER << 16 | 3, TEXT);
    bench.inject(Packets.ipv4("10.0.0.8", HOST, ICMP, echo));
    DatagramMetadata metadata = new DatagramMetadata().wrap(socket.head());
    assertEquals(low("10.0.0.8"), metadata.remoteLow());
    assertEquals(0, metadata.remotePort());
    assertArrayEquals(echo, host.receive(socket));
  }

  @Test
  void ofSeveralWithOneIdentifierTheLastOneHasIt() {
    DatagramSocket first = ping("0.0.0.0", IDENTIFIER);
    DatagramSocket second = ping("0.0.0.0", IDENTIFIER);
    DatagramSocket elsewhere = ping("127.0.0.1", IDENTIFIER);
    reply(PEER, IDENTIFIER, 1);
    assertNull(host.receive(first));
    assertNotNull(host.receive(second));
    assertNull(host.receive(elsewhere));
    open.remove(second);
    host.close(second, bench.nowNs);
    reply(PEER, IDENTIFIER, 2);
    assertNotNull(host.receive(first));
    assertNull(host.receive(elsewhere));
  }

  @Test
  void whatNobodyAskedForIsDropped() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    reply(PEER, IDENTIFIER + 1, 1);
    byte[] broken = Packets.icmp(0, 0, IDENTIFIER << 16, TEXT);
    broken[2] ^= 1;
    bench.inject(Packets.ipv4(PEER, HOST, ICMP, broken));
    assertNull(host.receive(socket));
    assertEquals(1, host.icmpCounters.get(IcmpCounter.ECHO_REPLIES_UNASKED));
    assertEquals(1, host.icmpCounters.get(IcmpCounter.RECEIVE_BAD_CHECKSUM));
    bench.assertNothingSent();
  }

  @Test
  void theHostAnswersItselfInPacketsOfAnySize() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    for (int size : new int[] {0, 1, 1_999, 2_040, 2_041, 4_095, 10_001, 65_507}) {
      byte[] data = TestHost.pattern(size, size);
      host.send(socket, Packets.icmp(8, 0, size, data), "127.0.0.1", 0);
      bench.run();
      byte[] echo = host.receive(socket);
      assertEquals(0, Packets.u8(echo, 0));
      assertEquals(IDENTIFIER, Packets.u16(echo, 4));
      assertEquals(0, Packets.checksum(echo), "of " + size);
      assertArrayEquals(data, Packets.from(echo, 8));
    }
  }

  @Test
  void onlyEchoRequestsLeave() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    byte[][] bad = {
      Packets.icmp(0, 0, 0, TEXT), Packets.icmp(13, 0, 0, TEXT), Packets.icmp(8, 1, 0, TEXT), TEXT
    };
    for (byte[] each : bad) {
      host.send(socket, each, PEER, 0);
      bench.run();
      assertEquals(NetError.INVALID, socket.takeError());
    }
    bench.assertNothingSent();
    host.send(socket, Packets.icmp(42, 0, 0, TEXT), PEER, 0);
    bench.run();
    assertEquals(42, Packets.u8(bench.sent(), 34), "RFC 8335's extended echo");
  }

  @Test
  void errorsReachTheSocketOfTheirIdentifier() {
    DatagramSocket connected = ping("0.0.0.0", IDENTIFIER);
    host.ping.connect(connected, 0, low(PEER), 0, bench.nowNs);
    DatagramSocket asked = ping("0.0.0.0", IDENTIFIER + 1);
    asked.options().set(SocketOption.RECEIVE_ERRORS, 1);
    unreachable(3, Packets.icmp(8, 0, IDENTIFIER << 16, TEXT));
    unreachable(1, Packets.icmp(8, 0, IDENTIFIER + 1 << 16, TEXT));
    assertEquals(NetError.CONNECTION_REFUSED, connected.takeError());
    assertEquals(NetError.HOST_UNREACHABLE, asked.takeError());
    unreachable(3, Packets.icmp(0, 0, IDENTIFIER << 16, TEXT));
    assertEquals(NetError.NONE, connected.takeError(), "about a reply of ours");
  }

  private void unreachable(int code, byte[] echo) {
    byte[] quoted = Packets.ipv4(HOST, PEER, ICMP, echo);
    bench.inject(Packets.ipv4(PEER, HOST, ICMP, Packets.icmp(3, code, 0, quoted)));
  }

  @Test
  void aFullBufferDropsReplies() {
    DatagramSocket socket = ping("0.0.0.0", IDENTIFIER);
    socket.options().set(SocketOption.RECEIVE_BUFFER, 1_536);
    for (int i = 0; i < 5; i++) {
      reply(PEER, IDENTIFIER, i);
    }
    assertEquals(3, socket.dropped());
    assertEquals(3, host.pingCounters.get(PingCounter.RECEIVE_BUFFER_FULL));
  }
}
