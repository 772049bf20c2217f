package io.ringroad.fastpath.tcp.listen;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.HandshakeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handshakes that peers begin: the SYN queue, the accept queue, and what happens when full. */
class SynQueueTest {

  private static final TcpConfig PLAIN = TcpConfig.DEFAULTS.withOptions(false, false);
  private static final HandshakeConfig NO_COOKIES = HandshakeConfig.DEFAULTS.withQueues(0, false);

  private TcpPeer peer = new TcpPeer(PLAIN);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.close();
  }

  private void use(TcpConfig config) {
    peer.close();
    peer = new TcpPeer(config);
  }

  private void syn() {
    peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
  }

  /** Sends a SYN and takes the answer. */
  private SentSegment handshake() {
    syn();
    SentSegment synAck = peer.expect();
    assertEquals("SA", synAck.flags());
    peer.iss = synAck.seq();
    return synAck;
  }

  private void abort(StreamSocket... sockets) {
    for (StreamSocket socket : sockets) {
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
      assertEquals("RA", peer.expect().flags());
    }
  }

  @Test
  void theSynAckIsRepeatedFiveTimesAndThenForgotten() {
    StreamListener listener = peer.listen();
    handshake();
    for (int seconds = 1; seconds <= 16; seconds *= 2) {
      peer.advance(seconds * SECOND - 10 * MS);
      peer.expectNothing();
      peer.advance(20 * MS);
      assertEquals("SA", peer.expect().flags());
      peer.nowNs -= 10 * MS; // the next waits from the deadline on
    }
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.advance(33 * SECOND);
    peer.expectNothing();
    assertEquals(1, peer.stack.count(TcpCounter.HANDSHAKES_EXPIRED));
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.stack.tcp.stopListening(listener);
  }

  @Test
  void aSocketsOwnCountOfRetriesHolds() {
    StreamListener listener = peer.listen();
    listener.socket().options().set(SocketOption.SYN_COUNT, 1);
    handshake();
    peer.advance(SECOND + 10 * MS);
    assertEquals("SA", peer.expect().flags());
    peer.advance(2 * SECOND + 10 * MS);
    peer.expectNothing();
    peer.stack.tcp.stopListening(listener);
  }

  @Test
  void aFullAcceptQueueDropsAndThePeerTriesAgain() {
    use(PLAIN.with(NO_COOKIES));
    StreamListener listener = peer.stack.listen(TcpPeer.LOCAL_PORT, 0);
    StreamSocket first = peer.accept(listener);
    peer.port++;
    final int second = handshake().seq();
    peer.port++;
    syn();
    peer.expectNothing(); // one handshake at a time with this backlog
    assertEquals(1, peer.stack.count(TcpCounter.HANDSHAKES_DROPPED));
    peer.port--;
    peer.sendRaw("A", TcpPeer.PEER_ISS + 1, second + 1, new byte[0]);
    StreamSocket accepted = listener.poll();
    assertNotNull(accepted);
    peer.port++;
    handshake();
    peer.stack.tcp.stopListening(listener); // forgets the last handshake
    abort(first, accepted);
  }

  @Test
  void anAcknowledgmentThatFindsTheAcceptQueueFullIsIgnored() {
    StreamListener listener = peer.stack.listen(TcpPeer.LOCAL_PORT, 1);
    handshake();
    final int early = peer.iss;
    peer.port++;
    handshake();
    peer.send("A", 1, 1);
    peer.port++;
    handshake();
    peer.send("A", 1, 1);
    peer.port -= 2;
    peer.iss = early;
    peer.send("A", 1, 1);
    peer.expectNothing(); // ignored: the peer thinks that it is connected
    assertEquals(1, peer.stack.count(TcpCounter.ACCEPT_OVERFLOWS));
    peer.port += 3;
    syn();
    peer.expectNothing(); // the accept queue is full: no new handshake either
    assertEquals(2, peer.stack.count(TcpCounter.ACCEPT_OVERFLOWS));
    final StreamSocket one = listener.poll();
    final StreamSocket two = listener.poll();
    peer.advance(SECOND + 10 * MS);
    peer.expect("SA", 0, 1); // so it is asked again
    peer.port -= 3;
    peer.send("A", 1, 1);
    StreamSocket three = listener.poll();
    assertNotNull(three);
    peer.stack.tcp.stopListening(listener);
    abort(one, two, three);
  }

  @Test
  void abortOnOverflowTellsThePeer() {
    use(PLAIN.with(HandshakeConfig.DEFAULTS.withQueues(1, true)));
    StreamListener listener = peer.stack.listen(TcpPeer.LOCAL_PORT, 0);
    handshake();
    final int early = peer.iss;
    peer.stack.tcp.flush(peer.nowNs);
    peer.port++;
    syn(); // a cookie: the SYN queue is full
    peer.iss = peer.expect().seq();
    peer.send("A", 1, 1);
    peer.port--;
    peer.iss = early;
    peer.send("A", 1, 1);
    peer.expect("R", 1, 0);
    StreamSocket socket = listener.poll();
    peer.stack.tcp.stopListening(listener);
    abort(socket);
  }

  @Test
  void handshakesEndSoonerWhenOldOnesFillTheQueue() {
    StreamListener listener = peer.stack.listen(TcpPeer.LOCAL_PORT, 15);
    for (int i = 0; i < 12; i++) {
      handshake();
      peer.port++;
    }
    peer.advance(8 * SECOND);
    int repeated = 0;
    while (peer.stack.sentCount() > 0) {
      peer.expect();
      repeated++;
    }
    // Two more for each while all are old; once fewer than half a queue are left, they may stay.
    assertTrue(repeated < 3 * 12, () -> "old handshakes went on");
    assertTrue(peer.stack.count(TcpCounter.HANDSHAKES_EXPIRED) >= 4);
    peer.stack.tcp.stopListening(listener);
  }

  @Test
  void dataMayComeWithTheAcknowledgment() {
    StreamListener listener = peer.listen();
    handshake();
    peer.sendData(1, 1, 100);
    peer.expect("A", 1, 101);
    StreamSocket socket = listener.poll();
    assertEquals(100, peer.read(socket, 0, 200));
    peer.stack.tcp.stopListening(listener);
    abort(socket);
  }

  @Test
  void deferAcceptWaitsForData() {
    StreamListener listener = peer.listen();
    listener.socket().options().set(SocketOption.DEFER_ACCEPT, 7 * SECOND); // three timeouts
    handshake();
    peer.send("A", 1, 1);
    assertNull(listener.poll());
    assertEquals(1, peer.stack.count(TcpCounter.ACCEPTS_DEFERRED));
    peer.advance(2 * SECOND);
    peer.expectNothing(); // the peer has answered; nothing is repeated
    peer.sendData(1, 1, 10);
    peer.expect("A", 1, 11);
    StreamSocket socket = listener.poll();
    assertEquals(10, peer.read(socket, 0, 100));
    peer.stack.tcp.stopListening(listener);
    abort(socket);
  }

  @Test
  void deferAcceptAsksOnceMoreAtItsEnd() {
    StreamListener listener = peer.listen();
    listener.socket().options().set(SocketOption.DEFER_ACCEPT, 7 * SECOND);
    handshake();
    peer.send("A", 1, 1);
    peer.advance(6900 * MS);
    peer.expectNothing();
    peer.advance(200 * MS);
    peer.expect("SA", 0, 1);
    peer.send("A", 1, 1); // now a bare acknowledgment is enough
    StreamSocket socket = listener.poll();
    assertNotNull(socket);
    peer.stack.tcp.stopListening(listener);
    abort(socket);
  }

  @Test
  void aRepeatedSynIsAnsweredTwiceASecond() {
    StreamListener listener = peer.listen();
    handshake();
    syn();
    assertEquals("SA", peer.expect().flags());
    syn();
    peer.expectNothing();
    peer.advance(500 * MS);
    syn();
    assertEquals("SA", peer.expect().flags());
    peer.stack.tcp.stopListening(listener);
  }
}
