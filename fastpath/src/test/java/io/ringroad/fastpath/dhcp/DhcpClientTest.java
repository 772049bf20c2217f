package io.ringroad.fastpath.dhcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client and a server that the test plays, in virtual time. */
class DhcpClientTest implements DhcpOutput, LeaseHolder {
  private static final long SECOND = 1_000_000_000L;
  private static final long MAC = 0x0200_0000_0042L;
  private static final int SERVER = IpAddresses.parseIpv4("10.0.0.2");
  private static final int ADDRESS = IpAddresses.parseIpv4("10.0.0.77");

  private record Sent(DhcpMessage message, int server, long atNs) {}

  private final TimerWheel timers = new TimerWheel(0);
  private final CounterMemory memory = CounterMemory.inProcess(64);
  private final CounterSet<DhcpCounter> counters = memory.counters(DhcpCounter.class, "test");
  private final SplittableRandom random = new SplittableRandom(2131);
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final List<Integer> checks = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final DhcpClient client =
      new DhcpClient(new DhcpIdentity(MAC, 1), timers, random::nextLong, this, this, counters);
  private long nowNs;

  @AfterEach
  void closeCounters() {
    counters.close();
    memory.close();
  }

  @Override
  public void broadcast(byte[] message, long atNs) {
    sent.add(new Sent(DhcpMessage.parse(message), 0, atNs));
  }

  @Override
  public void send(byte[] message, int from, int server, long atNs) {
    assertEquals(ADDRESS, from);
    sent.add(new Sent(DhcpMessage.parse(message), server, atNs));
  }

  @Override
  public void check(int address, long atNs) {
    checks.add(address);
  }

  @Override
  public void onLease(Lease lease, long atNs) {
    events.add("lease " + IpAddresses.formatIpv4(lease.address()) + "/" + lease.prefixLength());
  }

  @Override
  public void onLeaseLost(Lease lease, long atNs) {
    events.add("lost");
  }

  private void runTo(long ns) {
    while (timers.nextDeadlineNs() <= ns) {
      nowNs = Math.max(nowNs, timers.nextDeadlineNs());
      timers.advance(nowNs);
    }
    nowNs = ns;
    timers.advance(nowNs);
  }

  private Sent next(DhcpType type) {
    Sent next = sent.poll();
    assertEquals(type, next == null ? DhcpType.NONE : next.message.type());
    return next;
  }

  private void answer(DhcpMessage to, DhcpMessage answer) {
    answer.operation = DhcpMessage.REPLY;
    answer.transaction = to.transaction;
    answer.mac = MAC;
    client.onMessage(answer.toBytes(), nowNs);
  }

  private static DhcpMessage grant(DhcpType type, int seconds) {
    DhcpMessage message = new DhcpMessage().type(type);
    message.yourAddress = ADDRESS;
    return message
        .putInt(DhcpOption.SERVER_IDENTIFIER, SERVER)
        .putInt(DhcpOption.LEASE_TIME, seconds)
        .putInt(DhcpOption.SUBNET_MASK, 0xFFFF_FF00);
  }

  private void bind(int seconds) {
    client.start(nowNs);
    answer(next(DhcpType.DISCOVER).message, grant(DhcpType.OFFER, seconds));
    answer(next(DhcpType.REQUEST).message, grant(DhcpType.ACK, seconds));
    client.onChecked(ADDRESS, false, nowNs);
    assertEquals(DhcpState.BOUND, client.state());
  }

  @Test
  void fourMessagesAndACheckLeaseAnAddress() {
    client.start(0);
    DhcpMessage discover = next(DhcpType.DISCOVER).message;
    assertTrue(discover.broadcast, "RFC 2131 4.1: who has no address asks for broadcasts");
    assertEquals(MAC, discover.mac);
    assertEquals((byte) 0xFF, discover.option(DhcpOption.CLIENT_IDENTIFIER)[0], "RFC 4361 6.1");
    answer(discover, grant(DhcpType.OFFER, 3600));
    DhcpMessage request = next(DhcpType.REQUEST).message;
    assertEquals(discover.transaction, request.transaction);
    assertEquals(ADDRESS, request.optionInt(DhcpOption.REQUESTED_ADDRESS, 0));
    assertEquals(SERVER, request.optionInt(DhcpOption.SERVER_IDENTIFIER, 0));
    assertEquals(0, request.clientAddress);
    answer(request, grant(DhcpType.ACK, 3600));
    assertEquals(List.of(ADDRESS), checks, "RFC 2131 4.4.1: checked before it is used");
    assertNull(client.lease());
    client.onChecked(ADDRESS, false, nowNs);
    assertEquals(List.of("lease 10.0.0.77/24"), events);
    assertEquals(1800 * SECOND, client.lease().renewNs());
    assertEquals(3150 * SECOND, client.lease().rebindNs());
  }

