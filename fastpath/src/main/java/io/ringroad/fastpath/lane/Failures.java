package io.ringroad.fastpath.lane;

import org.agrona.LangUtil;

/**
 * Exceptions of steps that are all to be taken, whatever becomes of the others: the first, with the
 * later ones suppressed in it.
 */
final class Failures {
  private Throwable first;

  /** Takes a step, and remembers its exception. */
  void attempt(Runnable step) {
    try {
      step.run();
    } catch (Throwable failure) {
      add(failure);
    }
  }

  void add(Throwable failure) {
    if (first == null) {
      first = failure;
    } else if (failure != first) {
      first.addSuppressed(failure);
    }
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Throws what was remembered, if anything was, and forgets it. */
  void throwIfAny() {
    Throwable failure = first;
    if (failure != null) {
      first = null;
      LangUtil.rethrowUnchecked(failure);
    }
  }
}
