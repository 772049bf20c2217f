package io.ringroad.fastpath.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What has happened to a socket, and who wants to hear of it.
 *
 * <p>Lasting conditions ({@link #CONNECTED}, {@link #PEER_CLOSED}, ...) are bits of one volatile
 * word. {@link #READABLE}, {@link #WRITABLE} and {@link #ACCEPTABLE} are never stored: a socket
 * computes them from its rings ({@link Socket#readiness()}), so they are true exactly as long as
 * they hold.
 *
 * <p>No wake-up is lost. The side that causes an event first changes the ring or the word, then
 * passes a full fence, then reads the listeners. A waiter first adds its listener, then passes a
 * full fence, then looks at the socket. One of the two sees the other.
 */
public final class Readiness {
  /** Bytes, a datagram, the end of the stream or an error can be received without waiting. */
  public static final int READABLE = 1;

  /** There is room to send, by Linux's rule for this kind of socket. */
  public static final int WRITABLE = 1 << 1;

  /** The peer has closed its direction; what it sent before may still wait to be read. */
  public static final int PEER_CLOSED = 1 << 2;

  /** Both directions are finished. */
  public static final int HANG_UP = 1 << 3;

  /** An error waits to be taken by {@link Socket#takeError()}. */
  public static final int ERROR = 1 << 4;

  /** A connection waits to be accepted. */
  public static final int ACCEPTABLE = 1 << 5;

  /** The connection is, or has been, established. */
  public static final int CONNECTED = 1 << 6;

  /** A connection attempt is under way. */
  public static final int CONNECTING = 1 << 7;

  /** The application has given up receiving. */
  public static final int RECEIVE_SHUTDOWN = 1 << 8;

  /** The application has given up sending. */
  public static final int SEND_SHUTDOWN = 1 << 9;

  /** The application found no room to send and wants to be told when there is. */
  public static final int SEND_BLOCKED = 1 << 10;

  /** The lane found no room to deliver and wants to be told when there is. */
  public static final int DELIVERY_BLOCKED = 1 << 11;

  /** Urgent data waits to be received out of band. */
  public static final int URGENT = 1 << 12;

  /** A connection attempt waits for the first data, to send it in the SYN (RFC 7413). */
  public static final int EARLY_DATA = 1 << 13;

  /** The peer has acknowledged all that was sent, and the end of it. */
  public static final int SEND_FINISHED = 1 << 14;

  /** A report waits to be received with MSG_ERRQUEUE. */
  public static final int REPORTED = 1 << 15;

  /** What is told when a state changes: to all who wait, whatever for (sk_state_change). */
  public static final int STATE_CHANGED = READABLE | WRITABLE | PEER_CLOSED | HANG_UP;

  private static final VarHandle BITS;
  private static final VarHandle LISTENERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BITS = lookup.findVarHandle(Readiness.class, "bits", int.class);
      LISTENERS = lookup.findVarHandle(Readiness.class, "listeners", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal")
  private volatile int bits;

  /** Null while nobody listens, one listener, or an array of several: most sockets have one. */
  private volatile Object listeners;

  /** The stored bits. Any thread. */
  public int bits() {
    return bits;
  }

  /** Whether all bits of the mask are set. Any thread. */
  public boolean has(int mask) {
    return (bits & mask) == mask;
  }

  /**
   * Sets bits without telling anyone. Any thread; a full fence.
   *
   * @return the bits as they were before
   */
  public int set(int mask) {
    return (int) BITS.getAndBitwiseOr(this, mask);
  }

  /**
   * Clears bits. Any thread; a full fence.
   *
   * @return the bits as they were before
   */
  public int clear(int mask) {
    return (int) BITS.getAndBitwiseAnd(this, ~mask);
  }

  /** Sets bits, then tells the listeners of {@code events}. Any thread. */
  public void raise(int mask, int events) {
    set(mask);
    tell(events);
  }

  /**
   * Sets some bits and clears others in one step, so that nobody sees a socket in neither state,
   * then tells the listeners of {@code events}. Any thread.
   */
  public void change(int toSet, int toClear, int events) {
    int before;
    do {
      before = bits;
    } while (!BITS.compareAndSet(this, before, (before | toSet) & ~toClear));
    tell(events);
  }

  /** Tells the listeners that something has happened in a ring. Any thread. */
  public void signal(int events) {
    VarHandle.fullFence();
    tell(events);
  }

  /** Adds a listener, once; a full fence follows, so the caller may look at the socket next. */
  public void add(ReadinessListener listener) {
    Object before;
    Object after;
    do {
      before = listeners;
      if (before == listener || before instanceof ReadinessListener[] a && contains(a, listener)) {
        return;
      }
      after = with(before, listener);
    } while (!LISTENERS.compareAndSet(this, before, after));
    VarHandle.fullFence();
  }

  /** Removes a listener; a call that is already under way may still reach it. */
  public void remove(ReadinessListener listener) {
    Object before;
    Object after;
    do {
      before = listeners;
      after = without(before, listener);
      if (after == before) {
        return;
      }
    } while (!LISTENERS.compareAndSet(this, before, after));
  }

  private void tell(int events) {
    Object current = listeners;
    if (current instanceof ReadinessListener[] several) {
      for (ReadinessListener listener : several) {
        listener.onReady(events);
      }
    } else if (current != null) {
      ((ReadinessListener) current).onReady(events);
    }
  }

  private static Object with(Object before, ReadinessListener listener) {
    if (before == null) {
      return listener;
    }
    if (before instanceof ReadinessListener[] several) {
      ReadinessListener[] after = Arrays.copyOf(several, several.length + 1);
      after[several.length] = listener;
      return after;
    }
    return new ReadinessListener[] {(ReadinessListener) before, listener};
  }

  private static Object without(Object before, ReadinessListener listener) {
    if (before == listener) {
      return null;
    }
    if (!(before instanceof ReadinessListener[] several) || !contains(several, listener)) {
      return before;
    }
    if (several.length == 2) {
      return several[0] == listener ? several[1] : several[0];
    }
    ReadinessListener[] after = new ReadinessListener[several.length - 1];
    int at = 0;
    for (ReadinessListener each : several) {
      if (each != listener) {
        after[at++] = each;
      }
    }
    return after;
  }

  private static boolean contains(ReadinessListener[] several, ReadinessListener listener) {
    for (ReadinessListener each : several) {
      if (each == listener) {
        return true;
      }
    }
    return false;
  }
}
