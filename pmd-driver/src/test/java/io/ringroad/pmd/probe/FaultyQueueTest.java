package io.ringroad.pmd.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyQueueTest {
  private static final int FRAMES = 1_000;

  private final NativeFramePool pool = new NativeFramePool(2048, 256);
  private final InjectionNic nic = new InjectionNic("device", 1, 100, pool, 1_500);
  private final FaultyQueue queue = new FaultyQueue(nic.queue(0), pool, FaultProfile.NONE, 5);
  private final FrameBurst burst = new FrameBurst(32);
  private final Frame frame = new Frame();

  @AfterEach
  void everyFrameCameBack() {
    pool.free(burst);
    queue.close();
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  private void inject() {
    for (int i = 0; i < FRAMES; i++) {
      byte[] bytes = new byte[20];
      bytes[18] = (byte) (i >> 8);
      bytes[19] = (byte) i;
      assertTrue(nic.inject(bytes));
    }
  }

  private List<Integer> receiveAll(int polls) {
    List<Integer> received = new ArrayList<>();
    byte[] bytes = new byte[20];
    for (int poll = 0; poll < polls; poll++) {
      int count = queue.rxBurst(burst);
      assertEquals(count, burst.size());
      for (int i = 0; i < count; i++) {
        frame.wrap(burst.get(i)).copyTo(bytes);
        received.add((bytes[18] & 0xFF) << 8 | bytes[19] & 0xFF);
      }
      pool.free(burst);
    }
    return received;
  }

  @Test
  void doesNothingWrongByDefault() {
    inject();
    List<Integer> received = receiveAll(50);
    assertEquals(FRAMES, received.size());
    assertEquals(received.stream().sorted().toList(), received);
    assertEquals(new FaultStatistics(0, 0, 0, 0, 0), queue.statistics());
  }

  @Test
  void losesReceivedFrames() {
    queue.profile(FaultProfile.NONE.withLoss(0.2, 0));
    inject();
    int received = receiveAll(50).size();
    assertEquals(FRAMES, received + queue.statistics().rxLost());
    assertTrue(received > 700 && received < 900, "received " + received);
  }

  @Test
  void holdsFramesBackAndGivesThemAllInTheEnd() {
    queue.profile(FaultProfile.NONE.withDelay(0.3, 4));
    inject();
    List<Integer> received = receiveAll(200);
    assertEquals(FRAMES, received.size());
    assertEquals(0, queue.delayedFrames());
    assertTrue(queue.statistics().delayed() > 200);
    assertTrue(!received.equals(received.stream().sorted().toList()), "no frame was passed");
  }

  @Test
  void freesWhatItHoldsBackWhenClosed() {
    queue.profile(FaultProfile.NONE.withDelay(1, 1_000_000));
    inject();
    assertEquals(0, receiveAll(60).size() - (FRAMES - 256));
    assertEquals(256, queue.delayedFrames());
  }

  @Test
  void cutsBurstsShort() {
    queue.profile(FaultProfile.NONE.withShortBurst(1));
    inject();
    assertEquals(1, queue.rxBurst(burst));
    assertEquals(1, queue.rxBurst(burst));
    assertEquals(2, burst.size());
    assertEquals(2, queue.statistics().shortBursts());
  }

  @Test
  void refusesToSendAndLeavesTheRestWithTheCaller() {
    queue.profile(FaultProfile.NONE.withTxRefusal(0.5).withLoss(0, 0.1));
    int offered = 0;
    while (offered < FRAMES) {
      while (offered < FRAMES && !burst.isFull()) {
        frame.wrap(pool.allocate()).append(50);
        burst.add(frame.address());
        offered++;
      }
      int before = burst.size();
      int taken = queue.txBurst(burst);
      assertEquals(before - taken, burst.size());
    }
    queue.profile(FaultProfile.NONE);
    queue.txBurst(burst);
    assertEquals(FRAMES, nic.collectable() + queue.statistics().txLost());
    assertTrue(queue.statistics().txLost() > 50);
    assertTrue(queue.statistics().txRefusals() > 10);
  }

  @Test
  void leavesFramesWithTheCallerWhenTheDeviceIsFull() {
    for (int i = 0; i < 40; i++) {
      inject1();
    }
    InjectionNic small = new InjectionNic("small", 1, 100, pool, 7);
    FaultyQueue full = new FaultyQueue(small.queue(0), pool, FaultProfile.NONE, 1);
    queue.rxBurst(burst);
    assertEquals(7, full.txBurst(burst));
    assertEquals(25, burst.size());
    full.close();
    small.close();
  }

  private void inject1() {
    assertTrue(nic.inject(new byte[20]));
  }

  @Test
  void refusesProbabilitiesThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withLoss(-0.1, 0));
    assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withTxRefusal(2));
    assertThrows(IllegalArgumentException.class, () -> FaultProfile.NONE.withDelay(0, -1));
  }
}
