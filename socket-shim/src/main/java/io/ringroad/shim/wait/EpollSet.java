package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.ETIMEDOUT;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.abi.EpollEvent;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What one epoll descriptor watches and what of it may be ready.
 *
 * <pre>
 *   lane, any thread --onReady--> [ ring of item ids ] --collect--> ready list --> epoll_wait
 * </pre>
 *
 * Lanes write ids into an Agrona ring; a thread that waits moves them to the ready list under the
 * lock. A level-triggered item stays in the list until it is found not ready. The cost of a wait
 * follows the ready items, not the watched ones. When the ring is full the next wait looks at every
 * item once, so that nothing is lost.
 */
public final class EpollSet implements EventSource {
  private static final int RING_BYTES = 64 * 1024;
  private static final int MESSAGE_TYPE = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<EpollItem> items = new ArrayList<>();
  private final Int2ObjectHashMap<EpollItem> byNumber = new Int2ObjectHashMap<>();
  private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
  private final ArrayDeque<EpollItem> ready = new ArrayDeque<>();
  private final ManyToOneRingBuffer ring =
      new ManyToOneRingBuffer(
          new UnsafeBuffer(
              BufferUtil.allocateDirectAligned(
                  RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
  private final Readiness listeners = new Readiness();
  private final MessageHandler collector = this::onMessage;
  private volatile boolean overflowed;

  /** The item of a number that stands for {@code source}, null if it is not watched. */
  public EpollItem find(Pollable source, int fd) {
    lock.lock();
    try {
      EpollItem item = byNumber.get(fd);
      return item != null && item.source() == source ? item : null;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a descriptor. The caller has seen to it that it is not there yet. */
  public EpollItem add(Pollable source, int fd, int events, long data) {
    EpollItem item;
    lock.lock();
    try {
      Integer free = freeIds.poll();
      int id = free == null ? items.size() : free;
      item = new EpollItem(this, source, fd, id);
      item.watch(events, data);
      byNumber.put(fd, item);
      if (free == null) {
        items.add(item);
      } else {
        items.set(id, item);
      }
    } finally {
      lock.unlock();
    }
    source.addListener(item);
    queueIfReady(item);
    return item;
  }

  /** Changes what is watched for, and arms a one-shot item again. */
  public void modify(EpollItem item, int events, long data) {
    item.watch(events, data);
    queueIfReady(item);
  }

  /** Takes a descriptor out. */
  public void remove(EpollItem item) {
    item.source().removeListener(item);
    lock.lock();
    try {
      if (items.get(item.id()) == item) {
        items.set(item.id(), null);
        freeIds.add(item.id());
        byNumber.remove(item.fd(), item);
        if (item.listed(false)) {
          ready.remove(item);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The descriptors that are watched now. */
  public List<EpollItem> items() {
    lock.lock();
    try {
      return items.stream().filter(item -> item != null).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Adds who hears of events of this set: a blocked thread or another set. */
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
      collect();
      return ready.stream().anyMatch(item -> item.pendingEvents() != 0);
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
    int count = report(events, max);
    if (count != 0 || timeoutMs == 0) {
      return count;
    }
    try (WaitLoop loop = new WaitLoop(this, blocker, blocker.deadlines().afterMillis(timeoutMs))) {
      while ((count = report(events, max)) == 0) {
        int result = loop.pause();
        if (result != 0) {
          return result == -ETIMEDOUT ? 0 : result;
        }
      }
      return count;
    }
  }

  /** Makes everyone who waits look again. */
  public void wake() {
    listeners.signal(Readiness.READABLE);
  }

  /** Called by any thread, the lanes' among them: queues an item and wakes who waits. */
  void publish(int id) {
    int index = ring.tryClaim(MESSAGE_TYPE, Integer.BYTES);
    if (index > 0) {
      ring.buffer().putInt(index, id);
      ring.commit(index);
    } else {
      overflowed = true;
    }
    listeners.signal(Readiness.READABLE);
  }

  private int report(MemorySegment events, int max) {
    lock.lock();
    try {
      collect();
      int count = 0;
      for (int left = ready.size(); left > 0 && count < max; left--) {
        EpollItem item = ready.poll();
        item.listed(false);
        item.dequeued();
        int found = item.pendingEvents();
        if (found != 0) {
          EpollEvent.set(events, count++, found, item.data());
          item.disarmOneShot();
          keepIfLevel(item);
        }
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void keepIfLevel(EpollItem item) {
    // A level-triggered item is looked at again by the next wait, whether or not it has news.
    if (!item.edgeTriggered() && item.pendingEvents() != 0 && item.tryStayQueued()) {
      addReady(item);
    }
  }

  private void collect() {
    ring.read(collector);
    if (overflowed) {
      overflowed = false;
      for (EpollItem item : items) {
        if (item != null) {
          addReady(item);
        }
      }
    }
  }

  private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
    EpollItem item = items.get(buffer.getInt(index));
    // The number may have gone to another descriptor since: then this is one look too many.
    if (item != null) {
      addReady(item);
    }
  }

  private void addReady(EpollItem item) {
    if (item.listed(true)) {
      ready.add(item);
    }
  }

  private void queueIfReady(EpollItem item) {
    if (item.pendingEvents() != 0) {
      item.enqueue();
    }
  }
}
