package io.ringroad.fastpath.tcp.receive;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.FrameMarks;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.SentSegment;
import io.ringroad.fastpath.tcp.TcpPeer;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Urgent data on the wire. RFC 9293 3.8.5, RFC 6093; the pointer as Linux reads it. */
class UrgentTest {

  private final TcpPeer peer = new TcpPeer();
  private StreamSocket socket;

  @BeforeEach
  void connect() {
    socket = peer.connect();
  }

  @AfterEach
  void end() {
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    peer.close();
  }

  private void writeUrgent(int offset, int length) {
    MemorySegment source = MemorySegment.ofArray(TcpPeer.pattern(offset, length));
    assertEquals(length, socket.write(source, 0, length, FrameMarks.PUSH | FrameMarks.URGENT));
    peer.stack.tcp.onApplicationSent(socket, peer.nowNs);
    peer.stack.cycle(peer.nowNs);
  }

  @Test
  void thePointerStandsBehindTheUrgentByte() {
    writeUrgent(0, 10);
    SentSegment sent = peer.expectData(1, 1, 10);
    assertTrue(sent.flags().contains("U"));
    assertEquals(10, sent.urgentPointer());
    writeUrgent(10, 5); // does not wait as Nagle would have it
    assertEquals(5, peer.expectData(11, 1, 5).urgentPointer());
    peer.send("A", 1, 16);
    peer.write(socket, 15, 3);
    assertFalse(peer.expectData(16, 1, 3).flags().contains("U"));
  }

  @Test
  void aProbeOfAClosedWindowTellsOfWhatIsUrgent() {
    peer.window = 0;
    peer.send("A", 1, 1);
    writeUrgent(0, 10);
    peer.advance(250 * MS);
    SentSegment urgent = peer.expect("AU", 1, 1); // as on Linux, one that is acceptable
    assertEquals(10, urgent.urgentPointer());
    SentSegment probe = peer.expect();
    assertTrue(probe.flags().contains("U"), probe.toString());
    assertEquals(11, probe.urgentPointer()); // from SND.UNA - 1
  }

  @Test
  void thePointerMayComeBeforeTheByte() {
    peer.urgentPointer = 20;
    peer.send("AU", 1, 1, TcpPeer.pattern(0, 10));
    assertEquals(SocketResult.WOULD_BLOCK, socket.receiveUrgent(false));
    assertEquals(0, socket.readiness() & Readiness.URGENT);
    peer.sendData(11, 1, 30);
    assertEquals(Readiness.URGENT, socket.readiness() & Readiness.URGENT);
    assertEquals(
        StreamSocket.URGENT_BYTE | TcpPeer.patternByte(19) & 0xFF, socket.receiveUrgent(false));
    assertEquals(19, peer.read(socket, 0, 100));
    assertTrue(socket.isAtMark(0));
    assertEquals(20, peer.read(socket, 20, 100)); // byte 19 is passed over
    assertEquals(SocketResult.of(NetError.INVALID), socket.receiveUrgent(false));
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
  }

  @Test
  void theByteIsTakenFromASegmentOutOfOrder() {
    peer.urgentPointer = 5;
    peer.send("AU", 11, 1, TcpPeer.pattern(10, 10));
    assertEquals(
        StreamSocket.URGENT_BYTE | TcpPeer.patternByte(14) & 0xFF, socket.receiveUrgent(false));
    peer.sendData(1, 1, 10);
    assertEquals(14, peer.read(socket, 0, 100));
    assertEquals(5, peer.read(socket, 15, 100));
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
  }

  @Test
  void anOldPointerSaysNothing() {
    peer.sendData(1, 1, 10);
    peer.urgentPointer = 3;
    peer.send("AU", 1, 1, TcpPeer.pattern(0, 10));
    assertEquals(SocketResult.of(NetError.INVALID), socket.receiveUrgent(false));
    assertEquals(10, peer.read(socket, 0, 100));
    while (peer.stack.sentCount() > 0) {
      peer.expect();
    }
  }
}
