package io.ringroad.shim;

import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.fd.AddressBook;
import java.util.ArrayList;
import java.util.List;

/** The destinations that a configuration knows of. */
final class KnownAddresses {
  private static final int SHORTEST_WITHOUT_BROADCAST = 31;

  private KnownAddresses() {}

  static AddressBook of(RingroadConfig config) {
    List<Integer> networks = new ArrayList<>();
    List<Integer> masks = new ArrayList<>();
    List<Integer> broadcasts = new ArrayList<>();
    for (DeviceConfig device : config.devices()) {
      for (InterfaceConfig.Address own : device.addresses()) {
        int mask = IpAddresses.ipv4Mask(own.prefixLength());
        networks.add(own.ipv4() & mask);
        masks.add(mask);
        if (own.prefixLength() < SHORTEST_WITHOUT_BROADCAST) {
          broadcasts.add(own.ipv4() | ~mask);
        }
      }
    }
    for (Route route : config.routes()) {
      networks.add(route.prefix());
      masks.add(IpAddresses.ipv4Mask(route.prefixLength()));
    }
    return new AddressBook(toArray(networks), toArray(masks), toArray(broadcasts));
  }

  private static int[] toArray(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
