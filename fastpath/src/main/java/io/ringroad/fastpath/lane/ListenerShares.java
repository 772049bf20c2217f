package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2IntHashMap;

/**
 * Which listeners of this lane the other lanes have still to take up, or to let go. Listening is
 * answered when all lanes listen, so that no connection is refused after it. Used by the lane's
 * thread alone.
 */
final class ListenerShares {
  private final ReplySlots replies;
  private final Int2IntCounterMap toShare = new Int2IntCounterMap(0);
  private final Int2IntCounterMap toUnshare = new Int2IntCounterMap(0);
  private final Int2IntHashMap waiters = new Int2IntHashMap(CommandRing.NO_REPLY);

  ListenerShares(ReplySlots replies) {
    this.replies = replies;
  }

  /** So many lanes have been asked to take the listener up. */
  void share(int socketId, int lanes) {
    toShare.getAndAdd(socketId, lanes);
  }

  /** Whether lanes have still to take it up. */
  boolean isPending(int socketId) {
    return toShare.get(socketId) != 0;
  }

  /** The answer waits for the lanes. */
  void answerLater(int socketId, int replySlot) {
    waiters.put(socketId, replySlot);
  }

  /** A lane has taken it up. */
  void onShared(int socketId) {
    if (toShare.decrementAndGet(socketId) == 0) {
      int waiter = waiters.remove(socketId);
      if (waiter != CommandRing.NO_REPLY) {
        replies.answer(waiter, -NetError.NONE.ordinal());
      }
    }
  }

  /** So many lanes have been asked to let the listener go. */
  void unshare(int socketId, int lanes) {
    toUnshare.getAndAdd(socketId, lanes);
  }

  /** A lane has let it go; returns whether it was the last. */
  boolean onUnshared(int socketId) {
    return toUnshare.decrementAndGet(socketId) == 0;
  }
}