  @Test
  void discoverIsRepeatedAfterFourSecondsAndThenTwiceAsLateEachTime() {
    client.start(0);
    runTo(400 * SECOND);
    long before = next(DhcpType.DISCOVER).atNs;
    for (int seconds : new int[] {4, 8, 16, 32, 64, 64, 64}) {
      long at = next(DhcpType.DISCOVER).atNs;
      assertTrue(Math.abs(at - before - seconds * SECOND) <= SECOND + TimerWheel.TICK_NS);
      before = at;
    }
  }

  @Test
  void aRequestThatNobodyAnswersBeginsAnew() {
    client.start(0);
    DhcpMessage discover = next(DhcpType.DISCOVER).message;
    answer(discover, grant(DhcpType.OFFER, 3600));
    runTo(130 * SECOND);
    for (int i = 0; i < 5; i++) {
      next(DhcpType.REQUEST);
    }
    DhcpMessage again = next(DhcpType.DISCOVER).message;
    assertTrue(again.transaction != discover.transaction);
  }

  @Test
  void aNakBeginsAnewAtOnce() {
    client.start(0);
    answer(next(DhcpType.DISCOVER).message, grant(DhcpType.OFFER, 3600));
    answer(next(DhcpType.REQUEST).message, new DhcpMessage().type(DhcpType.NAK));
    next(DhcpType.DISCOVER);
    assertEquals(List.of(), events);
  }

  @Test
  void anAddressThatSomebodyHasIsDeclined() {
    client.start(0);
    answer(next(DhcpType.DISCOVER).message, grant(DhcpType.OFFER, 3600));
    answer(next(DhcpType.REQUEST).message, grant(DhcpType.ACK, 3600));
    client.onChecked(ADDRESS, true, nowNs);
    DhcpMessage decline = next(DhcpType.DECLINE).message;
    assertEquals(ADDRESS, decline.optionInt(DhcpOption.REQUESTED_ADDRESS, 0));
    assertEquals(SERVER, decline.optionInt(DhcpOption.SERVER_IDENTIFIER, 0));
    runTo(nowNs + 10 * SECOND - 1);
    assertNull(sent.poll(), "RFC 2131 3.1: ten seconds of peace");
    runTo(nowNs + SECOND);
    next(DhcpType.DISCOVER);
  }

  @Test
  void theServerIsAskedToGoOnAtT1() {
    bind(3600);
    runTo(1800 * SECOND - 1);
    assertNull(sent.peek());
    runTo(1801 * SECOND);
    Sent renewal = next(DhcpType.REQUEST);
    assertEquals(SERVER, renewal.server);
    assertEquals(ADDRESS, renewal.message.clientAddress);
    assertEquals(0, renewal.message.option(DhcpOption.SERVER_IDENTIFIER).length, "table 5");
    assertEquals(0, renewal.message.option(DhcpOption.REQUESTED_ADDRESS).length, "table 5");
    answer(renewal.message, grant(DhcpType.ACK, 3600));
    assertEquals(DhcpState.BOUND, client.state());
    assertEquals(2, events.size());
    runTo(3599 * SECOND);
    assertNull(sent.peek());
    runTo(3602 * SECOND);
    next(DhcpType.REQUEST);
  }

  @Test
  void anyServerIsAskedAtT2AndTheEndIsTheEnd() {
    bind(3600);
    runTo(3149 * SECOND);
    int renewals = 0;
    for (Sent each; (each = sent.poll()) != null; renewals++) {
      assertEquals(SERVER, each.server);
    }
    assertTrue(renewals >= 4, "after half of the time that is left, each time");
    runTo(3599 * SECOND);
    assertEquals(0, next(DhcpType.REQUEST).server);
    assertEquals(DhcpState.REBINDING, client.state());
    assertEquals(ADDRESS, client.lease().address());
    sent.clear();
    runTo(3601 * SECOND);
    assertEquals(List.of("lease 10.0.0.77/24", "lost"), events);
    next(DhcpType.DISCOVER);
    assertEquals(1, counters.get(DhcpCounter.LEASES_LOST));
  }

