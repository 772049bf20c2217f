package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.EpollEvent.EPOLLET;
import static io.ringroad.shim.abi.EpollEvent.EPOLLEXCLUSIVE;
import static io.ringroad.shim.abi.EpollEvent.EPOLLONESHOT;
import static io.ringroad.shim.abi.EpollEvent.EPOLLWAKEUP;

import io.ringroad.fastpath.socket.ReadinessListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One descriptor in an {@link EpollSet}. The thread that causes an event queues the item, once,
 * however many events follow before somebody waits. It is its own link in the set's queue, list and
 * table, so that an event allocates nothing.
 */
public final class EpollItem implements ReadinessListener {
  /** Bits that say how to report rather than what. */
  private static final int FLAGS = EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE | EPOLLWAKEUP;

  private static final VarHandle QUEUED;

  static {
    try {
      QUEUED = MethodHandles.lookup().findVarHandle(EpollItem.class, "queued", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final EpollSet set;
  private final Pollable source;
  private final int fd;
  private volatile int interest;
  private volatile int readinessMask;
  private volatile long data;

  /** Whether the item is on its way to the ready list, or in it. */
  @SuppressWarnings("unused") // through QUEUED
  private volatile boolean queued;

  /** Written by whoever queued the item, before it is published. */
  private EpollItem earlierNews;

  // Under the set's lock.
  private EpollItem sameNumber;
  private EpollItem previousReady;
  private EpollItem nextReady;
  private boolean removed;

  EpollItem(EpollSet set, Pollable source, int fd, int events, long data) {
    this.set = set;
    this.source = source;
    this.fd = fd;
    watch(events, data);
  }

  @Override
  public void onReady(int events) {
    if ((events & readinessMask) != 0) {
      if (tryStayQueued()) {
        set.publish(this);
      } else {
        set.tellOuter();
      }
    }
  }

  /**
   * As {@link #onReady}, for an item that shares its events with others (EPOLLEXCLUSIVE).
   *
   * @return whether a waiting thread was told, so that the others need not hear of it
   */
  public boolean onReadyExclusive(int events) {
    return (events & readinessMask) != 0 && enqueue();
  }

  /** Whether one waiter is enough for an event (EPOLLEXCLUSIVE). */
  public boolean exclusive() {
    return (interest & EPOLLEXCLUSIVE) != 0;
  }

  /** What is watched. */
  public Pollable source() {
    return source;
  }

  /** The set that it is in. */
  public EpollSet set() {
    return set;
  }

  /** Takes the item out of its set: what it watches closes. */
  public void forget() {
    set.remove(this);
  }

  /** The number under which it was added. */
  int fd() {
    return fd;
  }

  /** The caller's own 64 bits. */
  long data() {
    return data;
  }

  /** Whether the item stays ready after a report, as a level-triggered one does. */
  boolean staysReady() {
    return (interest & (EPOLLET | EPOLLONESHOT)) == 0;
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

  /**
   * Puts the item into the set's queue unless it is there, or in the ready list.
   *
   * @return whether that has told a waiting thread
   */
  boolean enqueue() {
    return tryStayQueued() && set.publish(this);
  }

  /** Claims a place in the ready list for an item that stays there; false if it is queued. */
  boolean tryStayQueued() {
    return !queued && QUEUED.compareAndSet(this, false, true);
  }

  /** Allows the item to be queued anew; what happens after this queues it. */
  void dequeued() {
    queued = false;
    // The look at the source that follows must not pass this.
    VarHandle.fullFence();
  }

  // ---- links ----

  EpollItem earlierNews() {
    return earlierNews;
  }

  void earlierNews(EpollItem item) {
    earlierNews = item;
  }

  EpollItem sameNumber() {
    return sameNumber;
  }

  void sameNumber(EpollItem item) {
    sameNumber = item;
  }

  EpollItem previousReady() {
    return previousReady;
  }

  EpollItem nextReady() {
    return nextReady;
  }

  void readyLinks(EpollItem previous, EpollItem next) {
    previousReady = previous;
    nextReady = next;
  }

  void previousReady(EpollItem item) {
    previousReady = item;
  }

  void nextReady(EpollItem item) {
    nextReady = item;
  }

  boolean removed() {
    return removed;
  }

  void removed(boolean now) {
    removed = now;
  }
}
