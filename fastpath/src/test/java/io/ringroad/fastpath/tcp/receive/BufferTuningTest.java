package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How large buffers are, what is offered of them, and what happens when frames run short. */
class BufferTuningTest {

  private static final TcpConfig SCALED = TcpConfig.DEFAULTS.withOptions(true, false);

  private TcpPeer peer;
  private StreamSocket socket;
  private SentSegment synAck;

  private void accept(TcpConfig config, int frames, int receiveBuffer) {
    peer = new TcpPeer(config, frames);
    peer.windowScale = 7;
    StreamListener listener = peer.listen();
    listener.socket().options().set(SocketOption.RECEIVE_BUFFER, receiveBuffer);
    peer.sendRaw("S", TcpPeer.PEER_ISS, 0, new byte[0]);
    synAck = peer.expect();
    peer.iss = synAck.seq();
    peer.send("A", 1, 1);
    socket = listener.poll();
  }

  @AfterEach
  void end() {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    peer.close();
  }

  /** The last window offered, in bytes; takes all segments. */
  private int lastWindow() {
    int last = -1;
    while (peer.stack.sentCount() > 0) {
      last = peer.expect().window() << peer.connection(socket).rcv.windowShift;
    }
    return last;
  }

  @Test
  void aSynOffersWholeSegmentsOfHalfTheBufferAndTheScaleOfTheLargest() {
    accept(SCALED, 1024, 0);
    assertEquals(64_240, synAck.window()); // 44 segments of 1460, as Linux
    assertEquals(7, synAck.options().windowScale()); // for 6 MB
  }

  @Test
  void aSetBufferIsOfferedByHalfAndNeedsNoScale() {
    accept(SCALED, 1024, 16_000);
    assertEquals(7_300, synAck.window());
    assertEquals(0, synAck.options().windowScale());
  }

  @Test
  void theWindowClampBounds() {
    accept(SCALED, 1024, 0);
    socket.options().set(SocketOption.WINDOW_CLAMP, 5_000);
    peer.sendData(1, 1, 1_000);
    peer.advance(50 * MS);
    // What was offered before is never taken back.
    assertTrue(lastWindow() >= 63_240);
    socket.options().set(SocketOption.WINDOW_CLAMP, 0);
  }

  /** Sends what the window allows and reads all of it, once in ten milliseconds. */
  private int roundTrips(int count) {
    int next = 1;
    int window = synAck.window();
    for (int round = 0; round < count; round++) {
      int end = next + window - window % 1_460;
      while (next < end) {
        peer.sendData(next, 1, 1_460);
        peer.read(socket, next - 1, 1_460);
        next += 1_460;
        int offered = lastWindow();
        window = offered >= 0 ? offered : window;
      }
      peer.advance(10 * MS);
      int offered = lastWindow();
      window = offered >= 0 ? offered : window;
    }
    return window;
  }

  @Test
  void aFastReaderIsOfferedMore() {
    accept(SCALED, 1024, 0);
    assertTrue(roundTrips(8) > 500_000);
    assertTrue(socket.receiveBufferBytes() > 1_000_000);
    assertTrue(socket.receiveBufferBytes() <= MemoryLimits.DEFAULTS.receiveMaxBytes());
  }

  @Test
  void whoSetsABufferKeepsIt() {
    accept(SCALED, 1024, 100_000);
    assertTrue(roundTrips(8) <= 50_000);
    assertEquals(100_000, socket.receiveBufferBytes());
  }

  @Test
  void theEdgeThatThePeerSeesNeverMovesBack() {
    accept(SCALED, 1024, 0);
    Random random = new Random(5);
    int next = 1;
    int read = 0;
    int edge = 0;
    for (int i = 0; i < 2_000; i++) {
      TcpConnection c = peer.connection(socket);
      int length = Math.min(1 + random.nextInt(1_460), c.rcv.wnd());
      if (length > 0) {
        peer.sendData(next, 1, length);
        next += length;
      }
      if (random.nextInt(3) == 0) {
        read += Math.max(0, peer.read(socket, read, 1 + random.nextInt(5_000)));
      }
      peer.advance(random.nextInt(3) * 10 * MS);
      while (peer.stack.sentCount() > 0) {
        SentSegment ack = peer.expect();
        int seen = ack.ack() - TcpPeer.PEER_ISS + (ack.window() << c.rcv.windowShift);
        assertTrue(seen >= edge, "edge " + edge + " then " + seen);
        edge = seen;
      }
    }
    assertTrue(read > 0 && edge > 100_000);
  }

