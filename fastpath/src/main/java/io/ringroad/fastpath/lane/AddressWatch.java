package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;

/** Sees on one lane that another has changed the engine's addresses. */
final class AddressWatch extends Timer {
  private static final long INTERVAL_NS = 50_000_000L;

  private final HostNetwork network;
  private final TimerWheel timers;
  private final Runnable reconfigure;
  private int seen;

  AddressWatch(HostNetwork network, TimerWheel timers, Runnable reconfigure) {
    this.network = network;
    this.timers = timers;
    this.reconfigure = reconfigure;
    this.seen = network.changes();
  }

  void start(long nowNs) {
    timers.schedule(this, nowNs + INTERVAL_NS);
  }

  @Override
  protected void onExpiry(long nowNs) {
    int changes = network.changes();
    if (changes != seen) {
      seen = changes;
      reconfigure.run();
    }
    timers.schedule(this, nowNs + INTERVAL_NS);
  }
}
