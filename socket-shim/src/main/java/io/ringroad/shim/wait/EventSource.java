package io.ringroad.shim.wait;

import io.ringroad.fastpath.socket.ReadinessListener;

/** Something whose events can be listened to. */
public interface EventSource {
  /**
   * Adds a listener. Every event after this reaches it; the caller then looks for what happened
   * before.
   */
  void addListener(ReadinessListener listener);

  /** Removes a listener; a call that is under way may still reach it. */
  void removeListener(ReadinessListener listener);
}
