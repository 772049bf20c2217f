package io.ringroad.fastpath.tcp.send;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.Tcp;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.wire.IpAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large segments that vanish without a report (RFC 4821), and modes that ignore reports. */
class PathMtuTest {

  private static final TcpConfig PLAIN = TcpConfig.DEFAULTS.withOptions(false, false);

  private TcpPeer peer = new TcpPeer(PLAIN);

  @AfterEach
  void nothingIsLeft() {
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.close();
  }

  private StreamSocket connect(int probing, int baseMss) {
    peer.close();
    peer = new TcpPeer(PLAIN.with(LifetimeConfig.DEFAULTS.withMtuProbing(probing, baseMss)));
    return peer.connect();
  }

  private void abort(StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }

  /** Drops every segment with more payload than the path carries; returns the largest sent last. */
  private int blackHole(int mostBytes, long durationNs) {
    int last = 0;
    int acknowledged = 1;
    long endNs = peer.nowNs + durationNs;
    while (peer.nowNs < endNs) {
      peer.advance(10 * MS);
      while (peer.stack.sentCount() > 0) {
        SentSegment sent = peer.expect();
        int length = sent.data().length;
        if (length == 0) {
          continue;
        }
        last = length;
        int begin = sent.seq() - peer.iss;
        if (length <= mostBytes && begin == acknowledged) {
          acknowledged += length;
          peer.send("A", 1, acknowledged);
        }
      }
    }
    return last;
  }

  @Test
  void aBlackHoleShrinksSegmentsToTheBaseSize() {
    StreamSocket socket = connect(1, 1_024);
    peer.write(socket, 0, 10_000);
    blackHole(1_100, 20 * SECOND);
    assertEquals(0, socket.unacknowledgedBytes(), "everything arrived in the end");
    assertEquals(1_024, peer.connection(socket).snd.segmentBytes);
    assertEquals(1_024, socket.segmentBytes(), "the application is told");
    assertEquals(1, peer.stack.count(TcpCounter.BLACK_HOLES));
    abort(socket);
  }

  @Test
  void aNarrowerOneHalvesThemAgain() {
    StreamSocket socket = connect(1, 1_024);
    peer.write(socket, 0, 5_000);
    blackHole(300, 120 * SECOND);
    assertEquals(0, socket.unacknowledgedBytes());
    assertEquals(256, peer.connection(socket).snd.segmentBytes);
    assertEquals(3, peer.stack.count(TcpCounter.BLACK_HOLES));
    abort(socket);
  }

  @Test
  void byDefaultNothingOfTheKindHappens() {
    StreamSocket socket = connect(0, 1_024);
    peer.write(socket, 0, 5_000);
    assertEquals(1_460, blackHole(1_100, 30 * SECOND));
    assertTrue(socket.unacknowledgedBytes() > 0);
    abort(socket);
  }

  @Test
  void someLossIsNoBlackHole() {
    StreamSocket socket = connect(1, 1_024);
    peer.write(socket, 0, 1_460);
    peer.advance(2 * SECOND); // three timeouts take a second and a half
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
    peer.send("A", 1, 1_461);
    assertEquals(1_460, peer.connection(socket).snd.segmentBytes);
    abort(socket);
  }

  @Test
  void whoAlwaysProbesBeginsSmall() {
    StreamSocket socket = connect(2, 800);
    peer.write(socket, 0, 1_600);
    assertEquals(800, peer.expect().data().length);
    abort(socket);
  }

  @Test
  void reportsCountOnlyInTheModesThatAskForThem() {
    int[] expected = {1_460, 960, 960, 1_460};
    for (int mode = 0; mode < expected.length; mode++) {
      StreamSocket socket = peer.connect();
      socket.options().set(SocketOption.MTU_DISCOVER, mode);
      peer.write(socket, 0, 1_460);
      int seq = peer.expect().seq();
      IcmpError error =
          new IcmpError()
              .cause(NetError.MESSAGE_SIZE, false, false, 3, 4, 1_000)
              .addresses(
                  Tcp.PROTOCOL,
                  0,
                  IpAddresses.mapIpv4(peer.stack.address),
                  0,
                  IpAddresses.mapIpv4(TcpPeer.PEER_ADDRESS))
              .transport(TcpPeer.LOCAL_PORT, peer.port, seq);
      peer.stack.tcp.onError(error, peer.nowNs);
      assertEquals(expected[mode], peer.connection(socket).snd.segmentBytes, "mode " + mode);
      abort(socket);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
      }
    }
  }
}
