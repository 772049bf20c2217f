package io.ringroad.fastpath.ip;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.udp.UdpCounter;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets in fragments, in and out, as the peer on the wire sees them. */
class Ipv4FragmentsTest {
  private static final int MOST_UDP_BYTES = 65_507;

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

  private DatagramSocket bound(int port) {
    DatagramSocket socket = host.bound("0.0.0.0", port);
    open.add(socket);
    return socket;
  }

  private long count(FragmentCounter counter) {
    return host.fragmentCounters.get(counter);
  }

  private void injectAll(List<byte[]> fragments) {
    fragments.forEach(bench::inject);
  }

  private static byte[] udp(int length) {
    byte[] datagram = Packets.udp(PEER, 1234, HOST, 7, TestHost.pattern(length, 9), true);
    return Packets.ipv4(PEER, HOST, 17, datagram);
  }

  /** The fragments that the host sent, all of one packet. */
  private List<byte[]> sentFragments() {
    List<byte[]> fragments = new ArrayList<>();
    boolean more = true;
    while (more) {
      byte[] packet = Packets.from(bench.sent(), 14);
      int headerLength = (packet[0] & 0xF) * 4;
      assertEquals(0, Packets.checksum(Arrays.copyOf(packet, headerLength)), "header checksum");
      int offset = fragments.stream().mapToInt(each -> each.length - headerLength).sum();
      assertEquals(offset / 8, Packets.u16(packet, 6) & 0x1FFF);
      more = (Packets.u16(packet, 6) & 0x2000) != 0;
      assertEquals(packet.length, Packets.u16(packet, 2));
      fragments.add(packet);
    }
    return fragments;
  }

