package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.EPERM;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RETOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292DSTOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292HOPLIMIT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292HOPOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_2292PKTINFO;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_DONTFRAG;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_DSTOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HOPLIMIT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HOPOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_PKTINFO;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RTHDRDSTOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_TCLASS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.In6Pktinfo;
import io.ringroad.shim.abi.InPktinfo;
import io.ringroad.shim.option.HeaderOptions;
import java.lang.foreign.MemorySegment;

/**
 * What control data says of one datagram, instead of its socket ({@code ip_cmsg_send}, {@code
 * ip6_datagram_send_ctl}). An instance is one message's; without control data there is none.
 */
final class DatagramControl {
  private static final int BYTE_MASK = 0xff;
  private static final int MAX_OPTIONS = 40;

  private int hopLimit;
  private boolean hasHopLimit;
  private int trafficClass = -1;
  private long sourceHigh;
  private long sourceLow;
  private int interfaceNumber;
  private byte[] options;

  /** What was said, with the interface that a destination's name is of, if it says one. */
  static DatagramControl by(DatagramControl said, int scope) {
    if (scope == 0) {
      return said;
    }
    DatagramControl with = said == null ? new DatagramControl() : said;
    with.interfaceNumber = with.interfaceNumber == 0 ? scope : with.interfaceNumber;
    return with;
  }

  /**
   * Reads control data whose memory is the engine's own, as the family of the destination does.
   *
   * @param ipv4 whether the destination is of IPv4, whatever the socket's family
   * @return 0 or a negated errno
   */
  int read(MemorySegment control, InetDescriptor descriptor, boolean ipv4) {
    Interfaces interfaces = descriptor.environment.interfaces();
    boolean ofInet6 = descriptor.names().domain() == SocketDomain.INET6;
    for (long at = Cmsghdr.first(control); at >= 0; at = Cmsghdr.next(control, at)) {
      if (!Cmsghdr.isWhole(control, at)) {
        return -EINVAL;
      }
      int refused =
          switch (Cmsghdr.level(control, at)) {
            case SOL_SOCKET -> SocketControl.check(control, at);
            case IPPROTO_IP -> ipv4 ? readOne(control, at, interfaces) : 0;
            case IPPROTO_IPV6 -> ofInet6 ? readOfIpv6(control, at, descriptor, ipv4) : 0;
            // udp_cmsg_send: of its own level UDP knows one, which is not for datagrams that fit.
            case IPPROTO_UDP -> descriptor instanceof UdpDescriptor ? -EINVAL : 0;
            default -> 0;
          };
      if (refused != 0) {
        return refused;
      }
    }
    return 0;
  }

  /** ip_cmsg_send takes IPV6_PKTINFO alone, with a mapped address; ip6_datagram_send_ctl more. */
  private int readOfIpv6(MemorySegment control, long at, InetDescriptor descriptor, boolean ipv4) {
    int length = Cmsghdr.dataLength(control, at);
    long data = at + Cmsghdr.SIZE;
    int type = Cmsghdr.type(control, at);
    if (ipv4 && type != IPV6_PKTINFO) {
      return 0;
    }
    return switch (type) {
      case IPV6_PKTINFO, IPV6_2292PKTINFO ->
          length < In6Pktinfo.SIZE ? -EINVAL : readSource(control, data, descriptor, ipv4);
      case IPV6_HOPLIMIT, IPV6_2292HOPLIMIT ->
          length == Integer.BYTES ? readIpv6HopLimit(integer(control, data)) : -EINVAL;
      case IPV6_TCLASS ->
          length == Integer.BYTES ? readIpv6TrafficClass(integer(control, data)) : -EINVAL;
      case IPV6_DONTFRAG ->
          length == Integer.BYTES && integer(control, data) >>> 1 == 0 ? 0 : -EINVAL;
      case IPV6_HOPOPTS, IPV6_2292HOPOPTS, IPV6_DSTOPTS, IPV6_2292DSTOPTS, IPV6_RTHDRDSTOPTS ->
          -EPERM; // needs CAP_NET_RAW on Linux
      default -> -EINVAL;
    };
  }

