package io.ringroad.fastpath.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final long MAX_LOOKS = 100_000_000;

  private final Readiness readiness = new Readiness();

  @Test
  void bitsAreSetAndCleared() {
    assertEquals(0, readiness.set(Readiness.CONNECTED | Readiness.PEER_CLOSED));
    assertTrue(readiness.has(Readiness.CONNECTED));
    assertEquals(Readiness.CONNECTED | Readiness.PEER_CLOSED, readiness.clear(Readiness.CONNECTED));
    assertEquals(Readiness.PEER_CLOSED, readiness.bits());
    assertFalse(readiness.has(Readiness.CONNECTED | Readiness.PEER_CLOSED));
  }

  @Test
  void everyListenerHearsUntilItIsRemoved() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    ReadinessListener one = first::addAndGet;
    ReadinessListener other = second::addAndGet;
    readiness.add(one);
    readiness.add(other);
    readiness.add(one);
    readiness.signal(Readiness.READABLE);
    readiness.remove(one);
    readiness.raise(Readiness.HANG_UP, Readiness.HANG_UP);
    readiness.remove(one);
    readiness.remove(other);
    readiness.signal(Readiness.WRITABLE);
    assertEquals(Readiness.READABLE, first.get());
    assertEquals(Readiness.READABLE + Readiness.HANG_UP, second.get());
    assertEquals(Readiness.HANG_UP, readiness.bits());
  }

  /**
   * A waiter adds its listener, then looks at the queue; the other side fills the queue, then
   * signals. In each round the waiter must learn of the item one way or the other.
   */
  @Test
  void noWakeUpIsLost() throws Exception {
    int rounds = 100_000;
    OneToOneConcurrentArrayQueue<Integer> queue = new OneToOneConcurrentArrayQueue<>(2);
    AtomicInteger turn = new AtomicInteger(-1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread producer =
        new Thread(
            () -> {
              for (int round = 0; round < rounds; round++) {
                while (turn.get() < round) {
                  Thread.yield();
                }
                queue.add(round);
                readiness.signal(Readiness.READABLE);
              }
            });
    producer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    producer.start();
    for (int round = 0; round < rounds; round++) {
      AtomicInteger told = new AtomicInteger();
      ReadinessListener listener = told::set;
      turn.set(round);
      readiness.add(listener);
      // The last round's signal may still come and find this round's listener: look again then.
      while (queue.isEmpty()) {
        awaitSignal(told, round);
        told.set(0);
      }
      readiness.remove(listener);
      assertEquals(round, queue.poll());
    }
    producer.join();
    assertEquals(null, failure.get());
  }

  private static void awaitSignal(AtomicInteger told, int round) {
    for (long looks = 0; told.get() == 0; looks++) {
      assertTrue(looks < MAX_LOOKS, () -> "round " + round + " was never told");
      Thread.yield();
    }
  }
}
