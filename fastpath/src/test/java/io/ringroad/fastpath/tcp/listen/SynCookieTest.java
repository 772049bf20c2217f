package io.ringroad.fastpath.tcp.listen;

import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.HandshakeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SYN cookies, RFC 4987 3.6. */
class SynCookieTest {

  private static final HandshakeConfig ALWAYS = HandshakeConfig.DEFAULTS.withQueues(2, false);

  private TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.with(ALWAYS));
  private StreamListener listener = peer.listen();

  @AfterEach
  void nothingIsLeft() {
    peer.stack.tcp.stopListening(listener);
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.close();
  }

  private void use(TcpConfig config) {
    peer.stack.tcp.stopListening(listener);
    peer.close();
    peer = new TcpPeer(config);
    listener = peer.listen();
  }

  private SentSegment cookie() {
    peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
    SentSegment synAck = peer.expect();
    assertEquals("SA", synAck.flags());
    assertEquals(0, peer.stack.tcp.connectionCount(), "nothing is kept");
    peer.iss = synAck.seq();
    peer.stampEcho = synAck.options().timestampValue();
    return synAck;
  }

  private void abort(StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    assertEquals("RA", peer.expect().flags());
  }

  @Test
  void aCookieThatComesBackIsAConnection() {
    peer.mss = 1_400;
    cookie();
    peer.send("A", 1, 1);
    StreamSocket socket = listener.poll();
    assertNotNull(socket);
    TcpConnection c = peer.connection(socket);
    assertEquals(1_300, c.snd.segmentBytes, "the largest of the four values that fits");
    assertEquals(1, peer.stack.count(TcpCounter.COOKIES_ACCEPTED));
    peer.sendData(1, 1, 10);
    assertEquals(10, peer.read(socket, 0, 100));
    peer.expect("A", 1, 11);
    abort(socket);
  }

  @Test
  void theTimestampKeepsTheWindowScale() {
    peer.stamps = true;
    peer.windowScale = 9;
    SentSegment synAck = cookie();
    assertEquals(true, synAck.options().windowScale() >= 0);
    peer.stampValue++;
    peer.window = 100;
    peer.send("A", 1, 1);
    TcpConnection c = peer.connection(listener.poll());
    assertEquals(9, c.snd.windowShift);
    assertEquals(100 << 9, c.snd.wnd);
    assertEquals(true, c.timestamps);
    assertEquals(peer.stampValue, c.rcv.tsRecent);
    abort(c.socket);
  }

  @Test
  void theTimestampKeepsEcn() {
    peer.stamps = true;
    peer.sendRaw("SEW", TcpPeer.PEER_ISS, 0, new byte[0]);
    SentSegment synAck = peer.expect();
    assertEquals("SAE", synAck.flags());
    peer.iss = synAck.seq();
    peer.stampEcho = synAck.options().timestampValue();
    peer.stampValue++;
    peer.send("A", 1, 1);
    TcpConnection c = peer.connection(listener.poll());
    assertEquals(true, c.ecn.negotiated);
    abort(c.socket);
  }

  @Test
  void withoutTimestampsThereIsNoWindowScale() {
    peer.windowScale = 9;
    SentSegment synAck = cookie();
    assertEquals(-1, synAck.options().windowScale());
    peer.send("A", 1, 1);
    TcpConnection c = peer.connection(listener.poll());
    assertEquals(0, c.snd.windowShift);
    assertEquals(false, c.windowScaling);
    abort(c.socket);
  }

  @Test
  void aCookieIsGoodForTwoMinutes() {
    cookie();
    peer.nowNs += 60 * SECOND;
    peer.send("A", 1, 1);
    StreamSocket socket = listener.poll();
    assertNotNull(socket);
    abort(socket);
    peer.port++;
    cookie();
    peer.nowNs += 120 * SECOND;
    peer.port++;
    cookie(); // so that the listener expects cookies
    peer.port--;
    peer.iss = peer.iss - 1;
    peer.send("A", 1, 1);
    assertEquals("R", peer.expect().flags());
    assertEquals(1, peer.stack.count(TcpCounter.COOKIES_REFUSED));
  }

  @Test
  void aGuessedCookieIsAnsweredByAReset() {
    cookie();
    for (int i = 1; i <= 1_000; i++) {
      peer.send("A", 1, 1 + i * 0x10_0001);
      assertEquals("R", peer.expect().flags());
    }
    assertEquals(1_000, peer.stack.count(TcpCounter.COOKIES_REFUSED));
    peer.port++; // another peer's cookie
    peer.send("A", 1, 1);
    assertEquals("R", peer.expect().flags());
    assertNull(listener.poll());
  }

  @Test
  void nobodyWhoWasSentNoCookieNeedTry() {
    use(TcpConfig.DEFAULTS);
    peer.iss = 4_711;
    peer.send("A", 1, 1);
    peer.expect("R", 1, 0);
    assertEquals(0, peer.stack.count(TcpCounter.COOKIES_REFUSED));
  }

  @Test
  void aFloodFillsNothingAndHurtsNoConnection() {
    use(TcpConfig.DEFAULTS);
    final StreamSocket socket = peer.accept(listener);
    int port = peer.port;
    int flood = 20_000;
    for (int i = 0; i < flood; i++) {
      peer.port = 1 + i;
      peer.sendRaw("S", TcpPeer.PEER_ISS + 7 * i, 0, new byte[0]);
      assertEquals("SA", peer.expect().flags());
    }
    assertEquals(1 + 17, peer.stack.tcp.connectionCount(), "the connection and the SYN queue");
    assertEquals(flood - 17, peer.stack.count(TcpCounter.COOKIES_SENT));
    peer.port = port;
    peer.send("PA", 1, 1, TcpPeer.pattern(0, 100));
    assertEquals(100, peer.read(socket, 0, 200));
    peer.port = 60_000; // an honest peer in the midst of the flood
    peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
    SentSegment last;
    do {
      last = peer.expect();
    } while (!last.flags().equals("SA"));
    peer.iss = last.seq();
    peer.send("A", 1, 1);
    StreamSocket honest = listener.poll();
    assertNotNull(honest);
    abort(honest);
    abort(socket);
  }
}
