package io.ringroad.pmd.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a {@link Poller} did; written by its thread, read by any. */
public final class PollerCounters {
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int RECEIVED = 0;
  private static final int SENT = 1;
  private static final int UNCLAIMED = 2;
  private static final int NO_FRAME = 3;
  private static final int LANE_FULL = 4;

  private final long[] values;

  PollerCounters(int lanes) {
    values = new long[LANE_FULL + lanes];
  }

  private void add(int counter, long count) {
    ELEMENT.setOpaque(values, counter, values[counter] + count);
  }

  private long get(int counter) {
    return (long) ELEMENT.getOpaque(values, counter);
  }

  void received() {
    add(RECEIVED, 1);
  }

  void sent(int count) {
    add(SENT, count);
  }

  void unclaimed() {
    add(UNCLAIMED, 1);
  }

  void noFrame() {
    add(NO_FRAME, 1);
  }

  void laneFull(int lane) {
    add(LANE_FULL + lane, 1);
  }

  /** Frames handed to lanes, each copy counted. */
  public long receivedFrames() {
    return get(RECEIVED);
  }

  /** Frames that left the lanes' rings for the device. */
  public long sentFrames() {
    return get(SENT);
  }

  /** Received frames that the steering gave to no lane; dropped. */
  public long unclaimedFrames() {
    return get(UNCLAIMED);
  }

  /** Copies for a lane that were not made, as the pool was dry. */
  public long noFrameDrops() {
    return get(NO_FRAME);
  }

  /** Received frames dropped because the lane's ring was full. */
  public long laneFullDrops(int lane) {
    return get(LANE_FULL + lane);
  }
}
