package io.ringroad.shim.fd;

import io.ringroad.fastpath.lane.HostAddresses;
import io.ringroad.fastpath.lane.HostNetwork;
import io.ringroad.fastpath.lane.InterfaceConfig;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.List;

/**
 * The engine's interfaces as an application sees them: {@code lo} is number 1, the devices follow
 * in the order of the configuration. The lanes count from the loopback, 0. Any thread reads it,
 * without a lock.
 */
public final class Interfaces {
  /** The number of {@code lo}. */
  public static final int LOOPBACK = 1;

  /** As Linux gives it for a destination on the loopback. */
  private static final int LOOPBACK_MTU = 65_535;

  private static final String LOOPBACK_NAME = "lo";

  private final HostNetwork network;

  public Interfaces(HostNetwork network) {
    this.network = network;
  }

  /** The application's number of what a lane calls {@code laneIndex}. */
  public static int ofLane(int laneIndex) {
    return laneIndex + LOOPBACK;
  }

  /** What a lane calls an interface. */
  public static int toLane(int number) {
    return number - LOOPBACK;
  }

  private List<HostAddresses.Device> devices() {
    return network.addresses().devices();
  }

  /** Whether there is an interface of this number. */
  public boolean has(int number) {
    return number >= LOOPBACK && number <= LOOPBACK + devices().size();
  }

  /** The number of an interface, 0 if there is none of that name. */
  public int number(String name) {
    if (name.equals(LOOPBACK_NAME)) {
      return LOOPBACK;
    }
    List<HostAddresses.Device> devices = devices();
    for (int i = 0; i < devices.size(); i++) {
      if (devices.get(i).name().equals(name)) {
        return LOOPBACK + 1 + i;
      }
    }
    return 0;
  }

  /** The name of an interface that there is. */
  public String name(int number) {
    return number == LOOPBACK ? LOOPBACK_NAME : devices().get(number - LOOPBACK - 1).name();
  }

  /** The IPv4 address that answers to what came in by an interface have, 0 if it has none. */
  public int address(int number) {
    if (number == LOOPBACK) {
      return IpAddresses.IPV4_LOOPBACK;
    }
    if (has(number)) {
      for (InterfaceConfig.Address each : devices().get(number - LOOPBACK - 1).addresses()) {
        if (each.isIpv4()) {
          return each.ipv4();
        }
      }
    }
    return 0;
  }

  /** The largest IP packet, bytes, that leaves for an IPv4 address in one piece. */
  public int mtuTo(int address) {
    return mtuTo(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address));
  }

  /** The largest IP packet, bytes, that leaves for an address of either family in one piece. */
  public int mtuTo(long high, long low) {
    HostAddresses addresses = network.addresses();
    int mtu = LOOPBACK_MTU;
    if (addresses.isOwn(high, low)) {
      return mtu;
    }
    for (HostAddresses.Device device : addresses.devices()) {
      mtu = Math.min(mtu, device.mtu());
    }
    return mtu;
  }

  /** The number of the interface with an IPv4 address, 0 if there is none. */
  public int numberWith(int address) {
    return network.addresses().interfaceWith(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address))
        + LOOPBACK;
  }

  /** Whether an address of either family is one of the engine's own, the loopback's included. */
  public boolean isOwn(long high, long low) {
    return network.addresses().isOwn(high, low);
  }

  /** Whether an IPv4 address is one of the engine's own, 127.0.0.0/8 included. */
  public boolean isOwn(int address) {
    return isOwn(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address));
  }
}
