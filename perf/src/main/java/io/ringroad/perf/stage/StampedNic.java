package io.ringroad.perf.stage;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;

/** A device of one queue that notes when it was given frames to send. */
final class StampedNic implements Nic {
  private final Nic nic;
  private final NicQueue queue;
  private long stampNs; // published by bursts
  private volatile int bursts;

  StampedNic(Nic nic) {
    this.nic = nic;
    this.queue = new StampedQueue(nic.queue(0));
  }

  /** How often frames were sent. Any thread. */
  int bursts() {
    return bursts;
  }

  /** When the last of {@link #bursts} came. */
  long stampNs() {
    return stampNs;
  }

  @Override
  public String name() {
    return nic.name();
  }

  @Override
  public long macAddress() {
    return nic.macAddress();
  }

  @Override
  public int mtu() {
    return nic.mtu();
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
    return nic.offloads();
  }

  @Override
  public void multicastAddresses(long... addresses) {
    nic.multicastAddresses(addresses);
  }

  @Override
  public boolean linkUp() {
    return nic.linkUp();
  }

  @Override
  public NicStatistics statistics() {
    return nic.statistics();
  }

  @Override
  public void close() {
    nic.close();
  }

  private final class StampedQueue implements NicQueue {
    private final NicQueue inner;

    StampedQueue(NicQueue inner) {
      this.inner = inner;
    }

    @Override
    public int rxBurst(FrameBurst burst) {
      return inner.rxBurst(burst);
    }

    @Override
    public int txBurst(FrameBurst burst) {
      stampNs = System.nanoTime();
      int count = inner.txBurst(burst);
      bursts = bursts + 1;
      return count;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
