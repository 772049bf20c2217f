package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Int2IntHashMap;

/**
 * The devices of an engine with their addresses, as they are at one time. Immutable: any thread
 * reads it. Interfaces are numbered from 1; 0 is the loopback.
 */
public final class HostAddresses {
  private static final int NONE = -1;
  private static final int BROADCAST = Integer.MAX_VALUE;
  private static final int SHORTEST_WITHOUT_BROADCAST = 31; // RFC 3021

  private final List<Device> devices;
  private final Int2IntHashMap ipv4 = new Int2IntHashMap(NONE);
  private final Map<IpAddress, Integer> ipv6 = new HashMap<>();

  /**
   * One device.
   *
   * @param name what configuration, counters and messages call it
   * @param mtu most bytes of an IP packet
   * @param addresses in the order in which they came; of those in one network the first is the one
   *     to send from
   */
  public record Device(String name, int mtu, List<InterfaceConfig.Address> addresses) {
    /** Keeps a copy of the list. */
    public Device {
      addresses = List.copyOf(addresses);
    }

    Device with(List<InterfaceConfig.Address> others) {
      return new Device(name, mtu, others);
    }

    Device withMtu(int bytes) {
      return new Device(name, bytes, addresses);
    }
  }

  HostAddresses(List<Device> devices) {
    this.devices = List.copyOf(devices);
    for (int i = 0; i < devices.size(); i++) {
      for (InterfaceConfig.Address each : devices.get(i).addresses()) {
        register(each, i + 1);
      }
    }
  }

  private void register(InterfaceConfig.Address address, int interfaceIndex) {
    if (!address.isIpv4()) {
      ipv6.put(new IpAddress(address.high(), address.low()), interfaceIndex);
      return;
    }
    ipv4.put(address.ipv4(), interfaceIndex);
    int broadcast = address.ipv4() | ~IpAddresses.ipv4Mask(address.prefixLength());
    if (address.prefixLength() < SHORTEST_WITHOUT_BROADCAST && ipv4.get(broadcast) == NONE) {
      ipv4.put(broadcast, BROADCAST);
    }
  }

  /** The devices, in the order of their numbers. */
  public List<Device> devices() {
    return devices;
  }

  /** Whether an IPv4 address is the broadcast address of all, or of one of our networks. */
  public boolean isIpv4Broadcast(int address) {
    return address == IpAddresses.IPV4_BROADCAST || ipv4.get(address) == BROADCAST;
  }

  /** The number of the interface that has an address, 0 for the loopback's; -1 if none has. */
  public int interfaceWith(long high, long low) {
    if (IpAddresses.isLoopback(high, low)) {
      return 0;
    }
    if (IpAddresses.isIpv4(high, low)) {
      int found = ipv4.get(IpAddresses.toIpv4(low));
      return found == BROADCAST ? NONE : found;
    }
    return ipv6.getOrDefault(new IpAddress(high, low), NONE);
  }

  /** Whether an address is the host's own, those of the loopback included. */
  public boolean isOwn(long high, long low) {
    return interfaceWith(high, low) >= 0;
  }

  /** The same with one device changed. */
  HostAddresses with(int interfaceIndex, Device device) {
    List<Device> changed = new ArrayList<>(devices);
    changed.set(interfaceIndex - 1, device);
    return new HostAddresses(changed);
  }
}
