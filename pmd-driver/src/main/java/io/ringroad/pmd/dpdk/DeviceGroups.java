package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.dpdk.DpdkException;
import io.ringroad.ffm.dpdk.EthDev;
import java.util.ArrayList;
import java.util.List;

/**
 * Which multicast frames a device receives: those that are named, where it or the kernel below it
 * can tell them apart, else all. One thread at a time.
 */
final class DeviceGroups implements AutoCloseable {
  private static final int MAC_BYTES = 6;

  private final EthDev device;
  private final KernelGroups kernel;
  private boolean named;

  /**
   * @param interfaceName the kernel interface below the device, empty if there is none
   */
  DeviceGroups(EthDev device, String interfaceName) {
    this.device = device;
    this.kernel = interfaceName.isEmpty() ? null : KernelGroups.open(interfaceName);
    all(true);
  }

  /** The addresses to be received, in place of those before. */
  void set(long... addresses) {
    if (kernel != null) {
      kernel.set(addresses);
    }
    List<byte[]> list = new ArrayList<>();
    for (long address : addresses) {
      list.add(bytes(address));
    }
    try {
      device.filter().setMulticastAddresses(list);
      if (!named) {
        named = true;
        all(false);
      }
    } catch (DpdkException e) {
      // It has no such filter (ENOTSUP), or not for as many.
      if (named) {
        named = false;
        all(true);
      }
    }
  }

  private void all(boolean on) {
    try {
      device.filter().setAllMulticast(on);
    } catch (DpdkException e) {
      // ENOTSUP: most virtual devices receive all anyway.
    }
  }

  private static byte[] bytes(long address) {
    byte[] mac = new byte[MAC_BYTES];
    for (int i = 0; i < MAC_BYTES; i++) {
      mac[i] = (byte) (address >>> Byte.SIZE * (MAC_BYTES - 1 - i));
    }
    return mac;
  }

  @Override
  public void close() {
    if (kernel != null) {
      kernel.close();
    }
  }
}
