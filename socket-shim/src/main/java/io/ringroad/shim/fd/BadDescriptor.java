package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.abi.PollEvent.POLLNVAL;

/** What a number stands for that is not open: whatever is asked of it, the number is bad. */
final class BadDescriptor extends Descriptor {
  BadDescriptor() {
    super(false);
  }

  @Override
  public int refuse(int errno) {
    return -EBADF;
  }

  @Override
  public int pollEvents() {
    return POLLNVAL;
  }

  @Override
  public boolean onOwnLane() {
    return false;
  }

  @Override
  protected void onLastRelease() {
    throw new IllegalStateException("nobody has a reference to what is not open");
  }
}
