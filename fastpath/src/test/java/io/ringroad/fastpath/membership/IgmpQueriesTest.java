package io.ringroad.fastpath.membership;

import static io.ringroad.fastpath.membership.MembershipBench.MS;
import static io.ringroad.fastpath.membership.MembershipBench.SECOND;
import static io.ringroad.fastpath.membership.MembershipBench.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.membership.MembershipBench.Sent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * RFC 3376 5.2: what is answered to a querier of version 3, and what is no query. The engine has
 * what {@code EVERYTHING} says; the packets are those of Linux 6.18 for the same state.
 */
class IgmpQueriesTest {
  private static final int ONE_SECOND = 10;
  private static final String INCLUDING = "232.1.1.1";
  private static final String EXCLUDING = "239.1.1.1";
  private static final String EVERYTHING =
      "2200000000000002" + "02000001ef0101010a000009" + "01000002e80101010a0000070a000008";
  private static final String ALL_OF_EXCLUDING = "2200000000000001" + "02000001ef0101010a000009";
  private static final String ALL_OF_INCLUDING =
      "2200000000000001" + "01000002e80101010a0000070a000008";

  private final MembershipBench bench = new MembershipBench();

  @BeforeEach
  void join() {
    var socket = bench.socket();
    bench.join(socket, EXCLUDING);
    bench.changeSource(socket, EXCLUDING, "10.0.0.9", true, true);
    bench.include(socket, INCLUDING, "10.0.0.7");
    bench.include(socket, INCLUDING, "10.0.0.8");
    bench.pass(3 * SECOND);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void ask(String group, String... sources) {
    bench.router(group, query(ONE_SECOND, 2, 125, group, sources));
  }

  private void assertAnswered(String... expected) {
    List<Sent> sent = bench.pass(3 * SECOND);
    assertEquals(List.of(expected), sent.stream().map(Sent::messageHex).toList());
    sent.forEach(each -> assertEquals("224.0.0.22", each.destination()));
  }

  @Test
  void aGeneralQueryIsAnsweredWithEverythingWithinItsTime() {
    Set<Long> delays = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      long askedNs = bench.nowNs;
      bench.generalQuery(ONE_SECOND);
      List<Sent> sent = bench.pass(2 * SECOND);
      assertEquals(List.of(EVERYTHING), sent.stream().map(Sent::messageHex).toList());
      long delayNs = sent.getFirst().atNs() - askedNs;
      assertTrue(delayNs > 0 && delayNs <= SECOND + MS, "after " + delayNs);
      delays.add(delayNs / (100 * MS));
    }
    assertTrue(delays.size() > 5, "at random: " + delays);
  }

  /** RFC 3376 4.1.1: 0x9F is (16 + 15) * 2^(1 + 3) tenths of a second. */
  @Test
  void aLongTimeIsAFloatingPointNumber() {
    assertEquals(127, Query.decode8(0x7F));
    assertEquals(128, Query.decode8(0x80));
    assertEquals(496, Query.decode8(0x9F));
    assertEquals(31_744, Query.decode8(0xFF));
    assertEquals(32_768, Query.decode16(0x8000));
    assertEquals(8_387_584, Query.decode16(0xFFFF));
    long latestNs = 0;
    for (int i = 0; i < 30; i++) {
      long askedNs = bench.nowNs;
      bench.generalQuery(0x9F);
      latestNs = Math.max(latestNs, bench.pass(60 * SECOND).getFirst().atNs() - askedNs);
    }
    assertTrue(latestNs > 30 * SECOND && latestNs <= 50 * SECOND, "latest " + latestNs);
  }

  @Test
  void thoseWhoHaveNothingSayNothing() {
    try (MembershipBench idle = new MembershipBench()) {
      idle.generalQuery(ONE_SECOND);
      assertEquals(List.of(), idle.pass(3 * SECOND));
    }
  }

  @Test
  void severalGeneralQueriesHaveOneAnswer() {
    for (int i = 0; i < 10; i++) {
      bench.generalQuery(ONE_SECOND);
    }
    assertAnswered(EVERYTHING);
  }

