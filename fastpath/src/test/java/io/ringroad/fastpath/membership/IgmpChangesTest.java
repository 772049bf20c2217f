package io.ringroad.fastpath.membership;

import static io.ringroad.fastpath.membership.MembershipBench.SECOND;
import static io.ringroad.fastpath.membership.MembershipBench.low;
import static io.ringroad.fastpath.membership.MembershipBench.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.membership.MembershipBench.Sent;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 3376 5.1: what is told to routers of a change, when and how often. */
class IgmpChangesTest {
  private static final long LONG = 3 * SECOND;
  private static final String GROUP = "239.1.1.2";

  private final MembershipBench bench = new MembershipBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void assertToldTwice(String expected) {
    List<Sent> sent = bench.pass(LONG);
    assertEquals(2, sent.size());
    assertTrue(sent.get(1).atNs() - sent.get(0).atNs() <= SECOND + 1_000_000);
    for (Sent each : sent) {
      assertEquals(expected, each.hex());
      assertEquals(0x0100_5E00_0016L, each.destinationMac());
    }
  }

  private void setFilter(DatagramSocket socket, boolean exclude, String... sources) {
    int[] addresses = new int[sources.length];
    for (int i = 0; i < sources.length; i++) {
      addresses[i] = IpAddresses.parseIpv4(sources[i]);
    }
    SourceList list = SourceList.ofIpv4(addresses);
    ok(bench.groups.setFilter(socket, 0, low(GROUP), MembershipBench.ON_LINK, exclude, list));
  }

  /** The packets are those of Linux 6.18 for the same calls, captured on a veth pair. */
  @Test
  void everyByteIsAsTheKernelSendsIt() {
    DatagramSocket socket = bench.socket();
    String header = "46c00028000040000102f9b20a450002e000001694040000";
    bench.join(socket, "239.1.1.1");
    assertToldTwice(header + "2200e9fb0000000104000000ef010101");
    bench.leave(socket, "239.1.1.1");
    assertToldTwice(header + "2200eafb0000000103000000ef010101");
    String longer = "46c0002c000040000102f9ae0a450002e000001694040000";
    bench.include(socket, "232.1.1.1", "10.0.0.7");
    assertToldTwice(longer + "2200e5f30000000105000001e80101010a000007");
    bench.include(socket, "232.1.1.1", "10.0.0.8");
    assertToldTwice(longer + "2200e5f20000000105000001e80101010a000008");
    bench.changeSource(socket, "232.1.1.1", "10.0.0.7", false, false);
    assertToldTwice(longer + "2200e4f30000000106000001e80101010a000007");
    bench.changeSource(socket, "232.1.1.1", "10.0.0.8", false, false);
    assertToldTwice(longer + "2200e4f20000000106000001e80101010a000008");
    bench.join(socket, GROUP);
    assertToldTwice(header + "2200e9fa0000000104000000ef010102");
    bench.changeSource(socket, GROUP, "10.0.0.9", true, true);
    assertToldTwice(longer + "2200ddf00000000106000001ef0101020a000009");
    bench.changeSource(socket, GROUP, "10.0.0.9", true, false);
    assertToldTwice(longer + "2200def00000000105000001ef0101020a000009");
    setFilter(socket, false, "10.0.0.5", "10.0.0.6");
    assertToldTwice(
        "46c00030000040000102f9aa0a450002e000001694040000"
            + "2200d6ed0000000103000002ef0101020a0000050a000006");
    setFilter(socket, true, "10.0.0.5");
    assertToldTwice(longer + "2200dff40000000104000001ef0101020a000005");
    bench.engine.proxy(0).close(socket);
    assertToldTwice(header + "2200eafa0000000103000000ef010102");
  }

  @Test
  void theFirstReportIsSentAtOnce() {
    long beforeNs = bench.nowNs;
    bench.join(bench.socket(), GROUP);
    assertTrue(bench.pass(LONG).getFirst().atNs() - beforeNs < 1_000_000);
  }

  @Test
  void ofAllSystemsNothingIsEverSaid() {
    bench.join(bench.socket(), "224.0.0.1");
    assertEquals(List.of(), bench.pass(LONG));
    bench.generalQuery(10);
    assertEquals(List.of(), bench.pass(LONG));
  }

  @Test
  void otherMembersOfAGroupAreNoChange() {
    DatagramSocket first = bench.socket();
    DatagramSocket second = bench.socket();
    bench.join(first, GROUP);
    bench.pass(LONG);
    bench.join(second, GROUP);
    bench.leave(first, GROUP);
    assertEquals(List.of(), bench.pass(LONG));
    bench.leave(second, GROUP);
    assertEquals(2, bench.pass(LONG).size());
  }

