package io.ringroad.fastpath.ip;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.fastpath.icmp.IcmpCounter;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An echo request is answered if it was accepted: that is how these tests see it. */
class Ipv4InputTest {
  private final Bench bench = new Bench();
  private final byte[] echo = Packets.icmp(8, 0, 0x0001_0001, Packets.from(new byte[32], 0));

  @BeforeEach
  void introduce() {
    bench.introducePeer();
  }

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private void assertDropped(byte[] packet, IpCounter reason) {
    long before = bench.host.ipCounters.get(reason);
    bench.inject(packet);
    assertEquals(before + 1, bench.host.ipCounters.get(reason));
    assertNull(bench.nic.collectBytes());
  }

  private byte[] packet() {
    return Packets.ipv4(PEER, HOST, 1, echo);
  }

  @Test
  void aGoodPacketIsDelivered() {
    bench.inject(packet());
    assertNotNull(bench.sent());
    assertEquals(1, bench.host.ipCounters.get(IpCounter.DELIVERED));
  }

  @Test
  void padsOfTheLinkAreCutOff() {
    byte[] small = Packets.ipv4(PEER, HOST, 1, Packets.icmp(8, 0, 1, new byte[0]));
    bench.inject(Arrays.copyOf(small, 46));
    assertEquals(14 + small.length, bench.sent().length);
  }

