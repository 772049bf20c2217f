package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * Where a socket or connection sends, and how: the addresses and header fields that its owner sets,
 * and the route that the IP layer remembers for it. Used by the lane's thread alone.
 */
public final class IpDestination {
  /** The hop limit of unicast packets unless a socket asks for another (as Linux). */
  public static final int DEFAULT_HOP_LIMIT = 64;

  /** IPv6 packets have a label that the IP layer makes of their flow. */
  public static final int AUTOMATIC_FLOW_LABEL = -1;

  /** IP_PMTUDISC_DONT: cut what is larger than the path carries, and let routers do so too. */
  public static final int MTU_DISCOVER_DONT = 0;

  /** IP_PMTUDISC_WANT: cut what is larger than the path carries, and find out what that is. */
  public static final int MTU_DISCOVER_WANT = 1;

  /** IP_PMTUDISC_DO: refuse what is larger than the path carries. */
  public static final int MTU_DISCOVER_DO = 2;

  /** IP_PMTUDISC_PROBE: refuse what is larger than the device carries, whatever the path does. */
  public static final int MTU_DISCOVER_PROBE = 3;

  /** IP_PMTUDISC_INTERFACE: as {@link #MTU_DISCOVER_PROBE}, but routers may cut. */
  public static final int MTU_DISCOVER_INTERFACE = 4;

  /** IP_PMTUDISC_OMIT: cut what is larger than the device carries, and let routers do so too. */
  public static final int MTU_DISCOVER_OMIT = 5;

  private static final int ANY_MTU = 0xFFFF;

  private long localHigh;
  private long localLow;
  private long remoteHigh;
  private long remoteLow;
  private byte protocol;
  private byte trafficClass;
  private byte ecn;
  private byte hopLimit = DEFAULT_HOP_LIMIT;
  private boolean dontFragment = true;
  private boolean fragmentable;
  private boolean discovers;
  private boolean heedsPath;
  private boolean broadcastAllowed;
  private char pathMtu = ANY_MTU;
  private char learnedMtu = ANY_MTU;
  private boolean pathLocked;
  private char outInterface;
  private boolean multicastLoop = true;
  private byte[] headerOptions;
  private int headerOptionsBytes;
  private int flowLabel = AUTOMATIC_FLOW_LABEL;

  // What the IP layer found; it looks again when the generation is not the current one.
  private RouteKind routeKind;
  private NetworkInterface routeInterface;
  private long nextHopHigh;
  private long nextHopLow;
  private Neighbor neighbor;
  private int routeGeneration;

  /** What {@link PathMtus#generation} was when {@link #learned} was told. */
  int pathMtuGeneration;

  /** Creates a destination for a protocol's packets; both addresses are unspecified. */
  public IpDestination(int protocol) {
    this.protocol = (byte) protocol;
    this.localLow = IpAddresses.IPV4_ANY_LOW;
    this.remoteLow = IpAddresses.IPV4_ANY_LOW;
  }

  /** Sets the address to send from; unspecified lets the route choose. */
  public IpDestination local(long high, long low) {
    if (high != localHigh || low != localLow) {
      localHigh = high;
      localLow = low;
      forgetRoute();
    }
    return this;
  }

  /** Sets the address to send to. */
  public IpDestination remote(long high, long low) {
    if (high != remoteHigh || low != remoteLow) {
      remoteHigh = high;
      remoteLow = low;
      forgetRoute();
      pathMtu = ANY_MTU;
      learnedMtu = ANY_MTU;
      pathLocked = false;
      pathMtuGeneration = 0; // which is never current
    }
    return this;
  }

  public long localHigh() {
    return localHigh;
  }

  public long localLow() {
    return localLow;
  }

  public long remoteHigh() {
    return remoteHigh;
  }

  public long remoteLow() {
    return remoteLow;
  }

  /** The IANA number of the transport protocol. */
  public int protocol() {
    return protocol & 0xFF;
  }

  /** Sets the IANA number of the transport protocol, for packets of several. */
  public IpDestination protocol(int protocol) {
    this.protocol = (byte) protocol;
    return this;
  }

  /** TOS or traffic class, 0 to 255. */
  public int trafficClass() {
    return trafficClass & 0xFF;
  }

  /** Sets TOS or traffic class, 0 to 255. */
  public IpDestination trafficClass(int trafficClass) {
    this.trafficClass = (byte) trafficClass;
    return this;
  }

  /** The ECN codepoint of the next packets, 0 to 3. */
  public int ecn() {
    return ecn;
  }

  /** Sets the ECN codepoint of the next packets, for a transport that sets it packet by packet. */
  public IpDestination ecn(int codepoint) {
    this.ecn = (byte) codepoint;
    return this;
  }

  /** TTL or hop limit, 0 to 255; with 0 a group's packet stays on this host. */
  public int hopLimit() {
    return hopLimit & 0xFF;
  }

  /** Sets TTL or hop limit, 1 to 255. */
  public IpDestination hopLimit(int hopLimit) {
    this.hopLimit = (byte) hopLimit;
    return this;
  }

  /** Whether routers are told not to fragment. */
  public boolean dontFragment() {
    return dontFragment && !pathLocked;
  }

