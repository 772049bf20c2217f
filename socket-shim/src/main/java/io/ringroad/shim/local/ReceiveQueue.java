package io.ringroad.shim.local;

/** The messages that wait to be received by one socket, under its lock but for the two ends. */
final class ReceiveQueue {
  private volatile UnixMessage head;
  private volatile UnixMessage tail;
  private volatile int size;

  /** The next message to read; null if there is none. Any thread. */
  UnixMessage head() {
    return head;
  }

  /** The message that came last; null if there is none. Any thread. */
  UnixMessage tail() {
    return tail;
  }

  /** How many messages there are. Any thread. */
  int size() {
    return size;
  }

  void append(UnixMessage message) {
    UnixMessage last = tail;
    if (last == null) {
      head = message;
    } else {
      last.next = message;
    }
    tail = message;
    size++;
  }

  /** Takes a message out, which is most often the first. */
  void remove(UnixMessage message) {
    UnixMessage before = null;
    UnixMessage each = head;
    while (each != null && each != message) {
      before = each;
      each = each.next;
    }
    if (each == null) {
      return;
    }
    if (before == null) {
      head = message.next;
    } else {
      before.next = message.next;
    }
    if (tail == message) {
      tail = before;
    }
    size--;
  }

  /** Takes every message out: the first of a chain, or null. */
  UnixMessage removeAll() {
    UnixMessage first = head;
    head = null;
    tail = null;
    size = 0;
    return first;
  }

  /** Bytes of all messages that were not read yet. */
  int leftBytes() {
    long total = 0;
    for (UnixMessage each = head; each != null; each = each.next) {
      total += each.left();
    }
    return (int) Math.min(total, Integer.MAX_VALUE);
  }
}