  @Test
  void aFloodOfTinySegmentsHoldsFewFrames() {
    accept(SCALED, 1024, 0);
    int before = peer.stack.cache.available();
    for (int i = 0; i < 20_000; i++) {
      peer.sendData(1 + i, 1, 1);
      while (peer.stack.sentCount() > 0) {
        peer.expect();
      }
    }
    int held = before - peer.stack.cache.available();
    assertTrue(held < 100, "frames held: " + held);
    int read = 0;
    while (read < 20_000) {
      int got = peer.read(socket, read, 4_000);
      assertTrue(got > 0);
      read += got;
    }
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
  }

  @Test
  void aShortageOfFramesOpensWindowsByLittleAndEndsNothing() {
    accept(SCALED, 64, 0);
    List<Long> hoard = new ArrayList<>();
    while (peer.stack.cache.available() > 10) {
      hoard.add(peer.stack.cache.allocate());
    }
    int edge = 1 + 64_240;
    int next = 1;
    while (next + 1_460 <= edge) {
      peer.sendData(next, 1, 1_460);
      assertEquals(1_460, peer.read(socket, next - 1, 2_000));
      next += 1_460;
      lastWindow();
    }
    peer.advance(50 * MS);
    int offered = peer.connection(socket).rcv.wnd();
    assertTrue(offered <= 4 * 1_460 + 128, "offered under pressure: " + offered);
    assertTrue(offered > 0);
    hoard.forEach(peer.stack.cache::free);
    peer.sendData(next, 1, 1_460);
    assertEquals(1_460, peer.read(socket, next - 1, 2_000));
    peer.advance(50 * MS);
    assertTrue(lastWindow() > 50_000);
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
  }

  @Test
  void theSendBufferGrowsWithTheCongestionWindow() {
    accept(SCALED, 4096, 0);
    peer.window = 65_535;
    assertEquals(87_040, socket.sendBufferBytes()); // as Linux for IW10 and 1460 bytes
    int written = 0;
    int acked = 0;
    for (int i = 0; i < 200; i++) {
      int queued;
      while ((queued = peer.write(socket, written, 8_000)) > 0) {
        written += queued;
      }
      while (peer.stack.sentCount() > 0) {
        acked = Math.max(acked, end(peer.expect()));
      }
      peer.send("A", 1, acked);
    }
    assertTrue(socket.sendBufferBytes() > 200_000, "grown to " + socket.sendBufferBytes());
    assertTrue(socket.sendBufferBytes() <= MemoryLimits.DEFAULTS.sendMaxBytes());
  }

  private int end(SentSegment sent) {
    return sent.seq() - peer.iss + sent.data().length;
  }

  @Test
  void aSetSendBufferStays() {
    accept(SCALED, 1024, 0);
    socket.options().set(SocketOption.SEND_BUFFER, 30_000);
    assertEquals(30_000, socket.sendBufferBytes());
    assertEquals(30_000, peer.write(socket, 0, 50_000));
    assertEquals(SocketResult.WOULD_BLOCK, peer.write(socket, 30_000, 1));
  }

  @Test
  void unsentDataHasALimitOfItsOwn() {
    accept(SCALED, 1024, 0);
    socket.options().set(SocketOption.NOT_SENT_LOW_WATER, 4_000);
    peer.window = 0;
    peer.send("A", 1, 1);
    assertEquals(3 * 1_460, peer.write(socket, 0, 50_000)); // what is begun is filled
    assertEquals(3 * 1_460, socket.notSentBytes());
    assertEquals(0, socket.readiness() & Readiness.WRITABLE);
    peer.window = 512;
    peer.send("A", 1, 1);
    assertEquals(0, socket.notSentBytes());
    assertEquals(3 * 1_460, socket.unacknowledgedBytes());
    assertNotEquals(0, socket.readiness() & Readiness.WRITABLE);
  }
}
