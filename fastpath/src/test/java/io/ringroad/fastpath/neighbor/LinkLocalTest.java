package io.ringroad.fastpath.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host that looks for a link-local address, in virtual time. */
class LinkLocalTest implements LinkLocal.Holder {
  private static final long SECOND = 1_000_000_000L;

  private final Bench bench = new Bench();
  private final SplittableRandom random = new SplittableRandom(3927);
  private final List<String> events = new ArrayList<>();
  private final LinkLocal linkLocal =
      new LinkLocal(bench.host.ethernet.arp(), bench.host.timers, random::nextLong, this);

  @AfterEach
  void nothingIsLost() {
    bench.close();
  }

  @Override
  public void onAcquired(int address, long nowNs) {
    events.add(IpAddresses.formatIpv4(address));
    bench.host.ethernet.addAddress(address, LinkLocal.PREFIX_LENGTH);
  }

  @Override
  public void onLost(int address, long nowNs) {
    events.add("lost");
    bench.host.ethernet.removeAddress(address);
  }

  /** Lets time pass in steps until a frame is sent. */
  private byte[] nextFrame() {
    for (int i = 0; i < 1_000; i++) {
      byte[] frame = bench.nic.collectBytes();
      if (frame != null) {
        return frame;
      }
      bench.pass(SECOND / 10);
    }
    throw new AssertionError("nothing is sent");
  }

  private String probed() {
    byte[] probe = nextFrame();
    assertEquals(MacAddresses.BROADCAST, Packets.macAt(probe, 0));
    assertEquals("0.0.0.0", Packets.ip(probe, 14 + 14), "RFC 5227 2.1.1: it has no address yet");
    return Packets.ip(probe, 14 + 24);
  }

  @Test
  void threeProbesThatNobodyAnswersMakeItOurs() {
    linkLocal.start(bench.nowNs);
    String address = probed();
    assertTrue(address.startsWith("169.254."), address);
    assertEquals(address, probed());
    assertEquals(address, probed());
    assertEquals(List.of(), events);
    bench.pass(21 * SECOND / 10);
    assertEquals(List.of(address), events);
    bench.pass(20 * SECOND);
    bench.assertNothingSent();
  }

  @Test
  void anAddressThatSomebodyHasOrWantsIsLeftToHim() {
    linkLocal.start(bench.nowNs);
    String first = probed();
    bench.injectArp(
        Bench.HOST_MAC, Packets.arp(2, Packets.PEER_MAC, first, Bench.HOST_MAC, "0.0.0.0"));
    String second = probed();
    assertTrue(!second.equals(first));
    bench.injectArp(MacAddresses.BROADCAST, Packets.arp(1, Packets.PEER_MAC, "0.0.0.0", 0, second));
    assertTrue(!probed().equals(second), "RFC 5227 2.1.1: another prober comes first, too");
    assertEquals(List.of(), events);
  }

  @Test
  void itIsDefendedOnceAndGivenUpTheSecondTime() {
    linkLocal.start(bench.nowNs);
    final String address = probed();
    probed();
    probed();
    bench.pass(21 * SECOND / 10);
    byte[] claim = Packets.arp(1, Packets.PEER_MAC, address, 0, address);
    bench.injectArp(MacAddresses.BROADCAST, claim);
    byte[] defence = bench.sent();
    assertEquals(address, Packets.ip(defence, 14 + 14), "RFC 5227 2.4 (b)");
    assertEquals(address, Packets.ip(defence, 14 + 24));
    bench.injectArp(MacAddresses.BROADCAST, claim);
    assertEquals(List.of(address, "lost"), events);
    assertTrue(!probed().equals(address));
  }

  @Test
  void afterTenConflictsItWaitsForAMinute() {
    linkLocal.start(bench.nowNs);
    for (int i = 0; i < 10; i++) {
      String wanted = probed();
      bench.injectArp(
          Bench.HOST_MAC, Packets.arp(2, Packets.PEER_MAC, wanted, Bench.HOST_MAC, "0.0.0.0"));
    }
    bench.pass(59 * SECOND);
    bench.assertNothingSent();
    bench.pass(3 * SECOND);
    probed();
  }
}
