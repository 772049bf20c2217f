package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Nic;
import java.util.List;

/**
 * A device with the addresses that it has.
 *
 * @param name what counters and messages call it
 * @param nic the device, opened and started; its owner closes it after the lanes
 * @param mtu most bytes of an IP packet, 68 to what the device carries
 * @param addresses first the one to send from
 * @param mode where another IPv4 address comes from
 * @param vlan the number of a VLAN, 1 to 4094; 0 for the device itself
 * @param parent the number of the interface whose VLAN this is, from 1 and smaller than its own; 0
 *     for the device itself
 */
public record InterfaceConfig(
    String name,
    Nic nic,
    int mtu,
    List<Address> addresses,
    AddressMode mode,
    int vlan,
    int parent) {
  /**
   * An address and the length of its network's prefix.
   *
   * @param high the upper half of the address, as {@link IpAddresses} describes
   * @param low the lower half
   * @param prefixLength 1 to 32 for IPv4, 1 to 128 for IPv6
   */
  public record Address(long high, long low, int prefixLength) {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /**
     * Reads "192.168.1.2/24" or "fd00::1/64".
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Address parse(String text) {
      int slash = text.indexOf('/');
      boolean ipv6 = text.indexOf(':') >= 0;
      int most = ipv6 ? IPV6_BITS : IPV4_BITS;
      int prefixLength = slash < 0 ? 0 : prefixLength(text.substring(slash + 1));
      if (prefixLength < 1 || prefixLength > most) {
        throw new IllegalArgumentException(
            "address must be an IP address with a prefix length of 1 to "
                + most
                + ", such as "
                + (ipv6 ? "fd00::1/64" : "192.168.1.2/24")
                + ", not '"
                + text
                + "'");
      }
      IpAddress address = IpAddresses.parse(text.substring(0, slash));
      return new Address(address.high(), address.low(), prefixLength);
    }

    private static int prefixLength(String text) {
      return text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : 0;
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
      return IpAddresses.isIpv4(high, low);
    }

    /** The IPv4 address; meaningful where {@link #isIpv4()}. */
    public int ipv4() {
      return IpAddresses.toIpv4(low);
    }

    @Override
    public String toString() {
      return IpAddresses.format(high, low) + "/" + prefixLength;
    }
  }

  /** A device whose addresses are all named here. */
  public InterfaceConfig(String name, Nic nic, int mtu, List<Address> addresses) {
    this(name, nic, mtu, addresses, AddressMode.STATIC, 0, 0);
  }

  /** Checks the MTU. */
  public InterfaceConfig {
    addresses = List.copyOf(addresses);
    if (mtu < 68 || mtu > nic.mtu()) { // RFC 791 3.2
      throw new IllegalArgumentException(
          "mtu of "
              + name
              + " must be 68 to "
              + nic.mtu()
              + ", what the device carries, not "
              + mtu);
    }
  }

  /** A device with its own name and MTU, and addresses such as "192.168.1.2/24". */
  public static InterfaceConfig of(Nic nic, String... addresses) {
    return new InterfaceConfig(
        nic.name(), nic, nic.mtu(), List.of(addresses).stream().map(Address::parse).toList());
  }
}
