package io.ringroad.fastpath.tcp.segment;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static io.ringroad.fastpath.wire.EcnCodepoint.CE;
import static io.ringroad.fastpath.wire.EcnCodepoint.ECT_0;
import static io.ringroad.fastpath.wire.EcnCodepoint.NOT_ECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.CongestionConfig;
import io.ringroad.fastpath.tcp.config.EcnMode;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.Test;

/** RFC 3168 6.1, RFC 8257 3.2 and 3.5. */
class EcnTest {

  private static final int MSS = 1460;

  private static TcpPeer peer(EcnMode mode) {
    return new TcpPeer(
        TcpConfig.DEFAULTS.withOptions(false, false).with(CongestionConfig.DEFAULTS.with(mode)));
  }

  /** A connection that this side opened, ECN agreed on. */
  private static StreamSocket connect(TcpPeer peer) {
    StreamSocket socket = connecting(peer);
    peer.send("SAE", 0, 1);
    peer.expect("A", 1, 1);
    return socket;
  }

  private static StreamSocket connecting(TcpPeer peer) {
    StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, peer.port);
    peer.stack.tcp.connect(socket, peer.nowNs);
    SentSegment syn = peer.expect();
    assertEquals("SEW", syn.flags());
    peer.iss = syn.seq();
    return socket;
  }

  private static void expectData(TcpPeer peer, int from, int count, int codepoint) {
    for (int i = 0; i < count; i++) {
      peer.expectData(from + i * MSS, 1, MSS);
      assertEquals(codepoint, peer.stack.ecn);
    }
  }

  private static void end(TcpPeer peer, StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }

  @Test
  void dataIsMarkedCapableAndNothingElse() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connecting(peer);
      assertEquals(NOT_ECT, peer.stack.ecn); // RFC 3168 6.1.1: not the SYN
      peer.send("SAE", 0, 1);
      peer.expect("A", 1, 1);
      assertEquals(NOT_ECT, peer.stack.ecn); // 6.1.4: not a pure acknowledgment
      peer.write(socket, 0, 2 * MSS);
      expectData(peer, 1, 2, ECT_0);
      peer.advance(250 * MS);
      peer.expectData(1, 1, MSS);
      assertEquals(NOT_ECT, peer.stack.ecn); // 6.1.5: not a retransmission
      end(peer, socket);
    }
  }

  @Test
  void windowProbesAreNotMarkedCapable() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connect(peer);
      peer.window = 0;
      peer.send("A", 1, 1);
      peer.write(socket, 0, 100);
      peer.expectNothing();
      peer.advance(SECOND);
      peer.expect("A", 0, 1);
      assertEquals(NOT_ECT, peer.stack.ecn); // 6.1.6
      end(peer, socket);
    }
  }

  @Test
  void aSynAckWithoutEceDeclines() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connecting(peer);
      peer.send("SA", 0, 1);
      peer.expect("A", 1, 1);
      peer.write(socket, 0, MSS);
      expectData(peer, 1, 1, NOT_ECT);
      assertFalse(peer.connection(socket).ecn.negotiated);
      end(peer, socket);
    }
  }

  @Test
  void aSynAckThatReflectsBothBitsDeclines() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connecting(peer);
      peer.send("SAEW", 0, 1);
      peer.expect("A", 1, 1);
      assertFalse(peer.connection(socket).ecn.negotiated);
      end(peer, socket);
    }
  }

  @Test
  void aLostSynIsRepeatedWithoutEcn() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connecting(peer);
      peer.advance(1_100 * MS);
      assertEquals("S", peer.expect().flags()); // 6.1.1.1
      peer.send("SAE", 0, 1);
      peer.expect("A", 1, 1);
      assertFalse(peer.connection(socket).ecn.negotiated);
      end(peer, socket);
    }
  }

  private static String answerTo(EcnMode mode, int trafficClass) {
    try (TcpPeer peer = peer(mode)) {
      StreamListener listener = peer.listen();
      peer.stack.arrivingTrafficClass = trafficClass;
      peer.sendRaw("SEW", TcpPeer.PEER_ISS, 0, new byte[0]);
      String flags = peer.expect().flags();
      peer.stack.tcp.stopListening(listener);
      return flags;
    }
  }

  @Test
  void anAskingPeerIsGrantedEcnUnlessItIsOff() {
    assertEquals("SAE", answerTo(EcnMode.ANSWER, NOT_ECT));
    assertEquals("SAE", answerTo(EcnMode.REQUEST, NOT_ECT));
    assertEquals("SA", answerTo(EcnMode.OFF, NOT_ECT));
    assertEquals("SA", answerTo(EcnMode.ANSWER, ECT_0)); // 6.1.1: a SYN must not be ECT
  }

  @Test
  void thePlainModeOfAnsweringDoesNotAsk() {
    try (TcpPeer peer = peer(EcnMode.ANSWER)) {
      StreamSocket socket = peer.connecting(); // whose SYN has no other flag
      end(peer, socket);
    }
  }

  @Test
  void aMarkIsEchoedUntilThePeerHasReduced() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connect(peer);
      peer.stack.arrivingTrafficClass = 0xB8 | CE;
      peer.sendData(1, 1, MSS);
      peer.expect("AE", 1, 1 + MSS);
      peer.stack.arrivingTrafficClass = 0xB8 | ECT_0;
      peer.sendData(1 + MSS, 1, MSS);
      peer.expect("AE", 1, 1 + 2 * MSS);
      peer.write(socket, 0, 10);
      peer.expect("AE", 1, 1 + 2 * MSS); // data echoes too
      peer.send("AW", 1 + 2 * MSS, 11, TcpPeer.pattern(2 * MSS, MSS));
      peer.expect("A", 11, 1 + 3 * MSS);
      // A mark on the very segment that brings CWR is new congestion.
      peer.stack.arrivingTrafficClass = CE;
      peer.send("AW", 1 + 3 * MSS, 11, TcpPeer.pattern(3 * MSS, MSS));
      peer.expect("AE", 11, 1 + 4 * MSS);
      assertEquals(2, peer.stack.count(TcpCounter.MARKS_RECEIVED));
      peer.read(socket, 0, 4 * MSS);
      end(peer, socket);
    }
  }

  @Test
  void echoesReduceOnceInAWindowAndAreAnsweredByCwr() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connect(peer);
      peer.write(socket, 0, 30 * MSS);
      expectData(peer, 1, 10, ECT_0);
      TcpConnection c = peer.connection(socket);
      peer.send("AE", 1, 1 + 2 * MSS);
      assertEquals(RecoveryState.Phase.CWR, c.recovery.phase);
      assertEquals(7 * MSS, c.window.slowStartThreshold(), 1);
      SentSegment next = peer.expect();
      assertEquals("AW", next.flags().replace("P", ""), "the next new data tells of it");
      assertEquals(ECT_0, peer.stack.ecn);
      peer.send("AE", 1, 1 + 8 * MSS);
      while (peer.stack.sentCount() > 0) {
        assertEquals("A", peer.expect().flags().replace("P", ""), "once");
      }
      assertEquals(7 * MSS, c.window.slowStartThreshold(), 1);
      assertEquals(1, peer.stack.count(TcpCounter.ECHOES_OBEYED));
      // Everything that was sent before the reduction is acknowledged, and more.
      int sent = c.snd.nxt - c.snd.iss;
      peer.send("A", 1, sent);
      assertEquals(RecoveryState.Phase.OPEN, c.recovery.phase);
      assertEquals(0, peer.stack.count(TcpCounter.SEGMENTS_RETRANSMITTED));
      end(peer, socket);
    }
  }

  @Test
  void anEchoWithoutEcnIsIgnored() {
    try (TcpPeer peer = peer(EcnMode.ANSWER)) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 2 * MSS);
      expectData(peer, 1, 2, NOT_ECT);
      peer.send("AE", 1, 1 + MSS);
      assertEquals(0, peer.stack.count(TcpCounter.ECHOES_OBEYED));
      end(peer, socket);
    }
  }

  @Test
  void aReductionByLossIsToldToo() {
    try (TcpPeer peer = peer(EcnMode.REQUEST)) {
      StreamSocket socket = connect(peer);
      peer.write(socket, 0, 10 * MSS);
      expectData(peer, 1, 10, ECT_0);
      peer.advance(400 * MS);
      while (peer.stack.sentCount() > 0) {
        assertEquals("A", peer.expect().flags().replace("P", ""));
        assertEquals(NOT_ECT, peer.stack.ecn);
      }
      peer.send("A", 1, 1 + MSS); // of the segment sent again, so the loss was real: RFC 5682
      while (peer.stack.sentCount() > 0) {
        assertEquals("A", peer.expect().flags().replace("P", ""));
      }
      peer.send("A", 1, 1 + 10 * MSS);
      peer.write(socket, 10 * MSS, MSS);
      SentSegment next = peer.expect();
      assertEquals("AW", next.flags().replace("P", "")); // 6.1.2
      end(peer, socket);
    }
  }

  @Test
  void dctcpEchoesExactlyAndMarksEverythingCapable() {
    try (TcpPeer peer = peer(EcnMode.OFF)) {
      StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, 40_000);
      socket.options().set(SocketOption.CONGESTION, CongestionAlgorithm.DCTCP.optionValue());
      peer.stack.tcp.connect(socket, peer.nowNs);
      SentSegment syn = peer.expect();
      assertEquals("SEW", syn.flags());
      assertEquals(ECT_0, peer.stack.ecn);
      peer.iss = syn.seq();
      peer.send("SAE", 0, 1);
      peer.expect("A", 1, 1);
      assertEquals(ECT_0, peer.stack.ecn);
      // Two unmarked segments and a marked one in a burst: one acknowledgment for each kind.
      peer.stack.arrivingTrafficClass = ECT_0;
      peer.deliver("A", TcpPeer.PEER_ISS + 1, peer.iss + 1, TcpPeer.pattern(0, MSS));
      peer.deliver("A", TcpPeer.PEER_ISS + 1 + MSS, peer.iss + 1, TcpPeer.pattern(MSS, MSS));
      peer.stack.arrivingTrafficClass = CE;
      peer.send("A", 1 + 2 * MSS, 1, TcpPeer.pattern(2 * MSS, MSS));
      peer.expect("A", 1, 1 + 2 * MSS);
      peer.expect("AE", 1, 1 + 3 * MSS);
      // CWR does not end it, an unmarked segment does.
      peer.send("AW", 1 + 3 * MSS, 1, TcpPeer.pattern(3 * MSS, MSS));
      peer.expect("AE", 1, 1 + 4 * MSS);
      peer.stack.arrivingTrafficClass = ECT_0;
      peer.sendData(1 + 4 * MSS, 1, MSS);
      peer.expect("A", 1, 1 + 5 * MSS);
      assertTrue(peer.connection(socket).ecn.negotiated);
      peer.read(socket, 0, 5 * MSS);
      end(peer, socket);
    }
  }
}
