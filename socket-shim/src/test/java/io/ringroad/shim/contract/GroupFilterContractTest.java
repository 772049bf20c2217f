package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTOIFINDEX;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MCAST_MSFILTER: all sources of a group on a numbered interface, set and read (RFC 3678 5.2). */
class GroupFilterContractTest extends NetworkContract {
  private static final String OWN = "10.9.0.1";
  private static final String GROUP = "239.7.0.1";
  private static final int EXCLUDE = 0;
  private static final int INCLUDE = 1;
  private static final int HEADER_BYTES = 144;
  private static final int STORAGE_BYTES = 128;
  private static final int NO_INTERFACE = 99;
  private static final int ROOM_SOURCES = 16;
  private static final byte UNTOUCHED = (byte) 0xee;

  private int device() {
    int fd = udp();
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bytes("quiet0"), 6));
    return getInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX);
  }

  private static int bytes(int sources) {
    return HEADER_BYTES + STORAGE_BYTES * sources;
  }

  /** A group_filter. */
  private static ByteBuffer filter(int number, String group, int mode, String... sources) {
    ByteBuffer filter = ByteBuffer.allocate(bytes(ROOM_SOURCES)).order(ByteOrder.nativeOrder());
    filter.putInt(0, number).putInt(136, mode).putInt(140, sources.length);
    address(filter, 8, group);
    for (int i = 0; i < sources.length; i++) {
      address(filter, bytes(i), sources[i]);
    }
    return filter;
  }

  private static void address(ByteBuffer filter, int offset, String text) {
    filter.putShort(offset, (short) AF_INET);
    filter.order(ByteOrder.BIG_ENDIAN).putInt(offset + 4, IpAddresses.parseIpv4(text));
    filter.order(ByteOrder.nativeOrder());
  }

  private int set(int fd, ByteBuffer filter, int length) {
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, filter.array());
    return calls.setsockopt(fd, IPPROTO_IP, MCAST_MSFILTER, value, length);
  }

  private int set(int fd, int number, String group, int mode, String... sources) {
    return set(fd, filter(number, group, mode, sources), bytes(sources.length));
  }

  private int byAddress(int fd, int name, String... texts) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * texts.length);
    for (String text : texts) {
      bytes.putInt(IpAddresses.parseIpv4(text));
    }
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, bytes.array());
    return calls.setsockopt(fd, IPPROTO_IP, name, value, bytes.capacity());
  }

  private int member() {
    int fd = udp();
    assertEquals(0, byAddress(fd, IP_ADD_MEMBERSHIP, GROUP, OWN));
    return fd;
  }

  /** What is read with room for so many sources: the length, mode, count and the sources. */
  private String get(int fd, int number, String group, int count) {
    return get(fd, filter(number, group, 7).putInt(140, count), bytes(count));
  }

  private String get(int fd, ByteBuffer filter, int length) {
    MemorySegment value = arena.allocate(bytes(ROOM_SOURCES) + 1L).fill(UNTOUCHED);
    MemorySegment.copy(filter.array(), 0, value, JAVA_BYTE, 0, HEADER_BYTES);
    MemorySegment room = intAt(length);
    int result = calls.getsockopt(fd, IPPROTO_IP, MCAST_MSFILTER, value, room);
    int answered = room.get(JAVA_INT, 0);
    if (result != 0) {
      assertEquals(length, answered);
      return Errno.name(-result);
    }
    ByteBuffer read =
        ByteBuffer.wrap(value.asSlice(0, answered).toArray(JAVA_BYTE))
            .order(ByteOrder.nativeOrder());
    assertEquals(UNTOUCHED, value.get(JAVA_BYTE, answered), "nothing behind it");
    List<String> sources = new ArrayList<>();
    for (int at = HEADER_BYTES; at < answered; at += STORAGE_BYTES) {
      assertEquals(AF_INET, read.getShort(at));
      assertEquals(0, read.getLong(at + 8), "what is no address is zero");
      read.order(ByteOrder.BIG_ENDIAN);
      sources.add(IpAddresses.formatIpv4(read.getInt(at + 4)));
      read.order(ByteOrder.nativeOrder());
    }
    return (read.getInt(136) == INCLUDE ? "INCLUDE " : "EXCLUDE ") + read.getInt(140) + sources;
  }

  @Test
  void aFilterTakesTheLastOnesPlace() {
    int number = device();
    int fd = member();
    assertEquals(0, set(fd, number, GROUP, INCLUDE, "1.1.1.2", "1.1.1.1"));
    assertEquals("INCLUDE 2[1.1.1.2, 1.1.1.1]", get(fd, number, GROUP, 4));
    assertEquals(0, set(fd, number, GROUP, EXCLUDE, "1.1.1.3"));
    assertEquals("EXCLUDE 1[1.1.1.3]", get(fd, number, GROUP, 4));
    assertEquals(0, set(fd, number, GROUP, EXCLUDE));
    assertEquals("EXCLUDE 0[]", get(fd, number, GROUP, 4));
    assertEquals(0, set(fd, number, GROUP, INCLUDE), "to include nothing is to leave");
    assertEquals("EADDRNOTAVAIL", get(fd, number, GROUP, 4));
    assertErrno(-EADDRNOTAVAIL, set(fd, number, GROUP, INCLUDE));
  }

  @Test
  void itIsReadAsFarAsIsAskedFor() {
    int number = device();
    int fd = member();
    for (int i = 1; i <= 3; i++) {
      assertEquals(0, byAddress(fd, IP_BLOCK_SOURCE, GROUP, OWN, "1.1.1." + i));
    }
    assertEquals("EXCLUDE 3[]", get(fd, number, GROUP, 0));
    assertEquals("EXCLUDE 3[1.1.1.1, 1.1.1.2]", get(fd, number, GROUP, 2));
    assertEquals("EXCLUDE 3[1.1.1.1, 1.1.1.2, 1.1.1.3]", get(fd, number, GROUP, 10));
  }

  @Test
  void itIsOfAGroupOnAnInterfaceThatWasJoined() {
    int number = device();
    int fd = udp();
    assertErrno(-EINVAL, set(fd, number, GROUP, EXCLUDE, "1.1.1.1"));
    assertErrno(-EADDRNOTAVAIL, set(fd, number, GROUP, INCLUDE));
    assertErrno(-ENODEV, set(fd, NO_INTERFACE, GROUP, EXCLUDE, "1.1.1.1"));
    assertErrno(-ENODEV, set(fd, 0, GROUP, EXCLUDE, "1.1.1.1"));
    assertErrno(-EINVAL, set(fd, NO_INTERFACE, "10.1.1.1", EXCLUDE, "1.1.1.1"));
    assertErrno(-EINVAL, set(member(), number, GROUP, 2, "1.1.1.1"));
    assertEquals("EADDRNOTAVAIL", get(fd, number, GROUP, 1));
    assertEquals("EADDRNOTAVAIL", get(member(), NO_INTERFACE, GROUP, 1));
    assertEquals("EADDRNOTAVAIL", get(member(), 0, GROUP, 1));
    assertEquals("EINVAL", get(fd, number, "10.1.1.1", 1));
    assertEquals("EADDRNOTAVAIL", get(tcp(), number, GROUP, 1));
  }

  @Test
  void itHasItsLengthAndFamilies() {
    int number = device();
    int fd = member();
    ByteBuffer one = filter(number, GROUP, EXCLUDE, "1.1.1.1");
    for (int length : new int[] {0, 16, HEADER_BYTES - 1, bytes(1) - 1}) {
      assertErrno(-EINVAL, set(fd, one, length));
    }
    assertEquals(0, set(fd, one, bytes(1) + 5));
    for (int length : new int[] {0, 16, HEADER_BYTES - 1}) {
      assertEquals("EINVAL", get(fd, one, length));
    }
    ByteBuffer other = filter(number, GROUP, EXCLUDE, "1.1.1.1").putShort(8, (short) AF_INET6);
    assertErrno(-EADDRNOTAVAIL, set(fd, other, bytes(1)));
    assertEquals("EINVAL", get(fd, other, bytes(1)));
    ByteBuffer source = filter(number, GROUP, EXCLUDE, "1.1.1.1");
    assertErrno(-EADDRNOTAVAIL, set(fd, source.putShort(bytes(0), (short) AF_INET6), bytes(1)));
  }

  @Test
  void sourcesAreLimited() {
    int number = device();
    int fd = member();
    String[] ten = new String[10];
    for (int i = 0; i < ten.length; i++) {
      ten[i] = "1.1.1." + i;
    }
    assertEquals(0, set(fd, number, GROUP, EXCLUDE, ten));
    ByteBuffer eleven = filter(number, GROUP, EXCLUDE, ten).putInt(140, 11);
    assertErrno(-ENOBUFS, set(fd, eleven, bytes(11)));
    assertErrno(-ENOBUFS, set(fd, eleven.putInt(140, -1), bytes(11)));
    assertErrno(-ENOBUFS, set(fd, eleven.putInt(140, 11), bytes(0)));
  }
}
