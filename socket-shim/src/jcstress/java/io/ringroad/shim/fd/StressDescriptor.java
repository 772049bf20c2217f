package io.ringroad.shim.fd;

/** Knows whether it is open, and how often it was closed. */
final class StressDescriptor extends Descriptor {
  private volatile int closings;

  StressDescriptor() {
    super(false);
  }

  boolean isOpen() {
    return closings == 0;
  }

  int closings() {
    return closings;
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
    closings++;
  }
}
