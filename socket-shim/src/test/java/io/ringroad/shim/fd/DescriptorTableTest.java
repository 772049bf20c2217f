package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EMFILE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DescriptorTableTest {
  private static final AtomicInteger OPEN = new AtomicInteger();

  /** Knows whether it is open, and complains when it is used afterwards or closed twice. */
  private static final class Probe extends Descriptor {
    private volatile boolean open = true;

    Probe() {
      super(false);
      OPEN.incrementAndGet();
    }

    @Override
    public int pollEvents() {
      return 0;
    }

    @Override
    public boolean onOwnLane() {
      return false;
    }

    @Override
    protected void onLastRelease() {
      assertTrue(open, "closed twice");
      open = false;
      OPEN.decrementAndGet();
    }
  }

  private static int open(DescriptorTable table, Probe probe) {
    int number = table.reserve(0);
    if (number >= 0) {
      table.publish(number, probe, false);
    } else {
      probe.release();
    }
    return number;
  }

  private static void assertNotOpen(DescriptorTable table, int number) {
    try (DescriptorSlot slot = table.acquire(number)) {
      assertFalse(slot.isOpen());
      assertEquals(-EBADF, slot.descriptor().listen(1));
    }
  }

  @Test
  void numbersAreTheLowestFreeOnes() {
    DescriptorTable table = new DescriptorTable(300);
    for (int i = 0; i < 200; i++) {
      assertEquals(i, open(table, new Probe()));
    }
    table.close(70);
    table.close(3);
    assertEquals(3, open(table, new Probe()));
    assertEquals(70, open(table, new Probe()));
    table.close(3);
    int reserved = table.reserve(100);
    assertEquals(200, reserved);
    assertNotOpen(table, reserved);
    table.cancel(reserved);
    table.closeAll();
    assertEquals(0, table.openCount());
    assertEquals(0, OPEN.get());
  }

  @Test
  void theLimitIsTheLimit() {
    DescriptorTable table = new DescriptorTable(3);
    for (int i = 0; i < 3; i++) {
      assertEquals(i, open(table, new Probe()));
    }
    assertEquals(-EMFILE, open(table, new Probe()));
    assertEquals(-EMFILE, table.reserve(2));
    assertEquals(-EMFILE, table.reserve(3));
    assertEquals(0, table.close(1));
    assertEquals(1, open(table, new Probe()));
    table.closeAll();
    assertEquals(0, OPEN.get());
  }

  @Test
  void aNumberIsNotReusedUnderARunningCall() {
    DescriptorTable table = new DescriptorTable(16);
    Probe probe = new Probe();
    int number = open(table, probe);
    DescriptorSlot call = table.acquire(number);
    assertSame(probe, call.descriptor());
    assertEquals(0, table.close(number));
    assertEquals(-EBADF, table.close(number));
    assertNotOpen(table, number);
    assertTrue(probe.open, "the call still runs");
    assertEquals(number + 1, open(table, new Probe()));
    call.close();
    assertFalse(probe.open);
    assertEquals(number, open(table, new Probe()));
    table.closeAll();
    assertEquals(0, OPEN.get());
  }

  @Test
  void aDescriptorLivesAsLongAsOneOfItsNumbers() {
    DescriptorTable table = new DescriptorTable(16);
    Probe probe = new Probe();
    int first = open(table, probe);
    probe.retain();
    int second = table.reserve(0);
    table.publish(second, probe, true);
    table.close(first);
    assertTrue(probe.open);
    DescriptorSlot slot = table.acquire(second);
    assertTrue(slot.isOpen());
    assertTrue(slot.closeOnExec());
    slot.close();
    table.close(second);
    assertFalse(probe.open);
    assertFalse(probe.tryRetain());
  }

  @Test
  void threadsThatOpenUseAndCloseTheSameNumbersNeverMeetAClosedOne() throws Exception {
    DescriptorTable table = new DescriptorTable(24);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      SplittableRandom random = new SplittableRandom(t);
      threads[t] = new Thread(() -> stress(table, random));
      threads[t].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertNull(failure.get());
    table.closeAll();
    assertEquals(0, table.openCount());
    assertEquals(0, OPEN.get());
  }

  private static void stress(DescriptorTable table, SplittableRandom random) {
    for (int i = 0; i < 50_000; i++) {
      int number = random.nextInt(24);
      switch (random.nextInt(4)) {
        case 0 -> open(table, new Probe());
        case 1 -> table.close(number);
        default -> {
          try (DescriptorSlot slot = table.acquire(number)) {
            if (slot.isOpen()) {
              assertEquals(number, slot.number());
              assertTrue(((Probe) slot.descriptor()).open, "a call on a closed descriptor");
            }
          }
        }
      }
    }
  }
}