  /** Sets whether routers are told not to fragment. */
  public IpDestination dontFragment(boolean dontFragment) {
    this.dontFragment = dontFragment;
    return this;
  }

  /**
   * Sets what becomes of packets that are too large, as IP_MTU_DISCOVER of ip(7) does. Without
   * this, they are refused, and what the path carries is the owner's to find out.
   *
   * @param mode {@link #MTU_DISCOVER_DONT} or one of its like
   */
  public IpDestination mtuDiscover(int mode) {
    dontFragment = mode >= MTU_DISCOVER_WANT && mode <= MTU_DISCOVER_PROBE;
    fragmentable = mode < MTU_DISCOVER_DO || mode == MTU_DISCOVER_OMIT;
    heedsPath = mode < MTU_DISCOVER_PROBE;
    pathMtu = heedsPath ? learnedMtu : ANY_MTU;
    discovers = true;
    return this;
  }

  /** Whether this host cuts packets that are too large. */
  public boolean isFragmentable() {
    return fragmentable;
  }

  /** Takes what {@link PathMtus#find} gave. */
  void learned(int found) {
    learnedMtu = (char) PathMtus.mtu(found);
    pathLocked = PathMtus.isLocked(found);
    if (discovers) {
      pathMtu = heedsPath ? learnedMtu : ANY_MTU;
    }
  }

  /** Whether the owner may send to broadcast addresses (SO_BROADCAST). */
  public boolean broadcastAllowed() {
    return broadcastAllowed;
  }

  /** Sets whether the owner may send to broadcast addresses. */
  public IpDestination broadcastAllowed(boolean allowed) {
    if (allowed != broadcastAllowed) {
      broadcastAllowed = allowed;
      forgetRoute();
    }
    return this;
  }

  /** Whether members on this host hear what is sent to a group (IP_MULTICAST_LOOP). */
  public boolean multicastLoop() {
    return multicastLoop;
  }

  /** Sets whether members on this host hear what is sent to a group. */
  public IpDestination multicastLoop(boolean loops) {
    this.multicastLoop = loops;
    return this;
  }

  /** The index of the interface to send through, 0 for the route's choice. */
  public int outInterface() {
    return outInterface;
  }

  /** Sets the interface to send through, 0 to 65535; 0 lets the route choose. */
  public IpDestination outInterface(int index) {
    if (index != outInterface) {
      outInterface = (char) index;
      forgetRoute();
    }
    return this;
  }

  /** Bytes of options behind the fixed header, a multiple of 4, at most 40. */
  public int headerOptionsBytes() {
    return headerOptionsBytes;
  }

  byte[] headerOptions() {
    return headerOptions;
  }

  /**
   * Sets the options behind the fixed header; the array is the owner's and is read when sending.
   */
  public IpDestination headerOptions(byte[] options, int bytes) {
    headerOptions = options;
    headerOptionsBytes = bytes;
    return this;
  }

  /** The flow label of IPv6 packets, {@link #AUTOMATIC_FLOW_LABEL} unless the owner chose one. */
  public int flowLabel() {
    return flowLabel;
  }

  /** Sets the flow label of IPv6 packets, 0 to 2^20 - 1 or {@link #AUTOMATIC_FLOW_LABEL}. */
  public IpDestination flowLabel(int label) {
    this.flowLabel = label;
    return this;
  }

  /** The largest packet that the path is known to carry; 65535 while nothing is known. */
  public int pathMtu() {
    return pathMtu;
  }

  /**
   * Lowers (or resets) what the path carries, after an error that the owner believes (RFC 1191).
   *
   * @param bytes 68 to 65535; smaller values count as 68, the least that RFC 791 allows
   */
  public IpDestination pathMtu(int bytes) {
    this.pathMtu = (char) Math.max(68, Math.min(bytes, ANY_MTU));
    return this;
  }

  // ---- the route, which the IP layer keeps here ----

  /** Notes what a version of IP found, in the generation of routes that it looked at. */
  public void found(
      RouteKind kind, NetworkInterface out, long nextHopHigh, long nextHopLow, int generation) {
    this.routeKind = kind;
    this.routeInterface = out;
    this.nextHopHigh = nextHopHigh;
    this.nextHopLow = nextHopLow;
    this.neighbor = null;
    this.routeGeneration = generation;
  }

  /** How packets leave. */
  public RouteKind routeKind() {
    return routeKind;
  }

  /** By which interface, of the version that found it; null for the loopback. */
  public NetworkInterface routeInterface() {
    return routeInterface;
  }

  public long nextHopHigh() {
    return nextHopHigh;
  }

  public long nextHopLow() {
    return nextHopLow;
  }

  /** The next hop of an IPv4 destination. */
  public int nextHopIpv4() {
    return IpAddresses.toIpv4(nextHopLow);
  }

  /** The next hop as its table knows it; null until a packet was sent. */
  public Neighbor neighbor() {
    return neighbor;
  }

  /** Remembers the next hop. */
  public void neighbor(Neighbor nextHop) {
    this.neighbor = nextHop;
  }

  /** The generation of routes that the route is of; 0 if there is none. */
  public int routeGeneration() {
    return routeGeneration;
  }

  /** Makes the IP layer look for the route again before the next packet. */
  public void forgetRoute() {
    routeGeneration = 0; // which no route table has
    neighbor = null;
  }
}
