package io.ringroad.fastpath.ip;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Ipv4OutputTest {
  private final Bench bench = new Bench();
  private final TestHost host = bench.host;
  private final IpOutput output = host.ipv4.output();
  private final Frame frame = new Frame();

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private static int ip(String address) {
    return IpAddresses.parseIpv4(address);
  }

  private static IpDestination to(String address) {
    return new IpDestination(IpProtocols.UDP).remote(0, IpAddresses.mapIpv4(ip(address)));
  }

  private NetError send(IpDestination to, int length) {
    byte[] bytes = TestHost.pattern(length, 1);
    frame.wrap(host.frames.allocate()).appendCopyOf(bytes, 0, length);
    NetError result = output.send(frame, to, IpOutput.NO_CHECKSUM, bench.nowNs);
    bench.run();
    return result;
  }

  private void knowEverybody() {
    for (String each : new String[] {PEER, "10.0.0.254", "10.0.0.77"}) {
      host.ethernet
          .neighbors()
          .addStatic(0, IpAddresses.mapIpv4(ip(each)), Packets.PEER_MAC, bench.nowNs);
    }
  }

  @Test
  void theEcnCodepointStandsBesideTheTrafficClass() {
    knowEverybody();
    IpDestination to = to(PEER).trafficClass(0xB8).ecn(2);
    assertEquals(NetError.NONE, send(to, 100));
    assertEquals(0xBA, Packets.u8(Packets.from(bench.sent(), 14), 1));
    assertEquals(NetError.NONE, send(to.ecn(0), 100));
    assertEquals(0xB8, Packets.u8(Packets.from(bench.sent(), 14), 1));
  }

  @Test
  void theHeaderSaysWhatTheDestinationAsksFor() {
    knowEverybody();
    IpDestination to = to(PEER).trafficClass(0xB8).hopLimit(3);
    assertEquals(NetError.NONE, send(to, 100));
    byte[] packet = Packets.from(bench.sent(), 14);
    assertEquals(0x45, packet[0]);
    assertEquals(0xB8, Packets.u8(packet, 1));
    assertEquals(120, Packets.u16(packet, 2));
    assertEquals(0, Packets.u16(packet, 4), "RFC 6864: atomic packets need no identification");
    assertEquals(0x4000, Packets.u16(packet, 6));
    assertEquals(3, packet[8]);
    assertEquals(17, packet[9]);
    assertEquals(0, Packets.checksum(Arrays.copyOf(packet, 20)));
    assertEquals(HOST, Packets.ip(packet, 12));
    assertEquals(PEER, Packets.ip(packet, 16));
    assertArrayEquals(TestHost.pattern(100, 1), Packets.from(packet, 20));
  }

  @Test
  void packetsThatMayBeFragmentedAreNumbered() {
    knowEverybody();
    IpDestination to = to(PEER).dontFragment(false);
    send(to, 8);
    send(to, 8);
    byte[] first = bench.sent();
    byte[] second = bench.sent();
    assertEquals(0, Packets.u16(first, 14 + 6));
    assertEquals((Packets.u16(first, 14 + 4) + 1) & 0xFFFF, Packets.u16(second, 14 + 4));
  }

  @Test
  void whatIsLargerThanTheMtuIsRefused() {
    knowEverybody();
    assertEquals(NetError.NONE, send(to(PEER), 1480));
    assertEquals(14 + 1500, bench.sent().length);
    assertEquals(NetError.MESSAGE_SIZE, send(to(PEER), 1481));
    IpDestination narrow = to(PEER).pathMtu(600);
    assertEquals(NetError.MESSAGE_SIZE, send(narrow, 581));
    assertEquals(NetError.NONE, send(narrow, 580));
    assertEquals(600, output.mtu(narrow));
    assertEquals(2, host.ipCounters.get(IpCounter.SEND_TOO_BIG));
    bench.sent();
    bench.assertNothingSent();
  }

  @Test
  void routesLeadToGatewaysAndSources() {
    knowEverybody();
    assertEquals(NetError.NETWORK_UNREACHABLE, send(to("8.8.8.8"), 8));
    assertEquals(1, host.ipCounters.get(IpCounter.SEND_NO_ROUTE));
    host.ethernet.addAddress(ip("10.0.0.5"), 24);
    host.ipv4.routes().add(Route.ofIpv4(0, 0, ip("10.0.0.254"), 1, 0, ip("10.0.0.5")));
    IpDestination far = to("8.8.8.8");
    assertEquals(NetError.NONE, send(far, 8));
    assertEquals(IpAddresses.mapIpv4(ip("10.0.0.5")), far.localLow());
    assertEquals("10.0.0.5", Packets.ip(bench.sent(), 14 + 12));
    IpDestination near = to(PEER);
    assertEquals(NetError.NONE, send(near, 8));
    assertEquals(HOST, Packets.ip(bench.sent(), 14 + 12), "the first address of the network");
  }

  @Test
  void aChangeOfRoutesReachesDestinationsThatRememberTheOld() {
    knowEverybody();
    host.ethernet
        .neighbors()
        .addStatic(0, IpAddresses.mapIpv4(ip("10.0.0.254")), 0x0200_0000_0254L, bench.nowNs);
    IpDestination far = to("8.8.8.8");
    Route first = Route.ofIpv4(0, 0, ip("10.0.0.254"), 1, 10, 0);
    host.ipv4.routes().add(first);
    send(far, 8);
    assertEquals(0x0200_0000_0254L, Packets.macAt(bench.sent(), 0));
    host.ipv4.routes().add(Route.ofIpv4(0, 0, ip("10.0.0.77"), 1, 5, 0));
    send(far, 8);
    assertEquals(Packets.PEER_MAC, Packets.macAt(bench.sent(), 0));
  }

  @Test
  void aRouteThatGoesLeavesTheNextBest() {
    knowEverybody();
    host.ethernet
        .neighbors()
        .addStatic(0, IpAddresses.mapIpv4(ip("10.0.0.254")), 0x0200_0000_0254L, bench.nowNs);
    Route best = Route.ofIpv4(0, 0, ip("10.0.0.77"), 1, 5, 0);
    host.ipv4.routes().add(Route.ofIpv4(0, 0, ip("10.0.0.254"), 1, 10, 0));
    host.ipv4.routes().add(best);
    IpDestination far = to("8.8.8.8");
    send(far, 8);
    assertEquals(Packets.PEER_MAC, Packets.macAt(bench.sent(), 0));
    host.ipv4.routes().remove(best);
    send(far, 8);
    assertEquals(0x0200_0000_0254L, Packets.macAt(bench.sent(), 0));
  }

  @Test
  void routesThatSendNothingSayWhy() {
    Route network = Route.ofIpv4(ip("10.9.0.0"), 16, 0, 0, 0, 0);
    for (RouteType type : RouteType.values()) {
      if (type != RouteType.UNICAST) {
        host.ipv4.routes().add(network.withType(type));
        assertEquals(type.error(), send(to("10.9.1.1"), 8));
      }
    }
    assertEquals(NetError.ACCESS_DENIED, RouteType.PROHIBIT.error());
    bench.assertNothingSent();
  }

  @Test
  void broadcastsNeedPermission() {
    for (String address : new String[] {"255.255.255.255", "10.0.0.255"}) {
      host.ipv4.routes().add(Route.ofIpv4(0, 0, ip("10.0.0.254"), 1, 0, 0));
      IpDestination to = to(address);
      assertEquals(NetError.ACCESS_DENIED, send(to, 8));
      assertEquals(NetError.NONE, send(to.broadcastAllowed(true), 8));
      byte[] frame = bench.sent();
      assertEquals(MacAddresses.BROADCAST, Packets.macAt(frame, 0));
      assertEquals(address, Packets.ip(frame, 14 + 16));
    }
  }

  @Test
  void multicastGoesToTheGroupsOwnEthernetAddress() {
    IpDestination to = to("239.1.2.3").local(0, IpAddresses.mapIpv4(ip(HOST)));
    assertEquals(NetError.NONE, send(to, 8));
    assertEquals(MacAddresses.parse("01:00:5e:01:02:03"), Packets.macAt(bench.sent(), 0));
    assertEquals(NetError.NETWORK_UNREACHABLE, send(to("239.1.2.3"), 8));
  }

  @Test
  void onlyOwnAddressesCanBeSentFrom() {
    IpDestination foreign = to(PEER).local(0, IpAddresses.mapIpv4(ip("10.0.0.3")));
    assertEquals(NetError.NETWORK_UNREACHABLE, send(foreign, 8));
    IpDestination loopback = to(PEER).local(0, IpAddresses.mapIpv4(ip("127.0.0.1")));
    assertEquals(NetError.INVALID, send(loopback, 8));
    IpDestination ipv6 = new IpDestination(IpProtocols.UDP).remote(0x2001L << 48, 1);
    assertEquals(NetError.NETWORK_UNREACHABLE, send(ipv6, 8));
  }

  @Test
  void identificationsOfDifferentPeersAreIndependentOfEachOther() {
    Identifications one = new Identifications(1);
    Identifications other = new Identifications(2);
    int differences = 0;
    for (int i = 0; i < 100; i++) {
      differences += one.next(1, i) == other.next(1, i) ? 0 : 1;
    }
    assertTrue(differences > 90);
    assertNotEquals(one.next(1, 2), one.next(1, 2));
  }

  @Test
  void addressesThatCannotBeAHostsAreRefused() {
    for (String bad : new String[] {HOST, "127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.1"}) {
      assertThrows(
          IllegalArgumentException.class, () -> host.ethernet.addAddress(ip(bad), 24), bad);
    }
  }
}
