package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.LinkProfile;
import io.ringroad.pmd.sim.SimLink;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import java.util.function.BooleanSupplier;

/**
 * Two engines on one simulated link: a server at 10.0.0.1 and fd00::1, and a client at 10.0.0.2 and
 * fd00::2.
 */
final class SimFixture implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;
  static final long SERVER = IpAddresses.mapIpv4(IpAddresses.parseIpv4("10.0.0.1"));
  static final long CLIENT = IpAddresses.mapIpv4(IpAddresses.parseIpv4("10.0.0.2"));
  static final long ANY = IpAddresses.IPV4_ANY_LOW;

  final SimNet net;
  final NativeFramePool serverPool = new NativeFramePool(8_192);
  final NativeFramePool clientPool = new NativeFramePool(8_192);
  final SimNic serverNic;
  final SimNic clientNic;
  final SimLink link;
  final LaneGroup server;
  final LaneGroup client;

  SimFixture() {
    this(1, 1, null);
  }

  /** A server of some lanes on a device of some queues, fed by the steering. */
  SimFixture(int serverLanes, int serverQueues, FrameSteering steering) {
    this(serverLanes, serverQueues, steering, 1);
  }

  SimFixture(int serverLanes, int serverQueues, FrameSteering steering, long seed) {
    net = new SimNet(seed);
    serverNic = net.nic("server", serverPool, serverQueues);
    clientNic = net.nic("client", clientPool);
    if (steering != null) {
      serverNic.steering(steering);
    }
    link = net.link(serverNic, clientNic).profile(LinkProfile.DEFAULT.withDelayNs(10_000));
    server = group(serverNic, serverPool, serverLanes, "10.0.0.1/24", "fd00::1/64");
    client = group(clientNic, clientPool, 1, "10.0.0.2/24", "fd00::2/64");
  }

  private LaneGroup group(SimNic nic, NativeFramePool pool, int lanes, String... addresses) {
    LaneGroup group =
        new LaneGroup(
            LaneConfig.builder()
                .lanes(lanes)
                .nic(nic, addresses)
                .pool(pool)
                .clock(net.clock())
                .seed(7, nic.macAddress())
                .tcp(TcpConfig.DEFAULTS)
                .build());
    for (int i = 0; i < lanes; i++) {
      net.attach(new SimLane(group.lane(i)));
      group.lane(i).doWork();
    }
    return group;
  }

  SocketOperations onClient() {
    return client.proxy(0);
  }

  SocketOperations onServer() {
    return server.proxy(0);
  }

  void runUntil(BooleanSupplier condition) {
    assertTrue(net.runUntil(condition, 30 * SECOND), "it did not happen within 30 s");
  }

  @Override
  public void close() {
    server.close();
    client.close();
    net.settle();
    serverNic.close();
    clientNic.close();
    net.settle();
    assertEquals(0, serverPool.inUse(), "frames of the server that did not come back");
    assertEquals(0, clientPool.inUse(), "frames of the client that did not come back");
    serverPool.close();
    clientPool.close();
  }
}
