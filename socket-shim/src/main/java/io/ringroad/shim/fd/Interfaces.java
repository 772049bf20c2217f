package io.ringroad.shim.fd;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.List;

/**
 * The engine's interfaces as an application sees them: {@code lo} is number 1, the devices follow
 * in the order of the configuration. The lanes count from the loopback, 0. Immutable.
 */
public final class Interfaces {
  /** The number of {@code lo}. */
  public static final int LOOPBACK = 1;

  private final List<String> names;
  private final int[][] addresses;
  private final int[] mtus;

  /**
   * Takes over the array.
   *
   * @param names of {@code lo} and all devices
   * @param addresses the IPv4 addresses of each
   * @param mtus the largest IP packet of each, bytes
   */
  public Interfaces(List<String> names, int[][] addresses, int[] mtus) {
    this.names = List.copyOf(names);
    this.addresses = addresses;
    this.mtus = mtus;
  }

  /** The application's number of what a lane calls {@code laneIndex}. */
  public static int ofLane(int laneIndex) {
    return laneIndex + LOOPBACK;
  }

  /** What a lane calls an interface. */
  public static int toLane(int number) {
    return number - LOOPBACK;
  }

  /** Whether there is an interface of this number. */
  public boolean has(int number) {
    return number >= LOOPBACK && number < LOOPBACK + names.size();
  }

  /** The number of an interface, 0 if there is none of that name. */
  public int number(String name) {
    int index = names.indexOf(name);
    return index < 0 ? 0 : index + LOOPBACK;
  }

  /** The name of an interface that there is. */
  public String name(int number) {
    return names.get(number - LOOPBACK);
  }

  /** The address that answers to what came in by an interface have, 0 if it has none. */
  public int address(int number) {
    return has(number) && addresses[number - LOOPBACK].length > 0
        ? addresses[number - LOOPBACK][0]
        : 0;
  }

  /** The largest IP packet, bytes, that leaves for an address in one piece. */
  public int mtuTo(long high, long low) {
    int mtu = mtus[0];
    for (int i = 1; i < mtus.length && !isOwn(high, low); i++) {
      mtu = Math.min(mtu, mtus[i]);
    }
    return mtu;
  }

  /** The number of the interface with an address, 0 if there is none. */
  public int numberWith(int address) {
    if (IpAddresses.isIpv4Loopback(address)) {
      return LOOPBACK;
    }
    for (int i = 0; i < addresses.length; i++) {
      for (int own : addresses[i]) {
        if (own == address) {
          return i + LOOPBACK;
        }
      }
    }
    return 0;
  }

  /** Whether an address is one of the engine's own, the loopback's included. */
  public boolean isOwn(long high, long low) {
    return IpAddresses.isIpv4(high, low)
        ? isOwn(IpAddresses.toIpv4(low))
        : IpAddresses.isLoopback(high, low);
  }

  /** Whether an IPv4 address is one of the engine's own, 127.0.0.0/8 included. */
  public boolean isOwn(int address) {
    if (IpAddresses.isIpv4Loopback(address)) {
      return true;
    }
    for (int[] each : addresses) {
      for (int own : each) {
        if (own == address) {
          return true;
        }
      }
    }
    return false;
  }
}
