package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lane 0 has the device's only queue; lane 1 has none. */
class HandOverQueueTest {
  private static final int RING_FRAMES = 8;

  private final NativeFramePool pool = new NativeFramePool(256);
  private final FrameCache frames = new FrameCache(pool, 8);
  private final InjectionNic nic = new InjectionNic("nic", 2, 1_500, pool, 64);
  private final FlowSteering steering = new FlowSteering(2, 1);
  private final HandOver rings = new HandOver(2, 1, RING_FRAMES);
  private final CounterMemory memory = CounterMemory.inProcess(64);
  private final CounterSet<LaneCounter> counters = memory.counters(LaneCounter.class, "test");
  private final FrameBurst burst = new FrameBurst(64);
  private final HandOverQueue first =
      new HandOverQueue(0, nic.queue(0), rings, steering, frames, counters, 32);
  private final HandOverQueue second =
      new HandOverQueue(1, null, rings, steering, frames, counters, 32);

  @BeforeEach
  void laneOneHasPort53() {
    steering.addUdp(53, 1);
  }

  @AfterEach
  void everyFrameIsBack() {
    frames.free(burst);
    first.close();
    second.close();
    nic.close();
    frames.drain();
    assertEquals(0, pool.inUse());
    pool.close();
    memory.close();
  }

  private static byte[] arp() {
    byte[] frame = new byte[42];
    frame[12] = 8;
    frame[13] = 6;
    return frame;
  }

  private static byte[] udpTo(int port) {
    byte[] frame = new byte[42];
    frame[12] = 8;
    frame[14] = 0x45;
    frame[23] = 17;
    frame[37] = (byte) port;
    return frame;
  }

  @Test
  void eachLaneGetsItsOwn() {
    nic.inject(udpTo(53));
    nic.inject(udpTo(54));
    assertEquals(1, first.rxBurst(burst));
    frames.free(burst);
    assertEquals(1, second.rxBurst(burst));
    assertEquals(0, first.rxBurst(burst));
    assertEquals(1, counters.get(LaneCounter.HANDED_OVER));
  }

  @Test
  void everyLaneHearsArp() {
    nic.inject(arp());
    assertEquals(1, first.rxBurst(burst));
    assertEquals(1, second.rxBurst(burst));
    assertTrue(burst.get(0) != burst.get(1), "a copy, for a protocol changes what it gets");
  }

  @Test
  void aFullRingDropsAndCounts() {
    for (int i = 0; i < 30; i++) {
      nic.inject(udpTo(53));
    }
    assertEquals(0, first.rxBurst(burst));
    int taken = second.rxBurst(burst);
    assertTrue(taken >= RING_FRAMES && taken < 30);
    assertEquals(30 - taken, counters.get(LaneCounter.HAND_OVER_FULL));
    assertEquals(taken, counters.get(LaneCounter.HANDED_OVER));
  }

  @Test
  void aDryPoolMakesNoCopies() {
    nic.inject(arp());
    FrameBurst held = new FrameBurst(256);
    for (long frame = frames.allocate(); frame != 0; frame = frames.allocate()) {
      held.add(frame);
    }
    assertEquals(1, first.rxBurst(burst));
    assertEquals(0, second.rxBurst(burst));
    assertEquals(1, counters.get(LaneCounter.HAND_OVER_NO_FRAME));
    frames.free(held);
  }

  @Test
  void aLaneWithoutAQueueSendsThroughTheOther() {
    FrameBurst toSend = new FrameBurst(32);
    for (int i = 0; i < 30; i++) {
      nic.inject(udpTo(54));
    }
    nic.queue(0).rxBurst(toSend);
    int accepted = second.txBurst(toSend);
    assertTrue(accepted >= RING_FRAMES && accepted < 30, "a full ring leaves the rest");
    assertEquals(30 - accepted, toSend.size());
    first.rxBurst(burst);
    assertEquals(accepted, nic.collectable());
    frames.free(toSend);
  }

  @Test
  void whatIsInTheRingsComesBack() {
    nic.inject(udpTo(53));
    nic.inject(arp());
    first.rxBurst(burst);
    second.txBurst(burst);
    assertTrue(burst.isEmpty());
  }
}
