package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.CongestionConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6298, RFC 5681 3.2, RFC 6582, RFC 3042. */
class RetransmissionTest {

  /** When, in milliseconds from now, the stack sends something by itself; what it is is dropped. */
  private static List<Long> sendTimes(TcpPeer peer, long forNs) {
    List<Long> times = new ArrayList<>();
    long startNs = peer.nowNs;
    long endNs = startNs + forNs;
    while (peer.nowNs < endNs) {
      peer.advance(10 * MS);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
        times.add((peer.nowNs - startNs) / MS / 10 * 10);
      }
    }
    return times;
  }

  @Test
  void synIsRepeatedAsLinuxDoes() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connecting();
      List<Long> times = sendTimes(peer, 140 * SECOND);
      // Four more at the first timeout (tcp_syn_linear_timeouts), then six that double.
      assertNear(
          List.of(1000L, 2000L, 3000L, 4000L, 5000L, 7000L, 11000L, 19000L, 35000L, 67000L), times);
      assertEquals(NetError.TIMED_OUT, socket.takeError());
      assertEquals(0, peer.stack.tcp.connectionCount());
      peer.close(socket);
    }
  }

  @Test
  void synAckIsRepeatedFiveTimes() {
    try (TcpPeer peer = new TcpPeer()) {
      peer.listen();
      peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
      peer.expect();
      assertNear(List.of(1000L, 3000L, 7000L, 15000L, 31000L), sendTimes(peer, 70 * SECOND));
      assertEquals(0, peer.stack.tcp.connectionCount());
    }
  }

  private static void assertNear(List<Long> expected, List<Long> actual) {
    assertEquals(expected.size(), actual.size(), actual.toString());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 20, actual.toString());
    }
  }

  @Test
  void dataIsRepeatedWithADoublingTimeoutAndGivenUpAfterTheTimeOfFifteenMore() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 100);
      peer.expectData(1, 1, 100);
      List<Long> times = sendTimes(peer, 1_100 * SECOND);
      assertNear(List.of(200L, 600L, 1400L, 3000L), times.subList(0, 4));
      assertEquals(16, times.size()); // patience counts from the first of them, as on Linux
      assertEquals(924_600, times.get(15), 500);
      assertEquals(NetError.TIMED_OUT, socket.takeError());
      peer.close(socket);
    }
  }

  @Test
  void anAcknowledgmentRestartsTheTimer() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 2920);
      peer.expectData(1, 1, 1460);
      peer.expectData(1461, 1, 1460);
      peer.advance(150 * MS);
      peer.send("A", 1, 1461);
      long rto = peer.connection(socket).rtt.rtoNs();
      peer.advance(rto - 10 * MS);
      peer.expectNothing();
      peer.advance(20 * MS);
      peer.expectData(1461, 1, 1460);
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }

  @Test
  void theThirdDuplicateRepeatsTheFirstSegmentAtOnce() {
    TcpConfig reno =
        TcpConfig.DEFAULTS
            .withOptions(false, false)
            .with(CongestionConfig.DEFAULTS.with(CongestionAlgorithm.RENO));
    try (TcpPeer peer = new TcpPeer(reno)) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 8 * 1460);
      for (int i = 0; i < 8; i++) {
        peer.expectData(1 + i * 1460, 1, 1460);
      }
      peer.send("A", 1, 1);
      peer.send("A", 1, 1);
      peer.expectNothing();
      peer.send("A", 1, 1);
      peer.expectData(1, 1, 1460);
      TcpConnection c = peer.connection(socket);
      assertEquals(4 * 1460, c.window.slowStartThreshold());
      assertEquals(RecoveryState.Phase.RECOVERY, c.recovery.phase);
      assertEquals(5 * 1460, c.window.bytes()); // RFC 6937: what is in flight, and one
      peer.send("A", 1, 1);
      assertEquals(4 * 1460, c.pipeBytes());
      // A partial acknowledgment: the third segment is lost as well. RFC 6582 3.2 step 3.
      peer.send("A", 1, 2921);
      peer.expectData(2921, 1, 1460);
      peer.send("A", 1, 1 + 8 * 1460);
      assertEquals(RecoveryState.Phase.OPEN, c.recovery.phase);
      assertEquals(4 * 1460, c.window.bytes()); // RFC 6937: ssthresh
      peer.expectNothing();
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }

  @Test
  void theFirstTwoDuplicatesLetNewSegmentsGo() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 14 * 1460);
      for (int i = 0; i < 10; i++) {
        peer.expectData(1 + i * 1460, 1, 1460);
      }
      peer.expectNothing(); // IW10, RFC 6928
      peer.send("A", 1, 1);
      peer.expectData(1 + 10 * 1460, 1, 1460); // RFC 3042
      peer.send("A", 1, 1);
      peer.expectData(1 + 11 * 1460, 1, 1460);
      peer.expectNothing();
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }

  @Test
  void afterATimeoutAllIsSentAgainInSlowStart() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 4 * 1460);
      for (int i = 0; i < 4; i++) {
        peer.expectData(1 + i * 1460, 1, 1460);
      }
      peer.advance(250 * MS);
      peer.expectData(1, 1, 1460);
      peer.expectNothing();
      assertEquals(1460, peer.connection(socket).window.bytes());
      peer.send("A", 1, 1461);
      peer.expectData(1461, 1, 1460);
      peer.expectData(2921, 1, 1460);
      peer.expectNothing();
      peer.send("A", 1, 1 + 4 * 1460);
      peer.expectNothing();
      assertTrue(peer.connection(socket).sendQueue == null);
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }

  @Test
  void theFinIsRepeated() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.close(socket);
      peer.expect("FA", 1, 1);
      peer.advance(250 * MS);
      peer.expect("FA", 1, 1);
      peer.send("A", 1, 2);
      peer.jump(61 * SECOND);
      assertEquals(0, peer.stack.tcp.connectionCount()); // an orphan's FIN-WAIT-2 ends
    }
  }

  @Test
  void aSegmentThatIsStillWithTheDriverIsCopied() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 500); // the frame stays in the stack's queue of sent frames
      assertEquals(0, peer.stack.count(TcpCounter.SEGMENTS_COPIED));
      peer.advance(250 * MS);
      assertEquals(1, peer.stack.count(TcpCounter.SEGMENTS_COPIED));
      peer.expectData(1, 1, 500);
      peer.expectData(1, 1, 500);
      peer.advance(450 * MS);
      assertEquals(1, peer.stack.count(TcpCounter.SEGMENTS_COPIED));
      peer.expectData(1, 1, 500);
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }
}
