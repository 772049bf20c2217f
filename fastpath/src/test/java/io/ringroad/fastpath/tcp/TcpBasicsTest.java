package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import org.junit.jupiter.api.Test;

/** The shortest whole life of a connection, opened by either side. RFC 9293 3.5 and 3.6. */
class TcpBasicsTest {

  @Test
  void passiveOpenEchoAndCloseByThePeer() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamListener listener = peer.listen();
      StreamSocket socket = peer.accept(listener);
      peer.expectNothing();

      peer.sendData(1, 1, 100);
      assertEquals(100, peer.read(socket, 0, 1000));
      peer.expect("A", 1, 101);
      assertEquals(50, peer.write(socket, 0, 50));
      peer.expectData(1, 101, 50);
      peer.send("A", 101, 51);

      peer.send("FA", 101, 51);
      peer.expect("A", 51, 102);
      assertEquals(TcpState.CLOSE_WAIT, peer.stack.tcp.state(socket));
      assertEquals(0, peer.read(socket, 0, 10));
      peer.close(socket);
      peer.expect("FA", 51, 102);
      peer.send("A", 102, 52);
      peer.expectNothing();
      assertEquals(0, peer.stack.tcp.connectionCount());
    }
  }

  @Test
  void activeOpenAndCloseByThisSide() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamSocket socket = peer.connect();
      assertEquals(3000, peer.write(socket, 0, 3000));
      peer.expectData(1, 1, 1460);
      peer.expectData(1461, 1, 1460);
      peer.send("A", 1, 2921);
      peer.expectData(2921, 1, 80);
      peer.send("A", 1, 3001);

      peer.close(socket);
      peer.expect("FA", 3001, 1);
      peer.send("A", 1, 3002);
      peer.send("FA", 1, 3002);
      peer.expect("A", 3002, 2);
      assertEquals(1, peer.stack.count(TcpCounter.TIME_WAITS));
      peer.jump(61 * TcpPeer.SECOND);
      assertEquals(0, peer.stack.tcp.connectionCount());
      peer.expectNothing();
    }
  }
}
