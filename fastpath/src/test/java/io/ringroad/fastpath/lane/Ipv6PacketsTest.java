package io.ringroad.fastpath.lane;

import static io.ringroad.fastpath.lane.Ipv6Host.HOST;
import static io.ringroad.fastpath.lane.Ipv6Host.PEER;
import static io.ringroad.fastpath.testing.Ipv6Packets.DESTINATION_OPTIONS;
import static io.ringroad.fastpath.testing.Ipv6Packets.FRAGMENT;
import static io.ringroad.fastpath.testing.Ipv6Packets.HOP_BY_HOP;
import static io.ringroad.fastpath.testing.Ipv6Packets.ICMPV6;
import static io.ringroad.fastpath.testing.Ipv6Packets.NO_NEXT_HEADER;
import static io.ringroad.fastpath.testing.Ipv6Packets.ROUTING;
import static io.ringroad.fastpath.testing.Ipv6Packets.UDP;
import static io.ringroad.fastpath.testing.Ipv6Packets.extension;
import static io.ringroad.fastpath.testing.Ipv6Packets.icmp;
import static io.ringroad.fastpath.testing.Ipv6Packets.packet;
import static io.ringroad.fastpath.testing.Ipv6Packets.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Ipv6Packets;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.WireChecksums;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lane answers to single IPv6 packets: RFC 8200 4, RFC 4443, RFC 4291 2. */
class Ipv6PacketsTest {
  private static final String ALL_NODES = "ff02::1";
  private static final int DESTINATION_UNREACHABLE = 1;
  private static final int PARAMETER_PROBLEM = 4;
  private static final int ECHO_REQUEST = 128;
  private static final int ECHO_REPLY = 129;
  private static final int PAD_4 = 0x0102_0000;
  private static final long PADDING = 0x0104_0000_0000L;
  private static final byte[] PING = icmp(ECHO_REQUEST, 0, 0x0042_0001, new byte[] {1, 2, 3});

  private final Ipv6Host host = new Ipv6Host();

  @AfterEach
  void everyFrameIsBack() {
    host.close();
  }

  private byte[] answer(int nextHeader, byte[] payload) {
    return host.answerTo(packet(PEER, HOST, nextHeader, payload));
  }

  private static void assertReply(byte[] packet) {
    assertNotNull(packet, "no answer");
    assertEquals(ICMPV6, packet[6]);
    assertEquals(ECHO_REPLY, Packets.u8(packet, 40));
    assertEquals(0x0042_0001, ByteBuffer.wrap(packet).getInt(44));
    assertArrayEquals(new byte[] {1, 2, 3}, Packets.from(packet, 48));
  }

  /** The error quotes the packet that it is about. */
  private static void assertError(byte[] error, int type, int code, int rest, byte[] about) {
    assertNotNull(error, "no answer");
    assertEquals(PEER, Ipv6Packets.destination(error));
    assertEquals(ICMPV6, error[6]);
    assertEquals(type, Packets.u8(error, 40), "type");
    assertEquals(code, Packets.u8(error, 41), "code");
    assertEquals(rest, ByteBuffer.wrap(error).getInt(44), "pointer");
    int quoted = Math.min(about.length, 1_280 - 48);
    assertArrayEquals(Arrays.copyOf(about, quoted), Packets.from(error, 48));
  }

  // ---- echo ----

  @Test
  void anEchoRequestIsAnsweredInKind() {
    byte[] reply = host.answerTo(packet(PEER, HOST, ICMPV6, 0xB8, 3, PING));
    assertReply(reply);
    assertEquals(HOST, Ipv6Packets.source(reply));
    assertEquals(PEER, Ipv6Packets.destination(reply));
    assertEquals(64, reply[7], "hop limit");
    assertEquals(0xB8, Packets.u16(reply, 0) >>> 4 & 0xFF, "traffic class");
  }

  @Test
  void anEchoRequestToAllNodesIsAnsweredFromAnAddressOfOurs() {
    byte[] reply = host.answerTo(packet(PEER, ALL_NODES, ICMPV6, PING));
    assertReply(reply);
    assertEquals(HOST, Ipv6Packets.source(reply));
  }

  @Test
  void aWrongChecksumGetsNoAnswer() {
    byte[] request = packet(PEER, HOST, ICMPV6, PING);
    request[50] ^= 1;
    assertNull(host.answerTo(request));
    byte[] datagram = packet(PEER, HOST, UDP, udp(9, 7, new byte[5]));
    datagram[49] ^= 1;
    assertNull(host.answerTo(datagram));
  }

  // ---- addresses ----

