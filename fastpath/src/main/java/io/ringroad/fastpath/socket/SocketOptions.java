package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The option values of one socket. Written by the lane's thread (or before the socket is shared),
 * read by any. Sockets that an accept creates share their listener's values until one of them is
 * changed, so that a socket nobody tunes costs one reference.
 */
public final class SocketOptions {
  private static final int REFUSE_BEYOND_PATH = 2; // IPV6_PMTUDISC_DO
  private static final int IP_OPTIONS_WORDS = 5;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long[] DEFAULTS = defaults(SocketDomain.INET);
  private static final long[] DEFAULTS_INET6 = defaults(SocketDomain.INET6);

  private static long[] defaults(SocketDomain domain) {
    long[] values = new long[SocketOption.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = SocketOption.of(i).defaultValue();
    }
    values[SocketOption.DOMAIN.ordinal()] = domain.ordinal();
    if (domain == SocketDomain.INET6) {
      values[SocketOption.MULTICAST_ALL.ordinal()] = 0; // inet6_create leaves it so
    }
    return values;
  }

  private static final SocketOption[] LISTENERS_OWN = {
    SocketOption.PRIORITY, SocketOption.DEFER_ACCEPT, SocketOption.FAST_OPEN
  };

  /** Never written after publication: a change makes a new array. */
  private volatile long[] values;

  /** Linux's defaults of a socket that is not of AF_INET6. */
  public SocketOptions() {
    this(SocketDomain.INET);
  }

  /** Linux's defaults. */
  public SocketOptions(SocketDomain domain) {
    values = domain == SocketDomain.INET6 ? DEFAULTS_INET6 : DEFAULTS;
  }

  /** The values of a connection that a listener gets. */
  SocketOptions(Inheritance listener) {
    values = listener.values();
  }

  /** What a listener hands on: its own values but those that are about listening. Any lane. */
  static final class Inheritance {
    private record HandedOn(long[] from, long[] to) {}

    private final SocketOptions listener;

    /** Made anew only when the listener's have changed; two lanes may both do it. */
    private HandedOn last;

    Inheritance(SocketOptions listener) {
      this.listener = listener;
    }

    private long[] values() {
      long[] current = listener.values;
      HandedOn known = last;
      if (known == null || known.from != current) {
        known = new HandedOn(current, withoutListenersOwn(current));
        last = known;
      }
      return known.to;
    }
  }

  private static long[] withoutListenersOwn(long[] values) {
    long[] others = values;
    for (SocketOption own : LISTENERS_OWN) {
      if (values[own.ordinal()] != own.defaultValue()) {
        others = others == values ? values.clone() : others;
        others[own.ordinal()] = own.defaultValue();
      }
    }
    return others;
  }

  /** The value of an option. Any thread. */
  public long get(SocketOption option) {
    return values[option.ordinal()];
  }

  /** The value of an option whose range is that of an int. Any thread. */
  public int getInt(SocketOption option) {
    return (int) values[option.ordinal()];
  }

  /** The family that the socket was opened for. Any thread. */
  public SocketDomain domain() {
    return SocketDomain.of(getInt(SocketOption.DOMAIN));
  }

  /** TOS or traffic class of what is sent to an address. Any thread. */
  public int trafficClass(long high, long low) {
    return getInt(
        IpAddresses.isIpv4(high, low)
            ? SocketOption.TRAFFIC_CLASS
            : SocketOption.IPV6_TRAFFIC_CLASS);
  }

  /** TTL or hop limit of what is sent to an address, a group's or not. Any thread. */
  public int hopLimit(long high, long low) {
    if (IpAddresses.isMulticast(high, low)) {
      return getInt(
          IpAddresses.isIpv4(high, low)
              ? SocketOption.MULTICAST_HOP_LIMIT
              : SocketOption.IPV6_MULTICAST_HOP_LIMIT);
    }
    return getInt(
        IpAddresses.isIpv4(high, low) ? SocketOption.HOP_LIMIT : SocketOption.IPV6_HOP_LIMIT);
  }

  /** Whether the socket wants reports of errors on the way to an address. Any thread. */
  public boolean receivesErrors(long high, long low) {
    return isSet(
        IpAddresses.isIpv4(high, low)
            ? SocketOption.RECEIVE_ERRORS
            : SocketOption.IPV6_RECEIVE_ERRORS);
  }

  /**
   * What becomes of datagrams to an address that are too large, in the numbers of IP_MTU_DISCOVER;
   * IPV6_DONTFRAG makes one refuse that would cut. Any thread.
   */
  public int mtuDiscover(long high, long low) {
    if (IpAddresses.isIpv4(high, low)) {
      return getInt(SocketOption.MTU_DISCOVER);
    }
    int mode = getInt(SocketOption.IPV6_MTU_DISCOVER);
    boolean refuses = isSet(SocketOption.IPV6_DONT_FRAGMENT);
    return refuses && mode < REFUSE_BEYOND_PATH ? REFUSE_BEYOND_PATH : mode;
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

  /**
   * Copies the IP options (IP_OPTIONS) out. Any thread.
   *
   * @param to room for 40 bytes
   * @return how many they are
   */
  public int copyIpOptions(byte[] to) {
    long[] now = values;
    for (int i = 0; i < IP_OPTIONS_WORDS; i++) {
      WORDS.set(to, i * Long.BYTES, now[SocketOption.IP_OPTIONS_0.ordinal() + i]);
    }
    return (int) now[SocketOption.IP_OPTIONS_BYTES.ordinal()];
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
