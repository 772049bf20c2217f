package io.ringroad.fastpath.raw;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.ip.IpCounter;
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

class RawTest {
  private static final int ICMP = 1;
  private static final int UDP = 17;
  private static final int EXPERIMENT = 253;
  private static final String OTHER = "10.0.0.8";
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
    assertEquals(0, host.raw.size());
    bench.close();
  }

  private DatagramSocket raw(int protocol) {
    DatagramSocket socket = host.rawSocket(protocol);
    open.add(socket);
    return socket;
  }

  private static long low(String address) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
  }

  private void bind(DatagramSocket socket, String address) {
    socket.local(0, low(address), socket.localPort());
    host.raw.bind(socket);
  }

  private NetError connect(DatagramSocket socket, String address) {
    return host.raw.connect(socket, 0, low(address), 0, bench.nowNs);
  }

  private long count(RawCounter counter) {
    return host.rawCounters.get(counter);
  }

  /** What the host sent, from the IP header on. */
  private byte[] sentPacket() {
    return Packets.from(bench.sent(), 14);
  }

  private byte[] header(String source, String destination, int protocol, byte... payload) {
    byte[] packet = Packets.ipv4(source, destination, protocol, payload);
    packet[2] = 99; // a wrong length and a wrong checksum, to be filled in
    packet[10] ^= 0x55;
    return packet;
  }

  private DatagramSocket withHeader(int protocol) {
    DatagramSocket socket = raw(protocol);
    socket.options().set(SocketOption.HEADER_INCLUDED, 1);
    return socket;
  }

  // ---- receiving ----

  @Test
  void aPacketArrivesWithItsHeaderAndAllThatIsKnownOfIt() {
    DatagramSocket socket = raw(EXPERIMENT);
    byte[] packet = Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT);
    bench.inject(packet);
    DatagramMetadata metadata = new DatagramMetadata().wrap(socket.head());
    assertEquals(low(PEER), metadata.remoteLow());
    assertEquals(0, metadata.remotePort());
    assertEquals(low(HOST), metadata.localLow());
    assertEquals(1, metadata.interfaceIndex());
    assertEquals(bench.nowNs, metadata.receivedNs());
    assertArrayEquals(packet, host.receive(socket));
    assertNull(host.receive(socket));
    bench.assertNothingSent();
  }

  @Test
  void eachSocketOfTheProtocolHasThePacketAndTheyShareOneFrame() {
    DatagramSocket[] sockets = {raw(EXPERIMENT), raw(EXPERIMENT), raw(EXPERIMENT)};
    int before = host.pool.inUse();
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    assertEquals(sockets[0].head(), sockets[2].head());
    assertEquals(before + 1, host.pool.inUse(), "the frame that came");
    for (DatagramSocket socket : sockets) {
      assertArrayEquals(TEXT, Packets.from(host.receive(socket), 20));
    }
    assertEquals(3, count(RawCounter.RECEIVED));
  }

  @Test
  void optionsOfTheHeaderArriveAndEthernetsPaddingDoesNot() {
    DatagramSocket socket = raw(EXPERIMENT);
    byte[] packet = Packets.ipv4(PEER, HOST, EXPERIMENT, 64, new byte[] {1, 1, 1, 0}, TEXT);
    bench.inject(Arrays.copyOf(packet, packet.length + 9));
    assertArrayEquals(packet, host.receive(socket));
  }

  @Test
  void aTransportStillHasItsPacketBesideTheRawSocket() {
    DatagramSocket socket = raw(UDP);
    DatagramSocket bound = host.bound(HOST, 7);
    open.add(bound);
    byte[] packet = Packets.ipv4(PEER, HOST, UDP, Packets.udp(PEER, 9, HOST, 7, TEXT, true));
    bench.inject(packet);
    assertArrayEquals(TEXT, host.receive(bound));
    assertArrayEquals(packet, host.receive(socket));
  }

  @Test
  void checksumsOfTransportsAreNotTheRawSocketsBusiness() {
    DatagramSocket socket = raw(UDP);
    byte[] datagram = Packets.udp(PEER, 9, HOST, 7, TEXT, true);
    datagram[6] ^= 1;
    byte[] packet = Packets.ipv4(PEER, HOST, UDP, datagram);
    bench.inject(packet);
    assertArrayEquals(packet, host.receive(socket));
    bench.assertNothingSent();
  }

  @Test
  void anEchoRequestIsAnsweredAndSeen() {
    DatagramSocket socket = raw(ICMP);
    byte[] packet = Packets.ipv4(PEER, HOST, ICMP, Packets.icmp(8, 0, 0x70001, TEXT));
    bench.inject(packet);
    assertArrayEquals(packet, host.receive(socket), "unchanged, though the reply was made of it");
    assertEquals(0, Packets.u8(sentPacket(), 20));
  }

  @Test
  void protocolUnreachableIsSentOnlyIfNoSocketTookThePacket() {
    DatagramSocket socket = raw(EXPERIMENT);
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    bench.assertNothingSent();
    bench.inject(Packets.ipv4(PEER, HOST, 254, TEXT));
    byte[] error = sentPacket();
    assertEquals(3, Packets.u8(error, 20));
    assertEquals(2, Packets.u8(error, 21));
    connect(socket, OTHER);
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    assertEquals(EXPERIMENT, Packets.u8(sentPacket(), 28 + 9), "nobody was for this peer");
    assertArrayEquals(TEXT, Packets.from(host.receive(socket), 20));
    assertNull(host.receive(socket));
  }

  @Test
  void aSocketIsForItsAddressAndItsPeer() {
    DatagramSocket bound = raw(EXPERIMENT);
    bind(bound, "127.0.0.1");
    DatagramSocket mine = raw(EXPERIMENT);
    bind(mine, HOST);
    DatagramSocket connected = raw(EXPERIMENT);
    assertEquals(NetError.NONE, connect(connected, PEER));
    assertEquals(low(HOST), connected.localLow(), "the route's source");
    bench.inject(Packets.ipv4(OTHER, HOST, EXPERIMENT, TEXT));
    assertNull(host.receive(bound));
    assertNotNull(host.receive(mine));
    assertNull(host.receive(connected));
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    assertNotNull(host.receive(connected));
    assertNotNull(host.receive(mine));
  }

  @Test
  void broadcastsReachSocketsOfAnyAddressAndOfThatOne() {
    DatagramSocket any = raw(EXPERIMENT);
    DatagramSocket group = raw(EXPERIMENT);
    bind(group, "10.0.0.255");
    DatagramSocket mine = raw(EXPERIMENT);
    bind(mine, HOST);
    bench.injectBroadcast(Packets.ipv4(PEER, "10.0.0.255", EXPERIMENT, TEXT));
    assertNotNull(host.receive(any));
    assertNotNull(host.receive(group));
    assertNull(host.receive(mine));
  }

  @Test
  void theFilterHidesTheTypesThatItNamesAndNoOthers() {
    DatagramSocket socket = raw(ICMP);
    socket.options().set(SocketOption.ICMP_FILTER, 1 << 0 | 1 << 13);
    for (int type : new int[] {0, 13, 14, 40}) {
      bench.inject(Packets.ipv4(PEER, HOST, ICMP, Packets.icmp(type, 0, 0, TEXT)));
    }
    assertEquals(14, Packets.u8(host.receive(socket), 20));
    assertEquals(40, Packets.u8(host.receive(socket), 20), "types above 31 have no bit");
    assertNull(host.receive(socket));
    bench.inject(Packets.ipv4(PEER, HOST, ICMP, new byte[0]));
    assertNull(host.receive(socket), "a message without a type");
    assertEquals(3, count(RawCounter.RECEIVE_FILTERED));
  }

  @Test
  void afterDisconnectingTheSocketIsDeafAsOnLinux() {
    DatagramSocket socket = raw(EXPERIMENT);
    connect(socket, PEER);
    host.raw.disconnect(socket);
    assertEquals(0, socket.localPort());
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    assertNull(host.receive(socket));
    bench.sent(); // protocol unreachable
    host.send(socket, TEXT, PEER, 0);
    bench.run();
    assertEquals(EXPERIMENT, Packets.u8(sentPacket(), 9), "but it can speak");
  }

  @Test
  void aFullBufferDropsAndTheSenderHearsThatNobodyTookIt() {
    DatagramSocket socket = raw(EXPERIMENT);
    socket.options().set(SocketOption.RECEIVE_BUFFER, 4_608);
    int taken = 0;
    for (int i = 0; i < 20; i++) {
      bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, new byte[200]));
    }
    while (host.receive(socket) != null) {
      taken++;
    }
    assertEquals(6, taken, "what Linux holds in as much");
    assertEquals(14, socket.dropped());
    assertEquals(14, count(RawCounter.RECEIVE_BUFFER_FULL));
    for (int i = 0; i < 6; i++) { // as many as ICMP tells one host at once
      assertEquals(2, Packets.u8(sentPacket(), 21));
    }
  }

  @Test
  void aSocketOfANumberThatNoPacketHasReceivesNothing() {
    DatagramSocket socket = raw(256 + EXPERIMENT);
    bench.inject(Packets.ipv4(PEER, HOST, EXPERIMENT, TEXT));
    assertNull(host.receive(socket));
    bench.sent();
    host.send(socket, TEXT, PEER, 0);
    bench.run();
    assertEquals(EXPERIMENT, Packets.u8(sentPacket(), 9), "the low byte, as on Linux");
  }

  // ---- sending ----

  @Test
  void theHeaderIsMadeOfTheSocketsOptions() {
    DatagramSocket socket = raw(EXPERIMENT);
    socket.options().set(SocketOption.HOP_LIMIT, 7);
    socket.options().set(SocketOption.TRAFFIC_CLASS, 0x2C);
    host.send(socket, TEXT, PEER, 4711);
    bench.run();
    byte[] packet = sentPacket();
    assertEquals(0x45, Packets.u8(packet, 0));
    assertEquals(0x2C, Packets.u8(packet, 1));
    assertEquals(23, Packets.u16(packet, 2));
    assertEquals(0x4000, Packets.u16(packet, 6), "DF");
    assertEquals(7, Packets.u8(packet, 8));
    assertEquals(EXPERIMENT, Packets.u8(packet, 9));
    assertEquals(0, Packets.checksum(Arrays.copyOf(packet, 20)));
    assertEquals(HOST, Packets.ip(packet, 12));
    assertEquals(PEER, Packets.ip(packet, 16));
    assertArrayEquals(TEXT, Arrays.copyOfRange(packet, 20, 23));
    socket.options().set(SocketOption.MTU_DISCOVER, 0);
    host.send(socket, TEXT, PEER, 0);
    bench.run();
    assertEquals(0, Packets.u16(sentPacket(), 6), "no DF");
  }

  @Test
  void aHeaderOfTheApplicationIsCompletedAsRaw7Says() {
    DatagramSocket socket = withHeader(255);
    host.send(socket, header("0.0.0.0", PEER, EXPERIMENT, TEXT), PEER, 0);
    host.send(socket, header("0.0.0.0", PEER, EXPERIMENT, TEXT), PEER, 0);
    bench.run();
    byte[] first = sentPacket();
    byte[] second = sentPacket();
    assertEquals(HOST, Packets.ip(first, 12));
    assertEquals(23, Packets.u16(first, 2));
    assertEquals(0, Packets.checksum(Arrays.copyOf(first, 20)));
    assertEquals(0, Packets.checksum(Arrays.copyOf(second, 20)));
    assertNotEquals(Packets.u16(first, 4), Packets.u16(second, 4), "identifications");
    byte[] chosen = header("9.8.7.6", "1.2.3.4", 99, TEXT);
    chosen[4] = 0x12;
    chosen[5] = 0x34;
    host.send(socket, chosen, PEER, 0);
    bench.run();
    byte[] packet = sentPacket();
    assertEquals("9.8.7.6", Packets.ip(packet, 12));
    assertEquals("1.2.3.4", Packets.ip(packet, 16), "it goes to the peer's link all the same");
    assertEquals(0x1234, Packets.u16(packet, 4));
    assertEquals(99, Packets.u8(packet, 9));
  }

  @Test
  void whatIsNoHeaderIsRefused() {
    DatagramSocket socket = withHeader(255);
    byte[] short4 = header("0.0.0.0", PEER, EXPERIMENT, TEXT);
    short4[0] = 0x44;
    byte[] long60 = header("0.0.0.0", PEER, EXPERIMENT, TEXT);
    long60[0] = 0x4F;
    for (byte[] bad : new byte[][] {short4, long60, new byte[19], new byte[0]}) {
      host.send(socket, bad, PEER, 0);
      bench.run();
      assertEquals(NetError.INVALID, socket.takeError());
    }
    bench.assertNothingSent();
    assertEquals(4, host.ipCounters.get(IpCounter.SEND_BAD_HEADER));
  }

  @Test
  void whatIsLargerThanTheMtuIsRefused() {
    DatagramSocket socket = withHeader(255);
    host.send(socket, header("0.0.0.0", PEER, EXPERIMENT, new byte[1_480]), PEER, 0);
    bench.run();
    assertEquals(1_500, sentPacket().length);
    host.send(socket, header("0.0.0.0", PEER, EXPERIMENT, new byte[1_481]), PEER, 0);
    bench.run();
    assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
    bench.assertNothingSent();
  }

  @Test
  void packetsToTheHostItselfComeBackWithTheirHeader() {
    DatagramSocket socket = raw(EXPERIMENT);
    host.send(socket, TEXT, "127.0.0.1", 0);
    bench.run();
    byte[] packet = host.receive(socket);
    assertEquals("127.0.0.1", Packets.ip(packet, 12));
    assertEquals(0, Packets.checksum(Arrays.copyOf(packet, 20)));
    assertArrayEquals(TEXT, Packets.from(packet, 20));
  }

  @Test
  void whatNobodyVouchesForIsCheckedByTheTransport() {
    DatagramSocket socket = raw(UDP);
    DatagramSocket bound = host.bound("127.0.0.1", 7);
    open.add(bound);
    byte[] good = Packets.udp("127.0.0.1", 9, "127.0.0.1", 7, TEXT, true);
    byte[] bad = good.clone();
    bad[6] ^= 1;
    host.send(socket, bad, "127.0.0.1", 0);
    host.send(socket, good, "127.0.0.1", 0);
    bench.run();
    assertArrayEquals(TEXT, host.receive(bound));
    assertNull(host.receive(bound), "the one with the wrong checksum");
  }

  @Test
  void aForgedVersionToTheHostItselfIsDroppedAndAFragmentWaits() {
    DatagramSocket socket = withHeader(255);
    DatagramSocket receiver = raw(EXPERIMENT);
    host.ip.attach(host.ip, (frame, nowNs) -> fail("IPv6 was shown a packet of a raw IPv4 socket"));
    byte[] version6 = header("0.0.0.0", "127.0.0.1", EXPERIMENT, TEXT);
    version6[0] = 0x65;
    byte[] fragment = header("0.0.0.0", "127.0.0.1", EXPERIMENT, new byte[8]);
    fragment[6] = 0x20;
    host.send(socket, version6, "127.0.0.1", 0);
    host.send(socket, fragment, "127.0.0.1", 0);
    bench.run();
    assertNull(host.receive(receiver));
    assertEquals(1, host.ipCounters.get(IpCounter.RECEIVE_BAD_VERSION));
    assertEquals(1, host.fragmentCounters.get(FragmentCounter.HELD));
  }

  // ---- errors ----

  private void unreachable(int code, byte[] packet) {
    bench.inject(Packets.ipv4(PEER, HOST, ICMP, Packets.icmp(3, code, 0, packet)));
  }

  @Test
  void errorsReachConnectedSocketsIfTheyAreHardAndOthersThatAsked() {
    DatagramSocket idle = raw(EXPERIMENT);
    DatagramSocket connected = raw(EXPERIMENT);
    connect(connected, PEER);
    DatagramSocket asked = raw(EXPERIMENT);
    asked.options().set(SocketOption.RECEIVE_ERRORS, 1);
    byte[] quoted = Packets.ipv4(HOST, PEER, EXPERIMENT, new byte[8]);
    unreachable(2, quoted);
    assertEquals(NetError.NONE, idle.takeError());
    assertEquals(NetError.PROTOCOL_UNREACHABLE, connected.takeError());
    assertEquals(NetError.PROTOCOL_UNREACHABLE, asked.takeError());
    unreachable(1, quoted);
    assertEquals(NetError.NONE, connected.takeError(), "a soft error");
    assertEquals(NetError.HOST_UNREACHABLE, asked.takeError());
    unreachable(2, Packets.ipv4(HOST, OTHER, EXPERIMENT, new byte[8]));
    assertEquals(NetError.NONE, connected.takeError(), "about another peer");
    unreachable(2, Packets.ipv4(HOST, PEER, 254, new byte[8]));
    assertEquals(1, host.ipCounters.get(IpCounter.ERRORS_UNKNOWN_PROTOCOL));
    assertEquals(4, host.icmpCounters.get(IcmpCounter.ERRORS_DELIVERED));
  }

  @Test
  void anUnconnectedSocketNeedsADestination() {
    DatagramSocket socket = raw(EXPERIMENT);
    host.send(socket, TEXT, null, 0);
    bench.run();
    assertEquals(NetError.DESTINATION_REQUIRED, socket.takeError());
    assertEquals(NetError.NONE, connect(socket, PEER));
    host.send(socket, TEXT, null, 0);
    bench.run();
    assertEquals(PEER, Packets.ip(sentPacket(), 16));
  }

  @Test
  void closingSendsWhatWaits() {
    DatagramSocket socket = raw(EXPERIMENT);
    host.send(socket, TEXT, PEER, 0);
    open.remove(socket);
    host.close(socket, bench.nowNs);
    bench.run();
    assertArrayEquals(TEXT, Arrays.copyOfRange(sentPacket(), 20, 23));
  }
}
