package io.ringroad.fastpath.tcp.lifetime;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Every way to the end of a connection. RFC 9293 3.6, RFC 6191. */
class ClosingTest {

  private TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, false));

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.close();
  }

  private TcpState state(StreamSocket socket) {
    return peer.stack.tcp.state(socket);
  }

  @Test
  void halfCloseByThisSideStillReceives() {
    StreamSocket socket = peer.connect();
    assertEquals(NetError.NONE, peer.stack.tcp.shutdownSend(socket, peer.nowNs));
    peer.stack.cycle(peer.nowNs);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    assertEquals(TcpState.FIN_WAIT_2, state(socket));
    peer.jump(100 * SECOND); // no orphan: it may wait for ever
    peer.sendData(1, 2, 50);
    peer.expect("A", 2, 51);
    assertEquals(50, peer.read(socket, 0, 100));
    peer.send("FA", 51, 2);
    peer.expect("A", 2, 52);
    assertEquals(0, peer.read(socket, 50, 10));
    peer.close(socket);
    peer.jump(61 * SECOND);
  }

  @Test
  void halfCloseByThePeerStillSends() {
    StreamSocket socket = peer.connect();
    peer.send("FA", 1, 1);
    peer.expect("A", 1, 2);
    peer.write(socket, 0, 50);
    peer.expectData(1, 2, 50);
    peer.send("A", 2, 51);
    peer.close(socket);
    peer.expect("FA", 51, 2);
    peer.send("A", 2, 52);
  }

  @Test
  void bothCloseAtOnce() {
    StreamSocket socket = peer.connect();
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("FA", 1, 1); // crossed on the way
    peer.expect("A", 2, 2);
    peer.send("A", 2, 2);
    assertEquals(1, peer.stack.count(TcpCounter.TIME_WAITS));
    peer.jump(61 * SECOND);
  }

  @Test
  void bothOpenAtOnce() {
    StreamSocket socket = peer.connecting();
    peer.send("S", 0, 0);
    SentSegment synAck = peer.expect("SA", 0, 1);
    assertEquals(peer.iss, synAck.seq());
    assertEquals(TcpState.SYN_RECEIVED, state(socket));
    peer.send("SA", 0, 1); // RFC 9293 3.5, figure 8
    assertEquals(TcpState.ESTABLISHED, state(socket));
    peer.sendData(1, 1, 10);
    assertEquals(10, peer.read(socket, 0, 100));
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
  }

  @Test
  void queuedDataGoesOutBeforeTheFin() {
    StreamSocket socket = peer.connect();
    peer.window = 1000;
    peer.send("A", 1, 1);
    peer.write(socket, 0, 1800);
    peer.expectNothing(); // the window is not half of the largest
    peer.close(socket);
    peer.expectNothing();
    peer.window = 65_535;
    peer.send("A", 1, 1);
    peer.expectData(1, 1, 1460);
    SentSegment last = peer.expectData(1461, 1, 340);
    assertEquals("FPA", last.flags());
    peer.send("FA", 1, 1802);
    peer.expect("A", 1802, 2);
    peer.jump(61 * SECOND);
  }

  @Test
  void unreadDataMakesCloseAReset() {
    StreamSocket socket = peer.connect();
    peer.sendData(1, 1, 10);
    peer.expect("A", 1, 11);
    peer.close(socket);
    peer.expect("RA", 1, 11);
  }

  @Test
  void lingerZeroMakesCloseAReset() {
    StreamSocket socket = peer.connect();
    socket.options().set(SocketOption.LINGER, 0);
    peer.close(socket);
    peer.expect("RA", 1, 1);
  }

  @Test
  void dataForAClosedSocketIsAnsweredByAReset() {
    StreamSocket socket = peer.connect();
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    peer.send("PA", 1, 2, new byte[10]);
    peer.expect("R", 2, 0);
  }

  @Test
  void anOrphanWaitsAMinuteForThePeersFin() {
    StreamSocket socket = peer.connect();
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("A", 1, 2);
    peer.advance(59 * SECOND);
    assertEquals(1, peer.stack.tcp.connectionCount());
    peer.advance(2 * SECOND);
  }

  @Test
  void resetEndsBothDirectionsOnceAndDataStays() {
    StreamSocket socket = peer.connect();
    peer.sendData(1, 1, 10);
    peer.expect("A", 1, 11);
    peer.send("RA", 11, 1);
    assertEquals(10, peer.read(socket, 0, 100));
    assertEquals(NetError.CONNECTION_RESET, socket.takeError());
    assertEquals(NetError.NONE, socket.takeError());
    assertEquals(0, peer.read(socket, 10, 100));
    peer.close(socket);
    peer.expectNothing();
  }

  @Test
  void refusalIsToldToTheApplication() {
    StreamSocket socket = peer.connecting();
    peer.send("RA", 0, 1);
    assertEquals(NetError.CONNECTION_REFUSED, socket.takeError());
    peer.close(socket);
  }

  @Test
  void closingBeforeTheAnswerForgetsTheAttempt() {
    StreamSocket socket = peer.connecting();
    peer.close(socket);
    peer.send("SA", 0, 1);
    peer.expect("R", 1, 0);
  }

  @Test
  void aRepeatedFinRestartsTimeWait() {
    StreamListener listener = peer.listen();
    timeWait(listener);
    peer.advance(50 * SECOND);
    peer.send("FA", 1, 2);
    peer.expect("A", 2, 2);
    peer.advance(50 * SECOND);
    assertEquals(1, peer.stack.count(TcpCounter.TIME_WAITS));
    peer.advance(11 * SECOND);
    peer.stack.tcp.stopListening(listener);
  }

  @Test
  void aNewConnectionMayReplaceATimeWait() {
    StreamListener listener = peer.listen();
    timeWait(listener);
    int old = peer.iss;
    peer.sendRaw("S", TcpPeer.PEER_ISS + 1, 0, new byte[0]); // not beyond: an old duplicate
    peer.expect("A", 2, 2);
    peer.sendRaw("S", TcpPeer.PEER_ISS + 100_000, 0, new byte[0]);
    SentSegment synAck = peer.expect();
    assertEquals("SA", synAck.flags());
    assertEquals(true, synAck.seq() - old > 2, "the new numbers are beyond the old ones");
    assertEquals(0, peer.stack.count(TcpCounter.TIME_WAITS));
    peer.sendRaw("RA", TcpPeer.PEER_ISS + 100_001, synAck.seq() + 1, new byte[0]);
    peer.stack.tcp.stopListening(listener);
  }

  private void timeWait(StreamListener listener) {
    StreamSocket socket = peer.accept(listener);
    peer.close(socket);
    peer.expect("FA", 1, 1);
    peer.send("FA", 1, 2);
    peer.expect("A", 2, 2);
  }

  @Test
  void theEnginesEndResetsWhatIsOpen() {
    StreamListener listener = peer.listen();
    StreamSocket socket = peer.accept(listener);
    peer.port++;
    StreamSocket other = peer.accept(listener);
    peer.close(other);
    peer.expect("FA", 1, 1);
    peer.send("FA", 1, 2);
    peer.expect("A", 2, 2);
    peer.stack.tcp.abortAll(Assertions::fail, peer.nowNs);
    assertEquals("RA", peer.expect().flags());
    socket.applicationDone();
  }

  @Test
  void keepAliveFindsADeadPeer() {
    StreamSocket socket = peer.connect();
    socket.options().set(SocketOption.KEEP_IDLE, 10 * SECOND);
    socket.options().set(SocketOption.KEEP_INTERVAL, SECOND);
    socket.options().set(SocketOption.KEEP_COUNT, 3);
    socket.options().set(SocketOption.KEEP_ALIVE, 1);
    peer.stack.tcp.onOptionChanged(socket, SocketOption.KEEP_ALIVE, peer.nowNs);
    peer.advance(10 * SECOND + 10 * MS);
    peer.expect("A", 0, 1);
    peer.send("A", 1, 1); // alive
    peer.advance(9 * SECOND);
    peer.expectNothing();
    peer.advance(1500 * MS);
    peer.expect("A", 0, 1);
    peer.advance(SECOND + 10 * MS);
    peer.expect("A", 0, 1);
    peer.advance(SECOND + 10 * MS);
    peer.expect("A", 0, 1);
    peer.advance(SECOND + 10 * MS);
    peer.expect("RA", 1, 1);
    assertEquals(NetError.TIMED_OUT, socket.takeError());
    peer.close(socket);
  }
}
