package io.ringroad.pmd;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The DPDK drivers that have a short form in a {@link NicSpec}. */
enum NicDriver {
  AF_PACKET("afpacket", "net_af_packet", "qpairs", Argument.INTERFACE, List.of()),
  AF_XDP("afxdp", "net_af_xdp", "queue_count", Argument.INTERFACE, List.of()),
  MEMIF("memif", "net_memif", "", Argument.SOCKET, List.of("server", "client")),
  VIRTIO_USER("virtio", "net_virtio_user", "queues", Argument.SOCKET, List.of("server")),
  VHOST("vhost", "net_vhost", "queues", Argument.SOCKET, List.of("client")),
  TAP("tap", "net_tap", "", Argument.INTERFACE, List.of()),
  RING("ring", "net_ring", "", Argument.OPTIONAL_NAME, List.of("attach")),
  NULL("null", "net_null", "", Argument.NONE, List.of()),
  PCAP("pcap", "net_pcap", "", Argument.FILE_OR_INTERFACE, List.of());

  /** What stands behind the colon. */
  enum Argument {
    INTERFACE,
    SOCKET,
    OPTIONAL_NAME,
    FILE_OR_INTERFACE,
    NONE
  }

  final String shortForm;
  final String dpdkName;

  /**
   * The driver's own parameter for its number of queues, empty if it is told when it is configured.
   */
  final String queuesKey;

  final Argument argument;
  final List<String> flags;

  NicDriver(
      String shortForm, String dpdkName, String queuesKey, Argument argument, List<String> flags) {
    this.shortForm = shortForm;
    this.dpdkName = dpdkName;
    this.queuesKey = queuesKey;
    this.argument = argument;
    this.flags = flags;
  }

  static NicDriver ofShortForm(String shortForm) {
    for (NicDriver driver : values()) {
      if (driver.shortForm.equals(shortForm)) {
        return driver;
      }
    }
    return null;
  }

  /**
   * The driver of a device with DPDK's name, such as {@code net_tap0}; null if it has no short
   * form.
   */
  static NicDriver ofDeviceName(String name) {
    for (NicDriver driver : values()) {
      if (name.startsWith(driver.dpdkName)) {
        return driver;
      }
    }
    return null;
  }

  static String shortForms() {
    return Arrays.stream(values()).map(d -> d.shortForm).collect(Collectors.joining(", "));
  }
}
