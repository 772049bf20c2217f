package io.ringroad.fastpath.udp;

import static io.ringroad.fastpath.testing.Bench.HOST;
import static io.ringroad.fastpath.testing.Bench.PEER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.testing.Bench;
import io.ringroad.fastpath.testing.Packets;
import io.ringroad.fastpath.testing.TestHost;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A host with UDP and a peer that it knows; what a test opens is closed, and no frame is lost. */
abstract class UdpFixture {
  static final int PEER_PORT = 5000;

  final Bench bench = new Bench();
  final TestHost host = bench.host;
  final List<DatagramSocket> open = new ArrayList<>();

  @BeforeEach
  void introduce() {
    bench.introducePeer();
  }

  @AfterEach
  void nothingIsLost() {
    open.forEach(socket -> host.close(socket, bench.nowNs));
    assertEquals(0, host.udp.size());
    bench.close();
  }

  DatagramSocket bound(String address, int port, SocketOption... flags) {
    DatagramSocket socket = host.socket();
    for (SocketOption flag : flags) {
      socket.options().set(flag, 1);
    }
    open.add(host.bind(socket, address, port));
    return socket;
  }

  static long low(String address) {
    return IpAddresses.mapIpv4(IpAddresses.parseIpv4(address));
  }

  NetError connect(DatagramSocket socket, String address, int port) {
    return host.udp.connect(socket, 0, low(address), port, bench.nowNs);
  }

  void receiveFrom(int sourcePort, String destination, int port, byte... payload) {
    byte[] datagram = Packets.udp(PEER, sourcePort, destination, port, payload, true);
    byte[] packet = Packets.ipv4(PEER, destination, 17, datagram);
    if (destination.endsWith(".255")) {
      bench.injectBroadcast(packet);
    } else {
      bench.inject(packet);
    }
  }

  void assertReceived(DatagramSocket socket, int... payload) {
    byte[] bytes = host.receive(socket);
    assertArrayEquals(payload, toInts(bytes));
    assertNull(host.receive(socket));
  }

  static int[] toInts(byte[] bytes) {
    int[] ints = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ints[i] = bytes[i];
    }
    return ints;
  }

  long count(UdpCounter counter) {
    return host.udpCounters.get(counter);
  }

  void portUnreachable(DatagramSocket socket, int code, int mtu) {
    byte[] datagram = Packets.udp(HOST, socket.localPort(), PEER, PEER_PORT, new byte[1], true);
    byte[] failed = Packets.ipv4(HOST, PEER, 17, datagram);
    bench.inject(Packets.ipv4(PEER, HOST, 1, Packets.icmp(3, code, mtu, failed)));
  }
}
