package io.ringroad.shim;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU_DISCOVER;
import static io.ringroad.shim.abi.IpSocketOption.IP_OPTIONS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_NO_CHECK;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What options of a datagram socket are on the wire. */
@Timeout(60)
class DatagramHeaderTest {
  private static final int ETHERNET = 14;
  private static final int IPV4 = 0x0800;
  private static final int ARP = 0x0806;
  private static final int DONT_FRAGMENT = 0x4000;

  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(512);
  private final InjectionNic nic = new InjectionNic("wire0", 0x02_00_00_00_00_01L, 1_500, pool, 64);
  private final Ringroad engine =
      Ringroad.launch(
          RingroadConfig.builder().nic(nic, "10.9.0.1/24").pool(pool).drivenByCaller().build());
  private final SocketCalls calls = engine.sockets();
  private final int fd;

  DatagramHeaderTest() {
    engine.lane(0).doWork();
    while (nic.collectBytes() != null) {
      // the engine announces itself
    }
    fd = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    set(SOL_SOCKET, SO_BROADCAST, 1);
  }

  @AfterEach
  void everyFrameComesBack() {
    engine.close();
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  private void set(int level, int name, int value) {
    assertEquals(0, calls.setsockopt(fd, level, name, arena.allocateFrom(JAVA_INT, value), 4));
  }

  private long send(String address) {
    MemorySegment to = SockaddrIn.allocate(arena, address, 9);
    return calls.sendto(fd, arena.allocateFrom("data"), 4, 0, to, SockaddrIn.SIZE);
  }

  /** The next frame of a type that leaves, from its network header on. */
  private ByteBuffer next(int type) {
    engine.lane(0).doWork();
    byte[] frame = nic.collectBytes();
    while (frame != null && ByteBuffer.wrap(frame).getShort(12) != type) {
      frame = nic.collectBytes();
    }
    assertNotNull(frame, "a frame on the wire");
    return ByteBuffer.wrap(frame, ETHERNET, frame.length - ETHERNET).slice();
  }

  private ByteBuffer sent() {
    assertEquals(4, send("10.9.0.255"));
    return next(IPV4);
  }

  private static int sum(ByteBuffer of, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += of.getShort(i) & 0xFFFF;
    }
    return (sum & 0xFFFF) + (sum >>> 16);
  }

  @Test
  void ttlAndTos() {
    set(IPPROTO_IP, IP_TTL, 7);
    set(IPPROTO_IP, IP_TOS, 0xb8);
    ByteBuffer packet = sent();
    assertEquals(7, packet.get(8));
    assertEquals((byte) 0xb8, packet.get(1));
  }

  @Test
  void mtuDiscoveryDecidesWhoMayFragment() {
    int[] modes = {0, 1, 2, 3, 4, 5};
    int[] expected = {0, DONT_FRAGMENT, DONT_FRAGMENT, DONT_FRAGMENT, 0, 0};
    for (int i = 0; i < modes.length; i++) {
      set(IPPROTO_IP, IP_MTU_DISCOVER, modes[i]);
      assertEquals(expected[i], sent().getShort(6) & DONT_FRAGMENT, "IP_MTU_DISCOVER " + modes[i]);
    }
  }

  @Test
  void optionsStandBehindTheFixedHeader() {
    byte[] options = {1, 1, 0x1e, 4, 5, 6};
    MemorySegment value = arena.allocateFrom(JAVA_BYTE, options);
    assertEquals(0, calls.setsockopt(fd, IPPROTO_IP, IP_OPTIONS, value, options.length));
    ByteBuffer packet = sent();
    assertEquals(0x47, packet.get(0), "seven words");
    assertEquals(28 + 8 + 4, packet.getShort(2));
    assertEquals(0x01011e04_05060000L, packet.getLong(20));
    assertEquals(0xFFFF, sum(packet, 28), "header checksum");
    assertEquals(9, packet.getShort(28 + 2), "the port behind the options");
    assertEquals('d', packet.get(28 + 8));
    assertEquals(0, calls.setsockopt(fd, IPPROTO_IP, IP_OPTIONS, value, 0));
    assertEquals(0x45, sent().get(0));
  }

  @Test
  void aDatagramCanGoWithoutAChecksum() {
    assertNotEquals(0, sent().getShort(20 + 6));
    set(SOL_SOCKET, SO_NO_CHECK, 1);
    assertEquals(0, sent().getShort(20 + 6));
  }

  @Test
  void aBoundInterfaceIsTheWayToEverything() {
    assertEquals(-Errno.ENETUNREACH, send("192.0.2.7"));
    MemorySegment name = arena.allocateFrom("wire0");
    assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, 5));
    assertEquals(4, send("192.0.2.7"));
    assertEquals(IpAddresses.parseIpv4("192.0.2.7"), next(ARP).getInt(24), "who has it");
  }

  @Test
  void aBoundSocketHearsOfItsInterfaceAlone() {
    MemorySegment own = SockaddrIn.allocate(arena, "127.0.0.1", 0);
    assertEquals(0, calls.bind(fd, own, SockaddrIn.SIZE));
    assertEquals(0, calls.getsockname(fd, own, arena.allocateFrom(JAVA_INT, SockaddrIn.SIZE)));
    MemorySegment buffer = arena.allocate(8);
    for (String name : new String[] {"lo", "wire0"}) {
      MemorySegment text = arena.allocateFrom(name);
      assertEquals(0, calls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, text, name.length()));
      int sender = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
      assertEquals(0, calls.connect(sender, own, SockaddrIn.SIZE));
      assertEquals(1, calls.send(sender, buffer, 1, 0));
      for (int i = 0; i < 4; i++) {
        engine.lane(0).doWork();
      }
      boolean heard = name.equals("lo");
      assertEquals(heard ? 1 : -Errno.EAGAIN, calls.recv(fd, buffer, 8, 0), name);
      assertEquals(heard ? -Errno.EAGAIN : -Errno.ECONNREFUSED, calls.recv(sender, buffer, 8, 0));
    }
  }
}
