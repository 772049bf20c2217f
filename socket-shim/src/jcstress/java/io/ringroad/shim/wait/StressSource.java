package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.PollEvent.POLLIN;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;

/** Something that becomes readable, once. */
final class StressSource implements Pollable {
  private final Readiness readiness = new Readiness();
  private int ring;

  void arrive() {
    ring = 1;
    readiness.signal(Readiness.READABLE);
  }

  @Override
  public int pollEvents() {
    return ring == 1 ? POLLIN : 0;
  }

  @Override
  public boolean onOwnLane() {
    return false;
  }

  @Override
  public void addListener(ReadinessListener listener) {
    readiness.add(listener);
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    readiness.remove(listener);
  }

  @Override
  public void watchedBy(EpollItem item) {
    readiness.add(item);
  }

  @Override
  public void unwatchedBy(EpollItem item) {
    readiness.remove(item);
  }
}
