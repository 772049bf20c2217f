package io.ringroad.fastpath.dhcp;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server has leased.
 *
 * @param address ours while the lease lasts
 * @param prefixLength of its network, 1 to 32
 * @param routes the default route and others
 * @param mtu bytes of an IP packet, 0 if the server says nothing
 * @param server who leased it
 * @param renewNs after this time the server is asked to go on (T1)
 * @param rebindNs after this time any server is asked (T2)
 * @param durationNs for how long it is ours; {@link Long#MAX_VALUE} for ever
 */
public record Lease(
    int address,
    int prefixLength,
    List<Way> routes,
    int mtu,
    int server,
    long renewNs,
    long rebindNs,
    long durationNs) {
  private static final int FOR_EVER = -1;
  private static final int SHORTEST_MTU = 68;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /**
   * A route that came with a lease.
   *
   * @param prefix the network's address
   * @param prefixLength 0 for the default route, to 32
   * @param gateway the router, 0 if the network is on the link
   */
  public record Way(int prefix, int prefixLength, int gateway) {}

  /** Reads what a server acknowledged; null if an address could not be used so. */
  static Lease of(DhcpMessage ack, int serverOfOffer) {
    int address = ack.yourAddress;
    int seconds = ack.optionInt(DhcpOption.LEASE_TIME, 0);
    boolean host =
        address >>> 24 != 0 && address >>> 28 < 0xE && !IpAddresses.isIpv4Loopback(address);
    if (!host || seconds == 0) {
      return null;
    }
    int prefixLength = prefixLength(address, ack.optionInt(DhcpOption.SUBNET_MASK, 0));
    int mtu = ack.optionShort(DhcpOption.INTERFACE_MTU, 0);
    long duration = nanoseconds(seconds);
    long rebind = nanoseconds(ack.optionInt(DhcpOption.REBINDING_TIME, 0));
    if (rebind <= 0 || rebind >= duration) {
      rebind = duration / 8 * 7; // RFC 2131 4.4.5: T2 is 0.875 of the lease
    }
    long renew = nanoseconds(ack.optionInt(DhcpOption.RENEWAL_TIME, 0));
    if (renew <= 0 || renew >= rebind) {
      renew = duration / 2 < rebind ? duration / 2 : rebind / 2; // T1 is half of it
    }
    return new Lease(
        address,
        prefixLength,
        routes(ack),
        mtu < SHORTEST_MTU ? 0 : mtu, // RFC 2132 5.1
        ack.optionInt(DhcpOption.SERVER_IDENTIFIER, serverOfOffer),
        renew,
        rebind,
        duration);
  }

  private static long nanoseconds(int seconds) {
    return seconds == FOR_EVER ? Long.MAX_VALUE : Integer.toUnsignedLong(seconds) * NS_PER_SECOND;
  }

  /** Without a mask, or with one of holes, the network is that of the address' class. */
  private static int prefixLength(int address, int mask) {
    int length = Integer.bitCount(mask);
    if (length > 0 && mask == IpAddresses.ipv4Mask(length)) {
      return length;
    }
    return address >>> 31 == 0 ? 8 : address >>> 30 == 2 ? 16 : 24;
  }

  /** RFC 3442: where there are classless routes, the router option says nothing. */
  private static List<Way> routes(DhcpMessage ack) {
    byte[] classless = ack.option(DhcpOption.CLASSLESS_ROUTES);
    if (classless.length > 0) {
      return classlessRoutes(classless);
    }
    int router = ack.optionInt(DhcpOption.ROUTER, 0);
    return router == 0 ? List.of() : List.of(new Way(0, 0, router));
  }

  private static List<Way> classlessRoutes(byte[] value) {
    List<Way> routes = new ArrayList<>();
    int at = 0;
    while (at < value.length) {
      int length = value[at] & 0xFF;
      int octets = (length + 7) / 8;
      if (length > 32 || at + 1 + octets + 4 > value.length) {
        return routes; // what comes behind has no meaning
      }
      int prefix = bytes(value, at + 1, octets) << 8 * (4 - octets) & IpAddresses.ipv4Mask(length);
      routes.add(new Way(octets == 0 ? 0 : prefix, length, bytes(value, at + 1 + octets, 4)));
      at += 1 + octets + 4;
    }
    return routes;
  }

  private static int bytes(byte[] value, int from, int count) {
    int read = 0;
    for (int i = 0; i < count; i++) {
      read = read << 8 | value[from + i] & 0xFF;
    }
    return read;
  }
}