  /** Rule 1: what is due before will do. */
  @Test
  void anAnswerAboutEverythingServesForAGroupToo() {
    bench.generalQuery(1);
    bench.pass(0);
    bench.router(EXCLUDING, query(0x9F, 2, 125, EXCLUDING));
    List<Sent> sent = bench.pass(60 * SECOND);
    assertEquals(EVERYTHING, sent.getFirst().messageHex());
    assertTrue(sent.size() <= 2);
  }

  @Test
  void aGroupIsAnsweredAlone() {
    ask(EXCLUDING);
    assertAnswered(ALL_OF_EXCLUDING);
    ask(INCLUDING);
    assertAnswered(ALL_OF_INCLUDING);
  }

  @Test
  void aGroupWithoutMembersIsNotAnswered() {
    bench.router("224.0.0.1", query(ONE_SECOND, 2, 125, "239.9.9.9"));
    assertAnswered();
  }

  @Test
  void ofSourcesThoseAreNamedThatAreReceived() {
    ask(INCLUDING, "10.0.0.8", "10.0.0.9");
    assertAnswered("2200000000000001" + "01000001e80101010a000008");
    ask(INCLUDING, "10.0.0.9");
    assertAnswered();
    ask(EXCLUDING, "10.0.0.9");
    assertAnswered();
    // RFC 3376 5.2: IS_IN (B-A). Linux tells its whole filter here.
    ask(EXCLUDING, "10.0.0.9", "10.0.0.10");
    assertAnswered("2200000000000001" + "01000001ef0101010a00000a");
  }

  /** Rules 4 and 5. */
  @Test
  void questionsAboutOneGroupAreAnsweredTogether() {
    ask(INCLUDING, "10.0.0.8");
    ask(INCLUDING, "10.0.0.7");
    assertAnswered(ALL_OF_INCLUDING);
    ask(INCLUDING, "10.0.0.8");
    ask(INCLUDING);
    assertAnswered(ALL_OF_INCLUDING);
    ask(INCLUDING);
    ask(INCLUDING, "10.0.0.8");
    assertAnswered(ALL_OF_INCLUDING);
  }

  @Test
  void anAnswerIsAboutWhatIsReceivedWhenItIsSent() {
    bench.router(INCLUDING, query(ONE_SECOND, 2, 125, INCLUDING));
    bench.pass(0);
    var socket = bench.socket();
    bench.include(socket, INCLUDING, "10.0.0.6");
    List<Sent> sent = bench.pass(3 * SECOND);
    String answer = "2200000000000001" + "01000003e80101010a0000070a0000080a000006";
    assertEquals(1, sent.stream().filter(each -> each.messageHex().equals(answer)).count());
  }

  @Test
  void whatIsNoQueryIsNotAnswered() {
    byte[] general = query(ONE_SECOND, 2, 125, "0.0.0.0");
    byte[] wrong = general.clone();
    wrong[9]++;
    bench.router("224.0.0.1", wrong); // the checksum
    bench.router("224.0.0.1", MembershipBench.igmp(0x11, 10, "0.0.0.0", new byte[2]));
    byte[] oneSource = {2, 125, 0, 1};
    bench.router("224.0.0.1", MembershipBench.igmp(0x11, 10, "0.0.0.0", oneSource));
    bench.router(INCLUDING, MembershipBench.igmp(0x11, 10, INCLUDING, oneSource));
    bench.router("224.0.0.1", query(ONE_SECOND, 2, 125, "10.0.0.1"));
    bench.router(EXCLUDING, general); // RFC 3376 9.1
    bench.router("224.0.0.1", MembershipBench.igmp(0x22, 0, "0.0.0.1", new byte[8]));
    bench.router("224.0.0.1", MembershipBench.igmp(0x13, 10, "0.0.0.0"));
    bench.router("224.0.0.1", new byte[] {0x11, 0, 0, 0});
    assertAnswered();
  }

  /** RFC 3376 4.1.12: so that a router's administrator can ask one host. */
  @Test
  void aQueryToTheHostItselfIsAnswered() {
    bench.routerToHost(query(ONE_SECOND, 2, 125, "0.0.0.0"));
    assertAnswered(EVERYTHING);
  }

  /** RFC 3376 9.1 would have them ignored; Linux, and so this host, hears them. */
  @Test
  void aQueryWithoutRouterAlertIsAnswered() {
    bench.routerWithoutAlert("224.0.0.1", query(ONE_SECOND, 2, 125, "0.0.0.0"));
    assertAnswered(EVERYTHING);
  }
}
