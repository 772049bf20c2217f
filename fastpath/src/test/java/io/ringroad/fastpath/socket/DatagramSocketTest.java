package io.ringroad.fastpath.socket;

import static io.ringroad.fastpath.socket.SocketFixture.sequence;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatagramSocketTest {
  private final SocketFixture fixture = new SocketFixture();
  private final DatagramSocket socket = new DatagramSocket(fixture.context);
  private final DatagramMetadata metadata = new DatagramMetadata();
  private final FrameChain chain = new FrameChain();

  @AfterEach
  void everyFrameIsBack() {
    fixture.release(socket);
    fixture.close();
  }

  private int send(byte[] bytes) {
    return socket.send(MemorySegment.ofArray(bytes), 0, bytes.length, 0, 7, 9);
  }

  @Test
  void aDatagramArrivesWithItsAddresses() {
    long frame = fixture.frameOf(sequence(0, 100));
    metadata.wrap(frame).clear().remote(1, 2, 0xFFFE).local(3, 4, 5).receivedNs(6);
    metadata.interfaceIndex(7).hopLimit(255).trafficClass(0xB8).flags(3);
    assertTrue(socket.deliver(frame));
    assertNotEquals(0, socket.readiness() & Readiness.READABLE);
    long head = socket.head();
    metadata.wrap(head);
    assertEquals(1, metadata.remoteHigh());
    assertEquals(2, metadata.remoteLow());
    assertEquals(0xFFFE, metadata.remotePort());
    assertEquals(3, metadata.localHigh());
    assertEquals(4, metadata.localLow());
    assertEquals(5, metadata.localPort());
    assertEquals(6, metadata.receivedNs());
    assertEquals(7, metadata.interfaceIndex());
    assertEquals(255, metadata.hopLimit());
    assertEquals(0xB8, metadata.trafficClass());
    assertEquals(3, metadata.flags());
    assertArrayEquals(sequence(0, 100), fixture.bytesOf(head));
    assertEquals(head, socket.head());
    socket.removeHead();
    assertEquals(0, socket.head());
    assertEquals(SocketResult.WOULD_BLOCK, socket.emptyResult());
    assertEquals(0, socket.readiness() & Readiness.READABLE);
  }

  @Test
  void aFullReceiveBufferDropsAndCounts() {
    socket.options().set(SocketOption.RECEIVE_BUFFER, 10 * DatagramBuffer.charge(1));
    for (int i = 0; i < 10; i++) {
      assertTrue(socket.deliver(fixture.frameOf((byte) i)));
    }
    long refused = fixture.frameOf((byte) 10);
    assertFalse(socket.deliver(refused));
    assertEquals(1, socket.dropped());
    long borrowed = socket.borrow();
    assertFalse(socket.deliver(refused), "a borrowed datagram still counts");
    socket.giveBack(borrowed);
    assertTrue(socket.deliver(refused));
    assertEquals(2, socket.dropped());
  }

  @Test
  void chargesAsLinuxDoes() {
    assertEquals(768, DatagramBuffer.charge(0));
    assertEquals(768, DatagramBuffer.charge(256));
    assertEquals(1_024, DatagramBuffer.charge(257));
  }

  @Test
  void aDatagramOfAnySizeIsSentInOneChain() {
    for (int length : new int[] {0, 1, 1_472, 2_048, 2_049, 10_000, 65_507}) {
      byte[] bytes = sequence(length, length);
      assertEquals(length, send(bytes));
      long frame = socket.pollToSend();
      assertEquals(9, metadata.wrap(frame).remotePort());
      assertEquals(length, chain.length(frame));
      assertArrayEquals(bytes, fixture.takeBytes(frame));
      byte[] partly = new byte[Math.min(10, length)];
      assertEquals(length, send(bytes));
      frame = socket.pollToSend();
      assertEquals(
          partly.length,
          chain.copyOut(
              frame, length - partly.length, MemorySegment.ofArray(partly), 0, partly.length));
      assertArrayEquals(sequence(length + length - partly.length, partly.length), partly);
      fixture.cache.free(frame);
    }
    assertEquals(SocketResult.of(NetError.MESSAGE_SIZE), send(new byte[65_508]));
  }

  @Test
  void roomThatComesBackBeforeItIsAskedWhyIsNoLackOfFrames() {
    socket.options().set(SocketOption.SEND_BUFFER, 8 * 768);
    for (int sent = 0; send(new byte[1]) > 0; sent++) {
      assertTrue(sent < 100, "a send buffer has an end");
    }
    assertEquals(0, socket.claim(1));
    for (long frame = socket.pollToSend(); frame != 0; frame = socket.pollToSend()) {
      fixture.cache.free(frame);
    }
    assertEquals(SocketResult.WOULD_BLOCK, socket.claimRefusal(1));
    assertNotEquals(0, socket.readiness() & Readiness.WRITABLE, "so that a wait ends at once");
    assertEquals(1, send(new byte[1]));
  }

  @Test
  void aFullSendBufferBlocksUntilHalfIsFree() {
    AtomicInteger writable = new AtomicInteger();
    socket.events().add(events -> writable.addAndGet((events & Readiness.WRITABLE) != 0 ? 1 : 0));
    socket.options().set(SocketOption.SEND_BUFFER, 8 * 768);
    for (int i = 0; i < 8; i++) {
      assertEquals(1, send(new byte[1]));
    }
    assertEquals(SocketResult.WOULD_BLOCK, send(new byte[1]));
    assertEquals(8 * 768, socket.sendChargeBytes());
    assertEquals(0, socket.readiness() & Readiness.WRITABLE);
    for (long frame = socket.pollToSend(); frame != 0; frame = socket.pollToSend()) {
      fixture.cache.free(frame);
    }
    socket.tellOfRoom();
    socket.tellOfRoom();
    assertEquals(1, writable.get());
    assertNotEquals(0, socket.readiness() & Readiness.WRITABLE);
    assertEquals(1, send(new byte[1]));
  }

  @Test
  void aDryPoolTakesNothing() {
    long[] held = new long[fixture.pool.available() - 2];
    for (int i = 0; i < held.length; i++) {
      held[i] = fixture.pool.allocate();
    }
    assertEquals(SocketResult.of(NetError.NO_BUFFERS), send(new byte[10_000]));
    assertEquals(2, fixture.pool.available());
    for (long frame : held) {
      fixture.pool.free(frame);
    }
  }

  @Test
  void anErrorComesBeforeDatagrams() {
    assertTrue(socket.deliver(fixture.frameOf((byte) 1)));
    socket.failed(NetError.CONNECTION_REFUSED);
    assertEquals(0, socket.head());
    assertEquals(SocketResult.of(NetError.CONNECTION_REFUSED), socket.emptyResult());
    assertNotEquals(0, socket.head());
    socket.failed(NetError.HOST_UNREACHABLE);
    assertEquals(SocketResult.of(NetError.HOST_UNREACHABLE), send(new byte[1]));
    assertEquals(1, send(new byte[1]));
  }

  @Test
  void claimedDatagramsAreShortenedCommittedOrAborted() {
    long frame = socket.claim(100);
    assertEquals(100, new Frame().wrap(frame).length());
    assertEquals(0, metadata.wrap(frame).remotePort());
    metadata.remote(0, 1, 53);
    assertEquals(40, socket.commit(frame, 40));
    socket.abort(socket.claim(10));
    long sent = socket.pollToSend();
    assertEquals(40, chain.length(sent));
    fixture.cache.free(sent);
    assertEquals(0, socket.pollToSend());
  }

  @Test
  void afterShutdownThereIsNothingToReceive() {
    socket.shutdown(true, true);
    assertEquals(0, socket.emptyResult());
    assertEquals(SocketResult.of(NetError.BROKEN_PIPE), send(new byte[1]));
  }
}
