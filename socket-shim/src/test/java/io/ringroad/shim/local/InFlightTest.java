package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ETOOMANYREFS;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.fd.Descriptor;
import io.ringroad.shim.fd.DescriptorSlot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors in flight: each is open as long as somebody can have it, and not longer. */
@Timeout(120)
class InFlightTest {
  private final LocalWorld world = new LocalWorld(60_000);
  private final AtomicInteger parcels = new AtomicInteger();

  @AfterEach
  void nothingIsLeft() {
    world.assertEmpty();
    assertEquals(0, parcels.get(), "parcels that did not close");
  }

  private int parcel() {
    return world.publish(new Parcel(parcels));
  }

  @Test
  void aSocketInItsOwnQueueCloses() {
    int[] pair = world.pair(SOCK_STREAM);
    int parcel = parcel();
    UnixSocket inside = world.unix(pair[1]);
    assertEquals(1, world.pass(pair[0], pair[1], parcel));
    world.close(parcel, pair[1]);
    assertTrue(inside.dead, "only its own queue has it");
    assertEquals(0, parcels.get());
    world.close(pair[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {SOCK_STREAM, SOCK_DGRAM})
  void aSocketThatClosesWhileItIsOnItsWayIntoItsOwnQueueCloses(int type) {
    int[] pair = world.pair(type);
    int parcel = parcel();
    UnixSocket inside = world.unix(pair[1]);
    world.pass(pair[0], parcel);
    world.close(parcel);
    assertEquals(1, world.pass(pair[0], () -> world.close(pair[1]), pair[1]));
    assertTrue(inside.dead, "the call that sent it had the last reference that was not in flight");
    assertEquals(0, parcels.get());
    world.close(pair[0]);
  }

  @Test
  void twoSocketsInEachOthersQueuesClose() {
    int[] pair = world.pair(SOCK_STREAM);
    int parcel = parcel();
    assertEquals(1, world.pass(pair[0], pair[0], parcel));
    assertEquals(1, world.pass(pair[1], pair[1], parcel));
    world.close(parcel, pair[0]);
    assertEquals(1, parcels.get(), "still reachable through the other");
    world.close(pair[1]);
    assertEquals(0, parcels.get());
  }

  @Test
  void aCycleThatCanBeReachedIsKept() {
    int[] road = world.pair(SOCK_DGRAM);
    int[] pair = world.pair(SOCK_STREAM);
    int parcel = parcel();
    world.pass(pair[0], pair[1], parcel);
    world.pass(road[0], pair[1]);
    world.close(parcel, pair[1]);
    assertEquals(1, parcels.get());
    int again = world.receive(road[1], 0).getFirst();
    List<Integer> inside = world.receive(again, 0);
    assertEquals(2, inside.size(), "itself and the parcel");
    world.pass(pair[0], again);
    world.close(inside.get(0), inside.get(1), again, pair[0]);
    world.close(road);
  }

  @Test
  void aListenerInItsOwnBacklogCloses() {
    int listener = world.socket(SOCK_STREAM);
    int client = world.socket(SOCK_STREAM);
    try (Arena arena = Arena.ofConfined();
        DescriptorSlot here = world.table.acquire(listener);
        DescriptorSlot there = world.table.acquire(client)) {
      MemorySegment any = arena.allocate(2, 2);
      any.set(java.lang.foreign.ValueLayout.JAVA_SHORT, 0, (short) AddressFamily.AF_UNIX);
      assertEquals(0, here.descriptor().bind(any, 2));
      assertEquals(0, here.descriptor().listen(1));
      MemorySegment name = arena.allocate(8, 2);
      MemorySegment length = arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_INT, 8);
      assertEquals(0, here.descriptor().getsockname(name, length));
      assertEquals(0, there.descriptor().connect(name, 8));
    }
    UnixSocket listening = world.unix(listener);
    assertEquals(1, world.pass(client, listener));
    world.close(listener);
    assertTrue(listening.dead);
    assertNull(world.receive(client, 0), "reset");
    world.close(client);
  }

  @Test
  void aRingOfManySocketsCloses() {
    int count = 500;
    int[][] pairs = new int[count][];
    for (int i = 0; i < count; i++) {
      pairs[i] = world.pair(SOCK_DGRAM);
    }
    int parcel = parcel();
    for (int i = 0; i < count; i++) {
      assertEquals(1, world.pass(pairs[i][0], pairs[(i + 1) % count][1], parcel));
    }
    world.close(parcel);
    for (int[] pair : pairs) {
      world.close(pair[1]);
    }
    assertEquals(0, parcels.get());
    for (int[] pair : pairs) {
      world.close(pair[0]);
    }
  }

  @Test
  void aQueueInAQueueInAQueueClosesWithoutDepth() {
    int[] inner = world.pair(SOCK_STREAM);
    int parcel = parcel();
    world.pass(inner[0], parcel);
    world.close(parcel);
    for (int depth = 0; depth < 20_000; depth++) {
      int[] outer = world.pair(SOCK_STREAM);
      assertEquals(1, world.pass(outer[0], inner));
      world.close(inner);
      inner = outer;
    }
    assertEquals(1, parcels.get());
    world.close(inner);
  }

  @Test
  void aPeekDoesNotKeepWhatNobodyHas() {
    int[] pair = world.pair(SOCK_STREAM);
    UnixSocket inside = world.unix(pair[1]);
    world.pass(pair[0], pair[1]);
    int copy = world.receive(pair[1], MSG_PEEK).getFirst();
    world.close(pair[1]);
    assertFalse(inside.dead, "the copy has a number");
    world.close(copy);
    assertTrue(inside.dead);
    world.close(pair[0]);
  }

  @Test
  void moreInFlightThanNumbersIsTooMany() {
    LocalWorld small = new LocalWorld(8);
    int[] pair = small.pair(SOCK_DGRAM);
    int open = 0;
    long result;
    while ((result = small.pass(pair[0], pair[0])) == 1) {
      open++;
    }
    assertEquals(-ETOOMANYREFS, result);
    assertEquals(9, open, "one more than the limit, as the kernel counts");
    assertNotNull(small.receive(pair[1], 0));
    small.close(2);
    small.close(pair);
    small.assertEmpty();
  }

  @RepeatedTest(5)
  void manyThreadsPassAndCloseAndNothingIsLeft() throws InterruptedException {
    int[][] roads = new int[6][];
    for (int i = 0; i < roads.length; i++) {
      roads[i] = world.pair(i % 2 == 0 ? SOCK_STREAM : SOCK_DGRAM);
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      SplittableRandom random = new SplittableRandom(t);
      Runnable traffic = () -> traffic(roads, random);
      threads[t] = t % 2 == 0 ? new Thread(traffic) : Thread.ofVirtual().unstarted(traffic);
      threads[t].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get(), () -> String.valueOf(failure.get()));
    for (int[] road : roads) {
      world.close(road);
    }
  }

  /** Passes sockets, roads and parcels over roads that may be in flight themselves. */
  private void traffic(int[][] roads, SplittableRandom random) {
    ArrayDeque<Integer> own = new ArrayDeque<>();
    for (int step = 0; step < 2_000; step++) {
      int road = roads[random.nextInt(roads.length)][random.nextInt(2)];
      switch (random.nextInt(6)) {
        case 0 -> own.add(parcel());
        case 1 -> {
          int[] pair = world.pair(random.nextBoolean() ? SOCK_STREAM : SOCK_DGRAM);
          world.pass(pair[0], pair[1], road);
          world.pass(pair[1], pair[0]);
          own.add(pair[0]);
          own.add(pair[1]);
        }
        case 2 -> {
          if (!own.isEmpty()) {
            long result = world.pass(road, own.peek(), road);
            assertTrue(result == 1 || result == -EAGAIN, () -> "result " + result);
          }
        }
        case 3, 4 -> {
          List<Integer> received = world.receive(road, random.nextInt(4) == 0 ? MSG_PEEK : 0);
          own.addAll(received == null ? List.of() : received);
        }
        default -> {
          if (!own.isEmpty()) {
            world.close(own.poll());
          }
        }
      }
    }
    own.forEach(world::close);
  }

  @Test
  void theLastNumberOfWhatIsHeldElsewhereLooksOnce() {
    int[] road = world.pair(SOCK_DGRAM);
    int[] pair = world.pair(SOCK_STREAM);
    Descriptor inside = world.descriptor(pair[0]);
    world.pass(road[0], pair[0]);
    world.close(pair[0]);
    assertEquals(1, inside.references(), "in flight, and reachable");
    world.close(road);
    assertEquals(0, inside.references());
    world.close(pair[1]);
  }
}
