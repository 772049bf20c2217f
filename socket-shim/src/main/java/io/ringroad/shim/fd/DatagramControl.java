package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RETOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.InPktinfo;
import io.ringroad.shim.option.HeaderOptions;
import java.lang.foreign.MemorySegment;

/**
 * What control data says of one datagram, instead of its socket ({@code ip_cmsg_send}). An instance
 * is one message's; without control data there is none.
 */
final class DatagramControl {
  private static final int BYTE_MASK = 0xff;
  private static final int MAX_OPTIONS = 40;

  private int hopLimit;
  private int trafficClass = -1;
  private int source;
  private int interfaceNumber;
  private byte[] options;

  /** Reads control data whose memory is the engine's own; 0 or a negated errno. */
  int read(MemorySegment control, Interfaces interfaces) {
    for (long at = Cmsghdr.first(control); at >= 0; at = Cmsghdr.next(control, at)) {
      if (!Cmsghdr.isWhole(control, at)) {
        return -EINVAL;
      }
      int refused =
          switch (Cmsghdr.level(control, at)) {
            case SOL_SOCKET -> SocketControl.check(control, at);
            case IPPROTO_IP -> readOne(control, at, interfaces);
            default -> 0;
          };
      if (refused != 0) {
        return refused;
      }
    }
    return 0;
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
    source = InPktinfo.local(control, data);
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
    if (hopLimit != 0) {
      metadata.hopLimit(hopLimit);
      flags |= DatagramMetadata.HAS_HOP_LIMIT;
    }
    if (trafficClass >= 0) {
      metadata.trafficClass(trafficClass);
      flags |= DatagramMetadata.HAS_TRAFFIC_CLASS;
    }
    if (source != 0) {
      metadata.local(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(source), 0);
    }
    if (interfaceNumber != 0) {
      metadata.interfaceIndex(Interfaces.toLane(interfaceNumber));
    }
    metadata.flags(flags);
  }

  /** The address to send from, 0 for the socket's own. */
  int source() {
    return source;
  }
}
