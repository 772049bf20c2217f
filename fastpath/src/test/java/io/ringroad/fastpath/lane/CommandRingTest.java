package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.MessageHandler;
import org.junit.jupiter.api.Test;

class CommandRingTest {
  @Test
  void commandsArriveAsTheyWereGiven() {
    CommandRing ring = new CommandRing(1_024);
    assertTrue(ring.isEmpty());
    assertTrue(ring.offer(CommandRing.BIND, 7, 3, -1L, Long.MIN_VALUE, 65_535));
    assertFalse(ring.isEmpty());
    List<Long> seen = new ArrayList<>();
    MessageHandler handler =
        (kind, buffer, index, length) -> {
          seen.add((long) kind);
          seen.add((long) buffer.getInt(index + CommandRing.SOCKET_ID));
          seen.add((long) buffer.getInt(index + CommandRing.REPLY_SLOT));
          seen.add(buffer.getLong(index + CommandRing.FIRST));
          seen.add(buffer.getLong(index + CommandRing.SECOND));
          seen.add((long) buffer.getInt(index + CommandRing.THIRD));
        };
    assertEquals(1, ring.poll(handler, 10));
    assertEquals(List.of((long) CommandRing.BIND, 7L, 3L, -1L, Long.MIN_VALUE, 65_535L), seen);
    assertTrue(ring.isEmpty());
  }

  @Test
  void aFullRingRefuses() {
    CommandRing ring = new CommandRing(1_024);
    int offered = 0;
    while (ring.offer(CommandRing.NOTICE, offered, CommandRing.NO_REPLY, 0, 0, 0)) {
      offered++;
    }
    assertTrue(offered > 10 && offered <= 1_024 / 40, () -> "commands of 40 bytes in 1024");
    int[] next = {0};
    MessageHandler inOrder =
        (kind, buffer, index, length) ->
            assertEquals(next[0]++, buffer.getInt(index + CommandRing.SOCKET_ID));
    int taken = 0;
    while (!ring.isEmpty()) {
      taken += ring.poll(inOrder, 3);
    }
    assertEquals(offered, taken);
    assertTrue(ring.offer(CommandRing.NOTICE, 0, CommandRing.NO_REPLY, 0, 0, 0));
  }

  @Test
  void manyThreadsAreAnsweredEachInItsSlot() throws Exception {
    int threads = 3;
    int calls = 20_000;
    CommandRing ring = new CommandRing(4_096);
    ReplySlots replies = new ReplySlots(2);
    AtomicIntegerArray wrong = new AtomicIntegerArray(threads);
    List<Thread> callers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int caller = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < calls; i++) {
                  int answer = call(ring, replies, caller * calls + i);
                  if (answer != ~(caller * calls + i)) {
                    wrong.incrementAndGet(caller);
                  }
                }
              });
      thread.start();
      callers.add(thread);
    }
    MessageHandler answerer =
        (kind, buffer, index, length) ->
            replies.answer(
                buffer.getInt(index + CommandRing.REPLY_SLOT),
                ~(int) buffer.getLong(index + CommandRing.FIRST));
    int answered = 0;
    while (answered < threads * calls) {
      answered += ring.poll(answerer, 16);
      Thread.yield(); // on one core, the callers need it to ask
    }
    for (Thread caller : callers) {
      caller.join();
    }
    for (int t = 0; t < threads; t++) {
      assertEquals(0, wrong.get(t));
    }
  }

  private static int call(CommandRing ring, ReplySlots replies, int value) {
    Integer slot;
    while ((slot = replies.take()) == null) {
      Thread.yield();
    }
    while (!ring.offer(CommandRing.BIND, 0, slot, value, 0, 0)) {
      Thread.yield();
    }
    while (!replies.isAnswered(slot)) {
      Thread.yield();
    }
    int answer = replies.value(slot);
    replies.giveBack(slot);
    return answer;
  }

  @Test
  void slotsAreLimitedAndComeBackEmpty() {
    ReplySlots replies = new ReplySlots(2);
    Integer first = replies.take();
    Integer second = replies.take();
    assertNotNull(second);
    assertNull(replies.take());
    replies.answer(first, -5);
    assertTrue(replies.isAnswered(first));
    assertFalse(replies.isAnswered(second));
    assertEquals(-5, replies.value(first));
    replies.giveBack(first);
    assertFalse(replies.isAnswered(replies.take()));
  }
}
