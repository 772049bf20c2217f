package io.ringroad.fastpath.icmp;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.HOST_MAC;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpTest {
  private final Bench bench = new Bench();
  private final TestHost host = bench.host;

  @BeforeEach
  void introduce() {
    bench.introducePeer();
  }

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  private long count(IcmpCounter counter) {
    return host.icmpCounters.get(counter);
  }

  private static byte[] udpTo(String destination, int port) {
    byte[] payload = TestHost.pattern(600, 3);
    return Packets.ipv4(
        PEER, destination, 17, Packets.udp(PEER, 1234, destination, port, payload, true));
  }

  @Test
  void echoesOfAllSizesAreAnswered() {
    for (int size = 0; size <= 1472; size += size < 64 ? 1 : 11) {
      byte[] data = TestHost.pattern(size, size);
      bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(8, 0, 0xABCD_0000 + size, data)));
      byte[] reply = bench.sent();
      assertEquals(Packets.PEER_MAC, Packets.macAt(reply, 0));
      assertEquals(HOST, Packets.ip(reply, 14 + 12));
      assertEquals(PEER, Packets.ip(reply, 14 + 16));
      assertArrayEquals(Packets.icmp(0, 0, 0xABCD_0000 + size, data), Packets.from(reply, 14 + 20));
    }
    assertEquals(count(IcmpCounter.ECHO_REQUESTS), count(IcmpCounter.ECHO_REPLIES_SENT));
  }

  @Test
  void whatIsNoGoodMessageIsDropped() {
    byte[] bad = Packets.icmp(8, 0, 1, new byte[10]);
    bad[12] ^= 1;
    bench.inject(Packets.ipv4(PEER, HOST, 1, bad));
    bench.inject(Packets.ipv4(PEER, HOST, 1, new byte[7]));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(13, 0, 1, new byte[12])));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(0, 0, 1, new byte[12])));
    assertEquals(1, count(IcmpCounter.RECEIVE_BAD_CHECKSUM));
    assertEquals(1, count(IcmpCounter.RECEIVE_TRUNCATED));
    assertEquals(1, count(IcmpCounter.RECEIVE_UNKNOWN_TYPE));
    assertEquals(1, count(IcmpCounter.ECHO_REPLIES_UNASKED));
    bench.assertNothingSent();
  }

  @Test
  void aPortWithoutASocketIsReportedWithTheBeginningOfThePacket() {
    byte[] packet = udpTo(HOST, 9);
    bench.inject(packet);
    byte[] report = Packets.from(bench.sent(), 14);
    assertEquals(576, report.length);
    assertEquals(1, report[9]);
    byte[] icmp = Packets.from(report, 20);
    assertEquals(3, icmp[0]);
    assertEquals(3, icmp[1]);
    assertEquals(0, Packets.checksum(icmp));
    assertArrayEquals(Arrays.copyOf(packet, 548), Packets.from(icmp, 8));
    assertEquals(1, count(IcmpCounter.ERRORS_SENT));
  }

  @Test
  void nothingIsReportedAboutGroups() {
    bench.injectBroadcast(udpTo("10.0.0.255", 9));
    bench.injectBroadcast(udpTo("255.255.255.255", 9));
    bench.injectBroadcast(Packets.ipv4(PEER, "10.0.0.255", 132, new byte[20]));
    bench.injectBroadcast(Packets.ipv4("0.0.0.0", "255.255.255.255", 132, new byte[20]));
    assertEquals(2, count(IcmpCounter.ERRORS_FORBIDDEN));
    assertEquals(0, count(IcmpCounter.ERRORS_SENT));
    bench.assertNothingSent();
  }

  /** Linux's {@code icmp_ratelimit}: six at once to one host, then one a second. */
  @Test
  void reportsToOneHostAreLimitedInRate() {
    for (int i = 0; i < 20; i++) {
      bench.inject(udpTo(HOST, 9));
    }
    assertEquals(6, count(IcmpCounter.ERRORS_SENT));
    assertEquals(14, count(IcmpCounter.ERRORS_RATE_LIMITED));
    bench.pass(1_000_000_000);
    bench.inject(udpTo(HOST, 9));
    bench.inject(udpTo(HOST, 9));
    assertEquals(7, count(IcmpCounter.ERRORS_SENT));
    for (int i = 0; i < 7; i++) {
      bench.sent();
    }
    bench.assertNothingSent();
  }

  /** Linux's {@code icmp_msgs_per_sec}: 50 at once, then a thousand a second. */
  @Test
  void reportsToAllHostsAreLimitedInRate() {
    ErrorLimits limits = new ErrorLimits(IcmpConfig.DEFAULT);
    int burst = IcmpConfig.DEFAULT.errorBurst();
    int allowed = 0;
    for (int i = 0; i < 1_000; i++) {
      allowed += limits.tryTake(0, i, 0) ? 1 : 0;
    }
    assertEquals(burst, allowed);
    for (int i = 0; i < 1_000; i++) {
      allowed += limits.tryTake(0, i, 10_000_000) ? 1 : 0;
    }
    assertEquals(burst + 10, allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0, NETWORK_UNREACHABLE, false",
    "3, 1, HOST_UNREACHABLE, false",
    "3, 2, PROTOCOL_UNREACHABLE, true",
    "3, 3, CONNECTION_REFUSED, true",
    "3, 4, MESSAGE_SIZE, false",
    "3, 5, NOT_SUPPORTED, false",
    "3, 6, NETWORK_UNREACHABLE, true",
    "3, 7, HOST_DOWN, true",
    "3, 8, HOST_ISOLATED, true",
    "3, 9, NETWORK_UNREACHABLE, true",
    "3, 10, HOST_UNREACHABLE, true",
    "3, 11, NETWORK_UNREACHABLE, false",
    "3, 12, HOST_UNREACHABLE, false",
    "3, 13, HOST_UNREACHABLE, true",
    "11, 0, HOST_UNREACHABLE, false",
    "12, 0, PROTOCOL_ERROR, true"
  })
  void errorsReachTheTransportTheyConcern(int type, int code, NetError error, boolean hard) {
    Recorder tcp = new Recorder();
    host.ipv4.transports().attach(IpProtocols.TCP, tcp);
    byte[] segment = {0, 80, 4, 1, 0x12, 0x34, 0x56, 0x78};
    byte[] failed = Packets.ipv4(HOST, "192.0.2.1", 6, segment);
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(type, code, 1400, failed)));
    String expected =
        String.join(
            " ",
            error.toString(),
            String.valueOf(hard),
            error == NetError.MESSAGE_SIZE ? "1400" : "0",
            HOST + ":80",
            "192.0.2.1:1025",
            "12345678");
    assertEquals(List.of(expected), tcp.errors);
  }

  @Test
  void errorsThatCannotBeOursAreDropped() {
    Recorder tcp = new Recorder();
    host.ipv4.transports().attach(IpProtocols.TCP, tcp);
    byte[] segment = new byte[8];
    byte[] foreign = Packets.ipv4("10.0.0.2", "192.0.2.1", 6, segment);
    byte[] ours = Packets.ipv4(HOST, "192.0.2.1", 6, segment);
    byte[] laterFragment = ours.clone();
    laterFragment[7] = 5;
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 3, 0, foreign)));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 3, 0, Arrays.copyOf(ours, 27))));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 3, 0, laterFragment)));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 3, 0, new byte[0])));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(4, 0, 0, ours)));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(5, 0, 0, ours)));
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, 99, 0, ours)));
    assertEquals(List.of(), tcp.errors);
    assertEquals(1, count(IcmpCounter.ERRORS_FOREIGN));
    assertEquals(3, count(IcmpCounter.ERRORS_MALFORMED));
    assertEquals(3, count(IcmpCounter.ERRORS_IGNORED));
    bench.assertNothingSent();
  }

  @Test
  void aBroadcastEchoIsAnsweredOnlyIfAskedFor() {
    byte[] echo = Packets.ipv4(PEER, "10.0.0.255", 1, Packets.icmp(8, 0, 1, new byte[8]));
    bench.injectBroadcast(echo);
    bench.assertNothingSent();
    new Icmp(host.ipv4, host.frames, new IcmpConfig(true, 1, 1, 0, 0), host.icmpCounters);
    bench.injectBroadcast(echo);
    assertEquals(HOST, Packets.ip(bench.sent(), 14 + 12));
  }

  @Test
  void anEchoFromAnUnknownNeighbourIsAnsweredAfterResolution() {
    byte[] echo = Packets.ipv4("10.0.0.44", HOST, 1, Packets.icmp(8, 0, 1, new byte[8]));
    bench.inject(echo);
    assertEquals(EtherTypes.ARP, Packets.u16(bench.sent(), 12));
    bench.injectArp(HOST_MAC, Packets.arp(2, Packets.PEER_MAC, "10.0.0.44", HOST_MAC, HOST));
    assertEquals("10.0.0.44", Packets.ip(bench.sent(), 14 + 16));
  }

  @Test
  void tokensComeBackWithTime() {
    TokenBucket bucket = new TokenBucket(10, 3);
    long now = -5;
    assertTrue(bucket.tryTake(now) && bucket.tryTake(now) && bucket.tryTake(now));
    assertFalse(bucket.tryTake(now));
    assertFalse(bucket.tryTake(now + 99_999_999));
    assertTrue(bucket.tryTake(now + 100_000_000));
    assertFalse(bucket.tryTake(now + 100_000_000));
    now += 3_600_000_000_000L;
    assertTrue(bucket.tryTake(now) && bucket.tryTake(now) && bucket.tryTake(now));
    assertFalse(bucket.tryTake(now), "no more than a burst however long it was quiet");
  }

  private static final class Recorder implements TransportProtocol {
    private final List<String> errors = new ArrayList<>();

    @Override
    public void onPacket(Frame frame, IpPacket packet, long nowNs) {
      throw new AssertionError("no packet is meant for this protocol");
    }

    @Override
    public void onError(IcmpError error, long nowNs) {
      errors.add(
          String.join(
              " ",
              error.error().toString(),
              String.valueOf(error.hard()),
              String.valueOf(error.mtu()),
              IpAddresses.format(error.localHigh(), error.localLow()) + ":" + error.localPort(),
              IpAddresses.format(error.remoteHigh(), error.remoteLow()) + ":" + error.remotePort(),
              Integer.toHexString(error.sequenceNumber())));
    }
  }
}
