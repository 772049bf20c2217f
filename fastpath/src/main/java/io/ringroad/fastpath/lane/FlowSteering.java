package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameSteering;

/**
 * Says which lane owns a flow; all lanes of an engine, and whoever spreads frames among them, give
 * the same answer.
 *
 * <ul>
 *   <li>TCP: the hash of addresses and ports, unless the flow was pinned because its application
 *       had chosen its port.
 *   <li>UDP: the lane whose socket is bound to the local port; of several, the hash chooses.
 *   <li>ICMP echo replies: the lane with a ping socket of their identifier.
 *   <li>ICMP errors: the owner of the flow they speak of.
 *   <li>Fragments: all those of a datagram meet on the lane that the hash of what they share says.
 *   <li>UDP to groups that several lanes could hear: the first, which shares it.
 *   <li>ARP and Neighbour Discovery: every lane.
 *   <li>IGMP and MLD: the first lane.
 *   <li>Anything else, an ICMP echo for one: whoever received it.
 * </ul>
 *
 * <p>Thread-safe. Frames are looked at, never changed.
 */
public final class FlowSteering implements FrameSteering {
  /** Most lanes that can be told apart. */
  public static final int MAX_LANES = 32;

  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHER_TYPE_OFFSET = 12;
  private static final int TAG_LENGTH = 4;
  private static final int IPV4_LENGTH = 20;
  private static final int ICMP_LENGTH = 8;
  private static final int PORTS_LENGTH = 4;
  private static final int PORTS = 1 << 16;
  private static final int PROTOCOLS = 256;
  private static final int IDENTIFIER_OFFSET = 4;
  private static final int FRAGMENT_MASK = 0x3FFF; // more fragments, and the offset
  private static final int OFFSET_MASK = 0x1FFF;

  private final int laneCount;
  private final long seed;
  private final PortLanes udpLanes = new PortLanes(PORTS);
  private final PortLanes pingLanes = new PortLanes(PORTS);
  private final PortLanes rawLanes = new PortLanes(PROTOCOLS);
  private final PinnedFlows pinned = new PinnedFlows();
  private final Ipv6Steering ipv6 = new Ipv6Steering(this);

  /**
   * @param laneCount 1 to {@link #MAX_LANES}
   * @param seed of the hash, so that nobody outside can aim at one lane
   */
  public FlowSteering(int laneCount, long seed) {
    if (laneCount < 1 || laneCount > MAX_LANES) {
      throw new IllegalArgumentException("lanes must be 1 to " + MAX_LANES + ", not " + laneCount);
    }
    this.laneCount = laneCount;
    this.seed = seed;
  }

