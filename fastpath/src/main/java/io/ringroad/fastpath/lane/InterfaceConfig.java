package io.ringroad.fastpath.lane;

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
 */
public record InterfaceConfig(String name, Nic nic, int mtu, List<Address> addresses) {
  /**
   * An IPv4 address and the length of its network's prefix.
   *
   * @param ipv4 the address
   * @param prefixLength 1 to 32
   */
  public record Address(int ipv4, int prefixLength) {
    /**
     * Reads "192.168.1.2/24".
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Address parse(String text) {
      int slash = text.indexOf('/');
      int prefixLength = slash < 0 ? -1 : prefixLength(text.substring(slash + 1));
      if (prefixLength < 1) {
        throw new IllegalArgumentException(
            "address must be an IPv4 address with a prefix length of 1 to 32, such as"
                + " 192.168.1.2/24, not '"
                + text
                + "'");
      }
      return new Address(IpAddresses.parseIpv4(text.substring(0, slash)), prefixLength);
    }

    private static int prefixLength(String text) {
      return text.matches("[1-9]|[12][0-9]|3[0-2]") ? Integer.parseInt(text) : -1;
    }

    @Override
    public String toString() {
      return IpAddresses.formatIpv4(ipv4) + "/" + prefixLength;
    }
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
