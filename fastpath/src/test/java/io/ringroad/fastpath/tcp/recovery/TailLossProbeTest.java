package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.tcp.SackPeer.MSS;
import static io.ringroad.fastpath.tcp.SackPeer.RTT_NS;
import static io.ringroad.fastpath.tcp.SackPeer.at;
import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.tcp.SackPeer;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.Test;

/** Probes at the tail of a flight: RFC 8985 7. */
class TailLossProbeTest {

  @Test
  void theLastSegmentIsRepeatedAfterTwoRoundTrips() {
    try (SackPeer s = new SackPeer()) {
      s.write(4);
      s.expectSegments(0, 4);
      s.peer.advance(2 * RTT_NS);
      s.peer.expectNothing();
      s.peer.advance(5 * MS);
      s.expectSegments(3, 4);
      assertEquals(1, s.count(TcpCounter.LOSS_PROBES));
      assertEquals(0, s.count(TcpCounter.TIMEOUTS));
      assertEquals(10 * MSS, s.c.window.bytes());
      s.peer.advance(100 * MS);
      s.peer.expectNothing(); // one probe only; then the retransmission timeout
      s.peer.advance(300 * MS);
      s.expectSegments(0, 1);
      assertEquals(1, s.count(TcpCounter.TIMEOUTS));
    }
  }

  @Test
  void aSingleSegmentAllowsForADelayedAcknowledgment() {
    try (SackPeer s = new SackPeer()) {
      s.write(1);
      s.expectSegments(0, 1);
      s.peer.advance(230 * MS); // RTO is SRTT + 200 ms, PTO 2 * SRTT + 200 ms, but not beyond it
      s.peer.expectNothing();
      s.peer.advance(20 * MS);
      s.expectSegments(0, 1);
      assertEquals(1, s.count(TcpCounter.LOSS_PROBES));
      assertEquals(Phase.OPEN, s.c.recovery.phase);
    }
  }

  @Test
  void newDataIsTheBetterProbeEvenBeyondTheCongestionWindow() {
    try (SackPeer s = new SackPeer()) {
      s.write(12);
      s.expectSegments(0, 10);
      s.peer.advance(2 * RTT_NS + 5 * MS);
      s.expectSegments(10, 11);
      assertEquals(0, RecoveryFigures.retransmitted(s.c));
      s.ack(11);
      s.expectSegments(11, 12);
      assertEquals(0, s.count(TcpCounter.LOSS_PROBE_RECOVERIES));
      assertEquals(Integer.MAX_VALUE, s.c.window.slowStartThreshold());
    }
  }

  @Test
  void theAnswerToAProbeStartsTheRecoveryOfWhatWasLostBeforeIt() {
    try (SackPeer s = new SackPeer()) {
      s.write(5);
      s.expectSegments(0, 5);
      s.peer.advance(RTT_NS);
      s.ack(2); // 2, 3 and 4 are lost
      s.peer.advance(2 * RTT_NS + 5 * MS);
      s.expectSegments(4, 5);
      s.peer.advance(RTT_NS);
      s.ack(2, 4, 5);
      s.peer.advance(15 * MS);
      s.expectSegments(2, 3);
      s.ack(3, 4, 5);
      s.expectSegments(3, 4);
      s.ack(5);
      assertEquals(0, s.count(TcpCounter.TIMEOUTS));
      assertEquals(1, s.count(TcpCounter.FAST_RETRANSMITS));
    }
  }

  @Test
  void aRepairedLossReducesTheWindow() {
    try (SackPeer s = new SackPeer()) {
      s.write(4);
      s.expectSegments(0, 4);
      s.peer.advance(RTT_NS);
      s.ack(3);
      s.peer.advance(RTT_NS * 2 + 220 * MS);
      s.expectSegments(3, 4);
      s.ack(4);
      s.write(1);
      s.expectSegments(4, 5);
      s.ack(5); // nothing told of a duplicate: the probe repaired a loss
      assertEquals(1, s.count(TcpCounter.LOSS_PROBE_RECOVERIES));
      assertEquals(s.c.window.slowStartThreshold(), s.c.window.bytes());
    }
  }

  @Test
  void aProbeThatWasADuplicateReducesNothing() {
    try (SackPeer s = new SackPeer()) {
      s.write(4);
      s.expectSegments(0, 4);
      s.peer.advance(2 * RTT_NS + 5 * MS);
      s.expectSegments(3, 4);
      s.ack(4);
      s.ack(4, 3, 4); // D-SACK, RFC 8985 7.4.1
      s.write(1);
      s.expectSegments(4, 5);
      s.ack(5);
      assertEquals(1, s.count(TcpCounter.DUPLICATE_SACKS_RECEIVED));
      assertEquals(0, s.count(TcpCounter.LOSS_PROBE_RECOVERIES));
    }
  }

  @Test
  void withoutSackOrBySettingThereIsNoProbe() {
    RecoveryConfig off = RecoveryConfig.DEFAULTS.withProbes(false, true);
    try (SackPeer s = new SackPeer(off, false);
        TcpPeer plain = new TcpPeer()) {
      s.write(4);
      s.expectSegments(0, 4);
      s.peer.advance(150 * MS);
      s.peer.expectNothing();
      var socket = plain.connect();
      plain.write(socket, 0, 2 * MSS);
      plain.expectData(1, 1, MSS);
      plain.expectData(at(1), 1, MSS);
      plain.advance(150 * MS);
      plain.expectNothing();
      plain.stack.tcp.abort(socket, plain.nowNs);
      socket.applicationDone();
      s.ack(4);
    }
  }

  @Test
  void theTimeoutAfterAProbeBacksOffAndANewSampleEndsThat() {
    try (SackPeer s = new SackPeer()) {
      s.write(2);
      s.expectSegments(0, 2);
      s.peer.advance(85 * MS);
      s.expectSegments(1, 2);
      long rtoNs = s.c.rtt.rtoNs();
      s.peer.advance(rtoNs + 5 * MS);
      s.expectSegments(0, 1);
      assertEquals(2 * rtoNs, s.c.rtt.rtoNs()); // RFC 6298 5.5
      s.peer.advance(2 * rtoNs + 5 * MS);
      s.expectSegments(0, 1);
      assertEquals(4 * rtoNs, s.c.rtt.rtoNs());
      s.ack(2); // Karn: no sample of what was sent twice, the backed-off timeout stays
      assertEquals(4 * rtoNs, s.c.rtt.rtoNs());
      s.write(1);
      s.expectSegments(2, 3);
      s.peer.advance(RTT_NS);
      s.ack(3);
      assertEquals(0, s.c.rtt.rtoNs() / SECOND); // RFC 6298 5.7
      s.peer.expectNothing();
    }
  }
}