  /** The loopback address, a group, and an IPv4 address in its mapped form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000000000000000000001",
        "ff020000000000000000000000000002",
        "00000000000000000000ffff0a000002"
      })
  void anImpossibleSourceIsDropped(String source) {
    byte[] request = packet(PEER, HOST, ICMPV6, PING);
    assertReply(host.answerTo(request));
    System.arraycopy(HexFormat.of().parseHex(source), 0, request, 8, 16);
    WireChecksums.repair(request);
    assertNull(host.answerTo(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::3", "::1", "::", "ff02::1:ff00:99", "ff05::1"})
  void whatIsForOthersIsDropped(String destination) {
    assertNull(host.answerTo(packet(PEER, destination, ICMPV6, PING)));
  }

  @Test
  void packetsOfImpossibleLengthsAreDropped() {
    byte[] request = packet(PEER, HOST, ICMPV6, PING);
    for (int length = 0; length < request.length; length++) {
      assertNull(
          host.answerTo(Arrays.copyOf(Arrays.copyOf(request, length), Math.max(40, length))));
    }
    byte[] padded = Arrays.copyOf(request, request.length + 18);
    assertReply(host.answerTo(padded));
  }

  // ---- extension headers ----

  @Test
  void headersOfAnyNumberAndOrderAreWalked() {
    byte[] payload = extension(ICMPV6, PADDING, PING);
    payload = extension(DESTINATION_OPTIONS, 0, payload); // a routing header without segments left
    payload = extension(ROUTING, 0, payload); // six times Pad1
    payload = extension(DESTINATION_OPTIONS, 0x0502_0000_0100L, payload); // router alert, PadN
    assertReply(answer(HOP_BY_HOP, payload));
  }

  @Test
  void anAtomicFragmentIsAPacket() {
    byte[] whole = Packets.from(packet(PEER, HOST, ICMPV6, PING), 40); // with its checksum
    assertReply(answer(FRAGMENT, extension(ICMPV6, 0x0000_1234_5678L, whole)));
  }

  @Test
  void nothingComesBehindNoNextHeader() {
    assertNull(answer(NO_NEXT_HEADER, new byte[0]));
    assertNull(answer(NO_NEXT_HEADER, PING));
    assertNull(answer(DESTINATION_OPTIONS, extension(NO_NEXT_HEADER, PADDING, PING)));
  }

  @Test
  void anUnknownNextHeaderIsPointedAt() {
    byte[] direct = packet(PEER, HOST, 253, new byte[8]);
    assertError(host.answerTo(direct), PARAMETER_PROBLEM, 1, 6, direct);
    byte[] behind = packet(PEER, HOST, DESTINATION_OPTIONS, extension(253, PADDING, new byte[8]));
    assertError(host.answerTo(behind), PARAMETER_PROBLEM, 1, 40, behind);
    byte[] icmp4 = packet(PEER, HOST, 1, icmp(8, 0, 0, new byte[4]));
    assertError(host.answerTo(icmp4), PARAMETER_PROBLEM, 1, 6, icmp4);
  }

  @Test
  void hopByHopOptionsComeFirstOrNotAtAll() {
    byte[] twice = extension(HOP_BY_HOP, PADDING, extension(ICMPV6, PADDING, PING));
    byte[] packet = packet(PEER, HOST, HOP_BY_HOP, twice);
    assertError(host.answerTo(packet), PARAMETER_PROBLEM, 1, 40, packet);
  }

  @Test
  void noSourceRouteIsFollowed() {
    for (int type : new int[] {0, 2, 3, 4, 253}) {
      byte[] route = extension(ICMPV6, (long) type << 40 | 1L << 32, PING);
      byte[] packet = packet(PEER, HOST, ROUTING, route);
      assertError(host.answerTo(packet), PARAMETER_PROBLEM, 0, 42, packet);
    }
  }

  /** RFC 8200 4.2: the upper two bits of the type say what is to be done. */
  @ParameterizedTest
  @CsvSource({"0x1E, 0", "0x5E, 60"})
  void anUnknownOptionIsSkippedOrItsPacketDropped(String type, int header) {
    long option = Long.decode(type) << 40 | PAD_4;
    byte[] reply = answer(DESTINATION_OPTIONS, extension(ICMPV6, option, PING));
    if (header == 0) {
      assertReply(reply);
    } else {
      assertNull(reply);
    }
  }