  private int readSource(
      MemorySegment control, long data, InetDescriptor descriptor, boolean ipv4) {
    long high = In6Pktinfo.addressHigh(control, data);
    long low = In6Pktinfo.addressLow(control, data);
    int number = In6Pktinfo.interfaceNumber(control, data);
    if (ipv4 && !IpAddresses.isIpv4(high, low)) {
      return -EINVAL;
    }
    interfaceNumber = number == 0 ? interfaceNumber : number;
    if (!ipv4 && number != 0 && !descriptor.environment.interfaces().has(number)) {
      return -ENODEV;
    }
    if (!ipv4 && number == 0 && IpAddresses.isLinkLocal(high, low)) {
      return -EINVAL;
    }
    if (IpAddresses.isUnspecified(high, low)) {
      return 0;
    }
    sourceHigh = high;
    sourceLow = low;
    boolean free = descriptor.options().isSet(SocketOption.FREE_BIND);
    return ipv4 || free || descriptor.environment.interfaces().isOwn(high, low) ? 0 : -EINVAL;
  }

  private int readIpv6HopLimit(int value) {
    hopLimit = value;
    hasHopLimit = value >= 0;
    return value < -1 || value > BYTE_MASK ? -EINVAL : 0;
  }

  private int readIpv6TrafficClass(int value) {
    trafficClass = value;
    return value < -1 || value > BYTE_MASK ? -EINVAL : 0;
  }

  private int readOne(MemorySegment control, long at, Interfaces interfaces) {
    int length = Cmsghdr.dataLength(control, at);
    long data = at + Cmsghdr.SIZE;
    return switch (Cmsghdr.type(control, at)) {
      case IP_TTL -> length == Integer.BYTES ? readHopLimit(integer(control, data)) : -EINVAL;
      case IP_TOS -> readTrafficClass(control, data, length);
      case IP_RETOPTS -> readOptions(control, data, Math.min(length, MAX_OPTIONS));
      case IP_PKTINFO ->
          length == InPktinfo.SIZE ? readPacketInfo(control, data, interfaces) : -EINVAL;
      default -> -EINVAL;
    };
  }

  private int readHopLimit(int value) {
    hopLimit = value;
    hasHopLimit = true;
    return value < 1 || value > BYTE_MASK ? -EINVAL : 0;
  }

  private int readTrafficClass(MemorySegment control, long data, int length) {
    if (length == Integer.BYTES) {
      trafficClass = integer(control, data);
    } else if (length == Byte.BYTES) {
      trafficClass = Byte.toUnsignedInt(control.get(JAVA_BYTE, data));
    } else {
      return -EINVAL;
    }
    return trafficClass < 0 || trafficClass > BYTE_MASK ? -EINVAL : 0;
  }

  private int readOptions(MemorySegment control, long data, int length) {
    options = HeaderOptions.padded(control.asSlice(data, length));
    return HeaderOptions.areWellFormed(options) ? 0 : -EINVAL;
  }

  private int readPacketInfo(MemorySegment control, long data, Interfaces interfaces) {
    int number = InPktinfo.interfaceNumber(control, data);
    if (number != 0) {
      interfaceNumber = number;
    }
    int local = InPktinfo.local(control, data);
    sourceHigh = IpAddresses.IPV4_HIGH;
    sourceLow = local == 0 ? 0 : IpAddresses.mapIpv4(local);
    return number == 0 || interfaces.has(number) ? 0 : -ENODEV;
  }

  private static int integer(MemorySegment control, long offset) {
    return control.get(JAVA_INT_UNALIGNED, offset);
  }

  /** Writes into a datagram's metadata, which is cleared, what is not its socket's own. */
  void describe(DatagramMetadata metadata) {
    if (options != null && options.length > 0) {
      metadata.options(options);
    }
    int flags = 0;
    if (hasHopLimit) {
      metadata.hopLimit(hopLimit);
      flags |= DatagramMetadata.HAS_HOP_LIMIT;
    }
    if (trafficClass >= 0) {
      metadata.trafficClass(trafficClass);
      flags |= DatagramMetadata.HAS_TRAFFIC_CLASS;
    }
    if (!IpAddresses.isZero(sourceHigh, sourceLow)) {
      metadata.local(sourceHigh, sourceLow, 0);
    }
    if (interfaceNumber != 0) {
      metadata.interfaceIndex(Interfaces.toLane(interfaceNumber));
    }
    metadata.flags(flags);
  }

  /** The upper half of the address to send from, all zero for the socket's own. */
  long sourceHigh() {
    return sourceHigh;
  }

  /** The lower half. */
  long sourceLow() {
    return sourceLow;
  }
}
