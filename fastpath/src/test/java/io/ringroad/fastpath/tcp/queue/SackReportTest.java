package io.ringroad.fastpath.tcp.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What this side reports by SACK: RFC 2018 3 and 4, RFC 2883 4. */
class SackReportTest {

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

  private void accept(boolean timestamps, boolean permitted) {
    accept(TcpConfig.DEFAULTS.withOptions(false, timestamps), timestamps, permitted);
  }

  private void accept(TcpConfig config, boolean timestamps, boolean permitted) {
    peer.close();
    peer = new TcpPeer(config);
    peer.stamps = timestamps;
    peer.sack = permitted;
    socket = peer.accept(peer.listen());
  }

  /** The blocks of an acknowledgment, relative to the peer's first sequence number. */
  private static List<Integer> blocks(SentSegment sent) {
    List<Integer> edges = new ArrayList<>();
    for (int i = 0; i < sent.options().sackBlocks(); i++) {
      edges.add(sent.options().sackLeft(i) - TcpPeer.PEER_ISS);
      edges.add(sent.options().sackRight(i) - TcpPeer.PEER_ISS);
    }
    return edges;
  }

  private void expectSack(int ack, Integer... edges) {
    assertEquals(List.of(edges), blocks(peer.expect("A", 1, ack)));
  }

  @Test
  void theOptionIsOfferedInSynAndAnsweredInSynAck() {
    for (boolean stamps : new boolean[] {false, true}) {
      try (TcpPeer other = new TcpPeer(TcpConfig.DEFAULTS.withOptions(true, stamps))) {
        StreamSocket opening = other.stack.socketTo(1234, TcpPeer.PEER_ADDRESS, 80);
        other.stack.tcp.connect(opening, other.nowNs);
        SentSegment syn = other.expect();
        assertTrue(syn.options().sackPermitted());
        assertEquals(stamps, syn.options().hasTimestamps());
        assertEquals(1460, syn.options().mss());
        assertTrue(syn.options().windowScale() >= 0);
        other.close(opening);
        other.listen();
        other.sack = true;
        other.stamps = stamps;
        other.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
        SentSegment synAck = other.expect();
        assertTrue(synAck.options().sackPermitted());
        assertEquals(stamps, synAck.options().hasTimestamps());
        other.iss = synAck.seq();
        other.send("RA", 1, 1);
      }
    }
  }

  @Test
  void withoutThePeersPermissionNothingIsReported() {
    accept(false, false);
    assertFalse(peer.connection(socket).sack);
    peer.sendData(101, 1, 100);
    expectSack(1);
  }

  @Test
  void withoutItsOwnSettingNothingIsOfferedOrReported() {
    RecoveryConfig off = RecoveryConfig.DEFAULTS.withSack(false, false);
    accept(TcpConfig.DEFAULTS.withOptions(false, false).withRecovery(off), false, true);
    assertFalse(peer.connection(socket).sack);
    peer.sendData(101, 1, 100);
    expectSack(1);
  }

  @Test
  void theBlockThatChangedLastComesFirst() {
    accept(false, true);
    peer.sendData(101, 1, 100);
    expectSack(1, 101, 201);
    peer.sendData(301, 1, 100);
    expectSack(1, 301, 401, 101, 201);
    peer.sendData(501, 1, 100);
    expectSack(1, 501, 601, 301, 401, 101, 201);
    peer.sendData(401, 1, 50);
    expectSack(1, 301, 451, 501, 601, 101, 201);
    peer.sendData(451, 1, 50); // two blocks become one
    expectSack(1, 301, 601, 101, 201);
    peer.sendData(1, 1, 100);
    expectSack(201, 301, 601);
    peer.sendData(201, 1, 100);
    expectSack(601);
  }