  /** The owner of a TCP flow. */
  public int tcpLane(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    long hash = flowHash(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    int pin = pinned.laneOf(hash);
    return pin >= 0 ? pin : spread(hash);
  }

  /** Makes a lane the owner of a TCP flow whose hash says otherwise. */
  void pinTcp(long flowHash, int lane) {
    pinned.add(flowHash, lane);
  }

  /** Ends {@link #pinTcp}. */
  void unpinTcp(long flowHash) {
    pinned.remove(flowHash);
  }

  /** A lane has a socket bound to this UDP port from now on. */
  void addUdp(int port, int lane) {
    udpLanes.add(port, lane);
  }

  /** A lane has no socket bound to this UDP port any more. */
  void removeUdp(int port, int lane) {
    udpLanes.remove(port, lane);
  }

  /** A lane has a ping socket with this identifier from now on. */
  void addPing(int identifier, int lane) {
    pingLanes.add(identifier, lane);
  }

  /** A lane has no ping socket with this identifier any more. */
  void removePing(int identifier, int lane) {
    pingLanes.remove(identifier, lane);
  }

  /** A lane has raw sockets of this protocol from now on. */
  void addRaw(int protocol, int lane) {
    rawLanes.add(protocol, lane);
  }

  /** A lane has no raw socket of this protocol any more. */
  void removeRaw(int protocol, int lane) {
    rawLanes.remove(protocol, lane);
  }

  /** The lanes with raw sockets of a protocol, a bit each. They own nothing: they share. */
  int rawLanes(int protocol) {
    return rawLanes.get(protocol);
  }

  /** The lanes with UDP sockets at a port, a bit each. */
  int udpLanes(int port) {
    return udpLanes.get(port);
  }

  /** The owner of a frame, as {@link FrameSteering} says; what anybody may have, goes to lane 0. */
  @Override
  public int laneOf(Frame frame) {
    return laneOf(frame, 0);
  }

  /**
   * The owner of a frame.
   *
   * @param receiver the lane that received it, which keeps what anybody may have
   */
  public int laneOf(Frame frame, int receiver) {
    int length = frame.length();
    if (laneCount == 1 || length < ETHERNET_LENGTH) {
      return receiver;
    }
    long data = frame.data();
    int type = NativeMemory.getUnsignedShortBe(data + ETHER_TYPE_OFFSET);
    if (type == EtherTypes.VLAN && length >= ETHERNET_LENGTH + TAG_LENGTH) {
      data += TAG_LENGTH;
      length -= TAG_LENGTH;
      type = NativeMemory.getUnsignedShortBe(data + ETHER_TYPE_OFFSET);
    }
    if (type == EtherTypes.ARP) {
      return EVERY_LANE;
    }
    long packet = data + ETHERNET_LENGTH;
    return switch (type) {
      case EtherTypes.IPV4 -> ipv4Lane(packet, length - ETHERNET_LENGTH, receiver);
      case EtherTypes.IPV6 -> ipv6.laneOf(packet, length - ETHERNET_LENGTH, receiver);
      default -> receiver;
    };
  }

  /** The owner of a packet that begins at its IP header, as {@link #laneOf(Frame, int)} says. */
  int laneOfPacket(Frame packet, int sender) {
    boolean version6 = packet.length() > 0 && NativeMemory.getByte(packet.data()) >>> 4 == 6;
    return version6
        ? ipv6.laneOf(packet.data(), packet.length(), sender)
        : ipv4Lane(packet.data(), packet.length(), sender);
  }

  private int ipv4Lane(long ip, int length, int receiver) {
    int headerLength = (NativeMemory.getByte(ip) & 0xF) << 2;
    if (length < IPV4_LENGTH || headerLength < IPV4_LENGTH) {
      return receiver;
    }
    int protocol = NativeMemory.getUnsignedByte(ip + 9);
    int source = NativeMemory.getIntBe(ip + 12);
    int destination = NativeMemory.getIntBe(ip + 16);
    int fragment = NativeMemory.getUnsignedShortBe(ip + 6);
    if ((fragment & FRAGMENT_MASK) != 0) {
      int id = NativeMemory.getUnsignedShortBe(ip + 4);
      return spread(ipv4Hash(destination, id, source, protocol));
    }
    long payload = ip + headerLength;
    int payloadLength = length - headerLength;
    return switch (protocol) {
      case IpProtocols.TCP, IpProtocols.UDP ->
          payloadLength < PORTS_LENGTH
              ? receiver
              : flowLane(
                  protocol,
                  destination,
                  NativeMemory.getUnsignedShortBe(payload + 2),
                  source,
                  NativeMemory.getUnsignedShortBe(payload),
                  receiver);
      case IpProtocols.ICMP -> icmpLane(payload, payloadLength, receiver);
      case IpProtocols.IGMP -> 0;
      default -> receiver;
    };
  }

  private int icmpLane(long icmp, int length, int receiver) {
    if (length < ICMP_LENGTH) {
      return receiver;
    }
    int type = NativeMemory.getUnsignedByte(icmp);
    if (type == IcmpHeader.ECHO_REPLY || type == IcmpHeader.EXTENDED_ECHO_REPLY) {
      return pingLane(icmp, receiver);
    }
    return IcmpHeader.isError(type)
        ? quotedLane(icmp + ICMP_LENGTH, length - ICMP_LENGTH, receiver)
        : receiver;
  }

  int pingLane(long echo, int receiver) {
    int identifier = NativeMemory.getUnsignedShortBe(echo + IDENTIFIER_OFFSET);
    return pingLanes.first(identifier, receiver);
  }

  /** An error quotes a packet that we sent (RFC 792): its source is the local end. */
  private int quotedLane(long quoted, int length, int receiver) {
    if (length < IPV4_LENGTH) {
      return receiver;
    }
    int headerLength = (NativeMemory.getByte(quoted) & 0xF) << 2;
    int protocol = NativeMemory.getUnsignedByte(quoted + 9);
    boolean first = (NativeMemory.getUnsignedShortBe(quoted + 6) & OFFSET_MASK) == 0;
    if (!first || headerLength < IPV4_LENGTH || length < headerLength + ICMP_LENGTH) {
      return receiver; // RFC 792 promises eight bytes of the transport header
    }
    long transport = quoted + headerLength;
    return switch (protocol) {
      case IpProtocols.ICMP -> pingLane(transport, receiver);
      case IpProtocols.TCP, IpProtocols.UDP ->
          flowLane(
              protocol,
              NativeMemory.getIntBe(quoted + 12),
              NativeMemory.getUnsignedShortBe(transport),
              NativeMemory.getIntBe(quoted + 16),
              NativeMemory.getUnsignedShortBe(transport + 2),
              receiver);
      default -> receiver;
    };
  }

  private int flowLane(
      int protocol, int local, int localPort, int remote, int remotePort, int receiver) {
    return flowLane(
        protocol,
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(local),
        localPort,
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(remote),
        remotePort,
        receiver);
  }

  /** The owner of a flow of TCP or UDP; {@code receiver} where anybody may have it. */
  int flowLane(
      int protocol,
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      int receiver) {
    long hash = flowHash(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    if (protocol == IpProtocols.UDP) {
      return udpLane(localHigh, localLow, localPort, hash, receiver);
    }
    int pin = pinned.laneOf(hash);
    return pin >= 0 ? pin : spread(hash);
  }

  private int udpLane(long localHigh, long localLow, int localPort, long hash, int receiver) {
    int lanes = udpLanes.get(localPort);
    if (Integer.bitCount(lanes) <= 1) {
      return lanes == 0 ? receiver : Integer.numberOfTrailingZeros(lanes);
    }
    boolean broadcast = IpAddresses.isIpv4(localHigh, localLow) && (localLow & 0xFF) == 0xFF;
    if (broadcast || IpAddresses.isMulticast(localHigh, localLow)) {
      return Integer.numberOfTrailingZeros(lanes); // which shares it with the others
    }
    int which = (int) ((hash >>> 32) * Integer.bitCount(lanes) >>> 32);
    for (; which > 0; which--) {
      lanes &= lanes - 1;
    }
    return Integer.numberOfTrailingZeros(lanes);
  }

  private long ipv4Hash(int local, int localPort, int remote, int remotePort) {
    return flowHash(
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(local),
        localPort,
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(remote),
        remotePort);
  }

  /** What stands for a flow in {@link #pinTcp}. */
  long flowHash(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    long h = mix(seed ^ localHigh);
    h = mix(h ^ localLow);
    h = mix(h ^ remoteHigh);
    h = mix(h ^ remoteLow);
    return mix(h ^ ((long) localPort << 32 | remotePort));
  }

  private static long mix(long value) {
    long h = value * 0x9E37_79B9_7F4A_7C15L;
    h = (h ^ h >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return h ^ h >>> 32;
  }

  /** One of the lanes, by a hash. */
  int spread(long hash) {
    return (int) ((hash >>> 32) * laneCount >>> 32);
  }
}
