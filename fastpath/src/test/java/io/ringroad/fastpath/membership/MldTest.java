package io.ringroad.fastpath.membership;

import static io.ringroad.fastpath.membership.MembershipBench.MS;
import static io.ringroad.fastpath.membership.MembershipBench.ON_LINK;
import static io.ringroad.fastpath.membership.MembershipBench.SECOND;
import static io.ringroad.fastpath.membership.MembershipBench.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.membership.MembershipBench.Sent;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * MLDv2 (RFC 3810) and MLDv1 (RFC 2710) behind the state machine of IGMP. The packets are those of
 * Linux 6.18 for the same calls and queries, captured on a veth pair.
 */
class MldTest {
  private static final long LONG = 3 * SECOND;
  private static final int IP_OFFSET = 14;
  private static final int MESSAGE_OFFSET = 14 + 40 + 8;
  private static final String LINK_LOCAL = "fe80::d098:33ff:fe11:6742";
  private static final String FROM = "fe80000000000000d09833fffe116742";
  private static final String TO_ROUTERS = "ff020000000000000000000000000016";
  private static final String ALERT = "3a00050200000100";
  private static final String GROUP = "ff05::1:1";
  private static final String OWN_NODE = "8f009fc90000000104000000ff0200000000000000000001ff116742";
  private static final byte[] ROUTER_ALERT = HexFormat.of().parseHex(ALERT);

  private final MembershipBench bench =
      new MembershipBench(MembershipConfig.DEFAULT, "10.69.0.2/24", LINK_LOCAL + "/64");
  private final DatagramSocket socket = bench.socket();

