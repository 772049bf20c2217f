package io.ringroad.perf.veth;

import static io.ringroad.perf.veth.VethPair.ENGINE_ADDRESS;
import static io.ringroad.perf.veth.VethPair.KERNEL_ADDRESS;
import static io.ringroad.perf.veth.VethPair.PREFIX_LENGTH;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.perf.veth.HostSockets.Received;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.kernel.KernelSockets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ping sockets, raw sockets and multicast of an engine in this process, and a real kernel on the
 * other end. The engine refuses to close if a frame did not come back.
 */
@Tag("integration")
@Timeout(300)
class RawAndGroupsOnVethTest {
  private static final String OTHER_KERNEL_ADDRESS = "10.68.0.3";
  private static final String GROUP = "239.68.0.1";
  private static final String SOURCE_GROUP = "232.68.0.1";
  private static final int PORT = 7_000;
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int[] LENGTHS = {0, 1, 55, 56, 1_471, 1_472};

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

  /** Bytes that tell their length. */
  private static byte[] payload(int length) {
    return EchoRequests.data(EchoRequests.of(0, length, length));
  }

  private void ping(int fd, int prefixBytes) {
    for (int i = 0; i < LENGTHS.length; i++) {
      byte[] request = EchoRequests.of(0x5252, i + 1, LENGTHS[i]);
      onEngine.send(fd, request, KERNEL_ADDRESS, 0);
      Received received = onEngine.receive(fd);
      byte[] reply = Arrays.copyOfRange(received.bytes(), prefixBytes, received.bytes().length);
      assertEquals(KERNEL_ADDRESS, received.from());
      assertEquals(EchoRequests.REPLY, EchoRequests.type(reply));
      assertEquals(i + 1, EchoRequests.sequence(reply));
      assertArrayEquals(EchoRequests.data(request), EchoRequests.data(reply));
      if (prefixBytes > 0) {
        assertEquals(0x5252, EchoRequests.identifier(reply));
      }
    }
    onEngine.assertNothingWaits(fd);
  }

  private void kernelPings(int times) throws Exception {
    String line = "ping -q -W 30 -i 0.1 -c " + times + " " + ENGINE_ADDRESS;
    String said = veth.fromKernel(line).output();
    assertTrue(said.contains(" 0% packet loss"), said);
  }

  @Test
  void theKernelAnswersPingSocketsOfTheEngine() {
    ping(onEngine.open(SOCK_DGRAM, IPPROTO_ICMP), 0);
  }

  @Test
  void theKernelAnswersRawSocketsOfTheEngine() {
    ping(onEngine.open(SOCK_RAW, IPPROTO_ICMP), IPV4_HEADER_BYTES);
  }

  @Test
  void rawSocketsSeeThePingsThatTheEngineAnswers() throws Exception {
    int raw = onEngine.open(SOCK_RAW, IPPROTO_ICMP);
    int ping = onEngine.open(SOCK_DGRAM, IPPROTO_ICMP);
    kernelPings(3);
    for (int i = 1; i <= 3; i++) {
      Received received = onEngine.receive(raw);
      byte[] packet = received.bytes();
      byte[] request = Arrays.copyOfRange(packet, IPV4_HEADER_BYTES, packet.length);
      assertEquals(KERNEL_ADDRESS, received.from());
      assertEquals(EchoRequests.REQUEST, EchoRequests.type(request));
      assertEquals(i, EchoRequests.sequence(request));
      assertEquals(0, EchoRequests.checksum(request), "it is whole");
    }
    onEngine.assertNothingWaits(raw);
    onEngine.assertNothingWaits(ping);
  }

  @Test
  void membersOnTheEngineHearTheKernel() {
    int[] members = {onEngine.member(PORT, GROUP), onEngine.member(PORT, GROUP)};
    int outsider = onEngine.receiver(PORT);
    int sender = onKernel.sender(KERNEL_ADDRESS);
    for (int length : LENGTHS) {
      onKernel.send(sender, payload(length), GROUP, PORT);
    }
    for (int length : LENGTHS) {
      for (int member : members) {
        Received received = onEngine.receive(member);
        assertEquals(KERNEL_ADDRESS, received.from());
        assertArrayEquals(payload(length), received.bytes());
      }
    }
    // All but the last have been dealt with before a member had the last.
    onEngine.assertNothingWaits(outsider);
  }

  @Test
  void membersOnTheKernelHearTheEngine() {
    int member = onKernel.member(PORT, GROUP);
    int sender = onEngine.sender(ENGINE_ADDRESS);
    for (int length : LENGTHS) {
      onEngine.send(sender, payload(length), GROUP, PORT);
      Received received = onKernel.receive(member);
      assertEquals(ENGINE_ADDRESS, received.from());
      assertArrayEquals(payload(length), received.bytes());
    }
    onKernel.assertNothingWaits(member);
  }

  @Test
  void aMemberForOneSourceHearsNoOther() throws Exception {
    veth.addKernelAddress(OTHER_KERNEL_ADDRESS);
    int specific = onEngine.member(PORT, SOURCE_GROUP, KERNEL_ADDRESS);
    int any = onEngine.member(PORT, SOURCE_GROUP);
    onKernel.send(onKernel.sender(OTHER_KERNEL_ADDRESS), new byte[] {1}, SOURCE_GROUP, PORT);
    onKernel.send(onKernel.sender(KERNEL_ADDRESS), new byte[] {2}, SOURCE_GROUP, PORT);
    assertReceived(any, OTHER_KERNEL_ADDRESS, 1);
    assertReceived(any, KERNEL_ADDRESS, 2);
    assertReceived(specific, KERNEL_ADDRESS, 2);
    onEngine.assertNothingWaits(specific);
  }

  private void assertReceived(int fd, String from, int what) {
    Received received = onEngine.receive(fd);
    assertEquals(from, received.from());
    assertArrayEquals(new byte[] {(byte) what}, received.bytes());
  }

  /** What tcpdump says of each packet; one that is wrong on purpose shows that it looks. */
  @Test
  void everyChecksumIsRight() throws Exception {
    Requirements.program("tcpdump");
    int fromKernelPing = 3;
    int wrong = 1;
    int expected = 3 * LENGTHS.length + fromKernelPing + wrong;
    try (EngineCapture capture = new EngineCapture(veth, ENGINE_ADDRESS, expected)) {
      ping(onEngine.open(SOCK_DGRAM, IPPROTO_ICMP), 0);
      int raw = onEngine.open(SOCK_RAW, IPPROTO_ICMP);
      ping(raw, IPV4_HEADER_BYTES);
      kernelPings(fromKernelPing);
      int sender = onEngine.sender(ENGINE_ADDRESS);
      for (int length : LENGTHS) {
        onEngine.send(sender, payload(length), GROUP, PORT);
      }
      byte[] broken = EchoRequests.of(0x5252, 99, 10);
      broken[2] ^= 1;
      onEngine.send(raw, broken, KERNEL_ADDRESS, 0);
      String said = capture.finish();
      assertEquals(LENGTHS.length, count(said, "udp sum ok"), said);
      assertEquals(2 * LENGTHS.length + fromKernelPing + wrong, count(said, "ICMP echo re"), said);
      assertEquals(wrong, count(said, "wrong icmp cksum"), said);
      assertEquals(0, count(said, "bad cksum"), said);
      assertEquals(0, count(said, "bad udp cksum"), said);
      assertEquals(0, count(said, "incorrect"), said);
    }
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
