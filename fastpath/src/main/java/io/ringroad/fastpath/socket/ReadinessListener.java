package io.ringroad.fastpath.socket;

/** Told when something happens to a socket; see {@link Readiness} for the events. */
@FunctionalInterface
public interface ReadinessListener {
  /**
   * Called by the thread that caused the events, most often the lane's: must return at once, and
   * must neither block nor allocate.
   *
   * @param events the bits of {@link Readiness} that have just become true or have become true anew
   */
  void onReady(int events);
}