  @Test
  void fourBlocksFitAndThreeBesideTimestamps() {
    for (boolean stamps : new boolean[] {false, true}) {
      accept(stamps, true);
      for (int i = 0; i < 6; i++) {
        peer.sendData(101 + 200 * i, 1, 100);
        SentSegment ack = peer.expect("A", 1, 1);
        List<Integer> reported = blocks(ack);
        assertEquals(Math.min(i + 1, stamps ? 3 : 4), reported.size() / 2);
        assertEquals(101 + 200 * i, reported.get(0));
        assertEquals(stamps, ack.options().hasTimestamps());
      }
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
      socket = null;
    }
  }

  @Test
  void aDuplicateBelowTheAcknowledgmentIsReportedOnce() {
    accept(false, true);
    peer.sendData(1, 1, 200);
    expectSack(201);
    peer.sendData(101, 1, 100);
    expectSack(201, 101, 201);
    peer.sendData(201, 1, 100);
    expectSack(301);
    peer.sendData(251, 1, 100); // partly new
    expectSack(351, 251, 301);
    assertEquals(2, peer.stack.count(TcpCounter.DUPLICATE_SACKS_SENT));
  }

  @Test
  void aDuplicateBeyondAHoleComesBeforeItsBlock() {
    accept(false, true);
    peer.sendData(101, 1, 300);
    expectSack(1, 101, 401);
    peer.sendData(201, 1, 100);
    expectSack(1, 201, 301, 101, 401);
    peer.sendData(351, 1, 100); // its front is held, its rest is new
    expectSack(1, 351, 401, 101, 451);
    peer.sendData(51, 1, 500); // covers what is held
    expectSack(1, 101, 451, 51, 551);
  }

  @Test
  void duplicatesAreNotReportedIfTheSettingSaysSo() {
    RecoveryConfig config = RecoveryConfig.DEFAULTS.withSack(true, false);
    accept(TcpConfig.DEFAULTS.withOptions(false, false).withRecovery(config), false, true);
    peer.sendData(1, 1, 100);
    expectSack(101);
    peer.sendData(1, 1, 100);
    expectSack(101);
    peer.sendData(201, 1, 100);
    expectSack(101, 201, 301);
    peer.sendData(201, 1, 100);
    expectSack(101, 201, 301);
  }

  @Test
  void whatFoundNoRoomIsNotReported() {
    accept(false, true);
    for (int i = 0; i < 600; i++) {
      peer.sendData(3 + 2 * i, 1, 1);
      SentSegment ack = peer.expect("A", 1, 1);
      boolean held = peer.connection(socket).reassembly.size() == i + 1;
      assertEquals(held, blocks(ack).contains(3 + 2 * i), "segment " + i);
    }
    assertTrue(peer.stack.count(TcpCounter.REASSEMBLY_DROPPED) > 0);
  }

  @Test
  void aFinBeyondAHoleIsReported() {
    accept(false, true);
    peer.send("FA", 101, 1);
    expectSack(1, 101, 102);
    peer.sendData(51, 1, 50);
    expectSack(1, 51, 102);
    peer.sendData(1, 1, 50);
    expectSack(102);
  }

  @Test
  void theReportTakesItsRoomOfDataSegments() {
    accept(false, true);
    peer.deliver("A", TcpPeer.PEER_ISS + 101, peer.iss + 1, TcpPeer.pattern(100, 100));
    peer.deliver("A", TcpPeer.PEER_ISS + 1, peer.iss + 1, TcpPeer.pattern(0, 50));
    peer.write(socket, 0, 1460);
    expectSack(1, 101, 201);
    assertEquals(List.of(101, 201), blocks(peer.expectData(1, 51, 1448)));
    assertEquals(List.of(101, 201), blocks(peer.expectData(1449, 51, 12)));
    peer.write(socket, 1460, 1000);
    peer.expectNothing(); // Nagle's algorithm counts by the same room
    peer.send("A", 51, 1461);
    assertEquals(List.of(101, 201), blocks(peer.expectData(1461, 51, 1000)));
  }
}