  @Test
  void harmlessOptionsArePassedOver() {
    byte[] options = HexFormat.of().parseHex("9404000001010100");
    bench.inject(Packets.ipv4(PEER, HOST, 1, 64, options, echo));
    byte[] reply = bench.sent();
    assertEquals(14 + 20 + echo.length, reply.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSmallTtlIsNoReasonToDropWhatHasArrived(int ttl) {
    bench.inject(Packets.ipv4(PEER, HOST, 1, ttl, new byte[0], echo));
    assertNotNull(bench.sent());
  }

  @Test
  void headersThatCannotBeAreDropped() {
    assertDropped(Arrays.copyOf(packet(), 19), IpCounter.RECEIVE_TRUNCATED);
    assertDropped(new byte[0], IpCounter.RECEIVE_TRUNCATED);
    byte[] version = packet();
    version[0] = 0x65;
    assertDropped(Packets.fixHeaderChecksum(version), IpCounter.RECEIVE_BAD_VERSION);
    byte[] shortHeader = packet();
    shortHeader[0] = 0x44;
    assertDropped(shortHeader, IpCounter.RECEIVE_BAD_HEADER_LENGTH);
    byte[] longHeader = Arrays.copyOf(packet(), 40);
    longHeader[0] = 0x4F;
    assertDropped(longHeader, IpCounter.RECEIVE_BAD_HEADER_LENGTH);
    byte[] cut = Arrays.copyOf(packet(), packet().length - 1);
    assertDropped(cut, IpCounter.RECEIVE_BAD_TOTAL_LENGTH);
    byte[] tooShort = packet();
    tooShort[2] = 0;
    tooShort[3] = 19;
    assertDropped(Packets.fixHeaderChecksum(tooShort), IpCounter.RECEIVE_BAD_TOTAL_LENGTH);
    byte[] corrupt = packet();
    corrupt[8] ^= 1;
    assertDropped(corrupt, IpCounter.RECEIVE_BAD_CHECKSUM);
  }

  @Test
  void dangerousOptionsAreDropped() {
    byte[] routed = HexFormat.of().parseHex("8307040a00000100");
    assertDropped(Packets.ipv4(PEER, HOST, 1, 64, routed, echo), IpCounter.RECEIVE_SOURCE_ROUTED);
    byte[] endless = HexFormat.of().parseHex("9400000000000000");
    assertDropped(Packets.ipv4(PEER, HOST, 1, 64, endless, echo), IpCounter.RECEIVE_BAD_OPTIONS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "224.0.0.5",
        "240.0.0.1",
        "255.255.255.255",
        "10.0.0.255",
        "10.0.0.1",
        "0.0.0.0",
        "0.1.2.3"
      })
  void sourcesThatCannotBeAreDropped(String source) {
    assertDropped(Packets.ipv4(source, HOST, 1, echo), IpCounter.RECEIVE_MARTIAN_SOURCE);
  }

  @Test
  void destinationsThatAreNotOursAreDropped() {
    assertDropped(Packets.ipv4(PEER, "10.0.0.2", 1, echo), IpCounter.RECEIVE_OTHER_HOST);
    assertDropped(Packets.ipv4(PEER, "239.1.1.1", 1, echo), IpCounter.RECEIVE_OTHER_HOST);
    assertDropped(Packets.ipv4(PEER, "127.0.0.1", 1, echo), IpCounter.RECEIVE_MARTIAN_DESTINATION);
    assertDropped(Packets.ipv4(PEER, "0.0.0.0", 1, echo), IpCounter.RECEIVE_MARTIAN_DESTINATION);
  }

  @Test
  void broadcastsAndJoinedGroupsAreDelivered() {
    for (String destination : new String[] {"255.255.255.255", "10.0.0.255"}) {
      bench.injectBroadcast(Packets.ipv4(PEER, destination, 1, echo));
    }
    byte[] toAll = Packets.ipv4(PEER, "224.0.0.1", 1, echo);
    long groupMac = MacAddresses.parse("01:00:5e:00:00:01");
    bench.injectFrame(Packets.ethernet(groupMac, Packets.PEER_MAC, EtherTypes.IPV4, toAll));
    assertEquals(3, bench.host.icmpCounters.get(IcmpCounter.ECHO_BROADCAST_IGNORED));
    bench.assertNothingSent();
  }

  @Test
  void groupsComeAndGo() {
    int group = IpAddresses.parseIpv4("239.1.2.3");
    long mac = MacAddresses.ofIpv4Multicast(group);
    byte[] frame =
        Packets.ethernet(
            mac, Packets.PEER_MAC, EtherTypes.IPV4, Packets.ipv4(PEER, "239.1.2.3", 1, echo));
    bench.host.ethernet.joinGroup(group);
    bench.injectFrame(frame);
    assertEquals(1, bench.host.icmpCounters.get(IcmpCounter.ECHO_BROADCAST_IGNORED));
    bench.host.ethernet.leaveGroup(group);
    bench.host.ethernet.leaveGroup(group);
    bench.injectFrame(frame);
    assertEquals(1, bench.host.icmpCounters.get(IcmpCounter.ECHO_BROADCAST_IGNORED));
  }

  @Test
  void aUnicastPacketInABroadcastFrameIsDropped() {
    bench.injectBroadcast(packet());
    assertEquals(1, bench.host.ipCounters.get(IpCounter.RECEIVE_UNICAST_TO_GROUP));
    bench.assertNothingSent();
  }

  @Test
  void anyOfSeveralAddressesIsOurs() {
    bench.host.ethernet.addAddress(IpAddresses.parseIpv4("192.168.7.1"), 16);
    bench.inject(Packets.ipv4(PEER, "192.168.7.1", 1, echo));
    assertEquals("192.168.7.1", Packets.ip(bench.sent(), 14 + 12));
    bench.host.ethernet.removeAddress(IpAddresses.parseIpv4("192.168.7.1"));
    assertDropped(Packets.ipv4(PEER, "192.168.7.1", 1, echo), IpCounter.RECEIVE_OTHER_HOST);
  }

  @Test
  void anUnknownProtocolIsReportedToItsSender() {
    bench.inject(Packets.ipv4(PEER, HOST, 132, new byte[16]));
    byte[] report = bench.sent();
    assertEquals(3, report[14 + 20]);
    assertEquals(2, report[14 + 21]);
    assertEquals(1, bench.host.ipCounters.get(IpCounter.RECEIVE_UNKNOWN_PROTOCOL));
  }
}