  @Test
  void anUnknownOptionIsReportedEvenOfAGroupsPacketOrNot() {
    for (int header : new int[] {HOP_BY_HOP, DESTINATION_OPTIONS}) {
      byte[] always = extension(ICMPV6, 0x9EL << 40 | PAD_4, PING);
      byte[] toHost = packet(PEER, HOST, header, always);
      assertError(host.answerTo(toHost), PARAMETER_PROBLEM, 2, 42, toHost);
      byte[] toGroup = packet(PEER, ALL_NODES, header, always);
      assertError(host.answerTo(toGroup), PARAMETER_PROBLEM, 2, 42, toGroup);
      byte[] single = extension(ICMPV6, 0xDEL << 40 | PAD_4, PING);
      byte[] again = packet(PEER, HOST, header, single);
      assertError(host.answerTo(again), PARAMETER_PROBLEM, 2, 42, again);
      assertNull(host.answerTo(packet(PEER, ALL_NODES, header, single)));
    }
  }

  @Test
  void malformedHeadersAreDropped() {
    assertNull(answer(DESTINATION_OPTIONS, new byte[0]), "no header");
    assertNull(answer(DESTINATION_OPTIONS, new byte[] {ICMPV6, 0, 1}), "less than 8 bytes");
    byte[] beyond = extension(ICMPV6, PADDING, PING);
    beyond[1] = 9;
    assertNull(answer(DESTINATION_OPTIONS, beyond), "longer than its packet");
    byte[] option = extension(ICMPV6, 0x1E05_0000_0000L, PING);
    assertNull(answer(DESTINATION_OPTIONS, option), "an option longer than its header");
    byte[] hidden = extension(ICMPV6, 0x0104_0000_0001L, PING);
    assertNull(answer(DESTINATION_OPTIONS, hidden), "padding that says something");
  }

  // ---- errors ----

  @Test
  void aClosedPortIsUnreachable() {
    byte[] datagram = packet(PEER, HOST, UDP, udp(9, 9, new byte[1_300]));
    byte[] error = host.answerTo(datagram);
    assertError(error, DESTINATION_UNREACHABLE, 4, 0, datagram);
    assertEquals(1_280, error.length, "no longer than what every link carries");
    assertEquals(HOST, Ipv6Packets.source(error));
  }

  @Test
  void nobodyIsToldOfErrorsGroupsAndNobodys() {
    byte[] error = icmp(DESTINATION_UNREACHABLE, 4, 0, packet(HOST, PEER, 253, new byte[8]));
    assertNull(answer(ICMPV6, error));
    assertNull(answer(DESTINATION_OPTIONS, extension(ICMPV6, PADDING, error)));
    assertNull(host.answerTo(packet(PEER, ALL_NODES, UDP, udp(9, 9, new byte[4]))));
    assertNull(host.answerTo(packet(PEER, ALL_NODES, 253, new byte[8])));
    assertNull(host.answerTo(packet("::", HOST, UDP, udp(9, 9, new byte[4]))));
  }

  @Test
  void errorsAreFewAndComeAgainWithTime() {
    byte[] unknown = packet(PEER, HOST, 253, new byte[8]);
    int told = 0;
    for (int i = 0; i < 1_000; i++) {
      told += host.answerTo(unknown) == null ? 0 : 1;
    }
    assertTrue(told > 0 && told < 100, told + " errors at once");
    host.pass(10_000_000_000L);
    assertError(host.answerTo(unknown), PARAMETER_PROBLEM, 1, 6, unknown);
  }

  // ---- UDP ----

  @Test
  void aDatagramWithoutAChecksumIsDropped() {
    byte[] datagram = packet(PEER, HOST, UDP, udp(9, 7, new byte[] {5}));
    byte[] echo = host.answerTo(datagram);
    assertEquals(UDP, echo[6]);
    assertEquals(7, Packets.u16(echo, 40));
    assertEquals(5, echo[48]);
    datagram[46] = 0;
    datagram[47] = 0;
    assertNull(host.answerTo(datagram));
    assertEquals(1, host.echoed());
  }

  @Test
  void aFlowHasOneLabelAndAnotherFlowAnother() {
    byte[] first = host.answerTo(packet(PEER, HOST, UDP, udp(9, 7, new byte[1])));
    byte[] second = host.answerTo(packet(PEER, HOST, UDP, udp(9, 7, new byte[40])));
    byte[] other = host.answerTo(packet(PEER, HOST, UDP, udp(10, 7, new byte[1])));
    assertEquals(label(first), label(second));
    assertTrue(label(first) != 0 && label(first) != label(other));
  }

  private static int label(byte[] packet) {
    return ByteBuffer.wrap(packet).getInt(0) & 0xF_FFFF;
  }
}
