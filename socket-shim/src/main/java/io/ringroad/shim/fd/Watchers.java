package io.ringroad.shim.fd;

import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.wait.EpollItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The epoll items that watch a descriptor, so that they are forgotten when it closes. Those that
 * share their events (EPOLLEXCLUSIVE) hear of one through this object, in turn, until a waiting
 * thread was told. Any thread.
 */
final class Watchers implements ReadinessListener {
  private static final EpollItem[] NONE = {};

  private final List<EpollItem> items = new ArrayList<>(1);
  private volatile EpollItem[] exclusive = NONE;

  /** Adds an item; the caller makes what is returned a listener, unless it is one already. */
  synchronized ReadinessListener add(EpollItem item) {
    items.add(item);
    if (!item.exclusive()) {
      return item;
    }
    EpollItem[] more = Arrays.copyOf(exclusive, exclusive.length + 1);
    more[exclusive.length] = item;
    exclusive = more;
    return this;
  }

  /**
   * Removes an item, if it is there.
   *
   * @return who need not listen any longer, or null
   */
  synchronized ReadinessListener remove(EpollItem item) {
    items.remove(item);
    if (!item.exclusive()) {
      return item;
    }
    List<EpollItem> left = new ArrayList<>(Arrays.asList(exclusive));
    left.remove(item);
    exclusive = left.toArray(NONE);
    // This object goes on listening: another item may be added at the same moment.
    return null;
  }

  /** Who watches now. */
  synchronized List<EpollItem> items() {
    return List.copyOf(items);
  }

  @Override
  public void onReady(int events) {
    for (EpollItem item : exclusive) {
      if (item.onReadyExclusive(events)) {
        return;
      }
    }
  }
}
