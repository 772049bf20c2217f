package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    queue.acknowledge(ISS + 400, cache);
    assertEquals(1, frame.wrap(queue.frame(0)).references());
  }

  @Test
  void acknowledgingPartOfAnEntryKeepsItsRest() {
    append(900);
    queue.onSent(0, 7);
    assertEquals(300, queue.acknowledge(ISS + 300, cache));
    assertEquals(600, queue.length(0));
    assertEquals(ISS + 300, queue.sequence(0));
    assertEquals(TcpPeer.patternByte(300), NativeMemory.getByte(queue.payload(0)));
    assertEquals(7, queue.sampleSentNs());
  }

  @Test
  void theFinOccupiesOneNumber() {
    append(5);
    queue.onSent(0, 1);
    queue.appendFin();
    queue.onSent(1, 2);
    assertEquals(2, queue.size());
    assertEquals(0, queue.frame(1));
    assertEquals(5, queue.acknowledge(ISS + 5, cache));
    assertFalse(queue.isEmpty());
    assertEquals(0, queue.acknowledge(ISS + 6, cache));
    assertTrue(queue.isEmpty());
  }

  @Test
  void aSegmentSentTwiceGivesNoSample() {
    append(1000);
    append(1000);
    queue.onSent(0, 5);
    queue.onSent(1, 6);
    queue.markLost(0);
    assertEquals(1000, queue.lostBytes());
    assertEquals(0, queue.firstLost());
    queue.onSent(0, 9);
    assertEquals(0, queue.lostBytes());
    assertEquals(-1, queue.firstLost());
    queue.acknowledge(ISS + 1000, cache);
    assertEquals(SendQueue.AMBIGUOUS, queue.sampleSentNs());
    queue.acknowledge(ISS + 2000, cache);
    assertEquals(6, queue.sampleSentNs());
  }

  @Test
  void anyOrderOfEventsKeepsTheBooks() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      SendQueue model = queue;
      for (int i = 0; i < 300; i++) {
        switch (random.nextInt(7)) {
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
              model.acknowledge(model.sequence(0) + random.nextInt(flight + 1), cache);
            }
          }
          case 5 -> {
            if (model.sentCount() > 0) {
              model.markLost(random.nextInt(model.sentCount()));
            }
          }
          default -> {
            int lost = model.firstLost();
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
    for (int i = 0; i < queue.size(); i++) {
      if (queue.is(i, SendQueue.LOST)) {
        lost += queue.sequenceLength(i);
        firstLost = firstLost < 0 ? i : firstLost;
      }
      unsent += i >= queue.sentCount() ? queue.length(i) : 0;
      int position = queue.sequence(i) - ISS;
      assertEquals(TcpPeer.patternByte(position), NativeMemory.getByte(queue.payload(i)), where);
    }
    assertEquals(lost, queue.lostBytes(), where);
    assertEquals(firstLost, queue.firstLost(), where);
    assertEquals(unsent, queue.unsentBytes(), where);
  }
}
