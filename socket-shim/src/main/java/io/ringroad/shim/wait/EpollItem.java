package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLONESHOT;

import io.ringroad.fastpath.socket.ReadinessListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One descriptor in an {@link EpollSet}. The thread that causes an event queues the item, once,
 * however many events follow before somebody waits.
 */
public final class EpollItem implements ReadinessListener {
  private static final int FLAGS = EPOLLET | EPOLLONESHOT | 1 << 28;

  private final EpollSet set;
  private final Pollable source;
  private final int fd;
  private final int id;
  private final AtomicBoolean queued = new AtomicBoolean();
  private boolean listed;
  private volatile int interest;
  private volatile int readinessMask;
  private volatile long data;

  EpollItem(EpollSet set, Pollable source, int fd, int id) {
    this.set = set;
    this.source = source;
    this.fd = fd;
    this.id = id;
  }

  @Override
  public void onReady(int events) {
    if ((events & readinessMask) != 0) {
      enqueue();
    }
  }

  /** What is watched. */
  public Pollable source() {
    return source;
  }

  /** The number under which it was added. */
  public int fd() {
    return fd;
  }

  /** Takes the item out of its set: what it watches closes. */
  public void forget() {
    set.remove(this);
  }

  /** Index in the set's table. */
  int id() {
    return id;
  }

  /** The caller's own 64 bits. */
  long data() {
    return data;
  }

  boolean edgeTriggered() {
    return (interest & EPOLLET) != 0;
  }

  /** Sets what is watched for; the caller queues the item if that holds already. */
  void watch(int events, long userData) {
    data = userData;
    interest = events | PollMask.ALWAYS;
    readinessMask = PollMask.readinessFor(events);
  }

  /** Silences the item until it is armed again, if it is a one-shot one (EPOLLONESHOT). */
  void disarmOneShot() {
    if ((interest & EPOLLONESHOT) != 0) {
      interest &= FLAGS;
      readinessMask = 0;
    }
  }

  /** The events to report now. */
  int pendingEvents() {
    int wanted = interest & ~FLAGS;
    return wanted == 0 ? 0 : source.pollEvents() & wanted;
  }

  /** Puts the item on the set's ring unless it is there. */
  void enqueue() {
    if (queued.compareAndSet(false, true)) {
      set.publish(id);
    }
  }

  /** Allows the item to be queued anew; what happens after this queues it. */
  void dequeued() {
    queued.set(false);
  }

  /**
   * Notes whether the item is in the ready list. Under the set's lock.
   *
   * @return whether that is a change
   */
  boolean listed(boolean now) {
    boolean changed = listed != now;
    listed = now;
    return changed;
  }

  /** Claims a place in the ready list for an item that stays there; false if it is queued. */
  boolean tryStayQueued() {
    return queued.compareAndSet(false, true);
  }
}
