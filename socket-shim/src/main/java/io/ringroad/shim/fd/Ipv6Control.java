package io.ringroad.shim.fd;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292HOPLIMIT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292PKTINFO;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HOPLIMIT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_ORIGDSTADDR;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_PKTINFO;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_TCLASS;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.In6Pktinfo;
import io.ringroad.shim.abi.SockaddrIn6;

/** What a receive tells of an IPv6 packet (RFC 3542), in Linux's order. */
final class Ipv6Control {
  private Ipv6Control() {}

  /** IPV6_RECVPKTINFO, of packets of either family. */
  static void putPacketInfo(
      Ancillary ancillary, SocketOptions options, long high, long low, int interfaceIndex) {
    if (options.isSet(SocketOption.IPV6_RECEIVE_PACKET_INFO)) {
      In6Pktinfo.set(ancillary.scratch(), high, low, Interfaces.ofLane(interfaceIndex));
      ancillary.put(IPPROTO_IPV6, IPV6_PKTINFO, ancillary.scratch(), In6Pktinfo.SIZE);
    }
  }

  /** What else the options ask for of a packet of IPv6. */
  static void put(Ancillary ancillary, SocketOptions options, DatagramMetadata metadata) {
    putHeader(ancillary, options, metadata.hopLimit(), metadata.trafficClass());
    int number = Interfaces.ofLane(metadata.interfaceIndex());
    if (options.isSet(SocketOption.IPV6_OLD_PACKET_INFO)) {
      In6Pktinfo.set(ancillary.scratch(), metadata.localHigh(), metadata.localLow(), number);
      ancillary.put(IPPROTO_IPV6, IPV6_2292PKTINFO, ancillary.scratch(), In6Pktinfo.SIZE);
    }
    if (options.isSet(SocketOption.IPV6_OLD_HOP_LIMIT)) {
      ancillary.putInt(IPPROTO_IPV6, IPV6_2292HOPLIMIT, metadata.hopLimit());
    }
    if (options.isSet(SocketOption.IPV6_RECEIVE_ORIGINAL_DESTINATION)) {
      long high = metadata.localHigh();
      long low = metadata.localLow();
      int scope = IpAddresses.needsScope(high, low) ? number : 0;
      SockaddrIn6.set(ancillary.scratch(), high, low, metadata.localPort(), scope);
      ancillary.put(IPPROTO_IPV6, IPV6_ORIGDSTADDR, ancillary.scratch(), SockaddrIn6.SIZE);
    }
  }

  /** What the options ask for of the fixed header. */
  static void putHeader(
      Ancillary ancillary, SocketOptions options, int hopLimit, int trafficClass) {
    if (options.isSet(SocketOption.IPV6_RECEIVE_HOP_LIMIT)) {
      ancillary.putInt(IPPROTO_IPV6, IPV6_HOPLIMIT, hopLimit);
    }
    if (options.isSet(SocketOption.IPV6_RECEIVE_TRAFFIC_CLASS)) {
      ancillary.putInt(IPPROTO_IPV6, IPV6_TCLASS, trafficClass);
    }
  }
}
