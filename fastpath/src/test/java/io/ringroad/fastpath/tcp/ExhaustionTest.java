package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dry frame pool is counted and got over; nothing leaks and nothing stalls. */
class ExhaustionTest {

  @Test
  void anAcknowledgmentThatFoundNoFrameIsSentLater() {
    try (TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, false), 32)) {
      StreamListener listener = peer.listen();
      StreamSocket socket = peer.accept(listener);
      peer.deliver("A", TcpPeer.PEER_ISS + 1, peer.iss + 1, TcpPeer.pattern(0, 10));
      List<Long> hoard = hoard(peer);
      peer.stack.cycle(peer.nowNs);
      assertEquals(0, peer.stack.sentCount());
      assertTrue(peer.stack.count(TcpCounter.NO_FRAME) > 0);
      release(peer, hoard);
      peer.advance(20 * TcpPeer.MS);
      peer.expect("A", 1, 11);
      assertEquals(10, peer.read(socket, 0, 100));
      peer.stack.tcp.abort(socket, peer.nowNs);
      socket.applicationDone();
      peer.stack.tcp.stopListening(listener);
    }
  }

  @Test
  void aSynThatFoundNoFrameIsSentByItsTimer() {
    try (TcpPeer peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, false), 32)) {
      StreamSocket socket = peer.stack.socketTo(TcpPeer.LOCAL_PORT, TcpPeer.PEER_ADDRESS, 40_000);
      List<Long> hoard = hoard(peer);
      assertEquals(NetError.NONE, peer.stack.tcp.connect(socket, peer.nowNs));
      assertEquals(0, peer.stack.sentCount());
      release(peer, hoard);
      peer.advance(1_010 * TcpPeer.MS);
      assertEquals("S", peer.expect().flags());
      peer.close(socket);
    }
  }

  private static List<Long> hoard(TcpPeer peer) {
    List<Long> frames = new ArrayList<>();
    long frame;
    while ((frame = peer.stack.cache.allocate()) != 0) {
      frames.add(frame);
    }
    return frames;
  }

  private static void release(TcpPeer peer, List<Long> frames) {
    for (long frame : frames) {
      peer.stack.cache.free(frame);
    }
  }

  /**
   * So few frames that received data alone makes either side run dry again and again. What waits to
   * be sent must leave some, or nothing could ever be received.
   */
  @Test
  void bulkArrivesThroughATinyPool() {
    int dry = 0;
    for (int seed = 0; seed < 10; seed++) {
      TcpConfig config = TcpConfig.DEFAULTS.withClosingTimes(1_000_000_000L, 1_000_000_000L);
      try (SimPipe pipe = new SimPipe(seed, config, 32)) {
        StreamListener listener = pipe.b.listen(80, 1);
        StreamSocket client = pipe.a.socketTo(40_000, pipe.b.address, 80);
        listener.socket().options().set(SocketOption.SEND_BUFFER, 16_000);
        client.options().set(SocketOption.SEND_BUFFER, 16_000);
        assertEquals(NetError.NONE, pipe.a.tcp.connect(client, pipe.nowNs));
        SimApplication first = new SimApplication(pipe.a, client, pipe.random, slow(), 7);
        SimApplication second = null;
        for (int i = 0; i < 4_000_000 && !(first.isClosed() && isDone(pipe, second)); i++) {
          StreamSocket accepted = listener.poll();
          if (accepted != null) {
            second = new SimApplication(pipe.b, accepted, pipe.random, slow(), ~7);
          }
          first.step(pipe.nowNs);
          if (second != null) {
            second.step(pipe.nowNs);
          }
          pipe.step();
        }
        assertEquals(100_000, first.bytesRead(), "seed " + seed);
        assertEquals(100_000, second.bytesRead(), "seed " + seed);
        dry += pipe.dropped;
        pipe.b.tcp.stopListening(listener);
      }
    }
    assertTrue(dry > 0, "the pool was never dry");
  }

  private static SimApplication.Habits slow() {
    SimApplication.Habits habits = new SimApplication.Habits();
    habits.bytesToWrite = 100_000;
    habits.eagerness = 0.02;
    return habits;
  }

  private static boolean isDone(SimPipe pipe, SimApplication second) {
    return second != null
        && second.isClosed()
        && pipe.a.tcp.connectionCount() == 0
        && pipe.b.tcp.connectionCount() == 0;
  }
}
