package io.ringroad.fastpath.route;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Locale;

/**
 * A way to the addresses of a prefix, of either family. Addresses are two longs, those of IPv4 in
 * their mapped form ({@link IpAddresses}).
 *
 * @param prefixHigh first half of the network's address
 * @param prefixLow second half, host bits zero
 * @param prefixLength 0 to 128 for IPv6; for IPv4 96 to 128, 96 more than its notation says
 * @param gatewayHigh first half of the router to send to
 * @param gatewayLow second half; both zero if the addresses are on the link
 * @param interfaceIndex the interface to send through, from 1; 0 where nothing is sent
 * @param metric of two routes to the same prefix the one with the smaller metric is taken
 * @param sourceHigh first half of the local address to use where a socket has none
 * @param sourceLow second half; both zero for the interface's own choice
 * @param type what becomes of the packets
 */
public record Route(
    long prefixHigh,
    long prefixLow,
    int prefixLength,
    long gatewayHigh,
    long gatewayLow,
    int interfaceIndex,
    int metric,
    long sourceHigh,
    long sourceLow,
    RouteType type) {
  /** How much longer the prefix of a mapped address is than IPv4 writes it. */
  public static final int IPV4_OFFSET = 96;

  private static final int MOST_BITS = 128;

  /** Checks that the prefix is one. */
  public Route {
    boolean mapped = IpAddresses.isIpv4(prefixHigh, prefixLow);
    if (prefixLength < 0 || prefixLength > MOST_BITS || mapped && prefixLength < IPV4_OFFSET) {
      int offset = mapped ? IPV4_OFFSET : 0;
      throw new IllegalArgumentException(
          "prefix length must be 0.." + (MOST_BITS - offset) + ": " + (prefixLength - offset));
    }
    if ((prefixHigh & ~maskHigh(prefixLength)) != 0 || (prefixLow & ~maskLow(prefixLength)) != 0) {
      throw new IllegalArgumentException(
          "host bits are set in " + formatPrefix(prefixHigh, prefixLow, prefixLength));
    }
  }

  /**
   * A way to IPv4 addresses.
   *
   * @param prefixLength 0 (the default route) to 32
   * @param gateway the router to send to, or 0 if the addresses are on the link
   * @param source the local address to use where a socket has none, or 0
   */
  public static Route ofIpv4(
      int prefix, int prefixLength, int gateway, int interfaceIndex, int metric, int source) {
    return new Route(
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(prefix),
        IPV4_OFFSET + prefixLength,
        IpAddresses.IPV4_HIGH,
        gateway == 0 ? 0 : IpAddresses.mapIpv4(gateway),
        interfaceIndex,
        metric,
        IpAddresses.IPV4_HIGH,
        source == 0 ? 0 : IpAddresses.mapIpv4(source),
        RouteType.UNICAST);
  }

  /** The same prefix, with another fate of its packets. */
  public Route withType(RouteType other) {
    return new Route(
        prefixHigh,
        prefixLow,
        prefixLength,
        gatewayHigh,
        gatewayLow,
        interfaceIndex,
        metric,
        sourceHigh,
        sourceLow,
        other);
  }

  /** The first half of the mask of a prefix of 0 to 128 bits. */
  public static long maskHigh(int prefixLength) {
    return prefixLength == 0 ? 0 : -1L << Math.max(0, Long.SIZE - prefixLength);
  }

  /** The second half of the mask of a prefix of 0 to 128 bits. */
  public static long maskLow(int prefixLength) {
    return prefixLength <= Long.SIZE ? 0 : -1L << (MOST_BITS - prefixLength);
  }

  /** Whether the route is one of IPv4. */
  public boolean isIpv4() {
    return IpAddresses.isIpv4(prefixHigh, prefixLow);
  }

  /** Whether the address is in the prefix. */
  public boolean matches(long high, long low) {
    return (high & maskHigh(prefixLength)) == prefixHigh
        && (low & maskLow(prefixLength)) == prefixLow;
  }

  /** Whether packets go to a router, not to the destination itself. */
  public boolean hasGateway() {
    return (gatewayHigh | gatewayLow) != 0;
  }

  /** Whether the route says which local address to use. */
  public boolean hasSource() {
    return (sourceHigh | sourceLow) != 0;
  }

  /** The router of a route of IPv4, 0 if the addresses are on the link. */
  public int ipv4Gateway() {
    return IpAddresses.toIpv4(gatewayLow);
  }

  /** The local address that a route of IPv4 names, 0 if none. */
  public int ipv4Source() {
    return IpAddresses.toIpv4(sourceLow);
  }

  /** The neighbour to hand a packet for {@code destination} to, by a route of IPv4. */
  public int ipv4NextHop(int destination) {
    return hasGateway() ? ipv4Gateway() : destination;
  }

  /** Whether the other is a route to the same prefix, by the same interface and metric. */
  boolean isInPlaceOf(Route other) {
    return prefixHigh == other.prefixHigh
        && prefixLow == other.prefixLow
        && prefixLength == other.prefixLength
        && metric == other.metric
        && interfaceIndex == other.interfaceIndex;
  }

  private static String formatPrefix(long high, long low, int length) {
    int written = IpAddresses.isIpv4(high, low) ? length - IPV4_OFFSET : length;
    return IpAddresses.format(high, low) + "/" + written;
  }

  /** As ip-route(8) writes it, with the interface's number for its name. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (type != RouteType.UNICAST) {
      text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(formatPrefix(prefixHigh, prefixLow, prefixLength));
    if (hasGateway()) {
      text.append(" via ").append(IpAddresses.format(gatewayHigh, gatewayLow));
    }
    if (interfaceIndex != 0) {
      text.append(" interface ").append(interfaceIndex);
    }
    if (hasSource()) {
      text.append(" source ").append(IpAddresses.format(sourceHigh, sourceLow));
    }
    return text.append(" metric ").append(metric).toString();
  }
}
