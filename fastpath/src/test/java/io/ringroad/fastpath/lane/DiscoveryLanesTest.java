package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.discovery.DiscoveryConfig;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two lanes on one device: one speaks and decides, both have the addresses and hear. */
class DiscoveryLanesTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STEP_NS = 10_000_000L;
  private static final long MAC = 0x0200_0000_0001L;
  private static final String LINK_LOCAL = "fe80::ff:fe00:1";
  private static final String GLOBAL = "2001:db8::ff:fe00:1";
  private static final int NEIGHBOR_SOLICITATION = 135;
  private static final int ROUTER_SOLICITATION = 133;

  private final NativeFramePool pool = new NativeFramePool(1_023);
  private final InjectionNic nic = new InjectionNic("eth0", MAC, 1_500, pool, 256);
  private final List<Integer> sentTypes = new ArrayList<>();
  private long nowNs = SECOND_NS;
  private LaneGroup lanes;

  @BeforeEach
  void start() {
    lanes =
        new LaneGroup(
            LaneConfig.builder()
                .lanes(2)
                .nic(nic, "fd00::1/64")
                .pool(pool)
                .clock(() -> nowNs)
                .seed(1, 2)
                .discovery(DiscoveryConfig.DEFAULT.withAutomatic(true))
                .build());
  }

  @AfterEach
  void everyFrameIsBack() {
    lanes.close();
    nic.close();
    assertEquals(0, pool.inUse());
  }

  private void pass(long durationNs) {
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; nowNs += STEP_NS) {
      while (lanes.lane(0).doWork() + lanes.lane(1).doWork() > 0) {}
      byte[] sent;
      while ((sent = nic.collectBytes()) != null) {
        if (sent[20] == IpProtocols.ICMPV6) {
          sentTypes.add(sent[54] & 0xFF);
        }
      }
    }
  }

  /** A router's advertisement of a prefix for addresses. */
  private void advertise() {
    ByteBuffer packet = ByteBuffer.allocate(40 + 16 + 32);
    packet.putInt(0x6000_0000).putShort((short) 48).put((byte) IpProtocols.ICMPV6);
    packet.put((byte) 255).putLong(0xFE80L << 48).putLong(0x99);
    packet.putLong(IpAddresses.ALL_NODES_HIGH).putLong(IpAddresses.ALL_NODES_LOW);
    packet.putInt(134 << 24).putInt(0x4000_0708).putLong(0);
    packet.putInt(0x0304_4040).putInt(7_200).putInt(3_600).putInt(0);
    packet.putLong(0x2001_0DB8L << 32).putLong(0);
    long sum = 48 + IpProtocols.ICMPV6;
    for (int at = 8; at < packet.capacity(); at += 2) {
      sum += packet.getShort(at) & 0xFFFF;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    packet.putShort(42, (short) ~sum);
    byte[] frame =
        Packets.ethernet(0x3333_0000_0001L, Packets.PEER_MAC, EtherTypes.IPV6, packet.array());
    assertTrue(nic.inject(frame));
  }

  private List<String> addresses() {
    return lanes.network().addresses().devices().getFirst().addresses().stream()
        .map(InterfaceConfig.Address::toString)
        .toList();
  }

  @Test
  void oneLaneMakesTheAddressesOfAll() {
    pass(4 * SECOND_NS);
    assertEquals(List.of("fd00::1/64", LINK_LOCAL + "/64"), addresses());
    assertEquals(1, sentTypes.stream().filter(type -> type == NEIGHBOR_SOLICITATION).count());
    assertEquals(1, sentTypes.stream().filter(type -> type == ROUTER_SOLICITATION).count());
    advertise();
    pass(4 * SECOND_NS);
    assertEquals(List.of("fd00::1/64", LINK_LOCAL + "/64", GLOBAL + "/128"), addresses());
    assertEquals(2, sentTypes.stream().filter(type -> type == NEIGHBOR_SOLICITATION).count());
    assertEquals(NetError.NONE, bind(0, 7_000));
    assertEquals(NetError.NONE, bind(1, 7_001));
    for (int minute = 0; minute < 120; minute++) {
      nowNs += 60 * SECOND_NS;
      pass(STEP_NS * 10);
    }
    assertEquals(List.of("fd00::1/64", LINK_LOCAL + "/64"), addresses());
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, bind(0, 7_002));
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, bind(1, 7_003));
  }

  /** Whether a socket of a lane can have the address from the prefix. */
  private NetError bind(int lane, int port) {
    SocketOperations on = lanes.proxy(lane);
    DatagramSocket socket = on.openDatagram(SocketDomain.INET6, DatagramKind.UDP, IpProtocols.UDP);
    IpAddress address = IpAddresses.parse(GLOBAL);
    NetError result = on.bind(socket, address.high(), address.low(), port);
    on.close(socket);
    return result;
  }
}
