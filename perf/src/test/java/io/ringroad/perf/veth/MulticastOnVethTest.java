package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.KERNEL_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_LOOP;
import static io.ringroad.shim.abi.IpSocketOption.IP_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.veth.HostSockets.Received;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.kernel.KernelSockets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * IGMP of an engine and of a real kernel on the two ends of a veth pair: the same calls put the
 * same bytes on the wire, and a querier on the kernel's end has its answers.
 */
@Tag("integration")
@Timeout(300)
class MulticastOnVethTest {
  private static final String GROUP = "239.68.0.1";
  private static final String SPECIFIC = "232.68.0.1";
  private static final String SETTLING = "239.68.0.99";
  private static final String ALL_HOSTS = "224.0.0.1";
  private static final String REPORTED_TO = "224.0.0.22";
  private static final int IPPROTO_IGMP = 2;
  private static final int HEADER_BYTES = 24;
  private static final int SOURCE_OFFSET = 12;
  private static final int CHECKSUM_OFFSET = 10;
  private static final int PORT = 7_100;

  private VethPair veth;
  private Ringroad engine;
  private NetNamespace kernelSide;
  private HostSockets onEngine;
  private HostSockets onKernel;

  @BeforeAll
  static void check() {
    Requirements.rootAndDpdk();
  }

  @BeforeEach
  void start() throws Exception {
    veth = new VethPair();
    RingroadConfig config =
        RingroadConfig.builder()
            .device("afpacket:" + veth.engineLink(), ENGINE_ADDRESS + PREFIX_LENGTH)
            .idle(IdleMode.BACKING_OFF)
            .build();
    try (NetNamespace engineSide = veth.enterEngineSide()) {
      engine = Ringroad.launch(config);
    }
    onEngine = new HostSockets(engine.sockets(), ENGINE_ADDRESS);
    kernelSide = veth.enterKernelSide();
    onKernel = new HostSockets(new KernelSockets(), KERNEL_ADDRESS);
  }

  @AfterEach
  void stop() throws Exception {
    try (VethPair link = veth;
        NetNamespace entered = kernelSide;
        Ringroad closing = engine;
        HostSockets ofEngine = onEngine;
        HostSockets ofKernel = onKernel) {
      // Each is closed whatever the others say, the sockets first.
    }
  }

  /** A raw socket that hears what hosts tell routers. */
  private static int router(HostSockets host, String own) {
    int fd = host.open(SOCK_RAW, IPPROTO_IGMP);
    host.setAddresses(fd, IP_ADD_MEMBERSHIP, REPORTED_TO, own);
    return fd;
  }

  /** The next packet of a host about a group, without what tells the hosts apart. */
  private static String told(HostSockets by, int router, String from, String group) {
    byte[] about = ByteBuffer.allocate(4).putInt(IpAddresses.parseIpv4(group)).array();
    while (true) {
      Received received = by.receive(router);
      byte[] packet = received.bytes();
      String told = HexFormat.of().formatHex(packet, HEADER_BYTES, packet.length);
      if (received.from().equals(from) && told.contains(HexFormat.of().formatHex(about))) {
        Arrays.fill(packet, SOURCE_OFFSET, SOURCE_OFFSET + 4, (byte) 0);
        Arrays.fill(packet, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 2, (byte) 0);
        return HexFormat.of().formatHex(packet);
      }
    }
  }

  private record Call(int name, String group, String source) {
    void on(HostSockets host, int fd, String own) {
      if (source == null) {
        host.setAddresses(fd, name, group, own);
      } else {
        host.setAddresses(fd, name, group, own, source);
      }
    }
  }

  @Test
  void theSameCallsPutTheSameBytesOnTheWire() {
    int byKernel = router(onKernel, KERNEL_ADDRESS);
    int byEngine = router(onEngine, ENGINE_ADDRESS);
    int ofEngine = onEngine.open(SOCK_DGRAM, 0);
    int ofKernel = onKernel.open(SOCK_DGRAM, 0);
    onKernel.setAddresses(ofKernel, IP_ADD_MEMBERSHIP, SETTLING, KERNEL_ADDRESS);
    for (int time = 1; time <= 2; time++) {
      // What is told of these two is told with whatever else was to be told.
      told(onKernel, byKernel, ENGINE_ADDRESS, REPORTED_TO);
      told(onEngine, byEngine, KERNEL_ADDRESS, SETTLING);
    }
    List<Call> calls =
        List.of(
            new Call(IP_ADD_MEMBERSHIP, GROUP, null),
            new Call(IP_BLOCK_SOURCE, GROUP, "10.1.1.1"),
            new Call(IP_UNBLOCK_SOURCE, GROUP, "10.1.1.1"),
            new Call(IP_DROP_MEMBERSHIP, GROUP, null),
            new Call(IP_ADD_SOURCE_MEMBERSHIP, SPECIFIC, "10.1.1.1"),
            new Call(IP_ADD_SOURCE_MEMBERSHIP, SPECIFIC, "10.1.1.2"),
            new Call(IP_DROP_SOURCE_MEMBERSHIP, SPECIFIC, "10.1.1.1"),
            new Call(IP_DROP_SOURCE_MEMBERSHIP, SPECIFIC, "10.1.1.2"));
    for (Call call : calls) {
      call.on(onEngine, ofEngine, ENGINE_ADDRESS);
      call.on(onKernel, ofKernel, KERNEL_ADDRESS);
      for (int time = 1; time <= 2; time++) {
        String engineTold = told(onKernel, byKernel, ENGINE_ADDRESS, call.group);
        String kernelTold = told(onEngine, byEngine, KERNEL_ADDRESS, call.group);
        assertEquals(kernelTold, engineTold, call + ", time " + time);
      }
    }
  }

