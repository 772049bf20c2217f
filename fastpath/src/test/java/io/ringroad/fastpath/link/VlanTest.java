package io.ringroad.fastpath.link;

import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.ip.Ipv4Interface;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host with an address on a device and another on VLAN 100 of it. */
class VlanTest {
  private static final String VLAN_HOST = "10.100.0.1";
  private static final String VLAN_PEER = "10.100.0.9";
  private static final long GROUP_MAC = 0x0100_5E01_0203L;

  private final Bench bench = new Bench();
  private final CounterSet<LinkCounter> counters =
      bench.host.counterMemory.counters(LinkCounter.class, "vlan");
  private final EthernetLink link = bench.host.link.vlan(100, 1500, counters);
  private final Ipv4Interface vlan =
      bench.host.ipv4.addInterface(
          "eth0.100", link, NeighborConfig.DEFAULT, bench.host.neighborCounters, true);

  VlanTest() {
    vlan.addAddress(IpAddresses.parseIpv4(VLAN_HOST), 24);
  }

  @AfterEach
  void nothingIsLost() {
    counters.close();
    bench.close();
  }

  private static byte[] tagged(int tag, long destination, int type, byte[] payload) {
    byte[] behind = new byte[4 + payload.length];
    behind[0] = (byte) (tag >> 8);
    behind[1] = (byte) tag;
    behind[2] = (byte) (type >> 8);
    behind[3] = (byte) type;
    System.arraycopy(payload, 0, behind, 4, payload.length);
    return Packets.ethernet(destination, Packets.PEER_MAC, EtherTypes.VLAN, behind);
  }

  private static byte[] ping(String from, String to) {
    return Packets.ipv4(from, to, 1, Packets.icmp(8, 0, 0x10001, new byte[8]));
  }

  @Test
  void whatComesTaggedIsAnsweredWithTheTag() {
    byte[] question = Packets.arp(1, Packets.PEER_MAC, VLAN_PEER, 0, VLAN_HOST);
    bench.injectFrame(tagged(100, MacAddresses.BROADCAST, EtherTypes.ARP, question));
    byte[] answer = bench.sent();
    assertEquals(EtherTypes.VLAN, Packets.u16(answer, 12));
    assertEquals(100, Packets.u16(answer, 14));
    assertEquals(EtherTypes.ARP, Packets.u16(answer, 16));
    byte[] ping = ping(VLAN_PEER, VLAN_HOST);
    bench.injectFrame(tagged(0xE064, Bench.HOST_MAC, EtherTypes.IPV4, ping)); // priority 7
    byte[] pong = bench.sent();
    assertEquals(100, Packets.u16(pong, 14));
    assertEquals(EtherTypes.IPV4, Packets.u16(pong, 16));
    assertEquals(VLAN_HOST, Packets.ip(pong, 18 + 12));
    assertEquals(18 + ping.length, pong.length);
    assertArrayEquals(
        Arrays.copyOfRange(ping, 24, ping.length), Packets.from(pong, 18 + 24), "the echo's data");
    assertEquals(2, counters.get(LinkCounter.RECEIVED));
    assertEquals(2, counters.get(LinkCounter.SENT));
  }

  @Test
  void aTagWithoutANumberIsTheDevicesOwn() {
    bench.introducePeer();
    bench.injectFrame(tagged(0xA000, Bench.HOST_MAC, EtherTypes.IPV4, ping(PEER, Bench.HOST)));
    byte[] pong = bench.sent();
    assertEquals(EtherTypes.IPV4, Packets.u16(pong, 12), "IEEE 802.1Q 6.9: a priority tag");
    assertEquals(0, counters.get(LinkCounter.RECEIVED));
  }

  @Test
  void otherVlansAreDroppedAndCounted() {
    byte[] question = Packets.arp(1, Packets.PEER_MAC, VLAN_PEER, 0, VLAN_HOST);
    bench.injectFrame(tagged(101, MacAddresses.BROADCAST, EtherTypes.ARP, question));
    assertEquals(1, bench.host.linkCounters.get(LinkCounter.RECEIVE_UNKNOWN_VLAN));
    byte[] twice = tagged(100, MacAddresses.BROADCAST, EtherTypes.VLAN, question);
    bench.injectFrame(twice);
    assertEquals(1, bench.host.linkCounters.get(LinkCounter.RECEIVE_UNKNOWN_TYPE));
    bench.injectFrame(Arrays.copyOf(twice, 16));
    assertEquals(1, bench.host.linkCounters.get(LinkCounter.RECEIVE_RUNT));
    bench.assertNothingSent();
  }

  @Test
  void aVlanHasItsOwnGroups() {
    byte[] packet = Packets.ipv4(VLAN_PEER, "239.1.2.3", 253, new byte[8]);
    bench.injectFrame(tagged(100, GROUP_MAC, EtherTypes.IPV4, packet));
    assertEquals(1, bench.host.linkCounters.get(LinkCounter.RECEIVE_MULTICAST_FILTERED));
    vlan.joinGroup(IpAddresses.parseIpv4("239.1.2.3"));
    bench.injectFrame(tagged(100, GROUP_MAC, EtherTypes.IPV4, packet));
    assertEquals(1, counters.get(LinkCounter.RECEIVED));
    bench.injectFrame(Packets.ethernet(GROUP_MAC, Packets.PEER_MAC, EtherTypes.IPV4, packet));
    assertEquals(2, bench.host.linkCounters.get(LinkCounter.RECEIVE_MULTICAST_FILTERED));
  }
}
