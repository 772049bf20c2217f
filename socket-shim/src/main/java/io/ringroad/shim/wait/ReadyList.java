package io.ringroad.shim.wait;

/**
 * Items of an epoll set that may be ready, each once, in the order in which they take turns. The
 * items are their own links, so that one in the middle is taken out without a search. Under the
 * set's lock, except {@link #isEmpty}.
 */
final class ReadyList {
  private volatile EpollItem first;
  private EpollItem last;
  private int size;

  /** Whether nothing may be ready. Any thread. */
  boolean isEmpty() {
    return first == null;
  }

  int size() {
    return size;
  }

  EpollItem first() {
    return first;
  }

  /** Puts an item that is not in the list at its end. */
  void add(EpollItem item) {
    item.readyLinks(last, null);
    if (last == null) {
      first = item;
    } else {
      last.nextReady(item);
    }
    last = item;
    size++;
  }

  /** Takes an item out; nothing happens if it is not in the list. */
  void remove(EpollItem item) {
    EpollItem previous = item.previousReady();
    EpollItem next = item.nextReady();
    if (previous == null && first != item) {
      return;
    }
    if (previous == null) {
      first = next;
    } else {
      previous.nextReady(next);
    }
    if (next == null) {
      last = previous;
    } else {
      next.previousReady(previous);
    }
    item.readyLinks(null, null);
    size--;
  }
}
