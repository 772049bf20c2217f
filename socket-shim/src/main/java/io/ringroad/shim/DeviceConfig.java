package io.ringroad.shim;

import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * One device of a configuration: either a name that the engine opens, or a device that the caller
 * has opened.
 *
 * @param spec the device by name, null if {@code nic} is set
 * @param nic the caller's device, null if {@code spec} is set; stays the caller's to close
 * @param addresses the engine's addresses on it, the first the one to send from
 * @param mtu most bytes of an IP packet, 0 for what the device carries
 * @param capture where its frames are recorded, null for nowhere
 */
record DeviceConfig(
    NicSpec spec, Nic nic, List<InterfaceConfig.Address> addresses, int mtu, Path capture) {
  DeviceConfig {
    addresses = List.copyOf(addresses);
  }

  DeviceConfig withMtu(int bytes) {
    return new DeviceConfig(spec, nic, addresses, bytes, capture);
  }

  DeviceConfig withCapture(Path file) {
    return new DeviceConfig(spec, nic, addresses, mtu, file);
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
    return nic == null ? spec.text() : nic.name();
  }
}
