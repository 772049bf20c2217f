package io.ringroad.fastpath.socket;

import java.util.Arrays;

/**
 * The option values of one socket. Written by the lane's thread (or before the socket is shared),
 * read by any. Sockets that an accept creates share their listener's values until one of them is
 * changed, so that a socket nobody tunes costs one reference.
 */
public final class SocketOptions {
  private static final long[] DEFAULTS = new long[SocketOption.count()];

  static {
    for (int i = 0; i < DEFAULTS.length; i++) {
      DEFAULTS[i] = SocketOption.of(i).defaultValue();
    }
  }

  /** Never written after publication: a change makes a new array. */
  private volatile long[] values;

  /** Linux's defaults. */
  public SocketOptions() {
    values = DEFAULTS;
  }

  /** The values that another socket has now. */
  public SocketOptions(SocketOptions inherited) {
    values = inherited.values;
  }

  /** The value of an option. Any thread. */
  public long get(SocketOption option) {
    return values[option.ordinal()];
  }

  /** The value of an option whose range is that of an int. Any thread. */
  public int getInt(SocketOption option) {
    return (int) values[option.ordinal()];
  }

  /** Whether a flag is on. Any thread. */
  public boolean isSet(SocketOption option) {
    return values[option.ordinal()] != 0;
  }

  /** The value of an option, or {@code otherwise} if it is 0, "the default". Any thread. */
  public int getOr(SocketOption option, int otherwise) {
    long value = values[option.ordinal()];
    return value == 0 ? otherwise : (int) value;
  }

  /** Changes an option. The lane's thread. */
  public void set(SocketOption option, long value) {
    long[] current = values;
    if (current[option.ordinal()] != value) {
      long[] changed = Arrays.copyOf(current, current.length);
      changed[option.ordinal()] = value;
      values = changed;
    }
  }
}
