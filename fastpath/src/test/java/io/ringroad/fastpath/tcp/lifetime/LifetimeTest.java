package io.ringroad.fastpath.tcp.lifetime;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.LifetimeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long connections last that are closed, that wait, or whose peer is silent. */
class LifetimeTest {

  private static final TcpConfig PLAIN = TcpConfig.DEFAULTS.withOptions(false, false);

  private TcpPeer peer = new TcpPeer(PLAIN);

  @AfterEach
  void nothingIsLeft() {
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
    assertEquals(0, peer.stack.tcp.connectionCount());
    assertEquals(0, peer.stack.count(TcpCounter.ORPHANS));
    peer.close();
  }

  private void use(TcpConfig config) {
    peer.close();
    peer = new TcpPeer(config);
  }

  private void abort(StreamSocket socket) {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }

  private static void set(StreamSocket socket, SocketOption option, long value) {
    socket.options().set(option, value);
  }

  // ---- FIN-WAIT-2 and orphans ----

  @Test
  void aSocketsOwnFinWait2TimeHolds() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.FIN_WAIT2_TIMEOUT, 5 * SECOND);
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    peer.advance(4900 * MS);
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.advance(200 * MS);
  }

  @Test
  void aNegativeFinWait2TimeMeansNone() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.FIN_WAIT2_TIMEOUT, -1);
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    peer.expect("RA", 2, 1);
  }

  @Test
  void closingInFinWait2WithANegativeTimeResets() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.FIN_WAIT2_TIMEOUT, -1);
    peer.stack.tcp.shutdownSend(socket, peer.nowNs);
    peer.stack.cycle(peer.nowNs);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.close(socket);
    peer.expect("RA", 2, 1);
  }

  @Test
  void oneOrphanTooManyIsReset() {
    use(PLAIN.with(LifetimeConfig.DEFAULTS.withMaxOrphans(2)));
    for (int i = 0; i < 3; i++) {
      StreamSocket socket = peer.connect();
      peer.close(socket);
      if (i < 2) {
        peer.expect("FA", 1, 1);
        peer.send("A", 1, 2);
      } else {
        peer.expect("RA", 1, 1);
      }
      peer.port++;
    }
    assertEquals(2, peer.stack.count(TcpCounter.ORPHANS));
    assertEquals(1, peer.stack.count(TcpCounter.ORPHANS_REFUSED));
    peer.jump(61 * SECOND);
    StreamSocket socket = peer.connect(); // there is room again
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("FA", 1, 2);
    peer.expect("A", 2, 2);
    peer.jump(61 * SECOND);
  }

  @Test
  void anOrphanGivesUpSoonerThanASocket() {
    StreamSocket socket = peer.connect();
    peer.close(socket);
    // 9 timeouts from 200 ms on take 102.2 s, counted from the first; the next one ends it.
    peer.advance(204 * SECOND);
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.advance(60 * SECOND);
    assertEquals(0, peer.stack.tcp.connectionCount());
  }

  // ---- TIME-WAIT ----

  private void timeWait() {
    StreamSocket socket = peer.connect();
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.stampValue++;
    peer.send("FA", 1, 2);
    peer.expect("A", 2, 2);
    assertEquals(1, peer.stack.count(TcpCounter.TIME_WAITS));
  }

  private NetError connectAgain() {
    StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, peer.port);
    NetError error = peer.stack.tcp.connect(socket, peer.nowNs);
    if (error == NetError.NONE) {
      SentSegment syn = peer.expect();
      assertEquals("S", syn.flags());
      assertTrue(syn.seq() - peer.iss > 2, "beyond the old connection's numbers");
      peer.close(socket);
    }
    return error;
  }

  @Test
  void connectTakesOverATimeWaitWithTimestampsAfterASecond() {
    use(TcpConfig.DEFAULTS.with(LifetimeConfig.DEFAULTS.withTimeWait(1, false)));
    peer.stamps = true;
    timeWait();
    peer.jump(900 * MS);
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, connectAgain());
    peer.jump(200 * MS);
    assertEquals(NetError.NONE, connectAgain());
    assertEquals(1, peer.stack.count(TcpCounter.TIME_WAIT_REUSED));
    assertEquals(0, peer.stack.count(TcpCounter.TIME_WAITS));
  }

  @Test
  void connectRespectsATimeWaitWithoutTimestamps() {
    use(PLAIN.with(LifetimeConfig.DEFAULTS.withTimeWait(1, false)));
    timeWait();
    peer.jump(10 * SECOND);
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, connectAgain());
    peer.jump(51 * SECOND);
  }

  @Test
  void byDefaultConnectTakesOverLocalTimeWaitsAlone() {
    use(TcpConfig.DEFAULTS);
    peer.stamps = true;
    timeWait();
    peer.jump(10 * SECOND);
    assertEquals(NetError.ADDRESS_NOT_AVAILABLE, connectAgain());
    peer.jump(51 * SECOND);
  }

  @Test
  void aResetEndsTimeWaitUnlessToldNotTo() {
    timeWait();
    peer.send("R", 2, 0);
    assertEquals(0, peer.stack.count(TcpCounter.TIME_WAITS));
    use(PLAIN.with(LifetimeConfig.DEFAULTS.withTimeWait(2, true)));
    timeWait();
    peer.send("R", 2, 0);
    assertEquals(1, peer.stack.count(TcpCounter.TIME_WAITS));
    peer.jump(61 * SECOND);
  }

  @Test
  void anAcknowledgmentStormInTimeWaitIsAnsweredTwiceASecond() {
    timeWait();
    for (int i = 0; i < 100; i++) {
      peer.send("A", 200_000, 2);
    }
    peer.expect("A", 2, 2);
    peer.expectNothing();
    assertEquals(99, peer.stack.count(TcpCounter.CHALLENGE_ACKS_LIMITED));
    peer.send("FA", 1, 2); // a repeated FIN is always answered
    peer.expect("A", 2, 2);
    peer.jump(61 * SECOND);
  }

  // ---- TCP_USER_TIMEOUT ----

  private void expectFailure(StreamSocket socket, NetError error) {
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
    assertEquals(TcpState.CLOSED, peer.stack.tcp.state(socket));
    assertEquals(error, socket.takeError());
    socket.applicationDone();
  }

  @Test
  void theUserTimeoutBoundsUnacknowledgedData() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.USER_TIMEOUT, 3 * SECOND);
    peer.write(socket, 0, 10);
    peer.advance(3_150 * MS); // from the first retransmission on, after 200 ms
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    peer.advance(100 * MS); // not only at the next doubled timeout
    expectFailure(socket, NetError.TIMED_OUT);
  }

  @Test
  void theUserTimeoutBoundsTheHandshake() {
    StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, 80);
    set(socket, SocketOption.USER_TIMEOUT, 2_500 * MS);
    assertEquals(NetError.NONE, peer.stack.tcp.connect(socket, peer.nowNs));
    peer.advance(2_450 * MS);
    assertEquals(TcpState.SYN_SENT, peer.stack.tcp.state(socket));
    peer.advance(100 * MS);
    expectFailure(socket, NetError.TIMED_OUT);
  }

  @Test
  void theCountOfSynsBoundsTheHandshake() {
    StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, 80);
    set(socket, SocketOption.SYN_COUNT, 1);
    assertEquals(NetError.NONE, peer.stack.tcp.connect(socket, peer.nowNs));
    peer.advance(60 * SECOND);
    // The time of one doubling timeout, 1 s + 2 s, has room for three a second apart; as on Linux.
    assertEquals(3, peer.stack.sentCount());
    expectFailure(socket, NetError.TIMED_OUT);
  }

  @Test
  void theUserTimeoutBoundsAClosedWindowEvenIfThePeerAnswers() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.USER_TIMEOUT, 5 * SECOND);
    peer.window = 0;
    peer.send("A", 1, 1);
    peer.write(socket, 0, 10);
    for (int i = 0; i < 51; i++) { // from the first probe on, after 200 ms
      peer.advance(100 * MS);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
        peer.send("A", 1, 1);
      }
    }
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    peer.advance(200 * MS);
    expectFailure(socket, NetError.TIMED_OUT);
  }

  @Test
  void anAnsweringPeerMayKeepItsWindowClosed() {
    StreamSocket socket = peer.connect();
    peer.window = 0;
    peer.send("A", 1, 1);
    peer.write(socket, 0, 10);
    int probes = 0;
    for (int i = 0; i < 3_600; i++) {
      peer.advance(SECOND);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
        probes++;
        peer.send("A", 1, 1);
      }
    }
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    // RFC 9293 3.8.6.1: in growing intervals, at most every two minutes.
    assertTrue(probes >= 29 && probes <= 42, probes + " probes in an hour");
    abort(socket);
  }

  // ---- keepalive ----

  @Test
  void theUserTimeoutOverridesTheCountOfKeepAliveProbes() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.KEEP_IDLE, 10 * SECOND);
    set(socket, SocketOption.KEEP_INTERVAL, SECOND);
    set(socket, SocketOption.KEEP_COUNT, 2);
    set(socket, SocketOption.USER_TIMEOUT, 15 * SECOND);
    set(socket, SocketOption.KEEP_ALIVE, 1);
    peer.stack.tcp.onOptionChanged(socket, SocketOption.KEEP_ALIVE, peer.nowNs);
    peer.advance(14 * SECOND);
    assertEquals(5, peer.stack.count(TcpCounter.KEEPALIVE_PROBES) + 1);
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    peer.advance(1_100 * MS);
    expectFailure(socket, NetError.TIMED_OUT);
  }

  @Test
  void keepAliveWaitsWhileDataIsInFlight() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.KEEP_IDLE, SECOND);
    set(socket, SocketOption.KEEP_ALIVE, 1);
    peer.stack.tcp.onOptionChanged(socket, SocketOption.KEEP_ALIVE, peer.nowNs);
    peer.write(socket, 0, 10);
    peer.advance(5 * SECOND);
    assertEquals(0, peer.stack.count(TcpCounter.KEEPALIVE_PROBES));
    abort(socket);
  }

  // ---- lingering ----

  @Test
  void lingerWithATimeStillSendsEverything() {
    StreamSocket socket = peer.connect();
    set(socket, SocketOption.LINGER, 5 * SECOND);
    peer.write(socket, 0, 10);
    peer.close(socket);
    peer.expectData(1, 1, 10);
    peer.expect("FA", 11, 1);
    peer.send("FA", 1, 12);
    peer.expect("A", 12, 2);
    peer.jump(61 * SECOND);
  }

  @Test
  void aListenerThatClosesForgetsHandshakes() {
    StreamListener listener = peer.listen();
    peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.stack.tcp.stopListening(listener);
  }
}