  // ---- in ----

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 1_472, 1_473, 2_952, 9_000, 30_001, 65_506, MOST_UDP_BYTES})
  void datagramsOfAllSizesArriveInFragmentsOfAllSizes(int length) {
    DatagramSocket socket = bound(7);
    byte[] packet = udp(length);
    int least = Math.max(8, packet.length / 60 & ~7);
    for (int pieceBytes = least; pieceBytes <= 1_480; pieceBytes += 8 * 23) {
      List<byte[]> fragments = Packets.fragments(packet, pieceBytes, pieceBytes);
      Collections.rotate(fragments, pieceBytes / 8);
      injectAll(fragments);
      assertArrayEquals(TestHost.pattern(length, 9), host.receive(socket));
    }
    assertNull(host.receive(socket));
    assertEquals(0, count(FragmentCounter.HELD));
  }

  @Test
  void aWrongChecksumOfTheWholeIsFoundAndTheRestOfThePayloadIsNotTheDatagrams() {
    DatagramSocket socket = bound(7);
    byte[] bad = udp(3_000);
    bad[2_500] ^= 1;
    injectAll(Packets.fragments(bad, 1, 1_480));
    assertNull(host.receive(socket));
    assertEquals(1, host.udpCounters.get(UdpCounter.RECEIVE_BAD_CHECKSUM));
    byte[] datagram = Packets.udp(PEER, 1234, HOST, 7, TestHost.pattern(1_000, 9), true);
    byte[] padded = Packets.ipv4(PEER, HOST, 17, Arrays.copyOf(datagram, 3_000));
    injectAll(Packets.fragments(padded, 2, 480));
    assertArrayEquals(TestHost.pattern(1_000, 9), host.receive(socket));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 1_480, 1_481, 20_000, 65_515})
  void echoesOfAllSizesAreAnswered(int length) {
    byte[] data = TestHost.pattern(length - 8, 3);
    byte[] echo = Packets.ipv4(PEER, HOST, 1, Packets.icmp(8, 0, 0xABCD_0001, data));
    injectAll(Packets.fragments(echo, 77, 1_480));
    List<byte[]> reply = sentFragments();
    assertEquals((length + 1_479) / 1_480, reply.size());
    byte[] whole = Packets.joined(reply);
    assertArrayEquals(Packets.icmp(0, 0, 0xABCD_0001, data), Packets.from(whole, 20));
    bench.assertNothingSent();
  }

  @Test
  void aReplyThatFitsLeavesInOnePiece() {
    byte[] data = TestHost.pattern(1_000, 3);
    byte[] echo = Packets.ipv4(PEER, HOST, 1, Packets.icmp(8, 0, 0xABCD_0001, data));
    injectAll(Packets.fragments(echo, 77, 104));
    byte[] reply = Packets.from(bench.sent(), 14);
    assertEquals(0, Packets.u16(reply, 6));
    assertArrayEquals(Packets.icmp(0, 0, 0xABCD_0001, data), Packets.from(reply, 20));
  }

  @Test
  void aRawSocketSeesThePacketAsIfItHadComeWhole() {
    DatagramSocket raw = host.rawSocket(200);
    open.add(raw);
    byte[] options = HexFormat.of().parseHex("94040000");
    byte[] packet = Packets.ipv4(PEER, HOST, 200, 9, options, TestHost.pattern(5_000, 1));
    injectAll(Packets.fragments(packet, 0x1234, 1_472));
    packet[4] = 0x12;
    packet[5] = 0x34;
    assertArrayEquals(Packets.fixHeaderChecksum(packet), host.receive(raw));
  }

  @Test
  void onePieceOfMoreThanOneLaneOfAddressesIsNotMixed() {
    DatagramSocket socket = bound(7);
    byte[] mine = udp(2_000);
    byte[] other =
        Packets.ipv4(
            "10.0.0.8",
            HOST,
            17,
            Packets.udp("10.0.0.8", 1234, HOST, 7, TestHost.pattern(2_000, 50), true));
    List<byte[]> a = Packets.fragments(mine, 5, 1_480);
    List<byte[]> b = Packets.fragments(other, 5, 1_480);
    bench.inject(a.get(0));
    bench.inject(b.get(0));
    bench.inject(a.get(1));
    bench.inject(b.get(1));
    assertArrayEquals(TestHost.pattern(2_000, 9), host.receive(socket));
    assertArrayEquals(TestHost.pattern(2_000, 50), host.receive(socket));
  }

  // ---- errors about fragments ----

  @Test
  void whoseRestDoesNotComeIsToldAfterThirtySeconds() {
    byte[] first = Packets.fragments(udp(3_000), 0x4321, 1_480).get(0);
    bench.inject(first);
    bench.pass(29 * Bench.SECOND_NS);
    bench.assertNothingSent();
    bench.pass(2 * Bench.SECOND_NS);
    byte[] report = Packets.from(bench.sent(), 14);
    assertEquals(576, report.length);
    byte[] icmp = Packets.from(report, 20);
    assertEquals(11, icmp[0]);
    assertEquals(1, icmp[1]);
    assertEquals(0, Packets.checksum(icmp));
    assertArrayEquals(Arrays.copyOf(first, 548), Packets.from(icmp, 8));
    assertEquals(1, count(FragmentCounter.TIMED_OUT));
  }

  @Test
  void nobodyIsToldOfLaterFragmentsGroupsOrErrors() {
    bench.inject(Packets.fragments(udp(3_000), 1, 1_480).get(1));
    byte[] toAll =
        Packets.ipv4(
            PEER, "10.0.0.255", 17, Packets.udp(PEER, 1, "10.0.0.255", 7, new byte[3_000], true));
    bench.injectBroadcast(Packets.fragments(toAll, 2, 1_480).get(0));
    byte[] error = Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 1, 0, new byte[3_000]));
    bench.inject(Packets.fragments(error, 3, 1_480).get(0));
    bench.pass(31 * Bench.SECOND_NS);
    assertEquals(3, count(FragmentCounter.TIMED_OUT));
    assertEquals(2, host.icmpCounters.get(IcmpCounter.ERRORS_FORBIDDEN));
    bench.assertNothingSent();
  }

  @Test
  void aLargeDatagramForNobodyIsReportedWithItsBeginning() {
    byte[] packet = udp(3_000);
    injectAll(Packets.fragments(packet, 9, 104));
    byte[] icmp = Packets.from(bench.sent(), 14 + 20);
    assertEquals(3, icmp[1]);
    packet[5] = 9;
    assertArrayEquals(Arrays.copyOf(Packets.fixHeaderChecksum(packet), 548), Packets.from(icmp, 8));
  }

  // ---- out ----

  @ParameterizedTest
  @ValueSource(ints = {1_473, 1_480, 2_952, 2_953, 9_000, 65_506, MOST_UDP_BYTES})
  void largeDatagramsLeaveInFragments(int length) {
    DatagramSocket socket = bound(7);
    byte[] payload = TestHost.pattern(length, 4);
    host.send(socket, payload, PEER, 9);
    bench.run();
    List<byte[]> fragments = sentFragments();
    assertEquals((length + 8 + 1_479) / 1_480, fragments.size());
    for (byte[] fragment : fragments) {
      assertEquals(Packets.u16(fragments.get(0), 4), Packets.u16(fragment, 4), "one packet's");
      assertEquals(0, Packets.u16(fragment, 6) & 0x4000, "no DF");
    }
    byte[] datagram = Packets.udp(HOST, 7, PEER, 9, payload, true);
    assertArrayEquals(datagram, Packets.from(Packets.joined(fragments), 20));
    assertEquals(1, host.ipCounters.get(IpCounter.FRAGMENTED));
    assertEquals(fragments.size(), host.ipCounters.get(IpCounter.FRAGMENTS_MADE));
  }

  @Test
  void laterFragmentsHaveOnlyTheOptionsThatAreCopied() {
    DatagramSocket socket = bound(7);
    byte[] options = HexFormat.of().parseHex("4408050000000000" + "94040000");
    IpDestination to =
        new IpDestination(200)
            .remote(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)))
            .mtuDiscover(IpDestination.MTU_DISCOVER_WANT)
            .headerOptions(options, options.length);
    long frame = host.frames.allocate();
    var packet = new io.ringroad.pmd.Frame().wrap(frame);
    packet.appendCopyOf(TestHost.pattern(1_700, 1), 0, 1_700);
    NetError sent = host.ipv4.output().send(packet, to, IpOutput.NO_CHECKSUM, bench.nowNs);
    assertEquals(NetError.NONE, sent);
    bench.run();
    List<byte[]> fragments = sentFragments();
    assertEquals(2, fragments.size());
    assertArrayEquals(options, Arrays.copyOfRange(fragments.get(0), 20, 32));
    byte[] later = HexFormat.of().parseHex("0101010101010101" + "94040000");
    assertArrayEquals(later, Arrays.copyOfRange(fragments.get(1), 20, 32));
    assertNull(host.receive(socket));
  }

  /** IP_MTU_DISCOVER of ip(7): whether the device's or the path's MTU bounds, and who cuts. */
  @ParameterizedTest
  @CsvSource({
    // mode, fits the path: pieces and DF; larger than the path; larger than the device
    "0, 1-, 2-, 3-",
    "1, 1D, 2-, 3-",
    "2, 1D, 0-, 0-",
    "3, 1D, 1D, 0-",
    "4, 1-, 1-, 0-",
    "5, 1-, 1-, 2-",
  })
  void whatIsTooLargeIsCutOrRefusedAsTheSocketSays(
      int mode, String small, String medium, String large) {
    DatagramSocket socket = bound(7);
    socket.options().set(SocketOption.MTU_DISCOVER, mode);
    host.pathMtus.learn(0, address(PEER), 1_000, 0xFFFF, bench.nowNs);
    String[] expected = {small, medium, large};
    int[] lengths = {900, 1_400, 2_000};
    for (int i = 0; i < lengths.length; i++) {
      host.send(socket, new byte[lengths[i]], PEER, 9);
      bench.run();
      int pieces = expected[i].charAt(0) - '0';
      if (pieces == 0) {
        assertEquals(NetError.MESSAGE_SIZE, socket.takeError());
      } else {
        List<byte[]> fragments = sentFragments();
        assertEquals(pieces, fragments.size());
        boolean dontFragment = (Packets.u16(fragments.get(0), 6) & 0x4000) != 0;
        assertEquals(expected[i].charAt(1) == 'D', dontFragment);
      }
      bench.assertNothingSent();
    }
  }

  private static long address(String ipv4) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(ipv4));
  }

  private void tooBig(DatagramSocket socket, int mtu) {
    byte[] datagram = Packets.udp(HOST, socket.localPort(), PEER, 9, new byte[1], true);
    byte[] failed = Packets.ipv4(HOST, PEER, 17, datagram);
    bench.inject(Packets.ipv4("10.0.0.254", HOST, 1, Packets.icmp(3, 4, mtu, failed)));
  }

  private int largestSent(DatagramSocket socket, int length) {
    host.send(socket, new byte[length], PEER, 9);
    bench.run();
    return sentFragments().stream().mapToInt(each -> each.length).max().orElseThrow();
  }

  @Test
  void whatARouterSaysOfAPathIsHeededByAllForTenMinutes() {
    host.ethernet.neighbors().addStatic(0, address(PEER), Packets.PEER_MAC, bench.nowNs);
    DatagramSocket socket = bound(7);
    final DatagramSocket other = bound(8);
    assertEquals(1_500, largestSent(other, 1_472));
    tooBig(socket, 1_000);
    assertEquals(996, largestSent(other, 1_472), "976 bytes are a multiple of eight");
    bench.pass(599 * Bench.SECOND_NS);
    assertEquals(996, largestSent(other, 1_472));
    bench.pass(2 * Bench.SECOND_NS);
    assertEquals(1_500, largestSent(other, 1_472));
  }

  @Test
  void aReportOfLessThanLinuxBelievesLetsRoutersCut() {
    DatagramSocket socket = bound(7);
    tooBig(socket, 68);
    host.send(socket, new byte[500], PEER, 9);
    bench.run();
    byte[] packet = Packets.from(bench.sent(), 14);
    assertEquals(0, Packets.u16(packet, 6), "no DF");
    assertEquals(548, largestSent(socket, 1_000), "552, less what is no multiple of eight");
  }

  @Test
  void aReportAboutNothingThatASocketSentIsNotBelieved() {
    DatagramSocket socket = bound(7);
    byte[] failed =
        Packets.ipv4(HOST, PEER, 17, Packets.udp(HOST, 999, PEER, 9, new byte[1], true));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 4, 600, failed)));
    assertEquals(1_500, largestSent(socket, 1_472));
  }

  // ---- floods ----

  @Test
  void aFloodOfFragmentsHoldsNoMoreThanItsShare() {
    for (int id = 0; id < 2_000; id++) {
      bench.inject(Packets.fragments(udp(3_000), id, 1_480).get(id % 3));
      assertTrue(count(FragmentCounter.HELD) <= 119);
    }
    assertEquals(2_000 - 119, count(FragmentCounter.EVICTED));
    DatagramSocket socket = bound(7);
    injectAll(Packets.fragments(udp(3_000), 5_000, 1_480));
    assertArrayEquals(TestHost.pattern(3_000, 9), host.receive(socket), "and others get through");
  }

  @Test
  void noFragmentIsLostWhereThePoolIsDry() {
    DatagramSocket socket = bound(7);
    List<Long> taken = new ArrayList<>();
    host.send(socket, new byte[60_000], PEER, 9);
    for (long frame = host.frames.allocate(); frame != 0; frame = host.frames.allocate()) {
      taken.add(frame);
    }
    bench.run();
    assertEquals(1, host.ipCounters.get(IpCounter.FRAGMENT_NO_FRAME));
    taken.forEach(host.frames::free);
    bench.assertNothingSent();
  }
}
