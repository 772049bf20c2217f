package io.ringroad.shim.fd;

import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.FileControl.O_RDWR;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.wait.EpollItem;
import io.ringroad.shim.wait.Pollable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one or more numbers of the table stand for: Linux's open file description. It is open as
 * long as somebody has a reference: a number, a borrowed frame, a call.
 */
public abstract class Descriptor implements Pollable {
  private final AtomicInteger references = new AtomicInteger(1);
  private final Readiness listeners = new Readiness();
  private final List<EpollItem> watchers = new ArrayList<>(0);
  private volatile int statusFlags;

  /** Starts with one reference, which the caller gives to the table. */
  protected Descriptor(boolean nonBlocking) {
    statusFlags = O_RDWR | (nonBlocking ? O_NONBLOCK : 0);
  }

  /** Takes another reference; the caller has one already. */
  public final void retain() {
    references.incrementAndGet();
  }

  /** Takes another reference if the descriptor is still open. */
  public final boolean tryRetain() {
    int now;
    do {
      now = references.get();
      if (now == 0) {
        return false;
      }
    } while (!references.compareAndSet(now, now + 1));
    return true;
  }

  /** Drops a reference; with the last one the descriptor closes. */
  public final void release() {
    if (references.decrementAndGet() == 0) {
      forgetWatchers();
      onLastRelease();
    }
  }

  /** Closes what is behind. Called once, by the thread that drops the last reference. */
  protected abstract void onLastRelease();

  /** {@code O_RDWR} and {@code O_NONBLOCK}. */
  public final int statusFlags() {
    return statusFlags;
  }

  /** Whether calls do not wait. */
  public final boolean nonBlocking() {
    return (statusFlags & O_NONBLOCK) != 0;
  }

  /** Sets or clears {@code O_NONBLOCK}. */
  public final void nonBlocking(boolean on) {
    statusFlags = on ? statusFlags | O_NONBLOCK : statusFlags & ~O_NONBLOCK;
  }

  @Override
  public void addListener(ReadinessListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    listeners.remove(listener);
  }

  /** Tells who waits, whatever is behind the descriptor at the moment. Any thread. */
  protected final void signal(int events) {
    listeners.signal(events);
  }

  /** Makes everyone who waits look again: the engine closes. */
  void wake() {
    signal(~0);
  }

  /** Remembers an epoll descriptor that watches this one, so that it forgets it in time. */
  final void watchedBy(EpollItem item) {
    synchronized (watchers) {
      watchers.add(item);
    }
  }

  /** Ends {@link #watchedBy}. */
  final void unwatchedBy(EpollItem item) {
    synchronized (watchers) {
      watchers.remove(item);
    }
  }

  private void forgetWatchers() {
    List<EpollItem> left;
    synchronized (watchers) {
      left = List.copyOf(watchers);
      watchers.clear();
    }
    for (EpollItem item : left) {
      item.forget();
    }
  }
}
