package io.ringroad.shim.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Items of an epoll set of which something is new, on their way from the lanes and any other thread
 * to whoever waits. The items are their own links: nothing is allocated, and there is always room.
 *
 * <pre>
 *   latest --> item --earlierNews--> item --earlierNews--> item --> null
 * </pre>
 *
 * <p>Any thread puts; all is taken at once, so that no link is read twice.
 */
final class NewsQueue {
  private static final VarHandle LATEST;

  static {
    try {
      LATEST = MethodHandles.lookup().findVarHandle(NewsQueue.class, "latest", EpollItem.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through LATEST
  private volatile EpollItem latest;

  /** Puts an item that is in no queue. Any thread; a full fence. */
  void put(EpollItem item) {
    EpollItem before;
    do {
      before = latest;
      item.earlierNews(before);
    } while (!LATEST.compareAndSet(this, before, item));
  }

  /** Whether nothing is new. Any thread. */
  boolean isEmpty() {
    return latest == null;
  }

  /** Moves everything to the end of a list, in the order in which it came. */
  void moveTo(ReadyList list) {
    if (latest == null) {
      return;
    }
    EpollItem item = (EpollItem) LATEST.getAndSet(this, null);
    EpollItem earliest = null;
    while (item != null) {
      EpollItem earlier = item.earlierNews();
      item.earlierNews(earliest);
      earliest = item;
      item = earlier;
    }
    while (earliest != null) {
      EpollItem later = earliest.earlierNews();
      earliest.earlierNews(null);
      if (!earliest.removed()) {
        list.add(earliest);
      }
      earliest = later;
    }
  }
}
