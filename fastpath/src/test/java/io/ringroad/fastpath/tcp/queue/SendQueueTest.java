package io.ringroad.fastpath.tcp.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {

  private static final int ISS = -1_000; // the numbers wrap around
  private static final int MSS = 1_000;

  private final NativeFramePool pool = new NativeFramePool(1024);
  private final FrameCache cache = new FrameCache(pool, 16);
  private final Frame frame = new Frame();
  private final SendQueue queue = new SendQueue();
  private int written;

  @BeforeEach
  void start() {
    queue.start(ISS);
  }

  @AfterEach
  void everyFrameCameBack() {
    queue.clear(cache);
    cache.drain();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  private void append(int length) {
    append(length, false);
  }

  /** Lets go of what lies before {@code sequence}; returns its payload bytes. */
  private int acknowledge(int sequence) {
    int bytes = 0;
    while (queue.sentCount() > 0 && sequence - queue.sequence(0) > 0) {
      int covered = sequence - queue.sequence(0);
      if (covered < queue.sequenceLength(0)) {
        queue.trimFirst(covered);
        return bytes + covered;
      }
      bytes += queue.length(0);
      queue.removeFirst(cache);
    }
    return bytes;
  }

  private void append(int length, boolean sealed) {
    long address = cache.allocate();
    frame.wrap(address);
    NativeMemory.copyFrom(TcpPeer.pattern(written, length), 0, frame.append(length), length);
    written += length;
    queue.append(address, sealed ? SendQueue.SEALED : 0, MSS, cache);
  }

  @Test
  void smallWritesShareASegmentUntilItIsSent() {
    append(100);
    append(200);
    assertEquals(1, queue.size());
    assertEquals(300, queue.length(0));
    append(800);
    assertEquals(2, queue.size());
    assertEquals(MSS, queue.length(0)); // the first segment is full
    assertEquals(1_100 - MSS, queue.length(1));
    assertEquals(ISS + MSS, queue.sequence(1));
    queue.onSent(0, 1);
    queue.onSent(1, 1);
    append(10);
    assertEquals(3, queue.size()); // the others are on their way
    assertEquals(10, queue.unsentBytes());
    assertEquals(ISS + 1110, queue.endSequence());
  }

  @Test
  void nothingIsCopiedBehindTheEndOfARecordOrIntoASharedFrame() {
    append(10, true);
    append(10);
    assertEquals(2, queue.size());
    long shared = queue.frame(1);
    frame.wrap(shared).retain();
    append(10);
    assertEquals(3, queue.size());
    cache.free(shared);
  }

  @Test
  void aSplitEntrySharesItsFrame() {
    append(900);
    queue.appendFin();
    queue.split(0, 400);
    assertEquals(2, queue.size());
    assertEquals(400, queue.sequenceLength(0));
    assertEquals(501, queue.sequenceLength(1));
    assertEquals(ISS + 400, queue.sequence(1));
    assertEquals(TcpPeer.patternByte(400), NativeMemory.getByte(queue.payload(1)));
    assertEquals(2, frame.wrap(queue.frame(0)).references());
    queue.onSent(0, 1);
    acknowledge(ISS + 400);
    assertEquals(1, frame.wrap(queue.frame(0)).references());
  }

  @Test
  void acknowledgingPartOfAnEntryKeepsItsRest() {
    append(900);
    queue.onSent(0, 7);
    assertEquals(300, acknowledge(ISS + 300));
    assertEquals(600, queue.length(0));
    assertEquals(ISS + 300, queue.sequence(0));
    assertEquals(TcpPeer.patternByte(300), NativeMemory.getByte(queue.payload(0)));
    assertEquals(7, queue.sentNs(0));
  }

  @Test
  void theFinOccupiesOneNumber() {
    append(5);
    queue.onSent(0, 1);
    queue.appendFin();
    queue.onSent(1, 2);
    assertEquals(2, queue.size());
    assertEquals(0, queue.frame(1));
    assertEquals(5, acknowledge(ISS + 5));
    assertFalse(queue.isEmpty());
    assertEquals(0, acknowledge(ISS + 6));
    assertTrue(queue.isEmpty());
  }

  @Test
  void aSegmentSentTwiceSaysSo() {
    append(1000);
    append(1000);
    queue.onSent(0, 5);
    queue.onSent(1, 6);
    queue.scoreboard().markLost(0);
    assertEquals(1000, queue.scoreboard().lostBytes());
    assertEquals(0, queue.scoreboard().firstLost());
    queue.onSent(0, 9);
    assertEquals(0, queue.scoreboard().lostBytes());
    assertEquals(-1, queue.scoreboard().firstLost());
    assertTrue(queue.is(0, SendQueue.RETRANSMITTED));
    assertEquals(1, queue.scoreboard().resentCount());
    acknowledge(ISS + 1000);
    assertEquals(0, queue.scoreboard().resentCount());
  }

  @Test
  void anyOrderOfEventsKeepsTheBooks() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SendQueue model = queue;
      for (int i = 0; i < 300; i++) {
        switch (random.nextInt(9)) {
          case 0, 1 -> append(1 + random.nextInt(1500));
          case 2, 3 -> {
            if (model.hasUnsent()) {
              model.onSent(model.sentCount(), i);
            }
          }
          case 4 -> {
            if (model.sentCount() > 0) {
              int last = model.sentCount() - 1;
              int end = model.sequence(last) + model.sequenceLength(last);
              int flight = end - model.sequence(0);
              acknowledge(model.sequence(0) + random.nextInt(flight + 1));
            }
          }
          case 5 -> {
            if (model.sentCount() > 0) {
              model.scoreboard().markLost(random.nextInt(model.sentCount()));
            }
          }
          case 6 -> {
            int index = random.nextInt(Math.max(1, model.sentCount()));
            if (index < model.sentCount() && !model.is(index, SendQueue.SACKED)) {
              model.scoreboard().markSacked(index);
            }
          }
          case 7 -> {
            if (random.nextInt(10) == 0) {
              model.unmarkLost();
            } else if (random.nextInt(10) == 0) {
              model.forgetSacked();
            }
          }
          default -> {
            int lost = model.scoreboard().firstLost();
            if (lost >= 0 && model.length(lost) > 1) {
              model.split(lost, 1 + random.nextInt(model.length(lost) - 1));
            } else if (lost >= 0) {
              model.onSent(lost, i);
            }
          }
        }
        checkBooks("seed " + seed + " step " + i);
      }
      queue.clear(cache);
      queue.start(ISS);
      written = 0;
    }
  }

  private void checkBooks(String where) {
    int lost = 0;
    int firstLost = -1;
    int unsent = 0;
    int sacked = 0;
    int onTheirWay = 0;
    for (int i = 0; i < queue.size(); i++) {
      if (queue.is(i, SendQueue.LOST)) {
        lost += queue.sequenceLength(i);
        firstLost = firstLost < 0 ? i : firstLost;
      }
      sacked += queue.is(i, SendQueue.SACKED) ? queue.sequenceLength(i) : 0;
      boolean there = queue.is(i, SendQueue.SACKED | SendQueue.LOST);
      onTheirWay += i < queue.sentCount() && !there ? 1 : 0;
      unsent += i >= queue.sentCount() ? queue.length(i) : 0;
      int position = queue.sequence(i) - ISS;
      assertEquals(TcpPeer.patternByte(position), NativeMemory.getByte(queue.payload(i)), where);
    }
    assertEquals(lost, queue.scoreboard().lostBytes(), where);
    assertEquals(firstLost, queue.scoreboard().firstLost(), where);
    assertEquals(unsent, queue.unsentBytes(), where);
    assertEquals(sacked, queue.scoreboard().sackedBytes(), where);
    assertEquals(onTheirWay, inOrderOfTransmission(where), where);
  }

  /** Entries in the order of transmission, whose times must not go back. */
  private int inOrderOfTransmission(String where) {
    int count = 0;
    long lastNs = Long.MIN_VALUE;
    for (int i = queue.firstInOrder(); i >= 0; i = queue.nextInOrder(i)) {
      assertTrue(queue.sentNs(i) >= lastNs, where);
      assertFalse(queue.is(i, SendQueue.LOST | SendQueue.SACKED), where);
      lastNs = queue.sentNs(i);
      count++;
    }
    return count;
  }
}
