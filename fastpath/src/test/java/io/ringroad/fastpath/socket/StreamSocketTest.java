package io.ringroad.fastpath.socket;

import static io.ringroad.fastpath.socket.SocketFixture.read;
import static io.ringroad.fastpath.socket.SocketFixture.sequence;
import static io.ringroad.fastpath.socket.SocketFixture.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamSocketTest {
  private static final int BROKEN_PIPE = SocketResult.of(NetError.BROKEN_PIPE);

  private final SocketFixture fixture = new SocketFixture();
  private final StreamSocket socket = fixture.connected();

  @AfterEach
  void everyFrameIsBack() {
    fixture.release(socket);
    fixture.close();
  }

  private void deliver(byte[] bytes) {
    assertTrue(socket.deliver(fixture.frameOf(bytes), bytes.length));
  }

  @Test
  void readsAcrossAndWithinFrames() {
    deliver(sequence(0, 10));
    deliver(sequence(10, 10));
    byte[] first = new byte[4];
    byte[] second = new byte[100];
    assertEquals(4, read(socket, first));
    assertEquals(16, socket.unreadBytes());
    assertEquals(16, read(socket, second));
    assertArrayEquals(sequence(0, 4), first);
    assertArrayEquals(sequence(4, 16), Arrays.copyOf(second, 16));
    assertEquals(SocketResult.WOULD_BLOCK, read(socket, second));
    assertEquals(0, socket.unreadBytes());
    assertEquals(0, socket.available());
  }

  @Test
  void peekLeavesEverythingInPlace() {
    for (int i = 0; i < 5; i++) {
      deliver(sequence(i * 10, 10));
    }
    read(socket, new byte[5]);
    byte[] peeked = new byte[30];
    MemorySegment target = MemorySegment.ofArray(peeked);
    assertEquals(30, socket.peek(0, target, 0, 30));
    assertArrayEquals(sequence(5, 30), peeked);
    assertEquals(5, socket.peek(40, target, 0, 30));
    assertArrayEquals(sequence(45, 5), Arrays.copyOf(peeked, 5));
    assertEquals(0, socket.peek(45, target, 0, 30));
    byte[] all = new byte[45];
    assertEquals(45, read(socket, all));
    assertArrayEquals(sequence(5, 45), all);
    assertEquals(SocketResult.WOULD_BLOCK, socket.peek(0, target, 0, 30));
  }

  @Test
  void discardRemovesWithoutCopying() {
    deliver(sequence(0, 10));
    deliver(sequence(10, 10));
    assertEquals(13, socket.discard(13));
    byte[] rest = new byte[7];
    assertEquals(7, read(socket, rest));
    assertArrayEquals(sequence(13, 7), rest);
  }

  @Test
  void aBorrowedFrameCountsUntilItIsGivenBack() {
    deliver(sequence(0, 10));
    deliver(sequence(10, 20));
    read(socket, new byte[3]);
    long first = socket.borrow();
    long second = socket.borrow();
    assertArrayEquals(sequence(3, 7), fixture.bytesOf(first));
    assertArrayEquals(sequence(10, 20), fixture.bytesOf(second));
    assertEquals(0, socket.borrow());
    assertEquals(0, socket.available());
    assertEquals(27, socket.unreadBytes());
    socket.giveBack(second);
    assertEquals(7, socket.unreadBytes());
    socket.giveBack(first);
    assertEquals(0, socket.unreadBytes());
  }

  @Test
  void aFullRingRefusesAndTheReaderIsAskedToTell() {
    socket.options().set(SocketOption.RECEIVE_BUFFER, 2_304);
    int delivered = 0;
    long frame;
    while (socket.deliver(frame = fixture.frameOf((byte) delivered), 1)) {
      delivered++;
    }
    assertEquals(delivered, socket.unreadBytes());
    assertTrue(delivered >= 64);
    assertEquals(1, read(socket, new byte[1]));
    assertTrue(socket.wantsReadNotice());
    assertFalse(socket.wantsReadNotice());
    assertTrue(socket.deliver(frame, 1));
    byte[] all = new byte[delivered + 10];
    assertEquals(delivered, read(socket, all));
    assertArrayEquals(sequence(1, delivered), Arrays.copyOf(all, delivered));
  }

  @Test
  void theLaneHearsOfRoomOncePerPartOfTheBuffer() {
    int part = socket.receiveBufferBytes() / 16;
    int notices = 0;
    for (int i = 0; i < 64; i++) {
      deliver(new byte[part / 4]);
      read(socket, new byte[part / 4]);
      notices += socket.wantsReadNotice() ? 1 : 0;
    }
    assertEquals(16, notices);
  }

  @Test
  void theEndOfTheStreamComesAfterItsBytes() {
    deliver(sequence(0, 10));
    socket.endOfStream();
    assertEquals(10, read(socket, new byte[20]));
    assertEquals(0, read(socket, new byte[20]));
    assertEquals(0, read(socket, new byte[20]));
    assertTrue((socket.readiness() & Readiness.PEER_CLOSED) != 0);
  }

  @Test
  void anErrorIsToldOnceAndThenTheStreamEnds() {
    deliver(sequence(0, 10));
    write(socket, sequence(0, 10));
    socket.failed(NetError.CONNECTION_RESET);
    assertEquals(10, read(socket, new byte[20]));
    assertEquals(SocketResult.of(NetError.CONNECTION_RESET), read(socket, new byte[20]));
    assertEquals(0, read(socket, new byte[20]));
    assertEquals(BROKEN_PIPE, write(socket, new byte[1]));
    assertEquals(NetError.NONE, socket.takeError());
  }

  @Test
  void aWriterTakesTheErrorToo() {
    socket.failed(NetError.CONNECTION_RESET);
    assertEquals(SocketResult.of(NetError.CONNECTION_RESET), write(socket, new byte[1]));
    assertEquals(BROKEN_PIPE, write(socket, new byte[1]));
  }

  @Test
  void statesBeforeTheConnection() {
    StreamSocket fresh = new StreamSocket(fixture.context);
    assertEquals(SocketResult.of(NetError.NOT_CONNECTED), read(fresh, new byte[1]));
    assertEquals(BROKEN_PIPE, write(fresh, new byte[1]));
    fresh.connecting();
    assertEquals(SocketResult.WOULD_BLOCK, read(fresh, new byte[1]));
    assertEquals(SocketResult.WOULD_BLOCK, write(fresh, new byte[1]));
    assertEquals(0, fresh.readiness() & Readiness.WRITABLE);
    fresh.connected();
    assertEquals(1, write(fresh, new byte[1]));
    assertNotEquals(0, fresh.readiness() & Readiness.WRITABLE);
    fixture.release(fresh);
  }

  @Test
  void writesSegmentsOfTheSizeThatTheLaneAsksFor() {
    socket.segmentBytes(100);
    MemorySegment source = MemorySegment.ofArray(sequence(0, 250));
    assertEquals(250, socket.write(source, 0, 250, FrameMarks.PUSH));
    Frame frame = new Frame();
    int[] marks = new int[3];
    byte[] sent = new byte[0];
    for (int i = 0; i < 3; i++) {
      long next = socket.pollToSend();
      marks[i] = frame.wrap(next).mark();
      assertEquals(Frame.HEADROOM_BYTES, frame.headroom());
      byte[] part = fixture.takeBytes(next);
      sent = Arrays.copyOf(sent, sent.length + part.length);
      System.arraycopy(part, 0, sent, sent.length - part.length, part.length);
    }
    assertEquals(0, socket.pollToSend());
    assertArrayEquals(sequence(0, 250), sent);
    assertArrayEquals(new int[] {0, 0, FrameMarks.PUSH}, marks);
    assertEquals(250, socket.unacknowledgedBytes());
    socket.acknowledged(250);
    assertEquals(0, socket.unacknowledgedBytes());
  }

  @Test
  void aFullSendBufferBlocksAndTellsWhenAThirdIsFree() {
    AtomicInteger writable = new AtomicInteger();
    socket.events().add(events -> writable.addAndGet((events & Readiness.WRITABLE) != 0 ? 1 : 0));
    socket.options().set(SocketOption.SEND_BUFFER, 30_000);
    assertEquals(30_000, write(socket, new byte[40_000]));
    assertEquals(SocketResult.WOULD_BLOCK, write(socket, new byte[1]));
    assertEquals(0, socket.readiness() & Readiness.WRITABLE);
    long frame;
    while ((frame = socket.pollToSend()) != 0) {
      fixture.cache.free(frame);
    }
    socket.acknowledged(9_000);
    assertEquals(0, writable.get());
    assertEquals(0, socket.readiness() & Readiness.WRITABLE);
    socket.acknowledged(1_000);
    assertEquals(1, writable.get());
    assertNotEquals(0, socket.readiness() & Readiness.WRITABLE);
    socket.acknowledged(20_000);
    assertEquals(1, writable.get());
    assertEquals(30_000, socket.sendSpace());
  }

  @Test
  void aFullRingBlocksEvenIfBytesAreLeft() {
    socket.options().set(SocketOption.SEND_BUFFER, 4_608);
    int writes = 0;
    while (write(socket, new byte[1]) == 1) {
      writes++;
    }
    assertTrue(writes >= 64 && writes < 4_608);
    AtomicInteger writable = new AtomicInteger();
    socket.events().add(events -> writable.addAndGet((events & Readiness.WRITABLE) != 0 ? 1 : 0));
    long frame;
    while ((frame = socket.pollToSend()) != 0) {
      fixture.cache.free(frame);
    }
    assertEquals(1, writable.get());
    assertEquals(1, write(socket, new byte[1]));
  }

  @Test
  void applicationsLeaveTheReserveAndFailOnlyIfNothingWasQueued() {
    int reserve = fixture.context.reserveFrames();
    assertTrue(reserve > 0);
    long[] held = new long[fixture.pool.available() - reserve - 2];
    for (int i = 0; i < held.length; i++) {
      held[i] = fixture.pool.allocate();
    }
    socket.segmentBytes(10);
    assertEquals(20, write(socket, new byte[30]));
    assertEquals(SocketResult.of(NetError.NO_BUFFERS), write(socket, new byte[30]));
    assertEquals(0, socket.claim());
    assertEquals(SocketResult.of(NetError.NO_BUFFERS), socket.claimRefusal());
    assertEquals(reserve, fixture.pool.available());
    for (long frame : held) {
      fixture.pool.free(frame);
    }
  }

  @Test
  void claimedFramesAreCommittedOrAborted() {
    long first = socket.claim();
    long second = socket.claim();
    Frame frame = new Frame().wrap(first);
    NativeMemory.putByte(frame.data(), (byte) 42);
    assertEquals(1, socket.commit(first, 1, FrameMarks.PUSH));
    socket.abort(second);
    assertEquals(1, socket.unacknowledgedBytes());
    assertArrayEquals(new byte[] {42}, fixture.takeBytes(socket.pollToSend()));
    long third = socket.claim();
    socket.failed(NetError.TIMED_OUT);
    assertEquals(SocketResult.of(NetError.TIMED_OUT), socket.commit(third, 1, 0));
    assertEquals(0, socket.claim());
    assertEquals(BROKEN_PIPE, socket.claimRefusal());
  }

  @Test
  void aClaimThatFailsLeavesTheErrorToTheQuestionWhy() {
    socket.failed(NetError.TIMED_OUT);
    assertEquals(0, socket.claim());
    assertEquals(SocketResult.of(NetError.TIMED_OUT), socket.claimRefusal());
    assertEquals(BROKEN_PIPE, socket.claimRefusal());
  }

  @Test
  void shutdownEndsADirection() {
    deliver(sequence(0, 5));
    socket.shutdown(true, false);
    assertEquals(5, read(socket, new byte[10]));
    assertEquals(0, read(socket, new byte[10]));
    assertEquals(1, write(socket, new byte[1]));
    socket.shutdown(false, true);
    assertEquals(BROKEN_PIPE, write(socket, new byte[1]));
  }

  @Test
  void aCloseWithFramesInBothRingsGivesAllBack() {
    deliver(sequence(0, 100));
    deliver(sequence(0, 100));
    read(socket, new byte[50]);
    socket.peek(0, MemorySegment.ofArray(new byte[150]), 0, 150);
    write(socket, new byte[10_000]);
    socket.applicationDone();
    // The protocol still sends what was queued before the close.
    assertEquals(1_448, fixture.takeBytes(socket.pollToSend()).length);
  }

  @Test
  void lowWaterMarkDelaysReadability() {
    socket.options().set(SocketOption.RECEIVE_LOW_WATER, 10);
    deliver(sequence(0, 9));
    assertEquals(0, socket.readiness() & Readiness.READABLE);
    deliver(sequence(9, 1));
    assertNotEquals(0, socket.readiness() & Readiness.READABLE);
  }

  @Test
  void noticesAreRaisedOnce() {
    assertTrue(socket.raiseNotice(Socket.NOTICE_SEND));
    assertFalse(socket.raiseNotice(Socket.NOTICE_SEND));
    assertFalse(socket.raiseNotice(Socket.NOTICE_READ));
    assertEquals(Socket.NOTICE_SEND | Socket.NOTICE_READ, socket.takeNotices());
    assertTrue(socket.raiseNotice(Socket.NOTICE_READ));
  }
}
