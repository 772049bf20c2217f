package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.link.EthernetLink;

/**
 * A device as one version of IP sees it: both see the same number, name and link. Used by the
 * lane's thread alone.
 */
public abstract class NetworkInterface {
  private final int index;
  private final String name;
  private final EthernetLink link;
  private int mtuLimit = Integer.MAX_VALUE;

  /** A device with a number, from 1, and the name that configuration and counters call it by. */
  protected NetworkInterface(int index, String name, EthernetLink link) {
    this.index = index;
    this.name = name;
    this.link = link;
  }

  /** 1 for the first interface of the lane, 2 for the second; 0 is the loopback. */
  public final int index() {
    return index;
  }

  /** The name that configuration and counters call it by. */
  public final String name() {
    return name;
  }

  public final EthernetLink link() {
    return link;
  }

  /** Most bytes of an IP packet. */
  public final int mtu() {
    return Math.min(link.mtu(), mtuLimit);
  }

  /** Bounds the packets of this version of IP, as a router asked for (RFC 4861 6.3.4). */
  public final void limitMtu(int bytes) {
    mtuLimit = bytes;
  }
}
