package io.ringroad.fastpath.wire;

/**
 * An IP address as a value, for configuration and messages; the packet paths carry the two halves.
 *
 * @param high the most significant 64 bits, zero for IPv4
 * @param low the least significant 64 bits, see {@link IpAddresses}
 */
public record IpAddress(long high, long low) {
  /** The mapped form of an IPv4 address. */
  public static IpAddress ofIpv4(int ipv4) {
    return new IpAddress(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(ipv4));
  }

  /** Whether this is an IPv4-mapped address. */
  public boolean isIpv4() {
    return IpAddresses.isIpv4(high, low);
  }

  /** The IPv4 address; meaningful where {@link #isIpv4()}. */
  public int ipv4() {
    return IpAddresses.toIpv4(low);
  }

  @Override
  public String toString() {
    return IpAddresses.format(high, low);
  }
}
