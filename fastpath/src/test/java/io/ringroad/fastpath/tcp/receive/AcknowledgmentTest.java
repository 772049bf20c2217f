package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When data is acknowledged, RFC 9293 3.8.6.3 and RFC 5681 4.2; timestamps, RFC 7323. */
class AcknowledgmentTest {

  private TcpPeer peer = new TcpPeer();
  private StreamSocket socket;

  @AfterEach
  void end() {
    if (socket != null) {
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
    }
    peer.close();
  }

  private void accept() {
    StreamListener listener = peer.listen();
    socket = peer.accept(listener);
  }

  /** Answers, so that the connection counts as a dialogue and the quick start is over. */
  private int becomeInteractive() {
    int next = 1;
    for (int i = 0; i < 20; i++) {
      peer.sendData(next, 1 + i, 1);
      next++;
      peer.write(socket, i, 1);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
      }
      peer.send("A", next, 2 + i);
      peer.read(socket, next - 2, 10);
    }
    return next;
  }

  @Test
  void theStartOfATransferIsAcknowledgedQuickly() {
    accept();
    for (int i = 0; i < 10; i++) {
      peer.sendData(1 + 10 * i, 1, 10);
      peer.expect("A", 1, 11 + 10 * i);
    }
  }

  @Test
  void oneSegmentWaitsFortyMilliseconds() {
    accept();
    int next = becomeInteractive();
    peer.sendData(next, 21, 10);
    peer.advance(38 * MS);
    peer.expectNothing();
    peer.advance(4 * MS);
    peer.expect("A", 21, next + 10);
  }

  @Test
  void theSecondFullSegmentIsAcknowledgedAtOnce() {
    accept();
    int next = becomeInteractive();
    peer.sendData(next, 21, 1460);
    peer.expectNothing();
    peer.sendData(next + 1460, 21, 1460);
    peer.expect("A", 21, next + 2920);
  }

  @Test
  void anAnswerCarriesTheAcknowledgment() {
    accept();
    int next = becomeInteractive();
    peer.sendData(next, 21, 100);
    peer.write(socket, 20, 5);
    peer.expectData(21, next + 100, 5);
    peer.advance(100 * MS);
    peer.expectNothing();
  }

  @Test
  void whatComesOutOfOrderIsAnsweredAtOnceAndTheGapToo() {
    accept();
    int next = becomeInteractive();
    peer.sendData(next + 100, 21, 100);
    peer.expect("A", 21, next);
    peer.sendData(next + 200, 21, 100);
    peer.expect("A", 21, next);
    peer.sendData(next, 21, 100);
    peer.expect("A", 21, next + 300);
    assertEquals(300, peer.read(socket, next - 1, 1000));
  }

  @Test
  void theGapIsClosedHoweverMuchIsHeld() {
    accept();
    for (int i = 0; i < 600; i++) {
      peer.sendData(3 + 2 * i, 1, 1); // each behind a hole: more than can be held
      peer.expect("A", 1, 1);
    }
    assertTrue(peer.stack.count(TcpCounter.REASSEMBLY_DROPPED) > 0);
    peer.sendData(1, 1, 5);
    peer.expect("A", 1, 6);
    peer.sendData(6, 1, 1460);
    peer.advance(50 * MS);
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
    assertEquals(1465, peer.read(socket, 0, 2000));
    assertEquals(1466, peer.connection(socket).rcv.nxt - TcpPeer.PEER_ISS);
  }

  @Test
  void aBurstIsAcknowledgedAtLeastEverySixteenSegments() {
    accept();
    for (int i = 0; i < 40; i++) {
      peer.deliver(
          "A", TcpPeer.PEER_ISS + 1 + i * 1000, peer.iss + 1, TcpPeer.pattern(i * 1000, 1000));
    }
    peer.stack.cycle(peer.nowNs);
    peer.expect("A", 1, 16_001);
    peer.expect("A", 1, 32_001);
    peer.expect("A", 1, 40_001);
    peer.expectNothing();
  }

  @Test
  void aFinOutOfOrderIsTakenWhenItsTurnComes() {
    accept();
    peer.send("FA", 101, 1);
    peer.expect("A", 1, 1);
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    peer.sendData(1, 1, 100);
    peer.expect("A", 1, 102);
    assertEquals(TcpState.CLOSE_WAIT, peer.stack.tcp.state(socket));
    assertEquals(100, peer.read(socket, 0, 1000));
    assertEquals(0, peer.read(socket, 100, 1000));
  }

  @Test
  void timestampsAreEchoedAndOldOnesRefused() {
    peer.close();
    peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, true));
    peer.stamps = true;
    accept();
    assertEquals(1448, socket.segmentBytes());
    peer.stampValue = 2_000;
    peer.sendData(1, 1, 10);
    SentSegment ack = peer.expect("A", 1, 11);
    assertTrue(ack.options().hasTimestamps());
    assertEquals(2_000, ack.options().timestampEcho());
    peer.stampValue = 1_999;
    peer.sendData(11, 1, 10); // PAWS, RFC 7323 5.3 R1
    assertEquals(2_000, peer.expect("A", 1, 11).options().timestampEcho());
    assertEquals(1, peer.stack.count(TcpCounter.PAWS));
    peer.stampValue = 2_500;
    peer.sendData(31, 1, 10); // does not span Last.ACK.sent: not echoed
    assertEquals(2_000, peer.expect("A", 1, 11).options().timestampEcho());
    assertEquals(10, peer.read(socket, 0, 100));
  }

  @Test
  void timestampsAreNotUsedUnlessThePeerOffersThem() {
    peer.close();
    peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, true));
    accept();
    peer.sendData(1, 1, 10);
    assertFalse(peer.expect("A", 1, 11).options().hasTimestamps());
  }

  @Test
  void challengesAreLimited() {
    accept();
    for (int i = 0; i < 10; i++) {
      peer.send("RA", 100, 1);
    }
    peer.expect("A", 1, 1);
    peer.expectNothing();
    peer.advance(SECOND);
    peer.send("S", 100, 0);
    peer.expect("A", 1, 1);
    peer.expectNothing();
  }
}
