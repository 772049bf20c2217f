package io.ringroad.fastpath.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackTest {
  private final Bench bench = new Bench();
  private final TestHost host = bench.host;

  @AfterEach
  void nothingIsLost() {
    bench.assertNothingSent();
    bench.close();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.1.2.3, 127.0.0.1",
    "10.0.0.1, 10.0.0.1",
    "0.0.0.0, 127.0.0.1"
  })
  void socketsOfOneHostReachEachOther(String to, String source) {
    DatagramSocket server = host.bound("0.0.0.0", 7);
    DatagramSocket client = host.bound("0.0.0.0", 0);
    assertEquals(
        NetError.NONE,
        host.udp.connect(client, 0, IpAddresses.mapIpv4(IpAddresses.parseIpv4(to)), 7, 0));
    assertEquals(IpAddresses.mapIpv4(IpAddresses.parseIpv4(source)), client.localLow());
    byte[] payload = TestHost.pattern(300, 9);
    host.send(client, payload, null, 0);
    bench.run();
    assertArrayEquals(payload, host.receive(server));
    host.send(server, new byte[] {1}, source, client.localPort());
    bench.run();
    if (to.equals("127.1.2.3")) {
      // As on Linux: the answer comes from 127.0.0.1, to which the client is not connected.
      assertNull(host.receive(client));
    } else {
      assertArrayEquals(new byte[] {1}, host.receive(client));
    }
    host.close(server, 0);
    host.close(client, 0);
  }

  @Test
  void largeDatagramsArriveWhole() {
    DatagramSocket server = host.bound("127.0.0.1", 7);
    DatagramSocket client = host.bound("127.0.0.1", 0);
    for (int length : new int[] {0, 1, 2040, 2041, 9000, 60_000, 65_507}) {
      byte[] payload = TestHost.pattern(length, length);
      host.send(client, payload, "127.0.0.1", 7);
      bench.run();
      assertArrayEquals(payload, host.receive(server));
    }
    host.close(server, 0);
    host.close(client, 0);
  }

  @Test
  void nobodyAtThePortRefusesAConnectedSocket() {
    DatagramSocket client = host.bound("127.0.0.1", 0);
    host.udp.connect(client, 0, IpAddresses.mapIpv4(IpAddresses.IPV4_LOOPBACK), 9, 0);
    host.send(client, new byte[10], null, 0);
    bench.run();
    assertEquals(NetError.CONNECTION_REFUSED, client.takeError());
    host.close(client, 0);
  }

  @Test
  void aFrameThatItsSenderKeepsIsCopied() {
    DatagramSocket server = host.bound("127.0.0.1", 7);
    long kept = host.frames.allocate();
    Frame frame = new Frame().wrap(kept);
    byte[] datagram = {0, 5, 0, 7, 0, 10, 0, 0, 42, 43};
    frame.appendCopyOf(datagram, 0, datagram.length);
    frame.retain();
    IpDestination to =
        new IpDestination(IpProtocols.UDP)
            .remote(0, IpAddresses.mapIpv4(IpAddresses.IPV4_LOOPBACK));
    assertEquals(NetError.NONE, host.ipv4.output().send(frame, to, IpOutput.NO_CHECKSUM, 0));
    bench.run();
    assertEquals(1, frame.wrap(kept).references());
    assertEquals(datagram.length, frame.length());
    assertNotEquals(kept, server.head());
    assertArrayEquals(new byte[] {42, 43}, host.receive(server));
    host.frames.free(kept);
    host.close(server, 0);
  }

  @Test
  void theQueueIsBounded() {
    Loopback loopback = host.ipv4.loopback();
    int dropped = 0;
    for (int i = 0; i < 300; i++) {
      long frame = host.frames.allocate();
      new Frame().wrap(frame).appendCopyOf(new byte[20], 0, 20);
      dropped += loopback.offer(frame) ? 0 : 1;
    }
    assertEquals(0, dropped);
    assertEquals(300, loopback.size());
    loopback.clear();
    Loopback small = new Loopback(host.frames, 2, host.ipCounters);
    for (int i = 0; i < 5; i++) {
      small.offer(host.frames.allocate());
    }
    assertEquals(3, host.ipCounters.get(IpCounter.LOOPBACK_FULL));
    small.clear();
  }

  @Test
  void anotherLaneMayTakeWhatIsItsOwn() {
    List<Long> taken = new ArrayList<>();
    host.ipv4.loopback().steering(frame -> taken.add(frame.address()));
    DatagramSocket client = host.bound("127.0.0.1", 0);
    host.send(client, new byte[10], "127.0.0.1", 7);
    bench.run();
    assertEquals(1, taken.size());
    host.ipv4.loopback().steering(null);
    DatagramSocket server = host.bound("127.0.0.1", 7);
    host.ipv4.loopback().offer(taken.get(0));
    bench.run();
    assertArrayEquals(new byte[10], host.receive(server));
    host.close(client, 0);
    host.close(server, 0);
  }
}
