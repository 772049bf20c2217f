package io.ringroad.shim;

import io.ringroad.fastpath.lane.AddressMode;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One device of a configuration: a name that the engine opens, a device that the caller has opened,
 * or a VLAN of another.
 *
 * @param spec the device by name, or null
 * @param nic the caller's device, which stays the caller's to close, or null
 * @param parent the device whose VLAN this is, or null
 * @param vlan the VLAN's number, 1 to 4094; 0 for a device of its own
 * @param addresses the engine's addresses on it, the first the one to send from
 * @param mode where another IPv4 address comes from
 * @param mtu most bytes of an IP packet, 0 for what the device carries
 * @param capture where its frames are recorded, null for nowhere
 */
record DeviceConfig(
    NicSpec spec,
    Nic nic,
    DeviceConfig parent,
    int vlan,
    List<InterfaceConfig.Address> addresses,
    AddressMode mode,
    int mtu,
    Path capture) {
  private static final String VLAN = "vlan:";
  private static final int MOST_VLAN = 4_094;
  private static final String DHCP = "dhcp";
  private static final String LINK_LOCAL = "link-local";

  DeviceConfig {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads the name of a device, or {@code vlan:100}.
   *
   * @param key that has the name, for messages
   * @param before the devices that were named before, the last of which a VLAN belongs to
   */
  static DeviceConfig named(String key, String name, List<DeviceConfig> before) {
    if (!name.strip().startsWith(VLAN)) {
      NicSpec spec = RingroadConfigBuilder.spec(key, name);
      return new DeviceConfig(spec, null, null, 0, List.of(), AddressMode.STATIC, 0, null);
    }
    String number = name.strip().substring(VLAN.length());
    int vlan = ConfigValue.number(key, number, 1, MOST_VLAN);
    for (int i = before.size() - 1; i >= 0; i--) {
      if (before.get(i).vlan == 0) {
        return vlanOf(key, before.get(i), vlan, before);
      }
    }
    throw ConfigValue.wrong(key, name, "a VLAN of the device before, but there is none");
  }

  private static DeviceConfig vlanOf(
      String key, DeviceConfig parent, int vlan, List<DeviceConfig> before) {
    if (before.stream().anyMatch(each -> each.parent == parent && each.vlan == vlan)) {
      throw ConfigValue.wrong(key, VLAN + vlan, "another VLAN: the device has this one already");
    }
    return new DeviceConfig(null, null, parent, vlan, List.of(), AddressMode.STATIC, 0, null);
  }

  static DeviceConfig of(Nic nic) {
    return new DeviceConfig(null, nic, null, 0, List.of(), AddressMode.STATIC, 0, null);
  }

  /** Reads addresses, {@code dhcp} and {@code link-local}. */
  DeviceConfig withAddresses(String key, List<String> texts) {
    List<InterfaceConfig.Address> named = new ArrayList<>();
    AddressMode from = AddressMode.STATIC;
    for (String text : texts) {
      AddressMode asked =
          switch (text.strip()) {
            case DHCP -> AddressMode.DHCP;
            case LINK_LOCAL -> AddressMode.LINK_LOCAL;
            default -> AddressMode.STATIC;
          };
      if (asked == AddressMode.STATIC) {
        named.add(ConfigValue.address(key, text));
      } else if (from == AddressMode.STATIC) {
        from = asked;
      } else {
        throw ConfigValue.wrong(key, String.join(", ", texts), "dhcp or link-local once, not both");
      }
    }
    if (texts.isEmpty()) {
      throw ConfigValue.wrong(key, "", "at least one address, as 10.0.0.1/24, dhcp or link-local");
    }
    return new DeviceConfig(spec, nic, parent, vlan, named, from, mtu, capture);
  }

  DeviceConfig withMtu(int bytes) {
    return new DeviceConfig(spec, nic, parent, vlan, addresses, mode, bytes, capture);
  }

  DeviceConfig withCapture(String key, Path file) {
    if (vlan != 0 && file != null) {
      throw ConfigValue.wrong(key, file, "set for the device itself, which its VLANs' frames pass");
    }
    return new DeviceConfig(spec, nic, parent, vlan, addresses, mode, mtu, file);
  }

  /** Whether an address of either family is in one of the device's own networks. */
  boolean reaches(IpAddress address) {
    if (address.isIpv4()) {
      return reaches(address.ipv4());
    }
    for (InterfaceConfig.Address own : addresses) {
      int length = own.prefixLength();
      if (!own.isIpv4()
          && ((own.high() ^ address.high()) & Route.maskHigh(length)) == 0
          && ((own.low() ^ address.low()) & Route.maskLow(length)) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether an IPv4 address is in one of the device's own networks. */
  boolean reaches(int address) {
    for (InterfaceConfig.Address own : addresses) {
      if (own.isIpv4()
          && ((own.ipv4() ^ address) & IpAddresses.ipv4Mask(own.prefixLength())) == 0) {
        return true;
      }
    }
    return false;
  }

  /** What the engine calls the device. */
  String name() {
    if (parent != null) {
      return parent.name() + "." + vlan;
    }
    return nic == null ? spec.text() : nic.name();
  }
}
