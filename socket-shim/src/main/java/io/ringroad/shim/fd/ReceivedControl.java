package io.ringroad.shim.fd;

import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ORIGDSTADDR;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RETOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_RXQ_OVFL;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.shim.abi.InPktinfo;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;

/**
 * What a receive tells beside a datagram, in the order of {@code sock_recv_cmsgs} and {@code
 * ip_cmsg_recv_offset}; of sockets of AF_INET6 in that of {@code ip6_datagram_recv_ctl}. For every
 * kind of socket whose datagrams have a {@link DatagramMetadata}.
 */
final class ReceivedControl {
  private ReceivedControl() {}

  /**
   * Adds the control data that the socket's options ask for.
   *
   * @param dropped datagrams that the socket had no room for so far
   */
  static void put(
      Ancillary ancillary,
      SocketOptions options,
      SocketEnvironment environment,
      DatagramMetadata metadata,
      long dropped) {
    Timestamps.put(ancillary, options, environment.wallClock(), metadata.receivedNs());
    if (options.isSet(SocketOption.RECEIVE_DROP_COUNT) && dropped != 0) {
      ancillary.putInt(SOL_SOCKET, SO_RXQ_OVFL, (int) dropped);
    }
    if (options.domain() == SocketDomain.INET6) {
      Ipv6Control.putPacketInfo(
          ancillary, options, metadata.localHigh(), metadata.localLow(), metadata.interfaceIndex());
      if (!IpAddresses.isIpv4(metadata.remoteHigh(), metadata.remoteLow())) {
        Ipv6Control.put(ancillary, options, metadata);
        return;
      }
    }
    putIpv4(ancillary, options, environment, metadata);
  }

  private static void putIpv4(
      Ancillary ancillary,
      SocketOptions options,
      SocketEnvironment environment,
      DatagramMetadata metadata) {
    if (options.isSet(SocketOption.RECEIVE_PACKET_INFO)) {
      putPacketInfo(ancillary, environment, metadata);
    }
    if (options.isSet(SocketOption.RECEIVE_HOP_LIMIT)) {
      ancillary.putInt(IPPROTO_IP, IP_TTL, metadata.hopLimit());
    }
    if (options.isSet(SocketOption.RECEIVE_TRAFFIC_CLASS)) {
      ancillary.putByte(IPPROTO_IP, IP_TOS, metadata.trafficClass());
    }
    if (metadata.optionsBytes() != 0) {
      putOptions(ancillary, options, metadata);
    }
    if (options.isSet(SocketOption.RECEIVE_ORIGINAL_DESTINATION)) {
      int destination = IpAddresses.toIpv4(metadata.localLow());
      SockaddrIn.set(ancillary.scratch(), destination, metadata.localPort());
      ancillary.put(IPPROTO_IP, IP_ORIGDSTADDR, ancillary.scratch(), SockaddrIn.SIZE);
    }
  }

  /** Adds what the options ask for of the packet that reported an error. */
  static void putArrival(Ancillary ancillary, SocketOptions options, SocketError.Arrival about) {
    if (options.domain() == SocketDomain.INET6) {
      Ipv6Control.putPacketInfo(
          ancillary, options, about.local().high(), about.local().low(), about.interfaceIndex());
      if (!IpAddresses.isIpv4(about.local().high(), about.local().low())) {
        Ipv6Control.putHeader(ancillary, options, about.hopLimit(), about.trafficClass());
        return;
      }
    }
    if (options.isSet(SocketOption.RECEIVE_PACKET_INFO)) {
      int number = Interfaces.ofLane(about.interfaceIndex());
      int local = IpAddresses.toIpv4(about.local().low());
      InPktinfo.set(ancillary.scratch(), number, 0, local);
      ancillary.put(IPPROTO_IP, IP_PKTINFO, ancillary.scratch(), InPktinfo.SIZE);
    }
    if (options.isSet(SocketOption.RECEIVE_HOP_LIMIT)) {
      ancillary.putInt(IPPROTO_IP, IP_TTL, about.hopLimit());
    }
    if (options.isSet(SocketOption.RECEIVE_TRAFFIC_CLASS)) {
      ancillary.putByte(IPPROTO_IP, IP_TOS, about.trafficClass());
    }
  }

  /** ipi_spec_dst is what an answer comes from: to a group, the interface's own address. */
  private static void putPacketInfo(
      Ancillary ancillary, SocketEnvironment environment, DatagramMetadata metadata) {
    int number = Interfaces.ofLane(metadata.interfaceIndex());
    int destination = IpAddresses.toIpv4(metadata.localLow());
    boolean group =
        IpAddresses.isIpv4Multicast(destination)
            || environment.addresses().isBroadcast(destination);
    int own = group ? environment.interfaces().address(number) : destination;
    InPktinfo.set(ancillary.scratch(), number, own, destination);
    ancillary.put(IPPROTO_IP, IP_PKTINFO, ancillary.scratch(), InPktinfo.SIZE);
  }

  private static void putOptions(
      Ancillary ancillary, SocketOptions options, DatagramMetadata metadata) {
    int bytes = metadata.optionsBytes();
    MemorySegment received = NativeMemory.segment(metadata.optionsAddress(), bytes);
    if (options.isSet(SocketOption.RECEIVE_OPTIONS)) {
      ancillary.put(IPPROTO_IP, IP_RECVOPTS, received, bytes);
    }
    if (options.isSet(SocketOption.RECEIVE_RETURN_OPTIONS)) {
      int length = ReturnOptions.of(received, ancillary.scratch());
      ancillary.put(IPPROTO_IP, IP_RETOPTS, ancillary.scratch(), length);
    }
  }
}
