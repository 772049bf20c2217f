package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * Sends what the protocols of a link say to their neighbours: past routes and neighbour table, from
 * any address, {@code ::} included. One object a lane.
 */
public final class OnLinkSender {
  private static final int CHECKSUM_OFFSET = 2;

  private final Ipv6Header header = new Ipv6Header();
  private int icmpOffset;
  private int firstHeader = IpProtocols.ICMPV6;

  /** Creates a sender. */
  public OnLinkSender() {}

  /**
   * The next messages have a hop-by-hop options header of 8 bytes at their beginning, as MLD's do.
   */
  public OnLinkSender withHopByHopHeader() {
    icmpOffset = 8;
    firstHeader = IpProtocols.HOP_BY_HOP;
    return this;
  }

  /**
   * Sends an ICMPv6 message to a group on the link. Takes the frame whatever it returns.
   *
   * @param frame whose data is the message, its checksum field zero
   * @return false if the frame was dropped
   */
  public boolean sendToGroup(
      Frame frame,
      Ipv6Interface out,
      int hopLimit,
      long sourceHigh,
      long sourceLow,
      long groupHigh,
      long groupLow) {
    long mac = MacAddresses.ofMulticast(groupHigh, groupLow);
    return send(frame, out, hopLimit, sourceHigh, sourceLow, groupHigh, groupLow, mac);
  }

  /**
   * Sends an ICMPv6 message to an Ethernet address. Takes the frame whatever it returns.
   *
   * @param frame whose data is the message, its checksum field zero
   * @return false if the frame was dropped
   */
  public boolean send(
      Frame frame,
      Ipv6Interface out,
      int hopLimit,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      long mac) {
    prepend(frame, hopLimit, sourceHigh, sourceLow, destinationHigh, destinationLow);
    return out.link().send(frame, mac, EtherTypes.IPV6);
  }

  /**
   * Sends an ICMPv6 message to a neighbour whose Ethernet address is asked for if it is not known.
   * Takes the frame whatever it returns.
   *
   * @param frame whose data is the message, its checksum field zero
   * @return false if the frame was dropped
   */
  public boolean sendToNeighbor(
      Frame frame,
      Ipv6Interface out,
      int hopLimit,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      long nowNs) {
    prepend(frame, hopLimit, sourceHigh, sourceLow, destinationHigh, destinationLow);
    NeighborTable neighbors = out.neighbors();
    Neighbor neighbor = neighbors.findOrCreate(destinationHigh, destinationLow, nowNs);
    return neighbors.send(frame, neighbor, nowNs);
  }

  private void prepend(
      Frame frame,
      int hopLimit,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow) {
    int length = frame.length();
    long icmp = frame.data() + icmpOffset;
    int icmpLength = length - icmpOffset;
    long sum =
        Checksum.pseudoHeader(
            sourceHigh, sourceLow, destinationHigh, destinationLow, IpProtocols.ICMPV6, icmpLength);
    int checksum = Checksum.finish(Checksum.add(sum, icmp, icmpLength));
    NativeMemory.putShortBe(icmp + CHECKSUM_OFFSET, (short) checksum);
    header
        .wrap(frame.prepend(Ipv6Header.LENGTH))
        .initialise(0, 0, length, firstHeader, hopLimit)
        .source(sourceHigh, sourceLow)
        .destination(destinationHigh, destinationLow);
  }
}
