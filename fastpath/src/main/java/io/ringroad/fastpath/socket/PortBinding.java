package io.ringroad.fastpath.socket;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hold on a local port. A listener's connections share their listener's: the port stays taken
 * until the last of them has let go. Made by {@link PortTable}; {@link #retain} and {@link
 * #release} may be called by any thread.
 */
public final class PortBinding {
  private final PortTable table;
  private final PortRequest request;
  private final int port;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile PortRequest held;
  private volatile boolean listening;
  private volatile Runnable whenFree;

  PortBinding(PortTable table, PortRequest request, int port) {
    this.table = table;
    this.request = request;
    this.held = request;
    this.port = port;
  }

  /** The local port, 1 to 65535. */
  public int port() {
    return port;
  }

  /** What was asked for; its local port may be 0. */
  public PortRequest request() {
    return request;
  }

  /** What was asked for, at the address that the port is held at now. */
  PortRequest held() {
    return held;
  }

  /** The address of the socket is another one now: its peer narrowed it, or does so no longer. */
  public void heldAt(long high, long low) {
    held = request.at(high, low);
  }

  /** Whether a listener holds this port now. */
  public boolean isListening() {
    return listening;
  }

  /** Set by {@link PortTable#listen}. */
  void listening() {
    listening = true;
  }

  /** The listener closes; connections that came through it may keep the port. */
  public void stopListening() {
    listening = false;
  }

  /** One more socket shares this hold. */
  public PortBinding retain() {
    references.incrementAndGet();
    return this;
  }

  /** Whether more than one socket has this hold. */
  boolean isShared() {
    return references.get() > 1;
  }

  /** {@link #retain} for who does not share the hold yet; false if the port is free by now. */
  public boolean tryRetain() {
    int before = references.get();
    while (before > 0 && !references.compareAndSet(before, before + 1)) {
      before = references.get();
    }
    return before > 0;
  }

  /** Sets what is to be done when the port becomes free. */
  public void whenFree(Runnable action) {
    whenFree = action;
  }

  /** One socket less; with the last, the port is free. */
  public void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      table.remove(this);
      if (whenFree != null) {
        whenFree.run();
      }
    } else if (left < 0) {
      throw new IllegalStateException("the hold on port " + port + " was released too often");
    }
  }
}
