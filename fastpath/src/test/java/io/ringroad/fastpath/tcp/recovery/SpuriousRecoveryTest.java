package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.tcp.SackPeer.MSS;
import static io.ringroad.fastpath.tcp.SackPeer.RTT_NS;
import static io.ringroad.fastpath.tcp.SackPeer.at;
import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SackPeer;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.Test;

/** Recoveries that repaired nothing are taken back: RFC 5682, RFC 3522, RFC 4015, RFC 3708. */
class SpuriousRecoveryTest {

  private static final RecoveryConfig NO_PROBES = RecoveryConfig.DEFAULTS.withProbes(false, true);

  /** What a full segment carries beside timestamps. */
  private static final int STAMPED_BYTES = MSS - 12;

  private static SackPeer sent(int segments, RecoveryConfig config, boolean timestamps) {
    SackPeer s = new SackPeer(config, timestamps);
    s.write(segments);
    s.expectSegments(0, Math.min(10, segments));
    return s;
  }

  /** Ten segments are out, the path stalls, and the first goes again. */
  private static SackPeer stalled(int segments, RecoveryConfig config, boolean timestamps) {
    SackPeer s = sent(segments, config, timestamps);
    s.peer.advance(300 * MS);
    s.expectSegments(0, 1);
    assertEquals(Phase.LOSS, s.c.recovery.phase);
    assertEquals(MSS, s.c.window.bytes());
    return s;
  }

  @Test
  void afterATimeoutNewDataGoesFirstAndItsProofRestoresTheWindow() {
    try (SackPeer s = stalled(14, NO_PROBES, false)) {
      s.ack(1);
      s.expectSegments(10, 12); // RFC 5682 2.1 step 2 (b), not segment 1
      s.peer.expectNothing();
      s.ack(2); // segment 1 was never sent again: step 3 (b)
      assertEquals(Phase.OPEN, s.c.recovery.phase);
      assertEquals(1, s.count(TcpCounter.SPURIOUS_TIMEOUTS));
      assertTrue(s.c.window.bytes() >= 10 * MSS);
      assertEquals(Integer.MAX_VALUE, s.c.window.slowStartThreshold());
      assertEquals(0, RecoveryFigures.lost(s.c));
      assertEquals(1, RecoveryFigures.retransmitted(s.c));
      s.ack(12);
      s.expectSegments(12, 14);
      s.ack(14);
    }
  }

  @Test
  void afterARealTimeoutADuplicateBringsTheUsualRecovery() {
    try (SackPeer s = stalled(14, NO_PROBES, false)) {
      s.ack(1);
      s.expectSegments(10, 12);
      s.ack(1, 10, 11); // step 3 (a)
      s.expectSegments(1, 2);
      s.ack(1, 10, 12);
      s.peer.advance(2 * MS);
      assertEquals(0, s.count(TcpCounter.SPURIOUS_TIMEOUTS));
      assertTrue(s.c.window.slowStartThreshold() <= 7 * MSS);
    }
  }

  @Test
  void withoutNewDataTheUsualRecoveryBeginsAtOnce() {
    try (SackPeer s = stalled(10, NO_PROBES, false)) {
      s.ack(1);
      s.expectSegments(1, 3);
      s.peer.expectNothing();
    }
  }

  @Test
  void bySettingNewDataDoesNotGoFirst() {
    RecoveryConfig off = RecoveryConfig.DEFAULTS.withProbes(false, false);
    try (SackPeer s = stalled(14, off, false)) {
      s.ack(1);
      s.expectSegments(1, 3);
      s.ack(2); // what tells nothing now: it may be the retransmission
      assertEquals(Phase.LOSS, s.c.recovery.phase);
    }
  }

  /** Four full segments with timestamps; returns the first. */
  private static SentSegment sendStamped(SackPeer s) {
    s.peer.write(s.socket, 0, 4 * STAMPED_BYTES);
    SentSegment first = s.peer.expect();
    for (int i = 1; i < 4; i++) {
      assertEquals(STAMPED_BYTES, s.peer.expect().data().length);
    }
    return first;
  }

