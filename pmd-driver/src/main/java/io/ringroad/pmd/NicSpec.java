package io.ringroad.pmd;

import java.util.Map;

/**
 * A device as it is named in a configuration. Any DPDK device by DPDK's own name and parameters,
 * and the common ones by a short form:
 *
 * <pre>
 *   afpacket:veth0                 a kernel interface through AF_PACKET
 *   afxdp:veth0                    a kernel interface through AF_XDP
 *   memif:/run/a.sock[,server]     shared memory with another process
 *   virtio:/run/v.sock[,server]    virtio_user, the front end of a vhost
 *   vhost:/run/v.sock[,client]     the back end, for a virtio_user or a virtual machine
 *   tap:rr0                        a kernel TAP interface that is made
 *   null                           takes everything, brings empty frames
 *   ring, ring:name[,attach]       frames that are sent come back
 *   pcap:/in.pcap[,tx=/out.pcap]   plays a file; pcap:veth0 uses libpcap on an interface
 *   pci:0000:01:00.0, 01:00.0      a PCI device
 *   net_af_packet0,iface=veth0     DPDK's own names, as they are
 * </pre>
 *
 * <p>Behind each may stand {@code ,queues=2} (queue pairs), {@code ,mtu=9000}, {@code ,rxd=1024}
 * and {@code ,txd=1024} (descriptors of a ring); every other {@code key=value} is the driver's.
 *
 * @param text what was parsed
 * @param device DPDK's name of the device; for a short form the name of its driver, to which {@link
 *     #devargs} adds a number
 * @param isShortForm whether the device gets a number of its own
 * @param interfaceName the kernel interface that it needs, empty if none
 * @param queues queue pairs, 1 or more
 * @param mtu most bytes of an Ethernet payload, 0 for the device's own
 * @param rxDescriptors length of a receive ring, 0 for the driver's choice
 * @param txDescriptors length of a transmit ring, 0 for the driver's choice
 * @param driverArguments the driver's own parameters, in order
 */
public record NicSpec(
    String text,
    String device,
    boolean isShortForm,
    String interfaceName,
    int queues,
    int mtu,
    int rxDescriptors,
    int txDescriptors,
    Map<String, String> driverArguments) {
  /**
   * Reads a device's name.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence that says what is
   *     allowed
   */
  public static NicSpec parse(String text) {
    return new NicSpecParser(text).parse();
  }

  /**
   * The device as DPDK is told.
   *
   * @param instance a number that no other device of a short form has in this process
   */
  public String devargs(int instance) {
    StringBuilder devargs = new StringBuilder(device);
    if (isShortForm) {
      devargs.append("_rr").append(instance);
    }
    driverArguments.forEach(
        (key, value) -> {
          devargs.append(',').append(key);
          if (!value.isEmpty()) {
            devargs.append('=').append(value);
          }
        });
    return devargs.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
