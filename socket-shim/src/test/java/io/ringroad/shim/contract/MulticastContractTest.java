package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.EPROTO;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_ALL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_LOOP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Multicast of IPv4 (ip(7)), on the host itself: whose the group is, and who hears it. */
class MulticastContractTest extends NetworkContract {
  private static final String OWN = "10.9.0.1";
  private static final String GROUP = "239.5.0.1";
  private static final String ANY = "0.0.0.0";
  private static final int PORT = 7000;

  private int option(int fd, int name, byte... value) {
    MemorySegment memory =
        value.length == 0 ? arena.allocate(1) : arena.allocateFrom(JAVA_BYTE, value);
    return calls.setsockopt(fd, IPPROTO_IP, name, memory, value.length);
  }

  private static byte[] addresses(String... texts) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * texts.length);
    for (String text : texts) {
      bytes.putInt(IpAddresses.parseIpv4(text));
    }
    return bytes.array();
  }

  private static byte[] filter(String group, int mode, String... sources) {
    return ByteBuffer.allocate(16 + 4 * sources.length)
        .put(addresses(group, OWN))
        .order(ByteOrder.nativeOrder())
        .putInt(mode)
        .putInt(sources.length)
        .put(addresses(sources))
        .array();
  }

  private int join(int fd, String group) {
    return option(fd, IP_ADD_MEMBERSHIP, addresses(group, OWN));
  }

  private int receiver(String address, boolean all) {
    int fd = udp();
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1));
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_MULTICAST_ALL, all ? 1 : 0));
    assertEquals(0, calls.bind(fd, address(address, PORT), SockaddrIn.SIZE));
    return fd;
  }

  private int sender() {
    int fd = udp();
    assertEquals(0, option(fd, IP_MULTICAST_IF, addresses(OWN)));
    return fd;
  }

  private void send(int fd, int what) {
    assertEquals(1, send(fd, new byte[] {(byte) what}, address(GROUP, PORT)));
  }

  /** What waits at a socket; another, which always hears, says that the sending is over. */
  private int heard(int fd, int witness) {
    receive(witness);
    return poll(fd, POLLIN, 0) == 0 ? -1 : receive(fd)[0];
  }

  /** What a socket sent before has arrived where it will: so has what it sends now. */
  private void awaitSent(int sender) {
    int probe = udp();
    MemorySegment name = bindLoopback(probe);
    assertEquals(1, send(sender, new byte[1], name));
    receive(probe);
  }

  private int witness() {
    int fd = receiver(ANY, false);
    assertEquals(0, join(fd, GROUP));
    return fd;
  }

  // ---- options ----

  @Test
  void joiningAndLeavingAnswerAsLinuxDoes() {
    int fd = udp();
    assertErrno(-ENODEV, option(fd, IP_ADD_MEMBERSHIP, addresses("239.1.1.1", ANY)));
    assertEquals(0, join(fd, "239.1.1.1"));
    assertErrno(-EADDRINUSE, join(fd, "239.1.1.1"));
    assertErrno(-ENODEV, option(fd, IP_ADD_MEMBERSHIP, addresses("239.1.1.1", "9.9.9.9")));
    byte[] numbered =
        ByteBuffer.allocate(12).put(addresses("239.1.1.1", ANY)).put((byte) 99).array();
    assertErrno(-ENODEV, option(fd, IP_ADD_MEMBERSHIP, numbered));
    assertErrno(-EINVAL, join(fd, "10.1.1.1"));
    assertErrno(-EINVAL, option(fd, IP_ADD_MEMBERSHIP, new byte[7]));
    assertEquals(0, option(fd, IP_ADD_MEMBERSHIP, addresses("239.1.1.1", "127.0.0.1")));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_DROP_MEMBERSHIP, addresses("239.1.1.2", OWN)));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_DROP_MEMBERSHIP, addresses("239.1.1.1", "9.9.9.9")));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_DROP_MEMBERSHIP, numbered));
    assertErrno(-ENODEV, option(fd, IP_DROP_MEMBERSHIP, addresses("239.1.1.1", ANY)));
    assertErrno(-EINVAL, option(fd, IP_DROP_MEMBERSHIP, new byte[3]));
    assertEquals(0, option(fd, IP_DROP_MEMBERSHIP, addresses("239.1.1.1", OWN)));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_DROP_MEMBERSHIP, addresses("239.1.1.1", OWN)));
    assertErrno(-EPROTO, join(tcp(), "239.1.1.1"));
    assertErrno(-EPROTO, option(tcp(), IP_DROP_MEMBERSHIP, addresses("239.1.1.1", OWN)));
  }

  @Test
  void aSocketHasTwentyGroupsAndAGroupTenSources() {
    int fd = udp();
    for (int i = 1; i <= 20; i++) {
      assertEquals(0, join(fd, "239.2.0." + i));
    }
    assertErrno(-ENOBUFS, join(fd, "239.2.0.21"));
    for (int i = 1; i <= 10; i++) {
      assertEquals(0, option(fd, IP_BLOCK_SOURCE, addresses("239.2.0.1", OWN, "1.1.1." + i)));
    }
    assertErrno(-ENOBUFS, option(fd, IP_BLOCK_SOURCE, addresses("239.2.0.1", OWN, "1.1.1.11")));
  }

  private void assertSource(int fd, int name, String group, String source, int expected) {
    int result = option(fd, name, addresses(group, OWN, source));
    if (expected == 0) {
      assertEquals(0, result);
    } else {
      assertErrno(expected, result);
    }
  }

  @Test
  void sourcesAreAddedAndTakenAwayInOneModeAtATime() {
    int fd = udp();
    String group = "239.3.0.1";
    assertErrno(-EINVAL, option(fd, IP_ADD_SOURCE_MEMBERSHIP, new byte[11]));
    assertErrno(-EINVAL, option(fd, IP_ADD_SOURCE_MEMBERSHIP, new byte[13]));
    assertSource(fd, IP_BLOCK_SOURCE, group, "1.1.1.1", -EINVAL);
    assertSource(fd, IP_DROP_SOURCE_MEMBERSHIP, group, "1.1.1.1", -EINVAL);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.1", 0);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.1", -EADDRNOTAVAIL);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.2", 0);
    assertErrno(-EADDRINUSE, join(fd, group));
    assertSource(fd, IP_BLOCK_SOURCE, group, "1.1.1.9", -EINVAL);
    assertSource(fd, IP_UNBLOCK_SOURCE, group, "1.1.1.1", -EINVAL);
    assertSource(fd, IP_DROP_SOURCE_MEMBERSHIP, group, "1.1.1.9", -EADDRNOTAVAIL);
    assertSource(fd, IP_DROP_SOURCE_MEMBERSHIP, group, "1.1.1.1", 0);
    assertSource(fd, IP_DROP_SOURCE_MEMBERSHIP, group, "1.1.1.2", 0);
    assertSource(fd, IP_DROP_SOURCE_MEMBERSHIP, group, "1.1.1.2", -EINVAL);
    assertEquals(0, join(fd, group));
    assertSource(fd, IP_BLOCK_SOURCE, group, "1.1.1.1", 0);
    assertSource(fd, IP_BLOCK_SOURCE, group, "1.1.1.1", -EADDRNOTAVAIL);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.3", -EINVAL);
    assertSource(fd, IP_UNBLOCK_SOURCE, group, "1.1.1.1", 0);
    assertSource(fd, IP_UNBLOCK_SOURCE, group, "1.1.1.1", -EADDRNOTAVAIL);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.3", -EINVAL);
    assertSource(fd, IP_ADD_SOURCE_MEMBERSHIP, "10.0.0.1", "1.1.1.1", -EINVAL);
    int fresh = udp();
    assertEquals(0, join(fresh, group));
    assertSource(fresh, IP_ADD_SOURCE_MEMBERSHIP, group, "1.1.1.1", 0);
    assertSource(fresh, IP_BLOCK_SOURCE, group, "1.1.1.9", -EINVAL);
  }

  @Test
  void aWholeFilterIsSetAtOnce() {
    int fd = udp();
    String group = "239.6.0.1";
    assertErrno(-EINVAL, option(fd, IP_MSFILTER, filter(group, 1, "1.1.1.1")));
    assertEquals(0, join(fd, group));
    assertEquals(0, option(fd, IP_MSFILTER, filter(group, 1, "1.1.1.1", "1.1.1.2")));
    String[] eleven = new String[11];
    Arrays.setAll(eleven, i -> "1.1.1." + i);
    assertErrno(-ENOBUFS, option(fd, IP_MSFILTER, filter(group, 1, eleven)));
    assertErrno(-EINVAL, option(fd, IP_MSFILTER, filter(group, 5)));
    assertErrno(-EINVAL, option(fd, IP_MSFILTER, new byte[15]));
    assertEquals(0, option(fd, IP_MSFILTER, filter(group, 0, "1.1.1.7")));
    assertEquals(0, option(fd, IP_MSFILTER, filter(group, 1)), "which leaves the group");
    assertErrno(-EINVAL, option(fd, IP_MSFILTER, filter(group, 0)));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_MSFILTER, filter(group, 1)));
  }

  @Test
  void theInterfaceToSendByIsNamedByItsAddress() {
    int fd = udp();
    assertEquals(0, option(fd, IP_MULTICAST_IF, addresses(OWN)));
    assertArrayEquals(addresses(OWN), readInterface(fd));
    assertEquals(0, option(fd, IP_MULTICAST_IF, addresses(ANY, OWN)));
    assertErrno(-EADDRNOTAVAIL, option(fd, IP_MULTICAST_IF, addresses("9.9.9.9")));
    assertErrno(-EINVAL, option(fd, IP_MULTICAST_IF, new byte[3]));
    assertEquals(0, option(fd, IP_MULTICAST_IF, addresses(ANY)));
    assertArrayEquals(addresses(ANY), readInterface(fd));
    assertErrno(-EINVAL, option(tcp(), IP_MULTICAST_IF, addresses(OWN)));
    for (int bad : new int[] {-1, 2}) {
      assertErrno(-EINVAL, setInt(fd, IPPROTO_IP, IP_MULTICAST_ALL, bad));
    }
    assertErrno(-EINVAL, option(fd, IP_MULTICAST_ALL));
    assertEquals(1, getInt(fd, IPPROTO_IP, IP_MULTICAST_ALL));
    assertEquals(0, option(fd, IP_MULTICAST_ALL, (byte) 0));
    assertEquals(0, getInt(fd, IPPROTO_IP, IP_MULTICAST_ALL));
  }

  private byte[] readInterface(int fd) {
    MemorySegment value = arena.allocate(100);
    MemorySegment length = intAt(100);
    assertEquals(0, calls.getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, value, length));
    assertEquals(4, length.get(JAVA_INT, 0));
    return value.asSlice(0, 4).toArray(JAVA_BYTE);
  }

  // ---- delivery ----

  @Test
  void aGroupIsHeardByItsMembersAndByWhoTakesAll() {
    int all = receiver(ANY, true);
    int group = receiver(GROUP, true);
    int own = receiver(OWN, true);
    int outsider = receiver(ANY, false);
    int sender = sender();
    send(sender, 1);
    int witness = witness();
    send(sender, 2);
    assertEquals(2, heard(all, witness), "and nothing before there was a member");
    assertEquals(2, receive(group)[0]);
    assertEquals(0, poll(own, POLLIN, 0));
    assertEquals(0, poll(outsider, POLLIN, 0));
    assertErrno(-ENETUNREACH, send(udp(), new byte[1], address(GROUP, PORT)));
  }

  @Test
  void theSendersLoopDecidesAndATtlOfZeroStaysHere() {
    int witness = witness();
    int sender = sender();
    assertEquals(0, setInt(sender, IPPROTO_IP, IP_MULTICAST_LOOP, 0));
    send(sender, 1);
    assertEquals(0, setInt(sender, IPPROTO_IP, IP_MULTICAST_LOOP, 1));
    assertEquals(0, setInt(sender, IPPROTO_IP, IP_MULTICAST_TTL, 0));
    send(sender, 2);
    assertEquals(2, receive(witness)[0]);
  }

  @Test
  void aSourceThatNoMemberWantsIsHeardByNobody() {
    int all = receiver(ANY, true);
    int member = receiver(ANY, false);
    assertEquals(0, join(member, GROUP));
    int sender = sender();
    assertEquals(0, option(member, IP_BLOCK_SOURCE, addresses(GROUP, OWN, OWN)));
    send(sender, 1);
    awaitSent(sender);
    assertEquals(0, option(member, IP_UNBLOCK_SOURCE, addresses(GROUP, OWN, OWN)));
    send(sender, 2);
    assertEquals(2, receive(member)[0]);
    assertEquals(2, receive(all)[0]);
  }

  @Test
  void aFilterIsItsSocketsOwn() {
    int witness = witness();
    int blocking = receiver(ANY, true);
    assertEquals(0, join(blocking, GROUP));
    assertEquals(0, option(blocking, IP_BLOCK_SOURCE, addresses(GROUP, OWN, OWN)));
    int specific = receiver(ANY, false);
    assertEquals(0, option(specific, IP_ADD_SOURCE_MEMBERSHIP, addresses(GROUP, OWN, OWN)));
    int elsewhere = receiver(ANY, true);
    assertEquals(0, option(elsewhere, IP_ADD_SOURCE_MEMBERSHIP, addresses(GROUP, OWN, "10.9.0.7")));
    send(sender(), 1);
    assertEquals(1, heard(specific, witness));
    assertEquals(0, poll(blocking, POLLIN, 0));
    assertEquals(0, poll(elsewhere, POLLIN, 0));
  }

  @Test
  void aMembershipEndsWithItsSocket() {
    int all = receiver(ANY, true);
    int witness = witness();
    int sender = sender();
    send(sender, 1);
    assertEquals(1, heard(all, witness));
    close(witness);
    send(sender, 2);
    int next = witness();
    send(sender, 3);
    assertEquals(3, heard(all, next));
  }

  @Test
  void aSenderIsKnownByTheAddressThatItSendsFrom() {
    int witness = witness();
    int bound = udp();
    assertEquals(0, calls.bind(bound, address(OWN, 0), SockaddrIn.SIZE));
    send(bound, 1);
    MemorySegment from = SockaddrIn.allocate(arena);
    assertEquals(1, receive(witness, from, intAt(SockaddrIn.SIZE))[0]);
    assertEquals(SockaddrIn.address(nameOf(bound)), SockaddrIn.address(from));
    int connected = sender();
    assertEquals(0, calls.connect(connected, address(GROUP, PORT), SockaddrIn.SIZE));
    assertEquals(IpAddresses.parseIpv4(OWN), SockaddrIn.address(nameOf(connected)));
    assertEquals(1, send(connected, new byte[] {2}, null));
    assertEquals(2, receive(witness)[0]);
  }

  @Test
  void aGroupOnTheLoopbackIsHeardThere() {
    int fd = receiver(ANY, false);
    assertEquals(0, option(fd, IP_ADD_MEMBERSHIP, addresses(GROUP, "127.0.0.1")));
    int sender = udp();
    assertEquals(0, option(sender, IP_MULTICAST_IF, addresses("127.0.0.1")));
    send(sender, 5);
    assertEquals(5, receive(fd)[0]);
  }

  @Test
  void rawSocketsHearGroupsAsTheyHaveJoinedThem() {
    int witness = witness();
    int all = opened(calls.socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
    int picky = opened(calls.socket(AF_INET, SOCK_RAW, IPPROTO_UDP));
    assertEquals(0, setInt(picky, IPPROTO_IP, IP_MULTICAST_ALL, 0));
    int sender = sender();
    send(sender, 1);
    receive(witness);
    byte[] packet = receive(all);
    assertEquals(1, packet[28]);
    assertValid(packet, 0, 20);
    assertEquals(0, poll(picky, POLLIN, 0));
    assertEquals(0, join(picky, GROUP));
    send(sender, 2);
    assertEquals(2, receive(picky)[28]);
  }
}
