package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PortTableTest {
  private static final IntPredicate ANY = port -> true;
  private static final long ONE = 0xFFFF_0A00_0001L;
  private static final long TWO = 0xFFFF_0A00_0002L;
  private static final long WILDCARD = 0xFFFF_0000_0000L;

  private final SplittableRandom random = new SplittableRandom(1);
  private final PortTable table =
      new PortTable((a, b, c, d, e) -> (b * 31 + d) * 31 + e, random::nextLong, 40_000, 40_099);

  private static PortRequest tcp(long address, int port, boolean reuseAddress, boolean reusePort) {
    return new PortRequest(
        PortProtocol.TCP, 0, address, port, 0, 0, 0, reuseAddress, reusePort, false);
  }

  private static PortRequest udp(long address, int port, boolean reuseAddress, boolean reusePort) {
    return new PortRequest(
        PortProtocol.UDP, 0, address, port, 0, 0, 0, reuseAddress, reusePort, false);
  }

  private static PortRequest connection(int localPort, long remote, int remotePort) {
    return new PortRequest(
        PortProtocol.TCP, 0, ONE, localPort, 0, remote, remotePort, false, false, false);
  }

  private boolean binds(PortRequest request) {
    return table.bind(request, ANY) != null;
  }

  @Test
  void anAddressIsHeldOnce() {
    assertTrue(binds(tcp(ONE, 80, false, false)));
    assertNull(table.bind(tcp(ONE, 80, false, false), ANY));
    assertNull(table.bind(tcp(WILDCARD, 80, false, false), ANY));
    assertNull(table.bind(tcp(0, 80, false, false), ANY));
    assertTrue(binds(tcp(TWO, 80, false, false)));
    assertTrue(binds(tcp(ONE, 81, false, false)));
    assertTrue(binds(udp(ONE, 80, false, false)));
  }

  @Test
  void reuseAddressNeedsBothAndNoListener() {
    PortBinding first = table.bind(tcp(WILDCARD, 80, true, false), ANY);
    assertNull(table.bind(tcp(WILDCARD, 80, false, false), ANY));
    PortBinding second = table.bind(tcp(WILDCARD, 80, true, false), ANY);
    assertNotNull(second);
    assertEquals(NetError.NONE, table.listen(first, new SocketOptions()));
    assertEquals(NetError.ADDRESS_IN_USE, table.listen(second, new SocketOptions()));
    assertNull(table.bind(tcp(WILDCARD, 80, true, false), ANY));
    first.stopListening();
    assertEquals(NetError.NONE, table.listen(second, new SocketOptions()));
  }

  @Test
  void udpSocketsShareWithReuseAddress() {
    assertTrue(binds(udp(WILDCARD, 53, true, false)));
    assertTrue(binds(udp(WILDCARD, 53, true, false)));
    assertNull(table.bind(udp(WILDCARD, 53, false, true), ANY));
  }

  @Test
  void reusePortSharesAmongListeners() {
    PortBinding first = table.bind(tcp(WILDCARD, 80, false, true), ANY);
    PortBinding second = table.bind(tcp(WILDCARD, 80, false, true), ANY);
    assertEquals(NetError.NONE, table.listen(first, new SocketOptions()));
    assertEquals(NetError.NONE, table.listen(second, new SocketOptions()));
    assertTrue(binds(tcp(WILDCARD, 80, false, true)));
    assertNull(table.bind(tcp(WILDCARD, 80, true, false), ANY));
  }

  @Test
  void aPortIsFreeWhenItsLastSocketLetsGo() {
    PortBinding listener = table.bind(tcp(WILDCARD, 80, false, false), ANY);
    table.listen(listener, new SocketOptions());
    PortBinding connection = listener.retain();
    listener.stopListening();
    listener.release();
    assertNull(table.bind(tcp(WILDCARD, 80, false, false), ANY));
    connection.release();
    assertEquals(0, table.size());
    assertTrue(binds(tcp(WILDCARD, 80, false, false)));
    assertThrows(IllegalStateException.class, connection::release);
  }

  @Test
  void ephemeralPortsRunOutAndComeBack() {
    Set<Integer> ports = new HashSet<>();
    PortBinding last = null;
    for (int i = 0; i < 100; i++) {
      last = table.bind(udp(WILDCARD, 0, false, false), ANY);
      assertTrue(last.port() >= 40_000 && last.port() <= 40_099);
      ports.add(last.port());
    }
    assertEquals(100, ports.size());
    assertNull(table.bind(udp(WILDCARD, 0, false, false), ANY));
    int freed = last.port();
    last.release();
    assertEquals(freed, table.bind(udp(WILDCARD, 0, false, false), ANY).port());
  }

  @Test
  void connectionsToDifferentPeersShareAPort() {
    for (int remotePort = 1; remotePort <= 3; remotePort++) {
      Set<Integer> ports = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        ports.add(table.bind(connection(0, TWO, remotePort), ANY).port());
      }
      assertEquals(100, ports.size());
      assertNull(table.bind(connection(0, TWO, remotePort), ANY));
    }
    assertEquals(300, table.size());
  }

  @Test
  void consecutivePortsToOnePeerAreNotPredictableForAnother() {
    // RFC 6056 3.3.3: the next port to a peer follows, the next to another starts elsewhere.
    int first = table.bind(connection(0, TWO, 80), ANY).port();
    int second = table.bind(connection(0, TWO, 80), ANY).port();
    int elsewhere = table.bind(connection(0, TWO, 443), ANY).port();
    assertEquals((first - 40_000 + 1) % 100, second - 40_000);
    assertNotEquals((second - 40_000 + 1) % 100, elsewhere - 40_000);
  }

  @Test
  void theCallerChoosesAmongEphemeralPorts() {
    for (int i = 0; i < 50; i++) {
      assertEquals(0, table.bind(connection(0, TWO, 80), port -> port % 2 == 0).port() % 2);
    }
    assertNull(table.bind(connection(0, TWO, 80), port -> port % 2 == 0));
  }

  @Test
  void theRangeIsChecked() {
    assertThrows(
        IllegalArgumentException.class, () -> new PortTable((a, b, c, d, e) -> 0, () -> 0, 5, 4));
  }

  /** A request as sockets of AF_INET6 make it. */
  private static PortRequest inet6(long high, long low, boolean v6Only) {
    return new PortRequest(PortProtocol.TCP, high, low, 80, 0, 0, 0, false, false, v6Only);
  }

  private static boolean overlap(PortRequest one, PortRequest other) {
    assertEquals(one.overlaps(other), other.overlaps(one));
    return one.overlaps(other);
  }

  @Test
  void theWildcardOfBothFamiliesIsInTheWayOfEither() {
    assertTrue(overlap(inet6(0, 0, false), tcp(WILDCARD, 80, false, false)));
    assertTrue(overlap(inet6(0, 0, false), tcp(ONE, 80, false, false)));
    assertTrue(overlap(inet6(0, 0, false), inet6(1, 1, true)));
    assertTrue(overlap(inet6(0, 0, false), inet6(0, 0, true)));
  }

  @Test
  void theWildcardOfIpv6AloneIsInNobodysWayWhoIsOfIpv4() {
    assertFalse(overlap(inet6(0, 0, true), tcp(WILDCARD, 80, false, false)));
    assertFalse(overlap(inet6(0, 0, true), tcp(ONE, 80, false, false)));
    assertTrue(overlap(inet6(0, 0, true), inet6(1, 1, true)));
    assertTrue(overlap(inet6(0, 0, true), inet6(0, 0, true)));
  }

  @Test
  void anAddressOfIpv6IsInTheWayOfItselfAlone() {
    assertFalse(overlap(inet6(1, 1, true), tcp(WILDCARD, 80, false, false)));
    assertFalse(overlap(inet6(1, 1, true), inet6(1, 2, true)));
    assertTrue(overlap(inet6(1, 1, true), inet6(1, 1, true)));
  }
}
