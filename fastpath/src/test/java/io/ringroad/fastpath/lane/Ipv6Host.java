package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.StaticNeighbor;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.WireChecksums;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.List;

/** A lane at fd00::1 that echoes UDP on port 7, and its neighbour fd00::2, played by a test. */
final class Ipv6Host implements AutoCloseable {
  static final String HOST = "fd00::1";
  static final String PEER = "fd00::2";

  /** Longer than duplicate address detection takes. */
  private static final long SETTLED_NS = 5_000_000_000L;

  private final NativeFramePool pool = new NativeFramePool(256);
  private final InjectionNic nic = new InjectionNic("six", Bench.HOST_MAC, 1_500, pool, 64);
  private final Frame frame = new Frame();
  private final LaneGroup lanes;
  private final DatagramEcho echo;
  private long nowNs = Bench.START_NS;

  Ipv6Host() {
    IpAddress peer = IpAddresses.parse(PEER);
    lanes =
        new LaneGroup(
            LaneConfig.builder()
                .nic(nic, HOST + "/64")
                .neighbors(
                    NeighborConfig.DEFAULT.withPermanent(
                        List.of(new StaticNeighbor(1, peer, Packets.PEER_MAC))))
                .pool(pool)
                .clock(() -> nowNs)
                .seed(7, 11)
                .cacheFrames(16)
                .build());
    echo = new DatagramEcho(lanes.lane(0), SocketDomain.INET6, 7);
    pass(SETTLED_NS);
  }

  /** Time passes; what is sent meanwhile is lost. */
  void pass(long durationNs) {
    long endNs = nowNs + durationNs;
    while (nowNs < endNs) {
      nowNs = Math.min(endNs, nowNs + 50_000_000);
      lanes.lane(0).doWork();
      while (collect() != null) {
        // an announcement
      }
    }
  }

  /** What is sent in answer to a packet, null if nothing. */
  byte[] answerTo(byte[] packet) {
    int group = packet[24] & 0xFF;
    long low = (packet[36] & 0xFFL) << 24 | (packet[37] & 0xFF) << 16 | Packets.u16(packet, 38);
    long mac = group == 0xFF ? MacAddresses.ofMulticast(-1L, low) : Bench.HOST_MAC;
    byte[] bytes = Packets.ethernet(mac, Packets.PEER_MAC, EtherTypes.IPV6, packet);
    frame.wrap(pool.allocate()).appendCopyOf(bytes, 0, bytes.length);
    assertTrue(nic.inject(frame.address()));
    lanes.lane(0).doWork();
    lanes.lane(0).doWork();
    return collect();
  }

  private byte[] collect() {
    byte[] bytes = nic.collectBytes();
    if (bytes == null) {
      return null;
    }
    byte[] packet = Packets.from(bytes, 14);
    assertTrue(WireChecksums.areRight(packet), "its checksum");
    return packet;
  }

  int echoed() {
    return echo.count();
  }

  @Override
  public void close() {
    echo.close();
    lanes.close();
    nic.close();
    assertEquals(0, pool.inUse(), "frames that did not come back");
    pool.close();
  }
}
