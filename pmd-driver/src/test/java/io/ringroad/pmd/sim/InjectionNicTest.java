package io.ringroad.pmd.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NativeFramePool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InjectionNicTest {
  private static final long MAC = 0x02_00_00_00_00_09L;

  private final NativeFramePool pool = new NativeFramePool(16, 256);
  private final InjectionNic nic = new InjectionNic("peer", MAC, 100, pool, 7);
  private final FrameBurst burst = new FrameBurst(16);
  private final Frame frame = new Frame();

  @AfterEach
  void everyFrameCameBack() {
    pool.free(burst);
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  private long allocated(int length) {
    frame.wrap(pool.allocate()).append(length);
    return frame.address();
  }

  @Test
  void handsOnWhatIsInjected() {
    byte[] bytes = new byte[60];
    bytes[59] = 7;
    assertTrue(nic.inject(bytes));
    assertEquals(1, nic.queue(0).rxBurst(burst));
    byte[] received = new byte[60];
    frame.wrap(burst.get(0)).copyTo(received);
    assertArrayEquals(bytes, received);
    assertEquals(1, nic.statistics().rxFrames());
    assertEquals(60, nic.statistics().rxBytes());
  }

  @Test
  void collectsWhatIsSent() {
    burst.add(allocated(60));
    burst.add(allocated(61));
    assertEquals(2, nic.queue(0).txBurst(burst));
    assertEquals(2, nic.collectable());
    assertEquals(60, nic.collectBytes().length);
    long address = nic.collect();
    assertEquals(61, frame.wrap(address).length());
    pool.free(address);
    assertNull(nic.collectBytes());
    assertEquals(0, nic.collect());
  }

  @Test
  void countsWhatItCannotTake() {
    assertFalse(nic.inject(new byte[13]));
    assertFalse(nic.inject(new byte[129]));
    for (int i = 0; i < 7; i++) {
      assertTrue(nic.inject(new byte[14]));
    }
    assertFalse(nic.inject(new byte[14]));
    assertEquals(1, nic.statistics().rxRunt());
    assertEquals(1, nic.statistics().rxNoFrame());
    assertEquals(1, nic.statistics().rxMissed());
  }

  @Test
  void countsAnEmptyPool() {
    while (pool.allocate(burst, 16) > 0) {}
    assertFalse(nic.inject(new byte[14]));
    assertEquals(1, nic.statistics().rxNoFrame());
  }

  @Test
  void leavesFramesWithTheirOwnerWhenFull() {
    for (int i = 0; i < 9; i++) {
      burst.add(allocated(60 + i));
    }
    assertEquals(7, nic.queue(0).txBurst(burst));
    assertEquals(2, burst.size());
    assertEquals(67, frame.wrap(burst.get(0)).length());
    assertEquals(1, nic.statistics().txFull());
  }

  @Test
  void freesFramesThatCanNeverBeSent() {
    burst.add(allocated(115));
    burst.add(allocated(13));
    burst.add(allocated(114));
    assertEquals(3, nic.queue(0).txBurst(burst));
    assertEquals(1, nic.collectable());
    assertEquals(1, nic.statistics().txOversized());
    assertEquals(1, nic.statistics().txRunt());
  }

  @Test
  void hasOneQueue() {
    assertEquals(MAC, nic.macAddress());
    assertEquals(1, nic.queueCount());
    assertThrows(IndexOutOfBoundsException.class, () -> nic.queue(1));
  }
}
