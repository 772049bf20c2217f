package io.ringroad.fastpath.lane;

import java.util.Arrays;

/**
 * The application code that a lane runs. A handler that throws is not run again: its exception is
 * told once, the others go on, and its sockets stay as they are until the engine closes. Used by
 * the lane's thread.
 */
final class LaneHandlers {
  private static final LaneHandler[] NONE = {};

  private final Failures failures = new Failures();
  private LaneHandler[] added = NONE;
  private LaneHandler[] running = NONE;
  private boolean started;

  void add(LaneHandler handler) {
    added = with(added, handler);
    running = with(running, handler);
    if (started) {
      handler.onStart();
    }
  }

  /** The lane begins. */
  void start() {
    started = true;
    for (LaneHandler handler : running) {
      handler.onStart();
    }
  }

  /** Runs each once; returns how much was done. */
  int run(long nowNs) {
    int work = 0;
    for (LaneHandler handler : running) {
      try {
        work += handler.onWork(nowNs);
      } catch (Throwable failure) {
        failures.add(failure);
        running = without(running, handler);
      }
    }
    return work;
  }

  /** Throws what handlers have thrown since this was called last. */
  void throwFailures() {
    failures.throwIfAny();
  }

  /** The lane closes: all that ever ran are told. */
  void close(Failures to) {
    for (LaneHandler handler : added) {
      to.attempt(handler::onClose);
    }
  }

  private static LaneHandler[] with(LaneHandler[] handlers, LaneHandler one) {
    LaneHandler[] more = Arrays.copyOf(handlers, handlers.length + 1);
    more[handlers.length] = one;
    return more;
  }

  private static LaneHandler[] without(LaneHandler[] handlers, LaneHandler one) {
    return Arrays.stream(handlers).filter(each -> each != one).toArray(LaneHandler[]::new);
  }
}
