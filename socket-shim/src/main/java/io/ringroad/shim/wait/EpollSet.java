package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.EEXIST;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOSPC;
import static io.ringroad.shim.Errno.ETIMEDOUT;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.abi.EpollEvent;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one epoll descriptor watches and what of it may be ready.
 *
 * <pre>
 *   lane, any thread --onReady--> [ news ] --collect--> [ ready list ] --> epoll_wait
 * </pre>
 *
 * Lanes put items into a queue without a lock; a thread that waits moves them to the ready list
 * under the lock. A level-triggered item stays in the list until it is found not ready. The cost of
 * a wait follows the ready items, not the watched ones. One event wakes one of the threads that
 * wait, and all sets and polls that watch this set.
 *
 * <p>Locks are taken from the outer set to the inner one, never the other way; who nests sets sees
 * to it that there is no circle.
 */
public final class EpollSet implements EventSource {
  private final ReentrantLock lock = new ReentrantLock();
  private final Pollable owner;
  private final EpollLimits limits;
  private final WatchTable watched = new WatchTable();
  private final NewsQueue news = new NewsQueue();
  private final ReadyList ready = new ReadyList();
  private final WaitQueue waiting = new WaitQueue();
  private final Readiness listeners = new Readiness();

  /**
   * An empty set.
   *
   * @param owner what the set is waited for as, when another one watches it
   * @param limits how much may be watched in all
   */
  public EpollSet(Pollable owner, EpollLimits limits) {
    this.owner = owner;
    this.limits = limits;
  }

  /** What stands for this set in another one. */
  public Pollable owner() {
    return owner;
  }

  /**
   * Watches a descriptor from now on.
   *
   * @return 0, {@code -EEXIST}, or {@code -ENOSPC}
   */
  public int add(Pollable source, int fd, int events, long data) {
    EpollItem item;
    lock.lock();
    try {
      if (watched.find(source, fd) != null) {
        return -EEXIST;
      }
      if (!limits.tryAdd()) {
        return -ENOSPC;
      }
      item = new EpollItem(this, source, fd, events, data);
      watched.add(item);
      source.watchedBy(item);
    } finally {
      lock.unlock();
    }
    queueIfReady(item);
    return 0;
  }

  /**
   * Changes what is watched for, and arms a one-shot item again.
   *
   * @return 0, {@code -ENOENT}, or {@code -EINVAL} for an exclusive item
   */
  public int modify(Pollable source, int fd, int events, long data) {
    EpollItem item;
    lock.lock();
    try {
      item = watched.find(source, fd);
      if (item == null) {
        return -ENOENT;
      }
      if (item.exclusive()) {
        return -EINVAL;
      }
      item.watch(events, data);
    } finally {
      lock.unlock();
    }
    queueIfReady(item);
    return 0;
  }

  /**
   * Takes a descriptor out.
   *
   * @return 0 or {@code -ENOENT}
   */
  public int remove(Pollable source, int fd) {
    EpollItem item;
    lock.lock();
    try {
      item = watched.find(source, fd);
    } finally {
      lock.unlock();
    }
    return item != null && remove(item) ? 0 : -ENOENT;
  }

  /** Takes an item out; false if somebody else did. */
  boolean remove(EpollItem item) {
    lock.lock();
    try {
      if (item.removed()) {
        return false;
      }
      // Before the item may be forgotten: what is queued must not hold on to it.
      news.moveTo(ready);
      ready.remove(item);
      watched.remove(item);
      item.removed(true);
    } finally {
      lock.unlock();
    }
    item.source().unwatchedBy(item);
    limits.removed();
    return true;
  }

  /** Takes everything out. */
  public void clear() {
    items().forEach(this::remove);
  }

  /** The items that are in the set now. */
  public List<EpollItem> items() {
    lock.lock();
    try {
      return watched.all();
    } finally {
      lock.unlock();
    }
  }

  /** Adds who hears of every event of this set: a poll, or another set. */
  @Override
  public void addListener(ReadinessListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    listeners.remove(listener);
  }

  /** Whether a wait would return at once. */
  public boolean hasReady() {
    lock.lock();
    try {
      news.moveTo(ready);
      for (EpollItem item = ready.first(); item != null; item = ready.first()) {
        if (item.pendingEvents() != 0) {
          return true;
        }
        ready.remove(item);
        item.dequeued();
        // An event between the look and now has found it queued.
        if (item.pendingEvents() != 0 && item.tryStayQueued()) {
          ready.add(item);
        }
        news.moveTo(ready);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks for events, without waiting for anybody.
   *
   * @param events room for {@code max} events
   * @return how many events were written; 0 also if another thread is looking
   */
  public int poll(MemorySegment events, int max) {
    if (!lock.tryLock()) {
      return 0;
    }
    try {
      return report(events, max);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events.
   *
   * @param events room for {@code max} events
   * @param blocker how to wait
   * @param timeoutMs milliseconds, negative for ever, 0 to look once
   * @return how many events were written, or {@code -EINTR}
   */
  public int await(MemorySegment events, int max, Blocker blocker, int timeoutMs) {
    int count = look(events, max);
    if (count != 0 || timeoutMs == 0) {
      return count;
    }
    try (WaitLoop loop =
        new WaitLoop(waiting, blocker, blocker.deadlines().afterMillis(timeoutMs))) {
      while ((count = look(events, max)) == 0) {
        int result = loop.pause();
        if (result != 0) {
          return result == -ETIMEDOUT ? 0 : result;
        }
      }
      return count;
    } finally {
      // This thread may have been told of what it leaves behind: then another one looks.
      if (!ready.isEmpty() || !news.isEmpty()) {
        waiting.wakeOne();
      }
    }
  }

  /** Makes everyone who waits look again. */
  public void wake() {
    waiting.wakeAll();
    listeners.signal(Readiness.READABLE);
  }

  /**
   * Any thread, the lanes' among them: queues an item, and tells one thread that waits and all who
   * watch this set.
   *
   * @return whether there was such a thread
   */
  boolean publish(EpollItem item) {
    news.put(item);
    boolean told = waiting.wakeOne();
    listeners.signal(Readiness.READABLE);
    return told;
  }

  /** An event of an item that is queued already: news to a set that watches this one. */
  void tellOuter() {
    listeners.signal(Readiness.READABLE);
  }

  private int look(MemorySegment events, int max) {
    lock.lock();
    try {
      return report(events, max);
    } finally {
      lock.unlock();
    }
  }

  private int report(MemorySegment events, int max) {
    news.moveTo(ready);
    int count = 0;
    for (int left = ready.size(); left > 0 && count < max; left--) {
      EpollItem item = ready.first();
      ready.remove(item);
      item.dequeued();
      int found = item.pendingEvents();
      if (found != 0) {
        EpollEvent.set(events, count++, found, item.data());
        item.disarmOneShot();
        // A level-triggered item is looked at again by the next wait, whether or not it has news.
        if (item.staysReady() && item.tryStayQueued()) {
          ready.add(item);
        }
      }
    }
    return count;
  }

  private void queueIfReady(EpollItem item) {
    if (item.pendingEvents() != 0) {
      item.enqueue();
    }
  }
}
