package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTTY;
import static io.ringroad.shim.abi.FileControl.O_APPEND;
import static io.ringroad.shim.abi.FileControl.O_ASYNC;
import static io.ringroad.shim.abi.FileControl.O_DIRECT;
import static io.ringroad.shim.abi.FileControl.O_NOATIME;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.FileControl.O_RDWR;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.wait.EpollItem;
import io.ringroad.shim.wait.Pollable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * What one or more numbers of the table stand for: Linux's open file description. It is open as
 * long as somebody has a reference: a number, a borrowed frame, a call.
 */
public abstract class Descriptor implements Pollable, FileOperations {
  private static final VarHandle REFERENCES;
  private static final VarHandle LISTENERS;
  private static final VarHandle WATCHERS;
  private static final VarHandle STATUS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      REFERENCES = lookup.findVarHandle(Descriptor.class, "references", int.class);
      LISTENERS = lookup.findVarHandle(Descriptor.class, "listeners", Readiness.class);
      WATCHERS = lookup.findVarHandle(Descriptor.class, "watchers", Watchers.class);
      STATUS = lookup.findVarHandle(Descriptor.class, "statusFlags", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal") // through REFERENCES
  private volatile int references = 1;

  /** Made for the first who waits. */
  @SuppressWarnings("unused") // through LISTENERS
  private volatile Readiness listeners;

  /** Made for the first epoll item that watches this. */
  @SuppressWarnings("unused") // through WATCHERS
  private volatile Watchers watchers;

  @SuppressWarnings("FieldMayBeFinal") // through STATUS
  private volatile int statusFlags;

  /** Starts with one reference, which the caller gives to the table. */
  protected Descriptor(boolean nonBlocking) {
    statusFlags = O_RDWR | (nonBlocking ? O_NONBLOCK : 0);
  }

  @Override
  public int refuse(int errno) {
    return -errno;
  }

  /** Takes another reference; the caller has one already. */
  public final void retain() {
    int ignored = (int) REFERENCES.getAndAdd(this, 1);
  }

  /** Takes another reference if the descriptor is still open. */
  public final boolean tryRetain() {
    int now;
    do {
      now = references;
      if (now == 0) {
        return false;
      }
    } while (!REFERENCES.compareAndSet(this, now, now + 1));
    return true;
  }

  /** Drops a reference; with the last one the descriptor closes. */
  public final void release() {
    if ((int) REFERENCES.getAndAdd(this, -1) == 1) {
      forgetWatchers();
      onLastRelease();
    } else {
      onReferenceDropped();
    }
  }

  /** How many references there are. */
  public final int references() {
    return references;
  }

  /** Called when a reference was dropped that was not the last. */
  protected void onReferenceDropped() {}

  /** Closes what is behind. Called once, by the thread that drops the last reference. */
  protected abstract void onLastRelease();

  /** {@code O_RDWR}, {@code O_NONBLOCK}, and what else {@link #changeStatusFlags} took. */
  public final int statusFlags() {
    return statusFlags;
  }

  /** Whether calls do not wait. */
  public final boolean nonBlocking() {
    return (statusFlags & O_NONBLOCK) != 0;
  }

  /** Sets or clears {@code O_NONBLOCK}. */
  public final void nonBlocking(boolean on) {
    changeFlags(O_NONBLOCK, on ? O_NONBLOCK : 0);
  }

  /**
   * F_SETFL: takes the flags that can be changed later; the others are passed over.
   *
   * @return 0 or {@code -EINVAL}
   */
  public final int changeStatusFlags(int flags) {
    if ((flags & O_DIRECT) != 0) {
      return -EINVAL;
    }
    int changeable = O_APPEND | O_NONBLOCK | O_NOATIME | (keepsAsync() ? O_ASYNC : 0);
    changeFlags(changeable, flags & changeable);
    return 0;
  }

  /** FIOASYNC: 0 or {@code -ENOTTY}. */
  public final int async(boolean on) {
    if (!keepsAsync()) {
      return -ENOTTY;
    }
    changeFlags(O_ASYNC, on ? O_ASYNC : 0);
    return 0;
  }

  /** Whether the descriptor takes O_ASYNC, as sockets do. */
  protected boolean keepsAsync() {
    return false;
  }

  private void changeFlags(int mask, int flags) {
    int before;
    do {
      before = statusFlags;
    } while (!STATUS.compareAndSet(this, before, before & ~mask | flags));
  }

  @Override
  public void addListener(ReadinessListener listener) {
    if (listeners == null) {
      LISTENERS.compareAndSet(this, null, new Readiness());
    }
    listeners.add(listener);
  }

  @Override
  public void removeListener(ReadinessListener listener) {
    Readiness current = listeners;
    if (current != null) {
      current.remove(listener);
    }
  }

  /** Tells who waits, whatever is behind the descriptor at the moment. Any thread. */
  protected final void signal(int events) {
    // What happened is visible before this looks; who waits adds itself, then looks at that.
    VarHandle.fullFence();
    Readiness current = listeners;
    if (current != null) {
      current.signal(events);
    }
  }

  /** Makes everyone who waits look again: the engine closes. */
  void wake() {
    signal(~0);
  }

  @Override
  public final void watchedBy(EpollItem item) {
    if (watchers == null) {
      WATCHERS.compareAndSet(this, null, new Watchers());
    }
    addListener(watchers.add(item));
  }

  @Override
  public final void unwatchedBy(EpollItem item) {
    ReadinessListener silent = watchers.remove(item);
    if (silent != null) {
      removeListener(silent);
    }
  }

  /** The epoll items that watch this. */
  final List<EpollItem> watchers() {
    Watchers now = watchers;
    return now == null ? List.of() : now.items();
  }

  private void forgetWatchers() {
    watchers().forEach(EpollItem::forget);
  }
}
