package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.Test;

/** Windows in both directions. RFC 9293 3.7.4 and 3.8.6, RFC 7323 2. */
class WindowTest {

  private static void end(TcpPeer peer, StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }

  @Test
  void aClosedWindowIsProbedWithGrowingIntervals() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.window = 0;
      peer.send("A", 1, 1);
      peer.write(socket, 0, 100);
      peer.expectNothing();
      peer.advance(250 * MS);
      peer.expect("A", 0, 1); // SND.UNA - 1, as Linux probes
      peer.send("A", 1, 1);
      peer.advance(300 * MS);
      peer.expectNothing();
      peer.advance(200 * MS);
      peer.expect("A", 0, 1);
      peer.window = 65_535;
      peer.send("A", 1, 1);
      peer.expectData(1, 1, 100);
      end(peer, socket);
    }
  }

  @Test
  void aProbeThatIsAnsweredNeverEndsTheConnection() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.window = 0;
      peer.send("A", 1, 1);
      peer.write(socket, 0, 100);
      int probes = 0;
      for (int i = 0; i < 40; i++) {
        peer.advance(60 * SECOND);
        while (peer.stack.sentCount() > 0) {
          peer.expect("A", 0, 1);
          peer.send("A", 1, 1);
          probes++;
        }
      }
      assertTrue(probes > 15, "probes: " + probes);
      assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
      end(peer, socket);
    }
  }

  @Test
  void oldDataIsAcknowledgedAtBothEndsOfAWindowThatSeemsTakenBack() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.sendData(1, 1, 100);
      peer.read(socket, 0, 100);
      peer.advance(50 * MS);
      peer.expect("A", 1, 101);
      peer.write(socket, 0, 1000);
      peer.expectData(1, 101, 1000);
      peer.window = 600;
      peer.send("A", 101, 1);
      peer.sendData(1, 1, 100);
      peer.expect("A", 601, 101); // of a peer that has really taken it back
      peer.expect("A", 1001, 101); // of one that has all 1000 bytes, and has said so in vain
      peer.expectNothing();
      end(peer, socket);
    }
  }

  @Test
  void aSillyWindowIsNotFilledUntilTheOverrideTimeout() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.window = 100;
      peer.send("A", 1, 1);
      peer.write(socket, 0, 1000);
      peer.expectNothing();
      peer.advance(250 * MS);
      peer.expectData(1, 1, 100); // RFC 9293 3.8.6.2.1 (4)
      peer.window = 65_535;
      peer.send("A", 1, 101);
      peer.expectData(101, 1, 900);
      end(peer, socket);
    }
  }

  @Test
  void halfOfTheLargestWindowIsWorthASegment() {
    try (TcpPeer peer = new TcpPeer()) {
      peer.window = 1000;
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 3000);
      peer.expectData(1, 1, 500);
      peer.expectData(501, 1, 500);
      peer.window = 600;
      peer.send("A", 1, 1001);
      peer.expectData(1001, 1, 500); // 100 more are not worth a segment
      peer.expectNothing();
      end(peer, socket);
    }
  }

  @Test
  void theOfferedWindowIsKeptAndOpensInWorthwhileSteps() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamListener listener = peer.listen();
      listener.socket().options().set(SocketOption.RECEIVE_BUFFER, 8000);
      StreamSocket socket = peer.accept(listener);
      peer.sendData(1, 1, 1000);
      assertEquals(3000, peer.expect("A", 1, 1001).window());
      peer.sendData(1001, 1, 1460);
      peer.sendData(2461, 1, 1460);
      peer.advance(50 * MS);
      SentSegment last = peer.expect();
      while (peer.stack.sentCount() > 0) {
        last = peer.expect();
      }
      assertEquals(80, last.window());
      // Beyond the window: only what fits is taken, and the answer comes at once.
      peer.sendData(3921, 1, 1460);
      peer.advance(50 * MS);
      assertEquals(0, peer.expect("A", 1, 4001).window());
      peer.sendData(4001, 1, 1460);
      assertEquals(0, peer.expect("A", 1, 4001).window());
      // Reading a little is not worth an update; reading a segment's worth is.
      assertEquals(500, peer.read(socket, 0, 500));
      peer.expectNothing();
      assertEquals(1500, peer.read(socket, 500, 1500));
      assertEquals(2000, peer.expect("A", 1, 4001).window());
      assertEquals(2000, peer.read(socket, 2000, 4000));
      assertEquals(4000, peer.expect("A", 1, 4001).window());
      end(peer, socket);
      peer.stack.tcp.stopListening(listener);
    }
  }

  @Test
  void scalesBothWindowsIfBothSidesOffer() {
    try (TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(true, false))) {
      StreamListener listener = peer.listen();
      listener.socket().options().set(SocketOption.RECEIVE_BUFFER, 2 << 20);
      peer.windowScale = 4;
      peer.window = 2_000;
      peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
      SentSegment synAck = peer.expect();
      peer.iss = synAck.seq();
      assertEquals(5, synAck.options().windowScale());
      assertEquals(65_535, synAck.window()); // never scaled with SYN, RFC 7323 2.2
      peer.send("A", 1, 1);
      StreamSocket socket = listener.poll();
      assertEquals(32_000, peer.connection(socket).snd.wnd);
      peer.sendData(1, 1, 10);
      assertEquals((1 << 20) - 10 >> 5, peer.expect("A", 1, 11).window());
      end(peer, socket);
    }
  }

  @Test
  void doesNotScaleIfThePeerDoesNot() {
    try (TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(true, false))) {
      StreamListener listener = peer.listen();
      peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
      SentSegment synAck = peer.expect();
      peer.iss = synAck.seq();
      assertEquals(-1, synAck.options().windowScale());
      peer.send("A", 1, 1);
      StreamSocket socket = listener.poll();
      peer.sendData(1, 1, 10);
      assertEquals(65_525, peer.expect("A", 1, 11).window());
      end(peer, socket);
    }
  }

  @Test
  void nagleHoldsASecondShortSegment() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      peer.write(socket, 0, 10);
      peer.expectData(1, 1, 10);
      peer.write(socket, 10, 10);
      peer.write(socket, 20, 10);
      peer.expectNothing();
      peer.send("A", 1, 11);
      peer.expectData(11, 1, 20);
      end(peer, socket);
    }
  }

  @Test
  void noDelaySendsEachWrite() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      socket.options().set(SocketOption.NO_DELAY, 1);
      for (int i = 0; i < 3; i++) {
        peer.write(socket, 10 * i, 10);
        SentSegment sent = peer.expectData(1 + 10 * i, 1, 10);
        assertTrue(sent.flags().contains("P"), sent.toString());
      }
      end(peer, socket);
    }
  }

  @Test
  void corkHoldsAShortSegmentForAFifthOfASecond() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      socket.options().set(SocketOption.CORK, 1);
      peer.write(socket, 0, 2000);
      peer.expectData(1, 1, 1460);
      peer.send("A", 1, 1461);
      peer.expectNothing();
      peer.advance(250 * MS);
      peer.expectData(1461, 1, 540);
      peer.write(socket, 2000, 10);
      peer.expectNothing();
      socket.options().set(SocketOption.CORK, 0);
      peer.send("A", 1, 2001);
      peer.expectData(2001, 1, 10);
      end(peer, socket);
    }
  }

  @Test
  void anAcceptedSocketHasOptionsOfItsOwn() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamListener listener = peer.listen();
      StreamSocket socket = peer.accept(listener);
      socket.options().set(SocketOption.NO_DELAY, 1);
      peer.write(socket, 0, 10);
      peer.expectData(1, 1, 10);
      peer.write(socket, 10, 10);
      peer.expectData(11, 1, 10);
      end(peer, socket);
    }
  }

  @Test
  void segmentsFollowThePeersMss() {
    try (TcpPeer peer = new TcpPeer()) {
      peer.mss = 700;
      StreamSocket socket = peer.connect();
      assertEquals(700, socket.segmentBytes());
      peer.write(socket, 0, 1500);
      peer.expectData(1, 1, 700);
      peer.expectData(701, 1, 700);
      SentSegment last = peer.expectData(1401, 1, 100);
      assertTrue(last.flags().contains("P"));
      end(peer, socket);
    }
  }
}
