package io.ringroad.fastpath.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.LinkProfile;
import io.ringroad.pmd.sim.SimLink;
import io.ringroad.pmd.sim.SimNet;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts on a simulated link, in virtual time. */
class UdpSimulationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String SERVER = "10.0.0.1";
  private static final String CLIENT = "10.0.0.2";

  private static final class Pair implements AutoCloseable {
    final SimNet net;
    final SimLink link;
    final TestHost server;
    final TestHost client;

    Pair(long seed) {
      net = new SimNet(seed);
      NativeFramePool serverPool = new NativeFramePool(1024);
      NativeFramePool clientPool = new NativeFramePool(1024);
      var serverNic = net.nic("server", serverPool);
      var clientNic = net.nic("client", clientPool);
      link = net.link(serverNic, clientNic);
      server = new TestHost(serverNic, serverPool, SERVER, 24, net.nowNs());
      client = new TestHost(clientNic, clientPool, CLIENT, 24, net.nowNs());
      net.attach(server);
      net.attach(client);
    }

    @Override
    public void close() {
      link.up(false);
      net.runFor(SECOND);
      server.close();
      client.close();
    }
  }

  /** Sends back what arrives, from one socket. */
  private static void echo(TestHost host, DatagramSocket socket, String to, int port) {
    byte[] payload;
    while ((payload = host.receive(socket)) != null) {
      host.send(socket, payload, to, port);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void echoedDatagramsAreIntactOverABadLink(long seed) {
    try (Pair pair = new Pair(seed)) {
      pair.link.profile(LinkProfile.DEFAULT.withDelayNs(50_000).withLoss(0.1).withCorruption(0.1));
      DatagramSocket server = pair.server.bound("0.0.0.0", 7);
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      int answered = 0;
      int count = 500;
      for (int i = 0; i < count; i++) {
        byte[] payload = TestHost.pattern(i * 1472 / count, i);
        pair.client.send(client, payload, SERVER, 7);
        pair.net.runFor(SECOND / 1000);
        echo(pair.server, server, CLIENT, 4000);
        pair.net.runFor(SECOND / 1000);
        byte[] answer;
        while ((answer = pair.client.receive(client)) != null) {
          if (answer.length == payload.length) {
            assertArrayEquals(payload, answer);
            answered++;
          }
        }
      }
      assertTrue(answered > count / 3, "answered " + answered);
      assertTrue(answered < count, "the link is a bad one");
      pair.server.close(server, pair.net.nowNs());
      pair.client.close(client, pair.net.nowNs());
    }
  }

  @Test
  void aLostRequestForTheAddressDelaysAndDoesNotLose() {
    try (Pair pair = new Pair(7)) {
      pair.link.up(false);
      DatagramSocket server = pair.server.bound("0.0.0.0", 7);
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      pair.client.send(client, new byte[] {5}, SERVER, 7);
      pair.net.runFor(SECOND / 2);
      pair.link.up(true);
      pair.net.runFor(SECOND);
      assertArrayEquals(new byte[] {5}, pair.server.receive(server));
      assertEquals(2, pair.client.neighborCounters.get(NeighborCounter.REQUESTS_SENT));
      pair.server.close(server, 0);
      pair.client.close(client, 0);
    }
  }

  @Test
  void aHostThatIsGoneIsUnreachableAfterThreeSeconds() {
    try (Pair pair = new Pair(8)) {
      pair.link.up(false);
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      client.options().set(SocketOption.RECEIVE_ERRORS, 1);
      pair.client.send(client, new byte[] {5}, SERVER, 7);
      long before = pair.net.nowNs();
      NetError[] error = {NetError.NONE};
      assertTrue(
          pair.net.runUntil(() -> (error[0] = client.takeError()) != NetError.NONE, 10 * SECOND));
      assertEquals(NetError.HOST_UNREACHABLE, error[0]);
      assertEquals(3.0, (pair.net.nowNs() - before) / (double) SECOND, 0.01);
      pair.client.close(client, 0);
    }
  }

  @Test
  void aClosedPortRefusesAcrossTheLink() {
    try (Pair pair = new Pair(9)) {
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      long server = IpAddresses.mapIpv4(IpAddresses.parseIpv4(SERVER));
      assertEquals(NetError.NONE, pair.client.udp.connect(client, 0, server, 9, 0));
      pair.client.send(client, new byte[100], null, 0);
      pair.net.runFor(SECOND);
      assertEquals(NetError.CONNECTION_REFUSED, client.takeError());
      pair.client.close(client, 0);
    }
  }

  @Test
  void neighboursInUseStayKnownForHours() {
    try (Pair pair = new Pair(10)) {
      DatagramSocket server = pair.server.bound("0.0.0.0", 7);
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      for (int i = 0; i < 1000; i++) {
        pair.client.send(client, new byte[] {1}, SERVER, 7);
        pair.net.runFor(10 * SECOND);
        assertArrayEquals(new byte[] {1}, pair.server.receive(server));
      }
      assertEquals(1, pair.client.neighborCounters.get(NeighborCounter.REQUESTS_SENT));
      assertTrue(pair.client.neighborCounters.get(NeighborCounter.PROBES_SENT) > 100);
      assertEquals(0, pair.client.neighborCounters.get(NeighborCounter.FAILED));
      pair.server.close(server, 0);
      pair.client.close(client, 0);
    }
  }

  @Test
  void theSteadyStateAllocatesNothing() {
    try (Pair pair = new Pair(11)) {
      DatagramSocket server = pair.server.bound("0.0.0.0", 7);
      DatagramSocket client = pair.client.bound("0.0.0.0", 4000);
      byte[] payload = new byte[64];
      pair.server.send(server, payload, CLIENT, 4000);
      pair.net.runFor(SECOND);
      long sentBefore = pair.server.ipCounters.get(IpCounter.SENT);
      rounds(pair, server, 30_000);
      long before = allocatedBytes();
      int rounds = 20_000;
      rounds(pair, server, rounds);
      long perRound = (allocatedBytes() - before) / rounds;
      assertEquals(0, perRound, "bytes a datagram");
      assertTrue(pair.server.ipCounters.get(IpCounter.SENT) - sentBefore >= 50_000);
      pair.server.close(server, 0);
      pair.client.close(client, 0);
    }
  }

  /** The sender's cycle alone: the other end's frames are dropped by a link that is down. */
  private static void rounds(Pair pair, DatagramSocket socket, int count) {
    pair.link.up(false);
    DatagramMetadata metadata = new DatagramMetadata();
    for (int i = 0; i < count; i++) {
      long frame = socket.claim(64);
      metadata.wrap(frame).remote(0, IpAddresses.mapIpv4(0x0A00_0002), 4000);
      socket.commit(frame);
      pair.server.udp.onApplicationSent(socket, false);
      pair.server.step(pair.net.nowNs());
    }
    pair.link.up(true);
  }

  private static long allocatedBytes() {
    var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return bean.getCurrentThreadAllocatedBytes();
  }
}
