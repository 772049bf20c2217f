package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.FrameSteering;

/**
 * Reads from an IPv6 packet whose flow it is of, for {@link FlowSteering}. Neighbour Discovery is
 * heard by every lane, as ARP is; MLD by the first, as IGMP is. Thread-safe.
 */
final class Ipv6Steering {
  private static final int SOURCE = 8;
  private static final int DESTINATION = 24;
  private static final int HALF = 8;
  private static final int UNIT = 8;
  private static final int PORTS_LENGTH = 4;
  private static final int ICMP_LENGTH = 8;
  private static final int FRAGMENT_MASK = 0xFFF9; // the offset, and more fragments
  private static final int OFFSET_MASK = 0xFFF8;
  private static final int IDENTIFICATION_OFFSET = 4;

  private final FlowSteering flows;

  Ipv6Steering(FlowSteering flows) {
    this.flows = flows;
  }

  /** The lane of a packet that begins at {@code ip}. */
  int laneOf(long ip, int length, int receiver) {
    if (length < Ipv6Header.LENGTH) {
      return receiver;
    }
    int at = Ipv6Header.LENGTH;
    int protocol = NativeMemory.getUnsignedByte(ip + Ipv6Header.NEXT_HEADER_OFFSET);
    while (isSkipped(protocol)) {
      if (at + UNIT > length) {
        return receiver;
      }
      if (protocol == IpProtocols.FRAGMENT && fragmentBits(ip + at, FRAGMENT_MASK)) {
        return fragmentLane(ip, ip + at);
      }
      int next = NativeMemory.getUnsignedByte(ip + at);
      at += lengthOf(protocol, ip + at);
      protocol = next;
    }
    return transportLane(ip, protocol, ip + at, length - at, receiver);
  }

  private static boolean isSkipped(int protocol) {
    return protocol == IpProtocols.HOP_BY_HOP
        || protocol == IpProtocols.DESTINATION_OPTIONS
        || protocol == IpProtocols.ROUTING
        || protocol == IpProtocols.FRAGMENT;
  }

  private static int lengthOf(int protocol, long header) {
    return protocol == IpProtocols.FRAGMENT
        ? UNIT
        : UNIT + UNIT * NativeMemory.getUnsignedByte(header + 1);
  }

  private static boolean fragmentBits(long header, int mask) {
    return (NativeMemory.getUnsignedShortBe(header + 2) & mask) != 0;
  }

  /** What all fragments of a packet share: addresses and identification (RFC 8200 4.5). */
  private int fragmentLane(long ip, long fragment) {
    int id = NativeMemory.getIntBe(fragment + IDENTIFICATION_OFFSET);
    return flows.spread(
        flows.flowHash(
            NativeMemory.getLongBe(ip + DESTINATION),
            NativeMemory.getLongBe(ip + DESTINATION + HALF),
            id,
            NativeMemory.getLongBe(ip + SOURCE),
            NativeMemory.getLongBe(ip + SOURCE + HALF),
            0));
  }

  private int transportLane(long ip, int protocol, long payload, int length, int receiver) {
    return switch (protocol) {
      case IpProtocols.TCP, IpProtocols.UDP ->
          length < PORTS_LENGTH
              ? receiver
              : flows.flowLane(
                  protocol,
                  NativeMemory.getLongBe(ip + DESTINATION),
                  NativeMemory.getLongBe(ip + DESTINATION + HALF),
                  NativeMemory.getUnsignedShortBe(payload + 2),
                  NativeMemory.getLongBe(ip + SOURCE),
                  NativeMemory.getLongBe(ip + SOURCE + HALF),
                  NativeMemory.getUnsignedShortBe(payload),
                  receiver);
      case IpProtocols.ICMPV6 ->
          length < ICMP_LENGTH ? receiver : icmpLane(payload, length, receiver);
      default -> receiver;
    };
  }

  private int icmpLane(long icmp, int length, int receiver) {
    int type = NativeMemory.getUnsignedByte(icmp);
    if (Icmpv6Types.isError(type)) {
      return quotedLane(icmp + ICMP_LENGTH, length - ICMP_LENGTH, receiver);
    }
    return switch (type) {
      case Icmpv6Types.ECHO_REPLY, Icmpv6Types.EXTENDED_ECHO_REPLY ->
          flows.pingLane(icmp, receiver);
      case Icmpv6Types.LISTENER_QUERY,
          Icmpv6Types.LISTENER_REPORT,
          Icmpv6Types.LISTENER_DONE,
          Icmpv6Types.LISTENER_REPORT_V2 ->
          0;
      case Icmpv6Types.ROUTER_SOLICITATION,
          Icmpv6Types.ROUTER_ADVERTISEMENT,
          Icmpv6Types.NEIGHBOR_SOLICITATION,
          Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
          Icmpv6Types.REDIRECT ->
          FrameSteering.EVERY_LANE;
      default -> receiver;
    };
  }

  /** An error quotes a packet that we sent (RFC 4443 2.4 c): its source is the local end. */
  private int quotedLane(long quoted, int length, int receiver) {
    if (length < Ipv6Header.LENGTH) {
      return receiver;
    }
    int at = Ipv6Header.LENGTH;
    int protocol = NativeMemory.getUnsignedByte(quoted + Ipv6Header.NEXT_HEADER_OFFSET);
    while (isSkipped(protocol)) {
      boolean later =
          at + UNIT > length
              || protocol == IpProtocols.FRAGMENT && fragmentBits(quoted + at, OFFSET_MASK);
      if (later) {
        return receiver;
      }
      int next = NativeMemory.getUnsignedByte(quoted + at);
      at += lengthOf(protocol, quoted + at);
      protocol = next;
    }
    if (length < at + ICMP_LENGTH) {
      return receiver;
    }
    long transport = quoted + at;
    return switch (protocol) {
      case IpProtocols.ICMPV6 -> flows.pingLane(transport, receiver);
      case IpProtocols.TCP, IpProtocols.UDP ->
          flows.flowLane(
              protocol,
              NativeMemory.getLongBe(quoted + SOURCE),
              NativeMemory.getLongBe(quoted + SOURCE + HALF),
              NativeMemory.getUnsignedShortBe(transport),
              NativeMemory.getLongBe(quoted + DESTINATION),
              NativeMemory.getLongBe(quoted + DESTINATION + HALF),
              NativeMemory.getUnsignedShortBe(transport + 2),
              receiver);
      default -> receiver;
    };
  }
}
