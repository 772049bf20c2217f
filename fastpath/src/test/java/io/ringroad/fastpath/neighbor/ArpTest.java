package io.ringroad.fastpath.neighbor;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.HOST_MAC;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static io.ringroad.fastpath.testing.Bench.SECOND_NS;
import static io.ringroad.fastpath.testing.Packets.PEER_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArpTest {
  private static final long OTHER_MAC = 0x0200_0000_0077L;
  private static final NeighborConfig CONFIG = NeighborConfig.DEFAULT;

  private final Bench bench = new Bench();
  private final NeighborTable table = bench.host.ethernet.neighbors();

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private Neighbor find(String address) {
    return table.find(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(address)));
  }

  private long count(NeighborCounter counter) {
    return bench.host.neighborCounters.get(counter);
  }

  private void sendUdp(int payload) {
    DatagramSocket socket = bench.host.bound("0.0.0.0", 0);
    bench.host.send(socket, new byte[] {(byte) payload}, PEER, 7);
    bench.run();
    bench.host.close(socket, bench.nowNs);
  }

  private static void assertRequest(byte[] frame, long toMac) {
    byte[] expected = Packets.arp(1, HOST_MAC, HOST, 0, PEER);
    assertArrayEquals(Packets.ethernet(toMac, HOST_MAC, EtherTypes.ARP, expected), frame);
  }

  private void peerReplies(long mac) {
    bench.injectArp(HOST_MAC, Packets.arp(2, mac, PEER, HOST_MAC, HOST));
  }

  @Test
  void answersRequestsForItsAddressAndLearnsWhoAsked() {
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, PEER, 0, HOST));
    byte[] reply = Packets.arp(2, HOST_MAC, HOST, PEER_MAC, PEER);
    assertArrayEquals(Packets.ethernet(PEER_MAC, HOST_MAC, EtherTypes.ARP, reply), bench.sent());
    assertEquals(PEER_MAC, find(PEER).mac());
    assertTrue(find(PEER).isUsable());
  }

  @Test
  void doesNotAnswerOrLearnFromWhatIsForOthers() {
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, PEER, 0, "10.0.0.2"));
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(2, PEER_MAC, PEER, PEER_MAC, PEER));
    bench.assertNothingSent();
    assertNull(find(PEER));
  }

  @Test
  void answersAProbeForItsAddressWithoutLearning() {
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, "0.0.0.0", 0, HOST));
    assertNotNull(bench.sent());
    assertEquals(0, table.size());
  }

  @Test
  void resolvesBeforeTheFirstPacketAndSendsItThen() {
    sendUdp(42);
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
    bench.assertNothingSent();
    peerReplies(PEER_MAC);
    byte[] datagram = bench.sent();
    assertEquals(PEER_MAC, Packets.macAt(datagram, 0));
    assertEquals(42, datagram[14 + 20 + 8]);
    sendUdp(43);
    assertEquals(43, bench.sent()[14 + 20 + 8]);
  }

  @Test
  void parkedFramesKeepTheirOrderAndTheOldestGiveWay() {
    int excess = 3;
    for (int i = 0; i < CONFIG.maxParked() + excess; i++) {
      sendUdp(i);
    }
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
    bench.assertNothingSent();
    assertEquals(excess, count(NeighborCounter.PARKED_OVERFLOW));
    peerReplies(PEER_MAC);
    for (int i = excess; i < CONFIG.maxParked() + excess; i++) {
      assertEquals((byte) i, bench.sent()[14 + 20 + 8]);
    }
    bench.assertNothingSent();
  }

  @Test
  void asksThreeTimesASecondApartAndThenTellsTheSenders() {
    DatagramSocket socket = bench.host.bound("0.0.0.0", 0);
    socket.options().set(SocketOption.RECEIVE_ERRORS, 1);
    bench.host.send(socket, new byte[1], PEER, 7);
    bench.run();
    for (int i = 0; i < CONFIG.multicastSolicits(); i++) {
      assertRequest(bench.sent(), MacAddresses.BROADCAST);
      bench.pass(SECOND_NS - 1_000_000);
      bench.assertNothingSent();
      assertEquals(NetError.NONE, socket.takeError());
      bench.pass(2_000_000);
    }
    bench.assertNothingSent();
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    assertEquals(1, count(NeighborCounter.FAILED));
    assertNull(find(PEER));
    bench.host.send(socket, new byte[1], PEER, 7);
    bench.run();
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
    bench.host.close(socket, bench.nowNs);
  }

  @Test
  void aGratuitousAnnouncementUpdatesWhatIsKnown() {
    bench.introducePeer();
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, OTHER_MAC, PEER, 0, PEER));
    assertEquals(OTHER_MAC, find(PEER).mac());
    assertEquals(NeighborState.STALE, find(PEER).state());
    assertEquals(1, count(NeighborCounter.MOVED));
    sendUdp(1);
    assertEquals(OTHER_MAC, Packets.macAt(bench.sent(), 0));
  }

  @Test
  void whoAskedIsStaleAndUsedAtOnceAndAskedItselfFiveSecondsLater() {
    bench.introducePeer();
    assertEquals(NeighborState.STALE, find(PEER).state());
    bench.pass(1_000 * SECOND_NS);
    bench.assertNothingSent();
    sendUdp(1);
    assertEquals(1, bench.sent()[14 + 20 + 8]);
    assertEquals(NeighborState.DELAY, find(PEER).state());
    bench.pass(CONFIG.delayFirstProbeNs() - 1_000_000);
    bench.assertNothingSent();
    bench.pass(2_000_000);
    assertEquals(NeighborState.PROBE, find(PEER).state());
    assertRequest(bench.sent(), PEER_MAC);
    sendUdp(2);
    assertEquals(2, bench.sent()[14 + 20 + 8], "it is used while it is probed");
    peerReplies(PEER_MAC);
    assertEquals(NeighborState.REACHABLE, find(PEER).state());
    bench.pass(CONFIG.retransmitNs() * 2);
    bench.assertNothingSent();
  }

  @Test
  void whoAnsweredIsReachableForHalfToOneAndAHalfOfTheBaseTimeAndThenStale() {
    sendUdp(1);
    peerReplies(PEER_MAC);
    assertEquals(NeighborState.REACHABLE, find(PEER).state());
    bench.pass(CONFIG.baseReachableNs() / 2 - 1_000_000);
    assertEquals(NeighborState.REACHABLE, find(PEER).state());
    bench.pass(CONFIG.baseReachableNs() + 2_000_000);
    assertEquals(NeighborState.STALE, find(PEER).state());
    assertEquals(1, count(NeighborCounter.REQUESTS_SENT));
    assertEquals(0, count(NeighborCounter.PROBES_SENT));
    drainSent();
  }

  @Test
  void aProbedNeighbourThatIsSilentIsAskedForByBroadcastNextTime() {
    bench.introducePeer();
    sendUdp(1);
    bench.sent();
    Neighbor before = find(PEER);
    bench.pass(CONFIG.delayFirstProbeNs() + 1_000_000);
    for (int i = 0; i < CONFIG.unicastSolicits(); i++) {
      assertRequest(bench.sent(), PEER_MAC);
      bench.pass(CONFIG.retransmitNs() + 1_000_000);
    }
    assertTrue(before.isForgotten());
    assertFalse(before.isUsable());
    sendUdp(3);
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
    peerReplies(OTHER_MAC);
    assertEquals(OTHER_MAC, Packets.macAt(bench.sent(), 0));
  }

  @Test
  void ofSeveralAnswersTheFirstCounts() {
    sendUdp(1);
    peerReplies(PEER_MAC);
    bench.pass(50_000_000);
    peerReplies(OTHER_MAC);
    assertEquals(PEER_MAC, find(PEER).mac());
    bench.pass(51_000_000);
    peerReplies(OTHER_MAC);
    assertEquals(OTHER_MAC, find(PEER).mac());
    assertEquals(NeighborState.REACHABLE, find(PEER).state());
    drainSent();
  }

  @Test
  void anAnswerThatAllHearDoesNotProveThatItsSenderHearsUs() {
    sendUdp(1);
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
    byte[] reply = Packets.arp(2, PEER_MAC, PEER, HOST_MAC, HOST);
    bench.injectArp(MacAddresses.BROADCAST, reply);
    assertEquals(1, bench.sent()[14 + 20 + 8]);
    assertEquals(NeighborState.DELAY, find(PEER).state());
  }

  @Test
  void asksFromTheAddressThatThePacketComesFrom() {
    bench.host.ethernet.addAddress(IpAddresses.parseIpv4("10.0.0.3"), 24);
    DatagramSocket socket = bench.host.bound("10.0.0.3", 0);
    bench.host.send(socket, new byte[1], PEER, 7);
    bench.run();
    byte[] expected = Packets.arp(1, HOST_MAC, "10.0.0.3", 0, PEER);
    assertArrayEquals(
        Packets.ethernet(MacAddresses.BROADCAST, HOST_MAC, EtherTypes.ARP, expected), bench.sent());
    bench.host.close(socket, bench.nowNs);
  }

  private void drainSent() {
    while (bench.nic.collectBytes() != null) {}
  }

  @Test
  void adviceFromAboveSavesTheProbe() {
    bench.introducePeer();
    IpOutput output = bench.host.ipv4.output();
    IpDestination to = new IpDestination(IpProtocols.UDP);
    to.remote(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)));
    for (int i = 0; i < 10; i++) {
      bench.pass(CONFIG.baseReachableNs() / 2);
      Frame frame = new Frame().wrap(bench.host.frames.allocate());
      frame.append(8);
      assertEquals(NetError.NONE, output.send(frame, to, IpOutput.NO_CHECKSUM, bench.nowNs));
      bench.pass(1_000_000);
      output.confirmReachable(to, bench.nowNs);
      assertEquals(EtherTypes.IPV4, Packets.u16(bench.sent(), 12));
      bench.assertNothingSent();
    }
    assertEquals(0, count(NeighborCounter.PROBES_SENT));
  }

  @Test
  void staticNeighboursNeitherChangeNorExpire() {
    table.addStatic(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)), PEER_MAC, bench.nowNs);
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, OTHER_MAC, PEER, 0, PEER));
    bench.pass(10 * CONFIG.idleNs());
    sendUdp(1);
    assertEquals(PEER_MAC, Packets.macAt(bench.sent(), 0));
    table.remove(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)));
    sendUdp(1);
    assertRequest(bench.sent(), MacAddresses.BROADCAST);
  }

  @Test
  void aStaticNeighbourReleasesWhatWaited() {
    sendUdp(5);
    bench.sent();
    table.addStatic(0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(PEER)), PEER_MAC, bench.nowNs);
    bench.run();
    assertEquals(5, bench.sent()[14 + 20 + 8]);
    bench.pass(10 * SECOND_NS);
    bench.assertNothingSent();
  }

  @Test
  void announcesItsAddress() {
    bench.host.ethernet.arp().announce(IpAddresses.parseIpv4(HOST));
    bench.run();
    byte[] expected = Packets.arp(1, HOST_MAC, HOST, 0, HOST);
    assertArrayEquals(
        Packets.ethernet(MacAddresses.BROADCAST, HOST_MAC, EtherTypes.ARP, expected), bench.sent());
  }

  @Test
  void anotherStationWithOurAddressIsCountedAndNotBelieved() {
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, HOST, 0, HOST));
    assertEquals(1, count(NeighborCounter.ADDRESS_CONFLICTS));
    assertEquals(0, table.size());
    bench.assertNothingSent();
  }

  @Test
  void malformedPacketsAreDropped() {
    byte[] good = Packets.arp(1, PEER_MAC, PEER, 0, HOST);
    bench.injectArp(MacAddresses.BROADCAST, Arrays.copyOf(good, 27));
    for (int field : new int[] {0, 2, 4, 5, 6}) {
      byte[] bad = good.clone();
      bad[field] = 9;
      bench.injectArp(MacAddresses.BROADCAST, bad);
    }
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, MacAddresses.BROADCAST, PEER, 0, HOST));
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, PEER_MAC, "224.0.0.1", 0, HOST));
    assertEquals(8, count(NeighborCounter.MALFORMED));
    assertEquals(0, table.size());
    bench.assertNothingSent();
  }
}