  @Test
  void aSourceChangeDuringAModeChangeIsToldInBothWays() {
    DatagramSocket socket = bench.socket();
    bench.join(socket, GROUP);
    assertEquals(List.of("220000000000000104000000ef010102"), messages(bench.pass(5_000_000)));
    bench.changeSource(socket, GROUP, "10.0.0.9", true, true);
    assertEquals(
        List.of(
            "220000000000000104000001ef0101020a000009", // the mode's second
            "220000000000000106000001ef0101020a000009"), // the source's second
        messages(bench.pass(LONG)));
  }

  @Test
  void aModeChangeTakesTheLastOnesPlace() {
    DatagramSocket socket = bench.socket();
    bench.join(socket, GROUP);
    bench.pass(5_000_000);
    bench.leave(socket, GROUP);
    String left = "220000000000000103000000ef010102";
    assertEquals(List.of(left, left), messages(bench.pass(LONG)));
  }

  private static List<String> messages(List<Sent> sent) {
    return sent.stream().map(Sent::messageHex).toList();
  }

  @Test
  void changesThatComeTogetherShareReportsAsTheMtuAllows() {
    DatagramSocket socket = bench.socket();
    for (int i = 0; i < 1_000; i++) {
      bench.join(socket, "239.7." + i / 250 + "." + (i % 250 + 1));
    }
    List<Sent> sent = bench.pass(LONG);
    int most = (1_500 - 24 - 8) / 8;
    assertEquals(2 * ((1_000 + most - 1) / most), sent.size());
    int records = 0;
    for (Sent each : sent) {
      assertTrue(each.frame().length <= 14 + 1_500);
      assertEquals(0, Packets.checksum(each.message()));
      records += Packets.u16(each.message(), 6);
    }
    assertEquals(2 * 1_000, records);
  }

  private static String[] sources(int count) {
    String[] all = new String[count];
    for (int i = 0; i < count; i++) {
      all[i] = "10.1." + i / 250 + "." + (i % 250 + 1);
    }
    return all;
  }

  /** RFC 3376 4.2.16. */
  @Test
  void aLongIncludeListIsSplitAndALongExcludeListIsCut() {
    DatagramSocket socket = bench.socket();
    ok(bench.groups.join(socket, 0, low(GROUP), MembershipBench.ON_LINK, 0, false));
    setFilter(socket, false, sources(500));
    List<Sent> first = bench.pass(5_000_000);
    int most = (1_500 - 24 - 8 - 8) / 4;
    assertEquals(2, first.size());
    assertEquals(most, Packets.u16(first.get(0).message(), 8 + 2));
    assertEquals(500 - most, Packets.u16(first.get(1).message(), 8 + 2));
    assertEquals(5, first.get(1).message()[8]);
    bench.pass(LONG);
    setFilter(socket, true, sources(500));
    List<Sent> cut = bench.pass(5_000_000);
    assertEquals(1, cut.size());
    assertEquals(4, cut.getFirst().message()[8]);
    assertEquals(most, Packets.u16(cut.getFirst().message(), 8 + 2));
  }

  @Test
  void theQueriersRobustnessCounts() {
    bench.router("224.0.0.1", MembershipBench.query(10, 4, 125, "0.0.0.0"));
    bench.pass(LONG);
    bench.join(bench.socket(), GROUP);
    assertEquals(4, bench.pass(10 * SECOND).size());
  }

  @Test
  void anOrderlyEndLeavesEveryGroup() {
    DatagramSocket socket = bench.socket();
    bench.join(socket, GROUP);
    bench.include(bench.socket(), "232.1.1.1", "10.0.0.7");
    bench.pass(LONG);
    bench.engine.lane(0).onClose();
    byte[] frame = bench.nic.collectBytes();
    assertEquals(
        "220000000000000203000000ef01010206000001e80101010a000007",
        new Sent(0, frame).messageHex());
  }

  @Test
  void anInterfaceWithoutAnAddressReportsFromNone() {
    try (MembershipBench bare = new MembershipBench(MembershipConfig.DEFAULT)) {
      bare.join(bare.socket(), GROUP);
      List<Sent> sent = bare.pass(LONG);
      assertEquals(2, sent.size());
      assertEquals("0.0.0.0", Packets.ip(sent.getFirst().frame(), 14 + 12));
    }
  }
}
