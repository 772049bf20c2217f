package io.ringroad.shim.local;

import io.ringroad.shim.fd.Descriptor;
import java.util.concurrent.atomic.AtomicInteger;

/** A descriptor of no kind, that counts how many of it are open: something to pass along. */
final class Parcel extends Descriptor {
  private final AtomicInteger open;

  Parcel(AtomicInteger open) {
    super(false);
    this.open = open;
    open.incrementAndGet();
  }

  @Override
  public int pollEvents() {
    return 0;
  }

  @Override
  public boolean onOwnLane() {
    return false;
  }

  @Override
  protected void onLastRelease() {
    open.decrementAndGet();
  }
}
