package io.ringroad.fastpath.stats;

/** The type ids under which the layers' counters stand in a counters file. */
public final class CounterTypes {
  public static final int LANE = 1;
  public static final int LINK = 2;
  public static final int NEIGHBOR = 3;
  public static final int IP = 4;
  public static final int ICMP = 5;
  public static final int UDP = 6;
  public static final int TCP = 7;
  public static final int RAW = 8;
  public static final int PING = 9;
  public static final int MEMBERSHIP = 10;
  public static final int FRAGMENT = 14;
  public static final int DHCP = 12;

  private CounterTypes() {}
}
