package io.ringroad.shim.wait;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The items of an epoll set by what they stand for: a number and a description. One number can
 * stand for several, when it was closed and given out again while a copy kept the old description
 * open (epoll(7)). Under the set's lock.
 */
final class WatchTable {
  private final Int2ObjectHashMap<EpollItem> byNumber = new Int2ObjectHashMap<>();

  /** The item of a number that stands for {@code source}, or null. */
  EpollItem find(Pollable source, int fd) {
    EpollItem item = byNumber.get(fd);
    while (item != null && item.source() != source) {
      item = item.sameNumber();
    }
    return item;
  }

  void add(EpollItem item) {
    item.sameNumber(byNumber.put(item.fd(), item));
  }

  void remove(EpollItem item) {
    EpollItem first = byNumber.get(item.fd());
    if (first == item) {
      if (item.sameNumber() == null) {
        byNumber.remove(item.fd());
      } else {
        byNumber.put(item.fd(), item.sameNumber());
      }
      return;
    }
    while (first.sameNumber() != item) {
      first = first.sameNumber();
    }
    first.sameNumber(item.sameNumber());
  }

  /** All items, in no order. */
  List<EpollItem> all() {
    List<EpollItem> all = new ArrayList<>();
    for (EpollItem each : byNumber.values()) {
      for (EpollItem item = each; item != null; item = item.sameNumber()) {
        all.add(item);
      }
    }
    return all;
  }
}