  @BeforeEach
  void settle() {
    bench.pass(LONG);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void join(String group) {
    IpAddress address = IpAddresses.parse(group);
    ok(bench.groups.join(socket, address.high(), address.low(), ON_LINK, 0, true));
  }

  private void leave(String group) {
    IpAddress address = IpAddresses.parse(group);
    ok(bench.groups.leave(socket, address.high(), address.low(), ON_LINK, 0));
  }

  private NetError source(String group, String source, boolean add) {
    IpAddress to = IpAddresses.parse(group);
    IpAddress from = IpAddresses.parse(source);
    return bench.groups.changeSource(
        socket, to.high(), to.low(), ON_LINK, from.high(), from.low(), false, add);
  }

  /** The MLD packets of a while, from the IPv6 header. */
  private List<String> packets(long durationNs) {
    return bench.pass(durationNs).stream().filter(MldTest::isMld).map(Sent::hex).toList();
  }

  private static boolean isMld(Sent sent) {
    return Packets.u16(sent.frame(), 12) == EtherTypes.IPV6
        && Packets.u8(sent.frame(), IP_OFFSET + 6) == 0;
  }

  private List<String> messages(long durationNs) {
    return bench.pass(durationNs).stream()
        .filter(MldTest::isMld)
        .map(each -> each.hex().substring(2 * (MESSAGE_OFFSET - IP_OFFSET)))
        .sorted()
        .toList();
  }

  private static String report(int bytes, String message) {
    return "60000000" + "%04x".formatted(bytes) + "0001" + FROM + TO_ROUTERS + ALERT + message;
  }

  private void assertToldTwice(int bytes, String message) {
    String expected = report(bytes, message);
    assertEquals(List.of(expected, expected), packets(LONG));
  }

  @Test
  void everyByteOfAChangeIsAsTheKernelSendsIt() {
    join(GROUP);
    assertToldTwice(0x24, "8f00061a0000000104000000ff050000000000000000000000010001");
    leave(GROUP);
    assertToldTwice(0x24, "8f00071a0000000103000000ff050000000000000000000000010001");
    IpAddress specific = IpAddresses.parse("ff35::1");
    ok(bench.groups.join(socket, specific.high(), specific.low(), ON_LINK, 0, false));
    ok(source("ff35::1", "fd00::7", true));
    assertToldTwice(
        0x34,
        "8f0007d20000000105000001ff350000000000000000000000000001"
            + "fd000000000000000000000000000007");
    ok(source("ff35::1", "fd00::7", false));
    assertToldTwice(
        0x34,
        "8f0006d20000000106000001ff350000000000000000000000000001"
            + "fd000000000000000000000000000007");
    join("ff01::5");
    assertEquals(List.of(), packets(LONG), "it does not reach the link");
  }

  /** RFC 4861 7.2.1: the group in which neighbours ask for the address is joined, and told. */
  @Test
  void anAddressBringsItsSolicitedNodeGroup() {
    try (MembershipBench fresh =
        new MembershipBench(MembershipConfig.DEFAULT, LINK_LOCAL + "/64")) {
      List<String> sent = fresh.pass(LONG).stream().filter(MldTest::isMld).map(Sent::hex).toList();
      assertTrue(sent.contains(report(0x24, OWN_NODE)), sent.toString());
    }
  }

  private static byte[] query(int maxResponse, boolean older) {
    ByteBuffer query = ByteBuffer.allocate(older ? 24 : 28).put((byte) 130);
    query.putShort(4, (short) maxResponse);
    if (!older) {
      query.put(24, (byte) 2).put(25, (byte) 125);
    }
    return query.array();
  }

  /** What a router might send; each part of it can be wrong. */
  private void inject(String from, int hopLimit, byte[] alert, byte[] message) {
    IpAddress source = IpAddresses.parse(from);
    IpAddress to = IpAddresses.parse("ff02::1");
    byte[] pseudo =
        ByteBuffer.allocate(40 + message.length)
            .putLong(source.high())
            .putLong(source.low())
            .putLong(to.high())
            .putLong(to.low())
            .putInt(message.length)
            .putInt(58)
            .put(message)
            .array();
    ByteBuffer.wrap(message).putShort(2, (short) Packets.checksum(pseudo));
    byte[] packet =
        ByteBuffer.allocate(40 + alert.length + message.length)
            .putInt(0x6000_0000)
            .putShort((short) (alert.length + message.length))
            .put((byte) (alert.length == 0 ? 58 : 0))
            .put((byte) hopLimit)
            .putLong(source.high())
            .putLong(source.low())
            .putLong(to.high())
            .putLong(to.low())
            .put(alert)
            .put(message)
            .array();
    long mac = MacAddresses.ofMulticast(to.high(), to.low());
    bench.nic.inject(Packets.ethernet(mac, Packets.PEER_MAC, EtherTypes.IPV6, packet));
  }

  private void ask(boolean older) {
    inject("fe80::99", 1, ROUTER_ALERT, query(1_000, older));
  }

  @Test
  void aGeneralQueryIsAnsweredWithEverythingWithinItsTime() {
    join("ff02::5");
    bench.pass(LONG);
    ask(false);
    List<String> sent = packets(SECOND + MS);
    assertEquals(1, sent.size());
    assertEquals(
        "02000000ff0200000000000000000001ff116742" + "02000000ff020000000000000000000000000005",
        sent.getFirst().substring(sent.getFirst().length() - 80));
  }

  /** RFC 3810 6.2, as Linux checks it. */
  @Test
  void aQueryIsFromTheLinkOrIgnored() {
    inject("fe80::99", 1, new byte[0], query(1_000, false));
    inject("fe80::99", 2, ROUTER_ALERT, query(1_000, false));
    inject("fd00::1", 1, ROUTER_ALERT, query(1_000, false));
    inject("::", 1, ROUTER_ALERT, query(1_000, false));
    byte[] other = ROUTER_ALERT.clone();
    other[5] = 1; // a router alert for RSVP
    inject("fe80::99", 1, other, query(1_000, false));
    inject("fe80::99", 1, ROUTER_ALERT, new byte[] {(byte) 130, 0, 0, 0, 0, 0, 0, 0});
    byte[] sources = query(1_000, false);
    sources[27] = 1;
    inject("fe80::99", 1, ROUTER_ALERT, sources);
    assertEquals(List.of(), packets(LONG));
  }

  @Test
  void aQuerierOfVersion1IsAnsweredInItsWords() {
    join("ff02::5");
    bench.pass(LONG);
    ask(true);
    List<String> sent = packets(SECOND + MS).stream().sorted().toList();
    String header = "6000000000200001" + FROM;
    String own = "ff0200000000000000000001ff116742";
    String five = "ff020000000000000000000000000005";
    assertEquals(
        List.of(
            header + five + ALERT + "8300163000000000" + five,
            header + own + ALERT + "8300498f00000000" + own),
        sent);
    leave("ff02::5");
    assertEquals(
        List.of(header + "ff020000000000000000000000000002" + ALERT + "8400153300000000" + five),
        packets(LONG));
  }

  /** RFC 3590 4. */
  @Test
  void whatIsSaidFromNoAddressIsSaidAgainFromOne() {
    try (MembershipBench fresh = new MembershipBench(MembershipConfig.DEFAULT, "fd00::1/64")) {
      IpAddress group = IpAddresses.parse(GROUP);
      DatagramSocket member = fresh.socket();
      ok(fresh.groups.join(member, group.high(), group.low(), ON_LINK, 0, true));
      String record = "04000000ff050000000000000000000000010001";
      List<String> fromNone = mld(fresh, LONG);
      assertEquals(2, fromNone.stream().filter(each -> each.contains(record)).count());
      fromNone.forEach(each -> assertEquals("00".repeat(16), each.substring(16, 48)));
      ok(
          fresh
              .engine
              .network()
              .addAddress(ON_LINK, InterfaceConfig.Address.parse(LINK_LOCAL + "/64")));
      List<String> again = mld(fresh, LONG).stream().filter(each -> each.contains(record)).toList();
      assertEquals(2, again.size());
      again.forEach(each -> assertEquals(FROM, each.substring(16, 48)));
      assertEquals(List.of(), mld(fresh, 100 * SECOND));
    }
  }

  private static List<String> mld(MembershipBench host, long durationNs) {
    return host.pass(durationNs).stream().filter(MldTest::isMld).map(Sent::hex).toList();
  }

  @Test
  void manyGroupsShareReports() {
    for (int i = 1; i <= 500; i++) {
      join("ff05::" + Integer.toHexString(i));
    }
    int records = 0;
    List<Sent> sent = bench.pass(LONG).stream().filter(MldTest::isMld).toList();
    for (Sent each : sent) {
      assertTrue(each.frame().length <= 14 + 1_500);
      records += Packets.u16(each.frame(), MESSAGE_OFFSET + 6);
    }
    assertEquals(2 * 500, records);
    assertEquals(2 * ((500 + 71) / 72), sent.size(), "72 records of 20 bytes go into 1500");
    assertEquals(List.of(), messages(LONG));
  }
}
