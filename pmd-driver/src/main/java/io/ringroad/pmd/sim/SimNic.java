package io.ringroad.pmd.sim;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;

/**
 * A device on a {@link SimLink}. Computes nothing by itself, so that the stack's own checksums
 * travel. Used by the thread that drives the {@link SimNet}.
 */
public final class SimNic implements Nic {
  /** Most bytes of an Ethernet payload unless set otherwise. */
  public static final int DEFAULT_MTU = 1500;

  private static final int ETHERNET_HEADER_BYTES = 14;
  private static final FrameSteering FIRST_QUEUE = frame -> 0;

  private final String name;
  private final long macAddress;
  private final FramePool pool;
  private final SimQueue[] queues;
  private FrameSteering steering = FIRST_QUEUE;
  private SimPath out;
  private int mtu = DEFAULT_MTU;
  private boolean closed;
  private long rxNoFrame;
  private long rxMissed;
  private long rxRunt;

  SimNic(String name, long macAddress, FramePool pool, int queueCount) {
    if (queueCount < 1) {
      throw new IllegalArgumentException("a device has at least 1 queue, not " + queueCount);
    }
    this.name = name;
    this.macAddress = macAddress;
    this.pool = pool;
    queues = new SimQueue[queueCount];
    for (int i = 0; i < queueCount; i++) {
      queues[i] = new SimQueue(this);
    }
  }

  /**
   * Sets which queue a received frame goes to, as a device's flow hash does; all go to queue 0
   * without it. {@link FrameSteering#EVERY_LANE} means queue 0 here: no device copies.
   */
  public SimNic steering(FrameSteering steering) {
    this.steering = steering;
    return this;
  }

  /** Sets the MTU; the pool's frames must hold it. */
  public SimNic mtu(int mtu) {
    if (mtu < 68) { // RFC 791 3.2: every link carries a datagram of 68 octets
      throw new IllegalArgumentException("mtu must be 68 or more, not " + mtu);
    }
    this.mtu = mtu;
    return this;
  }

  void connect(SimPath path) {
    if (out != null) {
      throw new IllegalStateException(name + " has a link already");
    }
    out = path;
  }

  /** The path that this device sends on, null while it has no link. */
  SimPath out() {
    return out;
  }

  FramePool pool() {
    return pool;
  }

  int maxFrameBytes() {
    return mtu + ETHERNET_HEADER_BYTES;
  }

  /**
   * Puts an arrived frame into its queue; false if it does not get there, and stays the caller's.
   */
  boolean accept(Frame frame) {
    if (frame.length() < ETHERNET_HEADER_BYTES) {
      rxRunt++;
      return false;
    }
    int index = Math.max(0, steering.laneOf(frame));
    if (closed || index >= queues.length || !queues[index].accept(frame)) {
      rxMissed++;
      return false;
    }
    return true;
  }

  void countNoFrame() {
    rxNoFrame++;
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
    return mtu;
  }

  @Override
  public int queueCount() {
    return queues.length;
  }

  @Override
  public NicQueue queue(int index) {
    return queues[index];
  }

  @Override
  public Offloads offloads() {
    return Offloads.NONE;
  }

  @Override
  public boolean linkUp() {
    return out != null && out.isUp() && !closed;
  }

  @Override
  public NicStatistics statistics() {
    long rxFrames = 0;
    long rxBytes = 0;
    long txFrames = 0;
    long txBytes = 0;
    long txErrors = 0;
    long txOversized = 0;
    long txRunt = 0;
    for (SimQueue queue : queues) {
      rxFrames += queue.rxFrames;
      rxBytes += queue.rxBytes;
      txFrames += queue.txFrames;
      txBytes += queue.txBytes;
      txErrors += queue.txErrors;
      txOversized += queue.txOversized;
      txRunt += queue.txRunt;
    }
    return new NicStatistics(
        rxFrames,
        rxBytes,
        rxMissed,
        0,
        rxNoFrame,
        rxRunt,
        0,
        txFrames,
        txBytes,
        txErrors,
        txOversized,
        txRunt,
        0);
  }

  @Override
  public void close() {
    closed = true;
    for (SimQueue queue : queues) {
      queue.close();
    }
  }
}
