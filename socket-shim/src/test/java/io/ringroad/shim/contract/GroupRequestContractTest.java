package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_ALL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTOIFINDEX;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Groups as socket addresses on numbered interfaces, and filters read (RFC 3678). */
class GroupRequestContractTest extends NetworkContract {
  private static final String OWN = "10.9.0.1";
  private static final String ANY = "0.0.0.0";
  private static final String GROUP = "239.7.0.1";
  private static final String UNICAST = "10.1.1.1";
  private static final String SOURCE = "1.1.1.1";
  private static final int PORT = 7_000;
  private static final int NO_INTERFACE = 99;
  private static final int REQUEST_BYTES = 136;
  private static final int SOURCE_REQUEST_BYTES = 264;
  private static final int ROOM_BYTES = 100;

  /** The number of the device, whatever it is. */
  private int device() {
    int fd = udp();
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bytes("quiet0"), 6));
    return getInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX);
  }

  /** A group_req, or with a source a group_source_req, longer than it has to be. */
  private static byte[] request(int number, int family, String... addresses) {
    ByteBuffer bytes = ByteBuffer.allocate(SOURCE_REQUEST_BYTES + 8).order(ByteOrder.nativeOrder());
    bytes.putInt(0, number);
    for (int i = 0; i < addresses.length; i++) {
      int offset = 8 + 128 * i;
      bytes.putShort(offset, (short) family);
      bytes.order(ByteOrder.BIG_ENDIAN).putInt(offset + 4, IpAddresses.parseIpv4(addresses[i]));
      bytes.order(ByteOrder.nativeOrder());
    }
    return bytes.array();
  }

  private int option(int fd, int name, byte[] value, int length) {
    return calls.setsockopt(fd, IPPROTO_IP, name, arena.allocateFrom(JAVA_BYTE, value), length);
  }

  private int group(int fd, int name, int number, String group) {
    return option(fd, name, request(number, AF_INET, group), REQUEST_BYTES);
  }

  private int source(int fd, int name, int number, String group, String source) {
    return option(fd, name, request(number, AF_INET, group, source), SOURCE_REQUEST_BYTES);
  }

  private static byte[] addresses(String... texts) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * texts.length);
    for (String text : texts) {
      bytes.putInt(IpAddresses.parseIpv4(text));
    }
    return bytes.array();
  }

  private int byAddress(int fd, int name, String... texts) {
    return option(fd, name, addresses(texts), 4 * texts.length);
  }

  @Test
  void joiningAndLeavingAnswerAsLinuxDoes() {
    int number = device();
    int fd = udp();
    assertErrno(-EADDRNOTAVAIL, group(fd, MCAST_LEAVE_GROUP, number, GROUP));
    assertErrno(-ENODEV, group(fd, MCAST_LEAVE_GROUP, 0, GROUP));
    assertErrno(-EADDRNOTAVAIL, group(fd, MCAST_LEAVE_GROUP, NO_INTERFACE, GROUP));
    assertErrno(-ENODEV, group(fd, MCAST_JOIN_GROUP, NO_INTERFACE, GROUP));
    assertErrno(-ENODEV, group(fd, MCAST_JOIN_GROUP, 0, GROUP));
    assertErrno(-EINVAL, group(fd, MCAST_JOIN_GROUP, number, UNICAST));
    assertErrno(-EINVAL, group(fd, MCAST_JOIN_GROUP, NO_INTERFACE, UNICAST));
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertErrno(-EADDRINUSE, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, 1, GROUP));
    assertErrno(-EADDRNOTAVAIL, group(fd, MCAST_LEAVE_GROUP, NO_INTERFACE, GROUP));
    assertErrno(-ENODEV, group(fd, MCAST_LEAVE_GROUP, 0, GROUP));
    assertEquals(0, group(fd, MCAST_LEAVE_GROUP, number, GROUP));
    assertErrno(-EADDRNOTAVAIL, group(fd, MCAST_LEAVE_GROUP, number, GROUP));
    assertEquals(0, group(fd, MCAST_LEAVE_GROUP, 1, GROUP));
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertEquals(0, byAddress(fd, IP_DROP_MEMBERSHIP, GROUP, OWN), "they are the same groups");
  }

  @Test
  void aRequestHasItsLengthAndFamily() {
    int number = device();
    byte[] group = request(number, AF_INET, GROUP);
    for (int length : new int[] {0, 8, 40, REQUEST_BYTES - 1}) {
      assertErrno(-EINVAL, option(udp(), MCAST_JOIN_GROUP, group, length));
      assertErrno(-EINVAL, option(udp(), MCAST_LEAVE_GROUP, group, length));
    }
    int fd = udp();
    assertEquals(0, option(fd, MCAST_JOIN_GROUP, group, REQUEST_BYTES + 1));
    assertEquals(0, option(fd, MCAST_LEAVE_GROUP, group, SOURCE_REQUEST_BYTES));
    for (int family : new int[] {AF_UNSPEC, AF_INET6}) {
      byte[] other = request(number, family, GROUP, SOURCE);
      assertErrno(-EINVAL, option(fd, MCAST_JOIN_GROUP, other, REQUEST_BYTES));
      assertErrno(-EINVAL, option(fd, MCAST_LEAVE_GROUP, other, REQUEST_BYTES));
      assertErrno(-EADDRNOTAVAIL, option(fd, MCAST_BLOCK_SOURCE, other, SOURCE_REQUEST_BYTES));
      assertErrno(-EADDRNOTAVAIL, option(fd, MCAST_JOIN_SOURCE_GROUP, other, SOURCE_REQUEST_BYTES));
    }
    byte[] source = request(number, AF_INET, GROUP, SOURCE);
    for (int length : new int[] {0, 8, REQUEST_BYTES, 263, 265}) {
      assertErrno(-EINVAL, option(fd, MCAST_JOIN_SOURCE_GROUP, source, length));
      assertErrno(-EINVAL, option(fd, MCAST_BLOCK_SOURCE, source, length));
    }
  }

  @Test
  void sourcesAreAddedAndTakenAwayInOneModeAtATime() {
    int number = device();
    int fd = udp();
    assertErrno(-EINVAL, source(fd, MCAST_BLOCK_SOURCE, number, GROUP, SOURCE));
    assertErrno(-EINVAL, source(fd, MCAST_LEAVE_SOURCE_GROUP, number, GROUP, SOURCE));
    assertEquals(0, source(fd, MCAST_JOIN_SOURCE_GROUP, number, GROUP, SOURCE));
    assertErrno(-EADDRNOTAVAIL, source(fd, MCAST_JOIN_SOURCE_GROUP, number, GROUP, SOURCE));
    assertErrno(-EADDRINUSE, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertErrno(-EINVAL, source(fd, MCAST_BLOCK_SOURCE, number, GROUP, "1.1.1.9"));
    assertErrno(-EINVAL, source(fd, MCAST_UNBLOCK_SOURCE, number, GROUP, SOURCE));
    assertErrno(-EADDRNOTAVAIL, source(fd, MCAST_LEAVE_SOURCE_GROUP, number, GROUP, "1.1.1.9"));
    assertEquals(0, source(fd, MCAST_LEAVE_SOURCE_GROUP, number, GROUP, SOURCE));
    assertErrno(-EINVAL, source(fd, MCAST_LEAVE_SOURCE_GROUP, number, GROUP, SOURCE));
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertEquals(0, source(fd, MCAST_BLOCK_SOURCE, number, GROUP, SOURCE));
    assertErrno(-EADDRNOTAVAIL, source(fd, MCAST_BLOCK_SOURCE, number, GROUP, SOURCE));
    assertErrno(-EINVAL, source(fd, MCAST_JOIN_SOURCE_GROUP, number, GROUP, "1.1.1.3"));
    assertEquals(0, source(fd, MCAST_UNBLOCK_SOURCE, number, GROUP, SOURCE));
    assertErrno(-EADDRNOTAVAIL, source(fd, MCAST_UNBLOCK_SOURCE, number, GROUP, SOURCE));
  }

  @Test
  void aSourceNeedsAnInterfaceAndAGroup() {
    int[] names = {
      MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE
    };
    int number = device();
    int fd = udp();
    for (int name : names) {
      assertErrno(-ENODEV, source(fd, name, NO_INTERFACE, GROUP, SOURCE));
      assertErrno(-ENODEV, source(fd, name, 0, GROUP, SOURCE));
      assertErrno(-EINVAL, source(fd, name, number, UNICAST, SOURCE));
      assertErrno(-EINVAL, source(fd, name, NO_INTERFACE, UNICAST, SOURCE));
      int unknown =
          calls.getsockopt(fd, IPPROTO_IP, name, arena.allocate(ROOM_BYTES), intAt(ROOM_BYTES));
      assertErrno(-ENOPROTOOPT, unknown);
    }
  }

  private int receiver() {
    int fd = udp();
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1));
    assertEquals(0, setInt(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0));
    assertEquals(0, calls.bind(fd, address(ANY, PORT), SockaddrIn.SIZE));
    return fd;
  }

  @Test
  void membersAndSourcesDecideWhoHears() {
    int number = device();
    int specific = receiver();
    assertEquals(0, source(specific, MCAST_JOIN_SOURCE_GROUP, number, GROUP, OWN));
    int elsewhere = receiver();
    assertEquals(0, source(elsewhere, MCAST_JOIN_SOURCE_GROUP, number, GROUP, SOURCE));
    int blocking = receiver();
    assertEquals(0, group(blocking, MCAST_JOIN_GROUP, number, GROUP));
    assertEquals(0, source(blocking, MCAST_BLOCK_SOURCE, number, GROUP, OWN));
    int any = receiver();
    assertEquals(0, group(any, MCAST_JOIN_GROUP, number, GROUP));
    int sender = udp();
    assertEquals(0, byAddress(sender, IP_MULTICAST_IF, OWN));
    for (int what = 1; what <= 2; what++) {
      assertEquals(1, send(sender, new byte[] {(byte) what}, address(GROUP, PORT)));
      assertEquals(what, receive(any)[0]);
      assertEquals(what, receive(specific)[0]);
    }
    assertEquals(0, poll(elsewhere, POLLIN, 0));
    assertEquals(0, poll(blocking, POLLIN, 0));
  }

  // ---- filters, read ----

  /** What is answered to a reader with room for so many sources: the length, and all bytes. */
  private String filter(int fd, String group, String by, int count, int length) {
    MemorySegment value = arena.allocate(ROOM_BYTES).fill((byte) 0xee);
    MemorySegment.copy(addresses(group, by), 0, value, JAVA_BYTE, 0, 8);
    value.set(JAVA_INT, 8, 7);
    value.set(JAVA_INT, 12, count);
    MemorySegment room = intAt(length);
    int result = calls.getsockopt(fd, IPPROTO_IP, IP_MSFILTER, value, room);
    int answered = room.get(JAVA_INT, 0);
    if (result != 0) {
      assertEquals(length, answered);
      return Errno.name(-result);
    }
    assertEquals((byte) 0xee, value.get(JAVA_BYTE, answered), "nothing behind it");
    return HexFormat.of().formatHex(value.asSlice(8, answered - 8L).toArray(JAVA_BYTE));
  }

  @Test
  void aFilterIsReadAsFarAsThereIsRoom() {
    int number = device();
    int fd = udp();
    assertEquals("EADDRNOTAVAIL", filter(fd, GROUP, OWN, 4, 32));
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, number, GROUP));
    assertEquals("0000000000000000", filter(fd, GROUP, OWN, 4, 32));
    for (int i = 1; i <= 3; i++) {
      assertEquals(0, byAddress(fd, IP_BLOCK_SOURCE, GROUP, OWN, "1.1.1." + i));
    }
    assertEquals("0000000003000000", filter(fd, GROUP, OWN, 0, 16));
    assertEquals("000000000300000001010101", filter(fd, GROUP, OWN, 1, 20));
    assertEquals("00000000030000000101010101010102", filter(fd, GROUP, OWN, 2, 40));
    String all = "0000000003000000010101010101010201010103";
    assertEquals(all, filter(fd, GROUP, OWN, 3, 28));
    assertEquals(all, filter(fd, GROUP, OWN, 4, 32));
    int including = udp();
    assertEquals(0, source(including, MCAST_JOIN_SOURCE_GROUP, number, GROUP, SOURCE));
    assertEquals("010000000100000001010101", filter(including, GROUP, OWN, 4, 32));
  }

  @Test
  void aFilterIsOfAGroupOnAnInterface() {
    int fd = udp();
    assertEquals(0, group(fd, MCAST_JOIN_GROUP, device(), GROUP));
    for (int length : new int[] {0, 8, 15}) {
      assertEquals("EINVAL", filter(fd, GROUP, OWN, 0, length));
    }
    assertEquals("EINVAL", filter(fd, UNICAST, OWN, 0, 32));
    assertEquals("ENODEV", filter(fd, GROUP, ANY, 0, 32));
    assertEquals("ENODEV", filter(fd, GROUP, "9.9.9.9", 0, 32));
    assertEquals("EADDRNOTAVAIL", filter(fd, "239.7.0.2", OWN, 0, 32));
    assertEquals("EINVAL", filter(tcp(), GROUP, OWN, 0, 8));
    assertEquals("EADDRNOTAVAIL", filter(tcp(), GROUP, OWN, 0, 32));
  }
}
