package io.ringroad.pmd;

/**
 * What a device computes by itself, as read from it and switched on.
 *
 * @param rxIpChecksum checks IPv4 header checksums of received frames and marks them
 * @param rxL4Checksum checks TCP and UDP checksums of received frames and marks them
 * @param txIpChecksum fills the IPv4 header checksum where a frame asks for it
 * @param txTcpChecksum fills the TCP checksum where a frame asks for it
 * @param txUdpChecksum fills the UDP checksum where a frame asks for it
 * @param tso cuts long TCP segments
 * @param rss spreads flows over its receive queues
 * @param vlan strips and inserts VLAN tags
 */
public record Offloads(
    boolean rxIpChecksum,
    boolean rxL4Checksum,
    boolean txIpChecksum,
    boolean txTcpChecksum,
    boolean txUdpChecksum,
    boolean tso,
    boolean rss,
    boolean vlan) {
  /** Everything is software's work. */
  public static final Offloads NONE =
      new Offloads(false, false, false, false, false, false, false, false);
}
