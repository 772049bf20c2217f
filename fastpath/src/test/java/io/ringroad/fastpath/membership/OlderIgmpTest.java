package io.ringroad.fastpath.membership;

import static io.ringroad.fastpath.membership.MembershipBench.SECOND;
import static io.ringroad.fastpath.membership.MembershipBench.igmp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.membership.MembershipBench.Sent;
import io.ringroad.fastpath.socket.DatagramSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 3376 7: beside a querier of version 2 (RFC 2236) or 1 (RFC 1112) its words are spoken. */
class OlderIgmpTest {
  private static final String GROUP = "239.1.1.1";
  private static final String SPECIFIC = "232.1.1.1";
  private static final byte[] QUERY_2 = igmp(0x11, 10, "0.0.0.0");
  private static final byte[] QUERY_1 = igmp(0x11, 0, "0.0.0.0");
  private static final String REPORT_2 = "16000000ef010101";
  private static final String REPORT_2_SPECIFIC = "16000000e8010101";

  private final MembershipBench bench = new MembershipBench();
  private DatagramSocket socket;

  @BeforeEach
  void join() {
    socket = bench.socket();
    bench.join(socket, GROUP);
    bench.include(socket, SPECIFIC, "10.0.0.7");
    bench.pass(3 * SECOND);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<String> said(long durationNs) {
    return bench.pass(durationNs).stream().map(Sent::messageHex).sorted().toList();
  }

  private void speak(byte[] query) {
    bench.router("224.0.0.1", query);
    bench.pass(12 * SECOND);
  }

  /** As captured from Linux 6.18. */
  @Test
  void everyByteOfVersion2IsAsTheKernelSendsIt() {
    bench.router("224.0.0.1", QUERY_2);
    List<String> sent = bench.pass(SECOND + 1_000_000).stream().map(Sent::hex).sorted().toList();
    assertEquals(
        List.of(
            "46c00020000040000102e9ce0a450002ef010101940400001600f9fcef010101",
            "46c00020000040000102f0ce0a450002e801010194040000160000fde8010101"),
        sent);
    bench.leave(socket, GROUP);
    List<Sent> left = bench.pass(SECOND);
    assertEquals(
        "46c00020000040000102f9ce0a450002e0000002940400001700f8fcef010101", left.getFirst().hex());
    assertEquals(0x0100_5E00_0002L, left.getFirst().destinationMac());
    assertEquals(1, left.size());
  }

  @Test
  void aQueryForAGroupIsAnsweredForThatGroup() {
    speak(QUERY_2);
    bench.router(GROUP, igmp(0x11, 10, GROUP));
    assertEquals(List.of(REPORT_2), said(2 * SECOND));
    bench.router("224.0.0.1", MembershipBench.query(10, 2, 125, "0.0.0.0"));
    assertEquals(List.of(REPORT_2, REPORT_2_SPECIFIC).stream().sorted().toList(), said(2 * SECOND));
  }

  @Test
  void aNewGroupIsReportedAtOnceAndAgain() {
    speak(QUERY_2);
    long nowNs = bench.nowNs;
    bench.join(socket, "239.1.1.5");
    List<Sent> sent = bench.pass(12 * SECOND);
    assertEquals(List.of("16000000ef010105", "16000000ef010105"), messages(sent));
    assertTrue(sent.getFirst().atNs() - nowNs < 10_000_000);
    assertEquals("239.1.1.5", sent.getFirst().destination());
  }

  private static List<String> messages(List<Sent> sent) {
    return sent.stream().map(Sent::messageHex).toList();
  }

  /** RFC 2236 3: whoever hears another's report has nothing to add, and nothing to take back. */
  @Test
  void anothersReportTakesTheWord() {
    speak(QUERY_2);
    bench.router("224.0.0.1", QUERY_2);
    bench.pass(0);
    bench.router(GROUP, igmp(0x16, 0, GROUP));
    assertEquals(List.of(REPORT_2_SPECIFIC), said(2 * SECOND));
    bench.leave(socket, GROUP);
    assertEquals(List.of(), said(2 * SECOND), "the other may still be there");
  }

  @Test
  void version1KnowsReportsOnly() {
    bench.router("224.0.0.1", QUERY_1);
    assertEquals(List.of("12000000e8010101", "12000000ef010101"), said(11 * SECOND));
    bench.leave(socket, GROUP);
    assertEquals(List.of(), said(2 * SECOND));
  }

  @Test
  void theOldestQuerierCounts() {
    speak(QUERY_1);
    bench.router("224.0.0.1", QUERY_2);
    assertEquals(List.of("12000000e8010101", "12000000ef010101"), said(2 * SECOND));
  }

  /** RFC 3376 8.12: robustness times the query interval, and the response interval. */
  @Test
  void anOlderQuerierIsForgottenAfterItsTime() {
    bench.router("224.0.0.1", QUERY_2);
    bench.pass(250 * SECOND);
    bench.generalQuery(1);
    assertEquals(2, said(SECOND / 2).size(), "still version 2: a report for each group");
    bench.pass(2 * SECOND);
    bench.generalQuery(1);
    List<String> said = said(SECOND / 2);
    assertEquals(1, said.size());
    assertEquals("22", said.getFirst().substring(0, 2));
    bench.join(socket, "239.1.1.5");
    assertEquals(List.of("220000000000000104000000ef010105"), said(3_000_000));
  }

  /** RFC 3376 7.2.1. */
  @Test
  void aChangeOfVersionCancelsWhatWaits() {
    bench.join(socket, "239.1.1.5");
    bench.pass(1_000_000);
    bench.router("224.0.0.1", igmp(0x11, 1, "0.0.0.0"));
    assertEquals(3, said(3 * SECOND).stream().filter(each -> each.startsWith("16")).count());
  }

  @Test
  void onlyAGeneralQueryMakesAnOlderQuerier() {
    bench.router(GROUP, igmp(0x11, 10, GROUP));
    assertEquals(List.of("220000000000000102000000ef010101"), said(2 * SECOND));
  }

  @Test
  void aVersionCanBeForced() {
    MembershipConfig config = MembershipConfig.DEFAULT.withForcedVersion(2);
    try (MembershipBench forced = new MembershipBench(config, "10.69.0.2/24")) {
      DatagramSocket member = forced.socket();
      forced.join(member, GROUP);
      assertEquals(List.of(REPORT_2, REPORT_2), messages(forced.pass(12 * SECOND)));
      forced.engine.lane(0).onClose();
      assertEquals(
          "17000000ef010101", new Sent(0, forced.nic.collectBytes()).messageHex(), "the end");
    }
  }
}