  @Test
  void anOldTimestampProvesATimeoutSpurious() {
    RecoveryConfig eifelOnly = RecoveryConfig.DEFAULTS.withProbes(false, false);
    try (SackPeer s = new SackPeer(eifelOnly, true)) {
      SentSegment first = sendStamped(s);
      s.peer.advance(300 * MS);
      SentSegment again = s.peer.expect();
      assertEquals(first.seq(), again.seq());
      assertTrue(again.options().timestampValue() > first.options().timestampValue());
      s.peer.stampEcho = first.options().timestampValue();
      s.peer.stampValue++;
      s.peer.send("A", 1, 1 + STAMPED_BYTES);
      assertEquals(Phase.OPEN, s.c.recovery.phase);
      assertEquals(1, s.count(TcpCounter.SPURIOUS_TIMEOUTS));
      assertEquals(Integer.MAX_VALUE, s.c.window.slowStartThreshold());
      s.peer.expectNothing();
    }
  }

  @Test
  void theRetransmissionsOwnTimestampProvesNothing() {
    RecoveryConfig eifelOnly = RecoveryConfig.DEFAULTS.withProbes(false, false);
    try (SackPeer s = new SackPeer(eifelOnly, true)) {
      sendStamped(s);
      s.peer.advance(300 * MS);
      s.peer.stampEcho = s.peer.expect().options().timestampValue();
      s.peer.send("A", 1, 1 + STAMPED_BYTES);
      assertEquals(Phase.LOSS, s.c.recovery.phase);
      assertEquals(0, s.count(TcpCounter.SPURIOUS_TIMEOUTS));
      while (s.peer.stack.sentCount() > 0) {
        s.peer.expect();
      }
    }
  }

  @Test
  void whenEveryRetransmissionWasADuplicateTheWindowComesBack() {
    try (SackPeer s = sent(10, NO_PROBES, false)) {
      s.peer.advance(RTT_NS);
      s.ack(0, 1, 4);
      s.expectSegments(0, 1);
      int reduced = s.c.window.slowStartThreshold();
      assertEquals(7 * MSS, reduced);
      s.ack(4); // it was late
      s.peer.sendSack(1, at(4), at(0), at(1)); // and came twice
      assertEquals(1, s.count(TcpCounter.RECOVERIES_UNDONE));
      assertEquals(Integer.MAX_VALUE, s.c.window.slowStartThreshold());
      assertTrue(s.c.window.bytes() >= 10 * MSS);
      assertEquals(Phase.OPEN, s.c.recovery.phase);
    }
  }

  @Test
  void aDuplicateAfterTheEndOfRecoveryRestoresTheWindowToo() {
    try (SackPeer s = sent(10, NO_PROBES, false)) {
      s.peer.advance(RTT_NS);
      s.ack(0, 1, 4);
      s.expectSegments(0, 1);
      s.ack(10);
      assertEquals(7 * MSS, s.c.window.bytes());
      s.peer.sendSack(1, at(10), at(0), at(1));
      assertEquals(1, s.count(TcpCounter.RECOVERIES_UNDONE));
      assertTrue(s.c.window.bytes() >= 10 * MSS);
    }
  }

  @Test
  void aDuplicateThatNobodySentAgainIsTheNetworks() {
    try (SackPeer s = sent(10, NO_PROBES, false)) {
      s.peer.sendSack(1, at(4), at(0), at(1));
      assertEquals(1, s.count(TcpCounter.DUPLICATE_SACKS_RECEIVED));
      assertEquals(0, RecoveryFigures.duplicatesReported(s.c));
      assertEquals(1, s.c.recovery.reorderingSteps);
    }
  }

  @Test
  void aDuplicateWidensTheReorderingWindow() {
    try (SackPeer s = sent(10, NO_PROBES, false)) {
      s.peer.advance(RTT_NS);
      s.ack(0, 1, 4);
      s.expectSegments(0, 1);
      s.peer.sendSack(1, at(4), at(0), at(1));
      assertEquals(2, s.c.recovery.reorderingSteps); // RFC 8985 6.2 step 4
      assertEquals(16, s.c.recovery.reorderingPersistence);
      s.ack(10);
    }
  }

  @Test
  void withoutSackTheTimeoutIsFoundSpuriousToo() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 14 * MSS);
      for (int i = 0; i < 10; i++) {
        peer.expectData(at(i), 1, MSS);
      }
      peer.advance(300 * MS);
      peer.expectData(1, 1, MSS);
      peer.send("A", 1, at(1));
      peer.expectData(at(10), 1, MSS);
      peer.expectData(at(11), 1, MSS);
      peer.send("A", 1, at(2));
      TcpConnection c = peer.connection(socket);
      assertEquals(Phase.OPEN, c.recovery.phase);
      assertEquals(Integer.MAX_VALUE, c.window.slowStartThreshold());
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }
}