  /** An IGMP message, which the kernel puts into a packet. */
  private static byte[] igmp(int type, int code, String group, byte... rest) {
    ByteBuffer message =
        ByteBuffer.allocate(8 + rest.length)
            .put((byte) type)
            .put((byte) code)
            .putShort((short) 0)
            .putInt(IpAddresses.parseIpv4(group))
            .put(rest);
    int sum = 0;
    for (int i = 0; i < message.capacity(); i += 2) {
      sum += message.getShort(i) & 0xFFFF;
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return message.putShort(2, (short) ~sum).array();
  }

  @Test
  void aQuerierHasItsAnswers() {
    int router = router(onKernel, KERNEL_ADDRESS);
    onKernel.setAddresses(router, IP_MULTICAST_IF, KERNEL_ADDRESS);
    onEngine.member(PORT, GROUP);
    String joined = told(onKernel, router, ENGINE_ADDRESS, GROUP);
    assertEquals(joined, told(onKernel, router, ENGINE_ADDRESS, GROUP), "said again");
    assertTrue(joined.endsWith("04000000ef440001"), joined);
    byte[] version3 = igmp(0x11, 2, "0.0.0.0", (byte) 2, (byte) 125, (byte) 0, (byte) 0);
    onKernel.send(router, version3, ALL_HOSTS, 0);
    String state = told(onKernel, router, ENGINE_ADDRESS, GROUP);
    assertTrue(state.endsWith("02000000ef440001"), state);
    byte[] ofGroup = igmp(0x11, 2, GROUP, (byte) 2, (byte) 125, (byte) 0, (byte) 0);
    onKernel.send(router, ofGroup, GROUP, 0);
    assertEquals(state, told(onKernel, router, ENGINE_ADDRESS, GROUP));
  }

  @Test
  void aQuerierOfVersion2IsAnsweredInItsWords() {
    int router = router(onKernel, KERNEL_ADDRESS);
    onKernel.setAddresses(router, IP_MULTICAST_IF, KERNEL_ADDRESS);
    // The router, a member so that it hears the report, must not answer its own query first.
    onKernel.setInt(router, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
    onKernel.setAddresses(router, IP_ADD_MEMBERSHIP, GROUP, KERNEL_ADDRESS);
    onEngine.member(PORT, GROUP);
    told(onKernel, router, ENGINE_ADDRESS, GROUP);
    onKernel.send(router, igmp(0x11, 2, "0.0.0.0"), ALL_HOSTS, 0);
    String version2 = HexFormat.of().formatHex(igmp(0x16, 0, GROUP));
    String told;
    do {
      told = told(onKernel, router, ENGINE_ADDRESS, GROUP);
    } while (told.endsWith("04000000ef440001")); // what was on its way
    assertTrue(told.endsWith(version2), told);
  }

  @Test
  void theKernelsDriverIsToldWhatToReceive() throws Exception {
    String line = "ip -d maddr show dev " + veth.engineLink();
    int member = onEngine.member(PORT, GROUP);
    String with = Command.of(line).in(veth.engineSpace()).output();
    assertTrue(with.contains("01:00:5e:44:00:01"), with);
    onEngine.setAddresses(member, IP_DROP_MEMBERSHIP, GROUP, ENGINE_ADDRESS);
    String without = Command.of(line).in(veth.engineSpace()).output();
    assertFalse(without.contains("01:00:5e:44:00:01"), without);
  }

  @Test
  void receiversOnTheKernelHearTheEngineAsTheirFiltersSay() {
    int specific = onKernel.member(PORT, SPECIFIC, ENGINE_ADDRESS);
    int elsewhere = onKernel.member(PORT, SPECIFIC, "10.68.0.77");
    int any = onKernel.member(PORT, SPECIFIC);
    int sender = onEngine.sender(ENGINE_ADDRESS);
    for (byte what = 1; what <= 3; what++) {
      onEngine.send(sender, new byte[] {what}, SPECIFIC, PORT);
      for (int member : new int[] {specific, any}) {
        Received received = onKernel.receive(member);
        assertEquals(ENGINE_ADDRESS, received.from());
        assertArrayEquals(new byte[] {what}, received.bytes());
      }
    }
    onKernel.assertNothingWaits(elsewhere);
  }
}
