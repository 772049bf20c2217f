package io.ringroad.shim.fd;

import io.ringroad.shim.wait.EpollItem;
import io.ringroad.shim.wait.EpollSet;

/**
 * How deep epoll sets may watch each other: five in a row, and never in a circle (epoll(7); {@code
 * ep_loop_check} of Linux). Under the engine's lock for nesting.
 */
final class EpollNesting {
  /** Most steps from the outermost set of a row to the innermost. */
  private static final int MAX_STEPS = 4;

  private EpollNesting() {}

  /** Whether {@code inner} may be put into {@code outer}. */
  static boolean isAllowed(EpollSet outer, EpollSet inner) {
    int below = stepsBelow(inner, outer);
    return below <= MAX_STEPS && stepsAbove(outer) + 1 + below <= MAX_STEPS;
  }

  /** The longest way inwards; more than any limit if it is too long, or comes to {@code outer}. */
  private static int stepsBelow(EpollSet set, EpollSet outer) {
    return stepsBelow(set, outer, 0);
  }

  private static int stepsBelow(EpollSet set, EpollSet outer, int depth) {
    if (set == outer || depth > MAX_STEPS) {
      return MAX_STEPS + 1;
    }
    int steps = 0;
    for (EpollItem item : set.items()) {
      if (item.source() instanceof EpollDescriptor inner) {
        steps = Math.max(steps, 1 + stepsBelow(inner.set(), outer, depth + 1));
      }
    }
    return steps;
  }

  private static int stepsAbove(EpollSet set) {
    int steps = 0;
    for (EpollItem item : ((EpollDescriptor) set.owner()).watchers()) {
      steps = Math.max(steps, 1 + stepsAbove(item.set()));
    }
    return steps;
  }
}
