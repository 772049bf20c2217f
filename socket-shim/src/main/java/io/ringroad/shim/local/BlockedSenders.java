package io.ringroad.shim.local;

import io.ringroad.fastpath.socket.Readiness;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The sockets that a full queue, or a full backlog, holds back. Each is told once when there is
 * room, and registers anew if others were quicker. Under the lock of the socket with the queue.
 */
final class BlockedSenders {
  private final UnixSocket receiver;
  private final Set<UnixSocket> senders = new LinkedHashSet<>();

  BlockedSenders(UnixSocket receiver) {
    this.receiver = receiver;
  }

  /**
   * Has {@code sender} told when there is room.
   *
   * @return false if there is, or if there is no more point in waiting
   */
  boolean registerIfFull(UnixSocket sender) {
    receiver.lock.lock();
    try {
      if (receiver.dead
          || (receiver.shutdown & UnixSocket.RECEIVE) != 0
          || receiver.peer == sender
          || !receiver.isFull()) {
        return false;
      }
      senders.add(sender);
      return true;
    } finally {
      receiver.lock.unlock();
    }
  }

  /** Ends {@link #registerIfFull} of a socket that closes or connects elsewhere. */
  void unregister(UnixSocket sender) {
    receiver.lock.lock();
    try {
      senders.remove(sender);
    } finally {
      receiver.lock.unlock();
    }
  }

  /** Tells all of them. Under no lock. */
  void wake() {
    UnixSocket[] woken;
    receiver.lock.lock();
    try {
      if (senders.isEmpty()) {
        return;
      }
      woken = senders.toArray(UnixSocket[]::new);
      senders.clear();
    } finally {
      receiver.lock.unlock();
    }
    for (UnixSocket each : woken) {
      each.events().signal(Readiness.WRITABLE | Readiness.CONNECTED);
    }
  }
}
