package io.ringroad.fastpath.tcp.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.Test;

/** A socket that connects to its own address and port: a simultaneous open with itself. */
class SelfConnectTest {

  /** Gives the stack everything that it has sent, until it sends nothing more. */
  private static void loop(TcpPeer peer) {
    long frame;
    while ((frame = peer.stack.pollSent()) != 0) {
      long copy = frame;
      peer.stack.inject(copy, peer.stack.address, peer.nowNs);
      peer.stack.cycle(peer.nowNs);
    }
  }

  @Test
  void itTalksToItselfAndCloses() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket =
          peer.stack.socketTo(TcpPeer.LOCAL_PORT, peer.stack.address, TcpPeer.LOCAL_PORT);
      assertEquals(NetError.NONE, peer.stack.tcp.connect(socket, peer.nowNs));
      loop(peer);
      assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
      assertEquals(100, peer.write(socket, 0, 100));
      loop(peer);
      assertEquals(100, peer.read(socket, 0, 200));
      peer.advance(100 * TcpPeer.MS);
      loop(peer);
      assertEquals(0, socket.unacknowledgedBytes());
      peer.stack.tcp.shutdownSend(socket, peer.nowNs);
      peer.stack.cycle(peer.nowNs);
      loop(peer);
      assertEquals(0, peer.read(socket, 100, 10), "its own end of stream");
      peer.stack.close(socket, peer.nowNs);
      loop(peer);
      peer.jump(61 * TcpPeer.SECOND);
      assertEquals(0, peer.stack.tcp.connectionCount());
    }
  }
}
