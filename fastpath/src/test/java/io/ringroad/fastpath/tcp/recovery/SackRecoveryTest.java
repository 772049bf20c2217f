package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.tcp.SackPeer.MSS;
import static io.ringroad.fastpath.tcp.SackPeer.RTT_NS;
import static io.ringroad.fastpath.tcp.SackPeer.at;
import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.tcp.SackPeer;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import org.junit.jupiter.api.Test;

/** Losses found on the scoreboard: RFC 6675, RFC 8985 6, RFC 6937, RFC 2018 8. */
class SackRecoveryTest {

  /** Ten segments left, a round trip passed. */
  private static SackPeer tenSent() {
    return tenSent(new SackPeer());
  }

  private static SackPeer tenSent(SackPeer s) {
    s.write(10);
    s.expectSegments(0, 10);
    s.peer.advance(RTT_NS);
    return s;
  }

  @Test
  void theThirdReportedSegmentMakesEachHoleALoss() {
    try (SackPeer s = tenSent()) {
      s.ack(1, 2, 3);
      s.ack(1, 4, 5, 2, 3);
      s.peer.expectNothing(); // both may be reordered
      assertEquals(Phase.DISORDER, s.c.recovery.phase);
      s.ack(1, 6, 7, 4, 5, 2, 3);
      assertEquals(Phase.RECOVERY, s.c.recovery.phase);
      s.expectSegments(1, 2); // holes 1, 3 and 5, oldest first, as fast as PRR allows
      s.ack(1, 6, 8, 4, 5, 2, 3);
      s.expectSegments(3, 4);
      s.ack(1, 6, 9, 4, 5, 2, 3);
      s.expectSegments(5, 6);
      s.peer.expectNothing(); // 9 is not lost by what is known
      assertEquals(1, s.count(TcpCounter.FAST_RETRANSMITS));
      assertEquals(3, RecoveryFigures.retransmitting(s.c));
      assertEquals(3, RecoveryFigures.lost(s.c));
      assertEquals(5, RecoveryFigures.sacked(s.c));
      s.peer.advance(RTT_NS);
      s.ack(10);
      assertEquals(Phase.OPEN, s.c.recovery.phase);
      assertEquals(s.c.window.slowStartThreshold(), s.c.window.bytes());
      assertEquals(11, RecoveryFigures.delivered(s.c)); // the SYN, too
      assertEquals(0, s.count(TcpCounter.TIMEOUTS));
    }
  }

  @Test
  void oneReportedSegmentWaitsForAQuarterOfTheRoundTrip() {
    try (SackPeer s = tenSent()) {
      s.ack(1, 2, 3);
      s.peer.advance(RTT_NS / 4 - MS);
      s.peer.expectNothing();
      s.peer.advance(5 * MS);
      s.expectSegments(1, 2); // RFC 8985 6.3
      s.peer.expectNothing();
      assertEquals(Phase.RECOVERY, s.c.recovery.phase);
    }
  }

  @Test
  void reorderingWithinThatWindowIsNoLoss() {
    try (SackPeer s = tenSent()) {
      s.ack(1, 2, 3);
      s.peer.advance(5 * MS);
      s.ack(3);
      s.peer.advance(20 * MS);
      s.peer.expectNothing();
      assertEquals(Phase.OPEN, s.c.recovery.phase);
      assertEquals(1, s.count(TcpCounter.REORDERINGS));
      assertEquals(1, RecoveryFigures.reorderingsSeen(s.c));
      assertEquals(0, RecoveryFigures.retransmitted(s.c));
    }
  }

  @Test
  void onceReorderingWasSeenThreeReportsAreNoLossEither() {
    try (SackPeer s = tenSent()) {
      s.ack(1, 2, 5);
      s.peer.expect(); // taken for lost
      s.peer.send("A", 1, at(5)); // no timestamps: nobody knows which copy this answers
      s.ack(6, 1, 2); // but both came, D-SACK says
      assertEquals(1, s.count(TcpCounter.RECOVERIES_UNDONE));
      s.ack(6, 7, 8); // (the late segment itself tells of reordering)
      s.c.recovery.reorderingsSeen = 1;
      s.ack(6, 7, 10);
      s.peer.expectNothing();
      s.peer.advance(30 * MS);
      s.expectSegments(6, 7);
    }
  }

