package io.ringroad.shim;

import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Nic;
import io.ringroad.shim.fd.AddressBook;
import io.ringroad.shim.fd.Interfaces;
import java.util.ArrayList;
import java.util.List;

/** The destinations that a configuration knows of. */
final class KnownAddresses {
  /** As Linux gives it for a destination on the loopback. */
  private static final int LOOPBACK_MTU = 65_535;

  private static final int SHORTEST_WITHOUT_BROADCAST = 31;

  private KnownAddresses() {}

  static AddressBook of(RingroadConfig config) {
    List<Integer> networks = new ArrayList<>();
    List<Integer> masks = new ArrayList<>();
    List<Integer> interfaces = new ArrayList<>();
    List<Integer> broadcasts = new ArrayList<>();
    int index = 0;
    for (DeviceConfig device : config.devices()) {
      index++;
      for (InterfaceConfig.Address own : device.ipv4Addresses()) {
        int mask = IpAddresses.ipv4Mask(own.prefixLength());
        networks.add(own.ipv4() & mask);
        masks.add(mask);
        interfaces.add(index);
        if (own.prefixLength() < SHORTEST_WITHOUT_BROADCAST) {
          broadcasts.add(own.ipv4() | ~mask);
        }
      }
    }
    for (Route route : config.routes()) {
      networks.add(IpAddresses.toIpv4(route.prefixLow()));
      masks.add((int) Route.maskLow(route.prefixLength()));
      interfaces.add(route.interfaceIndex());
    }
    return new AddressBook(
        toArray(networks), toArray(masks), toArray(interfaces), toArray(broadcasts));
  }

  /** The interfaces, the loopback first. */
  static Interfaces interfaces(RingroadConfig config, List<Nic> nics) {
    List<String> names = new ArrayList<>(List.of("lo"));
    int[][] addresses = new int[1 + nics.size()][];
    int[] mtus = new int[1 + nics.size()];
    addresses[0] = new int[] {IpAddresses.IPV4_LOOPBACK};
    mtus[0] = LOOPBACK_MTU;
    for (int i = 0; i < nics.size(); i++) {
      names.add(nics.get(i).name());
      addresses[1 + i] =
          config.devices().get(i).ipv4Addresses().stream()
              .mapToInt(InterfaceConfig.Address::ipv4)
              .toArray();
      int mtu = config.devices().get(i).mtu();
      mtus[1 + i] = mtu == 0 ? nics.get(i).mtu() : mtu;
    }
    return new Interfaces(names, addresses, mtus);
  }

  private static int[] toArray(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
