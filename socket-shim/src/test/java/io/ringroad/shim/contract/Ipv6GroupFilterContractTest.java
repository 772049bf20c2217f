package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTOIFINDEX;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MCAST_MSFILTER of level IPPROTO_IPV6: a filter set and read (RFC 3678 5.2). */
class Ipv6GroupFilterContractTest extends NetworkContract {
  private static final String GROUP = "ff05::7";
  private static final String SOURCE = "fd00::1";
  private static final int EXCLUDE = 0;
  private static final int INCLUDE = 1;
  private static final int HEADER_BYTES = 144;
  private static final int STORAGE_BYTES = 128;
  private static final int ROOM_SOURCES = 70;
  private static final int NO_INTERFACE = 99;

  private int device() {
    int fd = udp();
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bytes("quiet0"), 6));
    return getInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX);
  }

  private int open() {
    int fd = calls.socket(AF_INET6, SOCK_DGRAM, 0);
    assertOk(fd);
    return fd;
  }

  private static int bytes(int sources) {
    return HEADER_BYTES + STORAGE_BYTES * sources;
  }

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
    IpAddress address = IpAddresses.parse(text);
    filter.putShort(offset, (short) AF_INET6).order(ByteOrder.BIG_ENDIAN);
    filter.putLong(offset + 8, address.high()).putLong(offset + 16, address.low());
    filter.order(ByteOrder.nativeOrder());
  }

  private int set(int fd, ByteBuffer filter, int length) {
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, filter.array());
    return calls.setsockopt(fd, IPPROTO_IPV6, MCAST_MSFILTER, value, length);
  }

  private int set(int fd, int number, String group, int mode, String... sources) {
    return set(fd, filter(number, group, mode, sources), bytes(sources.length));
  }

  private int member(int number) {
    int fd = open();
    MemorySegment request = arena.allocateFrom(JAVA_BYTE, filter(number, GROUP, 0).array());
    assertEquals(0, calls.setsockopt(fd, IPPROTO_IPV6, MCAST_JOIN_GROUP, request, 136));
    return fd;
  }

  private String get(int fd, ByteBuffer filter, int room) {
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, filter.array());
    MemorySegment length = intAt(room);
    int result = calls.getsockopt(fd, IPPROTO_IPV6, MCAST_MSFILTER, value, length);
    if (result != 0) {
      return Errno.name(-result);
    }
    ByteBuffer read = ByteBuffer.wrap(value.toArray(JAVA_BYTE)).order(ByteOrder.nativeOrder());
    List<String> sources = new ArrayList<>();
    for (int at = HEADER_BYTES; at < length.get(JAVA_INT, 0); at += STORAGE_BYTES) {
      assertEquals(AF_INET6, read.getShort(at));
      read.order(ByteOrder.BIG_ENDIAN);
      sources.add(IpAddresses.format(read.getLong(at + 8), read.getLong(at + 16)));
      read.order(ByteOrder.nativeOrder());
    }
    return (read.getInt(136) == INCLUDE ? "INCLUDE " : "EXCLUDE ") + read.getInt(140) + sources;
  }

  private String get(int fd, int number, String group, int count) {
    return get(fd, filter(number, group, 7).putInt(140, count), bytes(count));
  }

  @Test
  void aFilterTakesTheLastOnesPlace() {
    int number = device();
    int fd = member(number);
    assertEquals("EXCLUDE 0[]", get(fd, number, GROUP, 4));
    assertEquals(0, set(fd, number, GROUP, INCLUDE, "fd00::2", SOURCE));
    assertEquals("INCLUDE 2[fd00::2, fd00::1]", get(fd, number, GROUP, 4));
    assertEquals("INCLUDE 2[fd00::2]", get(fd, number, GROUP, 1));
    assertEquals(0, set(fd, number, GROUP, EXCLUDE, SOURCE));
    assertEquals("EXCLUDE 1[fd00::1]", get(fd, number, GROUP, 4));
    assertEquals(0, set(fd, number, GROUP, INCLUDE), "to include nothing is to leave");
    assertEquals("EADDRNOTAVAIL", get(fd, number, GROUP, 4));
    assertErrno(-EADDRNOTAVAIL, set(fd, number, GROUP, INCLUDE));
    assertEquals(0, calls.close(fd));
  }

  @Test
  void itIsOfAGroupOnAnInterfaceThatWasJoined() {
    int number = device();
    int fd = open();
    assertErrno(-EINVAL, set(fd, number, GROUP, EXCLUDE, SOURCE));
    assertErrno(-ENODEV, set(fd, NO_INTERFACE, GROUP, EXCLUDE, SOURCE));
    assertErrno(-EINVAL, set(fd, number, "fd00::9", EXCLUDE, SOURCE));
    assertErrno(-EINVAL, set(fd, number, GROUP, 2, SOURCE));
    assertEquals("EADDRNOTAVAIL", get(fd, number, GROUP, 1));
    assertEquals("EINVAL", get(fd, number, "fd00::9", 1));
    assertEquals(0, calls.close(fd));
  }

  @Test
  void itHasItsLengthFamilyAndLimit() {
    int number = device();
    int fd = member(number);
    ByteBuffer one = filter(number, GROUP, EXCLUDE, SOURCE);
    for (int length : new int[] {0, 16, HEADER_BYTES - 1, bytes(1) - 1}) {
      assertErrno(-EINVAL, set(fd, one, length));
    }
    for (int length : new int[] {0, 16, HEADER_BYTES - 1}) {
      assertEquals("EINVAL", get(fd, one, length));
    }
    assertErrno(-ENOBUFS, set(fd, filter(number, GROUP, EXCLUDE).putInt(140, 65), bytes(65)));
    ByteBuffer other = filter(number, GROUP, EXCLUDE, SOURCE).putShort(8, (short) AF_INET);
    assertEquals("EADDRNOTAVAIL", get(fd, other, bytes(1)));
    assertEquals(0, calls.close(fd));
  }
}