  @Test
  void aLostRetransmissionIsFoundByWhatWasSentAfterIt() {
    try (SackPeer s = tenSent()) {
      s.write(5);
      s.ack(1, 2, 5);
      s.expectSegments(1, 2);
      s.ack(1, 2, 8);
      s.expectSegments(10, 12); // new data goes on, by PRR
      s.peer.advance(RTT_NS);
      s.ack(1, 2, 10);
      s.peer.advance(2 * MS);
      while (s.peer.stack.sentCount() > 0) {
        s.peer.expect();
      }
      s.ack(1, 2, 11); // sent after the retransmission, which is lost then
      s.expectSegments(1, 2);
      assertEquals(1, s.count(TcpCounter.RETRANSMISSIONS_LOST));
      assertEquals(0, s.count(TcpCounter.TIMEOUTS));
    }
  }

  @Test
  void theWindowShrinksInProportion() {
    try (SackPeer s = tenSent()) {
      s.write(20);
      s.ack(0, 1, 4);
      int threshold = s.c.window.slowStartThreshold();
      assertEquals(7 * MSS, threshold); // RFC 9438 4.6
      s.expectSegments(0, 1);
      int sent = 1;
      for (int right = 5; right <= 10; right++) {
        s.ack(0, 1, right);
        while (s.peer.stack.sentCount() > 0) {
          s.peer.expect();
          sent++;
        }
        // RFC 6937 3: prr_out follows prr_delivered * ssthresh / RecoverFS.
        assertTrue(sent <= (right - 1) * 7 / 10 + 1, "sent " + sent + " by " + right);
      }
      assertEquals(7, sent);
      assertEquals(7 * MSS, s.c.pipeBytes());
    }
  }

  @Test
  void blocksThatCannotBeAreIgnored() {
    try (SackPeer s = tenSent()) {
      s.peer.sendSack(1, 1, at(8), at(11)); // beyond SND.NXT
      s.peer.sendSack(1, 1, at(5), at(4)); // ends before it begins
      s.peer.sendSack(1, 1, at(-50), at(-40)); // nothing that was ever sent
      s.peer.sendSack(1, 1, at(2) + 1, at(3)); // not a whole segment
      assertEquals(0, RecoveryFigures.sacked(s.c));
      assertEquals(Phase.OPEN, s.c.recovery.phase);
      assertTrue(s.count(TcpCounter.SACK_BLOCKS_IGNORED) >= 2);
      s.peer.expectNothing();
      s.ack(10);
    }
  }

  @Test
  void theSameReportTwiceDeliversNothing() {
    try (SackPeer s = tenSent()) {
      s.ack(1, 2, 4);
      int delivered = RecoveryFigures.delivered(s.c);
      for (int i = 0; i < 20; i++) {
        s.ack(1, 2, 4);
      }
      assertEquals(delivered, RecoveryFigures.delivered(s.c));
      assertEquals(2, RecoveryFigures.sacked(s.c));
      s.peer.expectNothing();
    }
  }

  @Test
  void whatThePeerDroppedAgainIsSentAgain() {
    try (SackPeer s = tenSent()) {
      s.ack(0, 1, 6);
      s.expectSegments(0, 1);
      s.peer.advance(RTT_NS);
      s.peer.send("A", 1, at(1)); // 1 to 5 were reported, but are not acknowledged
      s.peer.advance(RTT_NS / 2 + 5 * MS);
      assertEquals(1, s.count(TcpCounter.SACK_RENEGED));
      assertEquals(0, RecoveryFigures.sacked(s.c));
      s.expectSegments(1, 2);
      s.ack(10);
    }
  }

  @Test
  void aTimeoutKeepsTheReportsAndSendsTheHoles() {
    RecoveryConfig noProbes = RecoveryConfig.DEFAULTS.withProbes(false, true);
    try (SackPeer s = tenSent(new SackPeer(noProbes, false))) {
      s.ack(0, 1, 3);
      s.peer.advance(20 * MS);
      s.expectSegments(0, 1); // by the reordering timer
      s.peer.advance(400 * MS);
      assertEquals(1, s.count(TcpCounter.TIMEOUTS));
      s.expectSegments(0, 1);
      s.peer.expectNothing();
      assertEquals(Phase.LOSS, s.c.recovery.phase);
      assertEquals(MSS, s.c.window.bytes());
      s.ack(3);
      s.expectSegments(3, 5); // slow start; 1 and 2 were not sent again
      s.ack(5);
      s.expectSegments(5, 9);
      s.ack(10);
      assertEquals(Phase.OPEN, s.c.recovery.phase);
    }
  }

  @Test
  void withoutPermissionBlocksMeanNothing() {
    try (TcpPeer peer = new TcpPeer()) {
      var socket = peer.connect();
      peer.write(socket, 0, 5 * MSS);
      for (int i = 0; i < 5; i++) {
        peer.expectData(at(i), 1, MSS);
      }
      peer.sendSack(1, 1, at(2), at(3));
      assertFalse(peer.connection(socket).sendQueue.is(2, SendQueue.SACKED));
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
  }
}
