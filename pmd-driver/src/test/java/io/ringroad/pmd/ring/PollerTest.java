package io.ringroad.pmd.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {
  private static final int LANES = 3;
  private static final int EVERY = 100;

  private final NativeFramePool pool = new NativeFramePool(64, 256);
  private final InjectionNic nic = new InjectionNic("device", 1, 100, pool, 31);
  private final Poller poller =
      new Poller("poller", nic.queue(0), pool, PollerTest::laneOf, LANES, 7, 16);
  private final RingQueue[] lanes = {poller.queue(0), poller.queue(1), poller.queue(2)};
  private final FrameBurst burst = new FrameBurst(32);
  private final Frame frame = new Frame();

  /** A frame's length says whose it is. */
  private static int laneOf(Frame frame) {
    return frame.length() == EVERY ? FrameSteering.EVERY_LANE : frame.length() % 10;
  }

  @AfterEach
  void everyFrameCameBack() {
    pool.free(burst);
    for (RingQueue lane : lanes) {
      lane.close();
    }
    poller.onClose();
    nic.close();
    assertEquals(0, pool.inUse());
    pool.close();
  }

  @Test
  void handsEachFrameToItsLane() {
    nic.inject(new byte[62]);
    nic.inject(new byte[60]);
    nic.inject(new byte[72]);
    assertEquals(3, poller.doWork());
    assertEquals(1, lanes[0].rxBurst(burst));
    assertEquals(0, lanes[1].rxBurst(burst));
    assertEquals(2, lanes[2].rxBurst(burst));
    assertEquals(62, frame.wrap(burst.get(1)).length());
    assertEquals(72, frame.wrap(burst.get(2)).length());
    assertEquals(0, poller.doWork());
  }

  @Test
  void givesEachLaneACopyOfWhatConcernsAll() {
    byte[] bytes = new byte[EVERY];
    bytes[99] = 42;
    nic.inject(bytes);
    poller.doWork();
    for (RingQueue lane : lanes) {
      assertEquals(1, lane.rxBurst(burst));
    }
    for (int i = 0; i < LANES; i++) {
      byte[] received = new byte[EVERY];
      frame.wrap(burst.get(i)).copyTo(received);
      assertArrayEquals(bytes, received);
      frame.trimFront(50);
    }
    assertEquals(LANES, poller.counters().receivedFrames());
  }

  @Test
  void dropsWhatNobodyClaims() {
    nic.inject(new byte[69]);
    poller.doWork();
    assertEquals(1, poller.counters().unclaimedFrames());
    assertEquals(0, pool.inUse());
  }

  @Test
  void dropsForASlowLaneWithoutStoppingTheOthers() {
    for (int i = 0; i < 10; i++) {
      nic.inject(new byte[60]);
      nic.inject(new byte[61]);
      poller.doWork();
      lanes[1].rxBurst(burst);
    }
    assertEquals(10, burst.size());
    assertEquals(3, poller.counters().laneFullDrops(0));
    assertEquals(0, poller.counters().laneFullDrops(1));
    assertEquals(7, lanes[0].rxBurst(burst));
  }

  @Test
  void countsCopiesThatADryPoolDenies() {
    nic.inject(new byte[EVERY]);
    FrameBurst rest = new FrameBurst(64);
    while (pool.allocate(rest, 64) > 0) {}
    poller.doWork();
    assertEquals(2, poller.counters().noFrameDrops());
    assertEquals(1, poller.counters().receivedFrames());
    pool.free(rest);
  }

  @Test
  void sendsForAllLanesInTurn() {
    for (int i = 0; i < LANES; i++) {
      for (int n = 0; n < 7; n++) {
        frame.wrap(pool.allocate()).append(60 + i);
        burst.add(frame.address());
      }
      assertEquals(7, lanes[i].txBurst(burst));
    }
    int work = poller.doWork();
    assertEquals(16, work);
    work += poller.doWork();
    assertEquals(21, work);
    assertEquals(21, nic.collectable());
    assertEquals(21, poller.counters().sentFrames());
    int[] perLane = new int[LANES];
    for (byte[] sent = nic.collectBytes(); sent != null; sent = nic.collectBytes()) {
      perLane[sent.length - 60]++;
    }
    assertArrayEquals(new int[] {7, 7, 7}, perLane);
  }

  @Test
  void keepsFramesThatTheDeviceHasNoRoomFor() {
    for (int round = 0; round < 20; round++) {
      frame.wrap(pool.allocate()).append(60);
      burst.add(frame.address());
      lanes[0].txBurst(burst);
      frame.wrap(pool.allocate()).append(61);
      burst.add(frame.address());
      lanes[1].txBurst(burst);
      poller.doWork();
    }
    // The device took 31; the rest waits in the poller and the lanes' rings.
    assertEquals(31, nic.collectable());
    assertEquals(40, pool.inUse());
    while (nic.collectBytes() != null) {}
    poller.doWork();
    assertTrue(nic.collectable() >= 9);
  }
}
