package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.NativeFramePool;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowSteeringTest {
  private static final int LOCAL = 0x0A00_0001;
  private static final int REMOTE = 0x0A00_0002;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final NativeFramePool pool = new NativeFramePool(16);
  private final FlowSteering steering = new FlowSteering(4, 99);

  @AfterEach
  void everyFrameIsBack() {
    assertEquals(0, pool.inUse());
    pool.close();
  }

  private int laneOf(byte[] bytes) {
    long address = pool.allocate();
    Frame frame = new Frame().wrap(address);
    frame.appendCopyOf(bytes, 0, bytes.length);
    int lane = steering.laneOf(frame, 3);
    pool.free(address);
    return lane;
  }

  private static byte[] ethernet(int type, byte[] payload) {
    return ByteBuffer.allocate(14 + payload.length)
        .position(12)
        .putShort((short) type)
        .put(payload)
        .array();
  }

  private static byte[] ipv4(int protocol, int id, int fragment, int src, int dst, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .putInt(0x4500_0000 | 20 + payload.length)
        .putShort((short) id)
        .putShort((short) fragment)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .putInt(src)
        .putInt(dst)
        .put(payload)
        .array();
  }

  private static byte[] ports(int source, int destination) {
    return ByteBuffer.allocate(8).putShort((short) source).putShort((short) destination).array();
  }

  private int received(int protocol, int localPort, int remotePort) {
    return laneOf(
        ethernet(0x0800, ipv4(protocol, 0, 0, REMOTE, LOCAL, ports(remotePort, localPort))));
  }

  private int tcpLane(int localPort, int remotePort) {
    return steering.tcpLane(
        0, IpAddresses.mapIpv4(LOCAL), localPort, 0, IpAddresses.mapIpv4(REMOTE), remotePort);
  }

  @Test
  void tcpFlowsSpreadEvenlyAndAsConnectExpects() {
    int[] flows = new int[4];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 4_000; i++) {
      int local = random.nextInt(1, 65_536);
      int remote = random.nextInt(1, 65_536);
      int lane = received(TCP, local, remote);
      assertEquals(tcpLane(local, remote), lane);
      flows[lane]++;
    }
    for (int count : flows) {
      assertTrue(count > 850 && count < 1_150, () -> "uneven: " + Arrays.toString(flows));
    }
  }

  @Test
  void aPinnedFlowGoesWhereItWasPinned() {
    long flow =
        steering.flowHash(0, IpAddresses.mapIpv4(LOCAL), 80, 0, IpAddresses.mapIpv4(REMOTE), 5_000);
    int usual = received(TCP, 80, 5_000);
    int other = (usual + 1) % 4;
    steering.pinTcp(flow, other);
    assertEquals(other, received(TCP, 80, 5_000));
    assertEquals(other, tcpLane(80, 5_000));
    assertEquals(tcpLane(80, 5_001), received(TCP, 80, 5_001));
    steering.unpinTcp(flow);
    assertEquals(usual, received(TCP, 80, 5_000));
  }

  @Test
  void echoRepliesAndErrorsAboutRequestsGoToTheLaneOfTheirIdentifier() {
    steering.addPing(0x1234, 1);
    byte[] reply = {0, 0, 0, 0, 0x12, 0x34, 0, 1};
    byte[] request = {8, 0, 0, 0, 0x12, 0x34, 0, 1};
    assertEquals(1, laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, reply))));
    assertEquals(3, laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, request))));
    byte[] quoted = ipv4(1, 0, 0, LOCAL, REMOTE, request);
    byte[] error = new byte[8 + quoted.length];
    error[0] = 3;
    System.arraycopy(quoted, 0, error, 8, quoted.length);
    assertEquals(1, laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, error))));
    steering.removePing(0x1234, 1);
    assertEquals(3, laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, reply))));
  }

  @Test
  void udpGoesToTheLaneOfItsSocket() {
    assertEquals(3, received(UDP, 53, 1_000), "nobody's stays where it was received");
    steering.addUdp(53, 2);
    assertEquals(2, received(UDP, 53, 1_000));
    steering.addUdp(53, 0);
    int[] datagrams = new int[4];
    for (int remote = 1; remote <= 1_000; remote++) {
      datagrams[received(UDP, 53, remote)]++;
    }
    assertEquals(1_000, datagrams[0] + datagrams[2]);
    assertTrue(datagrams[0] > 400 && datagrams[2] > 400);
    int group = 0xE000_00FB;
    assertEquals(0, laneOf(ethernet(0x0800, ipv4(UDP, 0, 0, REMOTE, group, ports(1, 53)))));
    steering.removeUdp(53, 2);
    assertEquals(0, received(UDP, 53, 7));
  }

  @Test
  void anIcmpErrorGoesToTheFlowItSpeaksOf() {
    byte[] quoted = ipv4(TCP, 0, 0, LOCAL, REMOTE, ports(4_000, 80));
    byte[] error =
        ByteBuffer.allocate(8 + quoted.length)
            .put((byte) 3)
            .put((byte) 3)
            .position(8)
            .put(quoted)
            .array();
    assertEquals(tcpLane(4_000, 80), laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, error))));
    byte[] echo = new byte[64];
    echo[0] = 8;
    assertEquals(3, laneOf(ethernet(0x0800, ipv4(1, 0, 0, REMOTE, LOCAL, echo))));
  }

  @Test
  void theFragmentsOfADatagramMeet() {
    int first = laneOf(ethernet(0x0800, ipv4(UDP, 77, 0x2000, REMOTE, LOCAL, ports(1, 53))));
    int last = laneOf(ethernet(0x0800, ipv4(UDP, 77, 185, REMOTE, LOCAL, ports(9, 9))));
    assertEquals(first, last);
  }

  @Test
  void whatIsMalformedStaysWhereItWasReceived() {
    assertEquals(3, laneOf(new byte[5]));
    assertEquals(3, laneOf(ethernet(0x0800, new byte[19])));
    assertEquals(3, laneOf(ethernet(0x0800, ipv4(TCP, 0, 0, REMOTE, LOCAL, new byte[3]))));
    assertEquals(3, laneOf(ethernet(0x86DD, new byte[40])));
    assertEquals(FrameSteering.EVERY_LANE, laneOf(ethernet(0x0806, new byte[28])));
  }

  // ---- IPv6 ----

  private static final IpAddress LOCAL_6 = IpAddresses.parse("fd00::1");
  private static final IpAddress REMOTE_6 = IpAddresses.parse("fd00::2");
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int ICMPV6 = 58;

  private static byte[] ipv6(IpAddress src, IpAddress dst, int nextHeader, byte[] payload) {
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(0x6000_0000)
        .putShort((short) payload.length)
        .put((byte) nextHeader)
        .put((byte) 64)
        .putLong(src.high())
        .putLong(src.low())
        .putLong(dst.high())
        .putLong(dst.low())
        .put(payload)
        .array();
  }

  private static byte[] behind(int nextHeader, int second, int rest, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) nextHeader)
        .put((byte) 0)
        .putShort((short) second)
        .putInt(rest)
        .put(payload)
        .array();
  }

  private int received6(int nextHeader, byte[] payload) {
    return laneOf(ethernet(0x86DD, ipv6(REMOTE_6, LOCAL_6, nextHeader, payload)));
  }

  private int tcpLane6(int localPort, int remotePort) {
    return steering.tcpLane(
        LOCAL_6.high(), LOCAL_6.low(), localPort, REMOTE_6.high(), REMOTE_6.low(), remotePort);
  }

  @Test
  void ipv6FlowsGoWhereConnectExpectsThemWhateverHeadersTheyHave() {
    int[] flows = new int[4];
    for (int port = 1; port <= 400; port++) {
      int owner = tcpLane6(80, port);
      flows[owner]++;
      byte[] segment = ports(port, 80);
      assertEquals(owner, received6(TCP, segment));
      byte[] padding = behind(TCP, 0x0104, 0, segment);
      assertEquals(owner, received6(DESTINATION_OPTIONS, padding));
      assertEquals(owner, received6(FRAGMENT, behind(TCP, 0, port, segment)), "atomic");
    }
    assertTrue(Arrays.stream(flows).min().orElse(0) > 50, Arrays.toString(flows));
  }

  @Test
  void ipv6FragmentsOfAPacketMeet() {
    int owner = received6(FRAGMENT, behind(UDP, 1, 4711, ports(9, 53)));
    for (int offset = 8; offset < 64; offset += 8) {
      assertEquals(owner, received6(FRAGMENT, behind(UDP, offset | 1, 4711, new byte[8])));
    }
  }

  @Test
  void icmpv6GoesToWhomItConcerns() {
    byte[] failed = ipv6(LOCAL_6, REMOTE_6, TCP, ports(80, 5_555));
    byte[] error =
        ByteBuffer.allocate(8 + failed.length).put((byte) 1).position(8).put(failed).array();
    assertEquals(tcpLane6(80, 5_555), received6(ICMPV6, error));
    for (int type = 133; type <= 137; type++) {
      byte[] discovery = ByteBuffer.allocate(24).put((byte) type).array();
      assertEquals(FrameSteering.EVERY_LANE, received6(ICMPV6, discovery), "type " + type);
    }
    byte[] query = ByteBuffer.allocate(24).put((byte) 130).array();
    assertEquals(0, received6(ICMPV6, query), "one lane reports memberships");
    steering.addPing(77, 2);
    byte[] reply = ByteBuffer.allocate(8).put((byte) 129).putShort(4, (short) 77).array();
    assertEquals(2, received6(ICMPV6, reply));
  }

  @Test
  void whatIsNoWholeIpv6HeaderStaysWhereItIs() {
    byte[] whole = ethernet(0x86DD, ipv6(REMOTE_6, LOCAL_6, 0, behind(0, 0, 0, new byte[0])));
    for (int length = 14; length <= whole.length; length++) {
      assertEquals(3, laneOf(Arrays.copyOf(whole, length)), "of " + length + " bytes");
    }
  }
}
