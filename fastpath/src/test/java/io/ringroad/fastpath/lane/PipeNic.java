package io.ringroad.fastpath.lane;

import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;
import io.ringroad.pmd.ring.FrameRing;
import io.ringroad.pmd.ring.RingQueue;

/** One end of a cable in memory between two threads, with one pool for both ends. */
final class PipeNic implements Nic {
  private final String name;
  private final long macAddress;
  private final RingQueue queue;

  private PipeNic(String name, long mac, FrameRing received, FrameRing toSend, FramePool pool) {
    this.name = name;
    this.macAddress = mac;
    this.queue = new RingQueue(received, toSend, pool);
  }

  /** Both ends. */
  static PipeNic[] pair(FramePool pool) {
    FrameRing there = new FrameRing(1_024);
    FrameRing back = new FrameRing(1_024);
    return new PipeNic[] {
      new PipeNic("left", 0x0200_0000_0001L, back, there, pool),
      new PipeNic("right", 0x0200_0000_0002L, there, back, pool)
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long macAddress() {
    return macAddress;
  }

  @Override
  public int mtu() {
    return 1_500;
  }

  @Override
  public int queueCount() {
    return 1;
  }

  @Override
  public NicQueue queue(int index) {
    return queue;
  }

  @Override
  public Offloads offloads() {
    return Offloads.NONE;
  }

  @Override
  public boolean linkUp() {
    return true;
  }

  @Override
  public NicStatistics statistics() {
    throw new UnsupportedOperationException("nobody asks in these tests");
  }

  @Override
  public void close() {
    queue.close();
  }
}
