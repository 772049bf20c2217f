package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EAGAIN;

import java.util.function.BooleanSupplier;

/** How one call waits: until its deadline, or not at all. */
@FunctionalInterface
interface Waiting {
  /** The way of a call that may not wait. */
  Waiting NONE = condition -> -EAGAIN;

  /**
   * Waits for what an event of the caller's own socket tells of. No lock is held.
   *
   * @return 0, {@code -EAGAIN} after the deadline, {@code -EINTR}, or {@code -EBADF} when the
   *     engine closes
   */
  int until(BooleanSupplier condition);
}
