package io.ringroad.ffm.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import io.ringroad.ffm.dpdk.raw.rte_ether_addr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Whose frames an {@link EthDev} receives: those for its own address, for further ones, for groups,
 * or all. Control calls, as those of the device.
 */
public final class EthFilter {
  /** Bytes of a MAC address. */
  public static final int MAC_BYTES = 6;

  private final EthDev device;

  EthFilter(EthDev device) {
    this.device = device;
  }

  /** Receives frames whoever they are for, or only the device's own. */
  public void setPromiscuous(boolean on) {
    device.check(
        "promiscuous",
        () ->
            on
                ? Dpdk.rte_eth_promiscuous_enable(device.number())
                : Dpdk.rte_eth_promiscuous_disable(device.number()));
  }

  /** Whether frames are received whoever they are for. */
  public boolean isPromiscuous() {
    return Dpdk.rte_eth_promiscuous_get(device.number()) == 1;
  }

  /** Receives every multicast frame, or only those of the multicast address list. */
  public void setAllMulticast(boolean on) {
    device.check(
        "all multicast",
        () ->
            on
                ? Dpdk.rte_eth_allmulticast_enable(device.number())
                : Dpdk.rte_eth_allmulticast_disable(device.number()));
  }

  /** Whether every multicast frame is received. */
  public boolean isAllMulticast() {
    return Dpdk.rte_eth_allmulticast_get(device.number()) == 1;
  }

  /** The device's address, {@link #MAC_BYTES} bytes. */
  public byte[] macAddress() {
    return device.read(
        rte_ether_addr.layout(),
        "MAC address",
        mac -> Dpdk.rte_eth_macaddr_get(device.number(), mac),
        mac -> mac.toArray(JAVA_BYTE));
  }

  /** Changes the device's address. */
  public void setMacAddress(byte[] address) {
    withMac(address, mac -> Dpdk.rte_eth_dev_default_mac_addr_set(device.number(), mac));
  }

  /** Receives frames for one more unicast address. */
  public void addMacAddress(byte[] address) {
    withMac(address, mac -> Dpdk.rte_eth_dev_mac_addr_add(device.number(), mac, 0));
  }

  /** Undoes {@link #addMacAddress}. */
  public void removeMacAddress(byte[] address) {
    withMac(address, mac -> Dpdk.rte_eth_dev_mac_addr_remove(device.number(), mac));
  }

  private void withMac(byte[] address, ToIntFunction<MemorySegment> call) {
    requireMac(address);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mac = arena.allocateFrom(JAVA_BYTE, address);
      device.check("MAC address", () -> call.applyAsInt(mac));
    }
  }

  private static void requireMac(byte[] address) {
    if (address.length != MAC_BYTES) {
      throw new IllegalArgumentException("a MAC address has 6 bytes, not " + address.length);
    }
  }

  /** The multicast addresses that are received, in place of those set before. */
  public void setMulticastAddresses(List<byte[]> addresses) {
    addresses.forEach(EthFilter::requireMac);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment macs = rte_ether_addr.allocateArray(Math.max(1, addresses.size()), arena);
      for (int i = 0; i < addresses.size(); i++) {
        MemorySegment.copy(addresses.get(i), 0, macs, JAVA_BYTE, (long) i * MAC_BYTES, MAC_BYTES);
      }
      device.check(
          "multicast addresses",
          () -> Dpdk.rte_eth_dev_set_mc_addr_list(device.number(), macs, addresses.size()));
    }
  }
}