  @Test
  void aServerThatSaysNoWhileRenewingTakesTheAddress() {
    bind(3600);
    runTo(1801 * SECOND);
    answer(next(DhcpType.REQUEST).message, new DhcpMessage().type(DhcpType.NAK));
    assertEquals(List.of("lease 10.0.0.77/24", "lost"), events);
    next(DhcpType.DISCOVER);
  }

  @Test
  void stoppingGivesTheAddressBack() {
    bind(3600);
    client.stop(nowNs);
    Sent release = next(DhcpType.RELEASE);
    assertEquals(SERVER, release.server);
    assertEquals(ADDRESS, release.message.clientAddress);
    runTo(10_000 * SECOND);
    assertNull(sent.peek());
  }

  @Test
  void aLeaseForEverIsNeverRenewed() {
    bind(-1);
    runTo(1_000_000_000L * SECOND);
    assertNull(sent.peek());
    assertEquals(DhcpState.BOUND, client.state());
  }

  @Test
  void whatIsOfOthersOrNoMessageIsCounted() {
    client.start(0);
    DhcpMessage discover = next(DhcpType.DISCOVER).message;
    DhcpMessage stranger = grant(DhcpType.OFFER, 3600);
    stranger.operation = DhcpMessage.REPLY;
    stranger.transaction = discover.transaction + 1;
    stranger.mac = MAC;
    client.onMessage(stranger.toBytes(), nowNs);
    answer(discover, grant(DhcpType.ACK, 3600)); // nothing was requested
    answer(discover, new DhcpMessage().type(DhcpType.OFFER)); // of no address
    assertEquals(3, counters.get(DhcpCounter.NOT_FOR_US));
    client.onMessage(new byte[100], nowNs);
    client.onMessage(discover.toBytes(), nowNs);
    assertEquals(2, counters.get(DhcpCounter.MALFORMED));
    assertEquals(DhcpState.SELECTING, client.state());
  }

  @Test
  void classlessRoutesStandForTheRouter() {
    client.start(0);
    answer(next(DhcpType.DISCOVER).message, grant(DhcpType.OFFER, 3600));
    DhcpMessage ack =
        grant(DhcpType.ACK, 3600)
            .putInt(DhcpOption.ROUTER, SERVER)
            .putShort(DhcpOption.INTERFACE_MTU, 1400)
            .put(
                DhcpOption.CLASSLESS_ROUTES,
                new byte[] {
                  0, 10, 0, 0, 1, 17, 10, 17, (byte) 0x80, 10, 0, 0, 9, 32, 1, 2, 3, 4, 0, 0, 0, 0
                });
    answer(next(DhcpType.REQUEST).message, ack);
    client.onChecked(ADDRESS, false, nowNs);
    assertEquals(1400, client.lease().mtu());
    assertEquals(
        List.of(
            new Lease.Way(0, 0, IpAddresses.parseIpv4("10.0.0.1")),
            new Lease.Way(
                IpAddresses.parseIpv4("10.17.128.0"), 17, IpAddresses.parseIpv4("10.0.0.9")),
            new Lease.Way(IpAddresses.parseIpv4("1.2.3.4"), 32, 0)),
        client.lease().routes());
  }

  @Test
  void longOptionsComeInPiecesAndMayLieInOtherFields() {
    byte[] bytes = grant(DhcpType.ACK, 60).put(DhcpOption.OVERLOAD, (byte) 3).toBytes();
    bytes[108] = DhcpOption.CLASSLESS_ROUTES;
    bytes[109] = 3;
    bytes[110] = 8;
    bytes[111] = 11;
    bytes[112] = 10;
    bytes[113] = (byte) DhcpOption.END;
    bytes[44] = DhcpOption.CLASSLESS_ROUTES;
    bytes[45] = 3;
    bytes[47] = 0;
    bytes[48] = 9;
    bytes[49] = (byte) DhcpOption.END;
    DhcpMessage message = DhcpMessage.parse(bytes);
    assertArrayEquals(
        new byte[] {8, 11, 10, 0, 0, 9}, message.option(DhcpOption.CLASSLESS_ROUTES), "RFC 3396");
    bytes[109] = (byte) 200;
    assertNull(DhcpMessage.parse(bytes), "an option that reaches beyond its field");
  }
}
