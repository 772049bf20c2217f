package io.ringroad.shim.wait;

/** Something that can be waited for with poll, epoll and blocking calls. */
public interface Pollable extends EventSource {
  /** What holds now: the {@code POLL...} bits that poll(2) would report. Any thread. */
  int pollEvents();

  /** What ends a blocking call: as {@link #pollEvents}, but for what poll alone tells of. */
  default int blockingEvents() {
    return pollEvents();
  }

  /** Whether this is a lane's own thread, which must not wait for its own work. */
  boolean onOwnLane();

  /** Makes an epoll item hear of this one's events until it is unwatched, or this closes. */
  void watchedBy(EpollItem item);

  /** Ends {@link #watchedBy}; an event that is under way may still reach the item. */
  void unwatchedBy(EpollItem item);
}
