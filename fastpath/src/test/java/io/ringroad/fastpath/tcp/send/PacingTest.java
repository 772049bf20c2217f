package io.ringroad.fastpath.tcp.send;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import org.junit.jupiter.api.Test;

/** SO_MAX_PACING_RATE, and the rate that TCP_INFO shows. */
class PacingTest {

  private static final int MSS = 1460;

  private static void end(TcpPeer peer, StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }

  /** Bytes that leave within {@code ns}; what came before is acknowledged at once. */
  private static int bytesSent(TcpPeer peer, TcpConnection c, long ns, int mostAtOnce) {
    int bytes = 0;
    for (long endNs = peer.nowNs + ns; peer.nowNs < endNs; ) {
      peer.jump(MS / 10);
      int atOnce = 0;
      while (peer.stack.sentCount() > 0) {
        atOnce += peer.expect().data().length;
      }
      assertTrue(atOnce <= mostAtOnce, "a burst of " + atOnce);
      bytes += atOnce;
      if (atOnce > 0) {
        peer.send("A", 1, c.snd.nxt - c.snd.iss);
      }
    }
    return bytes;
  }

  @Test
  void theApplicationsRateHolds() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connecting();
      socket.options().set(SocketOption.MAX_PACING_RATE, 2_000_000);
      peer.jump(MS); // a round trip's time
      peer.send("SA", 0, 1);
      peer.expect("A", 1, 1);
      TcpConnection c = peer.connection(socket);
      assertEquals(50 * MSS, peer.write(socket, 0, 50 * MSS));
      assertEquals(2, peer.stack.sentCount(), "the first, and what a millisecond's credit gives");
      int bytes = bytesSent(peer, c, 30 * MS, 2 * MSS);
      assertEquals(60_000, bytes, 2 * MSS);
      end(peer, socket);
    }
  }

  @Test
  void silenceIsNotMadeUpFor() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connecting();
      socket.options().set(SocketOption.MAX_PACING_RATE, 2_000_000);
      peer.jump(MS);
      peer.send("SA", 0, 1);
      peer.expect("A", 1, 1);
      peer.write(socket, 0, MSS);
      peer.expectData(1, 1, MSS);
      peer.send("A", 1, 1 + MSS);
      peer.jump(100 * MS);
      peer.write(socket, MSS, 20 * MSS);
      assertTrue(peer.stack.sentCount() <= 3, "sent at once: " + peer.stack.sentCount());
      end(peer, socket);
    }
  }

  @Test
  void aSlowRateIsNoClosedWindow() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connecting();
      socket.options().set(SocketOption.MAX_PACING_RATE, 1_000);
      peer.jump(MS);
      peer.send("SA", 0, 1);
      peer.expect("A", 1, 1);
      peer.write(socket, 0, 3 * MSS);
      peer.expectData(1, 1, MSS);
      peer.send("A", 1, 1 + MSS);
      peer.advance(1_400 * MS);
      peer.expectNothing();
      peer.advance(61 * MS);
      peer.expectData(1 + MSS, 1, MSS);
      assertEquals(0, peer.stack.count(TcpCounter.WINDOW_PROBES));
      end(peer, socket);
    }
  }

  @Test
  void theRateIsASmallMultipleOfAWindowInARoundTrip() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connecting();
      peer.jump(10 * MS);
      peer.send("SA", 0, 1);
      peer.expect("A", 1, 1);
      TcpConnection c = peer.connection(socket);
      assertEquals(10 * MS, c.rtt.smoothedNs());
      assertEquals(2 * 10 * MSS * 100, Pacing.rateBytesPerSecond(c));
      c.window.slowStartThreshold(10 * MSS);
      assertEquals(12 * MSS * 100, Pacing.rateBytesPerSecond(c));
      socket.options().set(SocketOption.MAX_PACING_RATE, 5_000);
      assertEquals(5_000, Pacing.rateBytesPerSecond(c));
      end(peer, socket);
    }
  }

  @Test
  void anotherAlgorithmGoesOnFromTheWindowThatThereIs() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      TcpConnection c = peer.connection(socket);
      assertEquals(CongestionAlgorithm.CUBIC, c.congestion().algorithm());
      c.window.bytes(33 * MSS);
      socket.options().set(SocketOption.CONGESTION, CongestionAlgorithm.RENO.optionValue());
      peer.stack.tcp.onOptionChanged(socket, SocketOption.CONGESTION, peer.nowNs);
      assertEquals(CongestionAlgorithm.RENO, c.congestion().algorithm());
      assertEquals(33 * MSS, c.window.bytes());
      end(peer, socket);
    }
  }
}
