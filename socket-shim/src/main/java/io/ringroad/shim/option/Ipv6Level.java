package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_ADDRFORM;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_ADDR_PREFERENCES;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_MINHOPCOUNT;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_MTU;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_MTU_DISCOVER;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_MULTICAST_HOPS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_MULTICAST_IF;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_PATHMTU;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_PKTINFO;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RECVERR;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_TCLASS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_UNICAST_HOPS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_UNICAST_IF;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_V6ONLY;
import static io.ringroad.shim.abi.Ipv6SocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.In6Pktinfo;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_IPV6 (ipv6(7)), with the checks of {@code do_ipv6_setsockopt}. */
final class Ipv6Level {
  private static final int DEFAULT_HOPS = 64;
  private static final int DEFAULT_MULTICAST_HOPS = 1;
  private static final int BYTE_MASK = 0xff;
  private static final int ECN_MASK = 3;
  private static final int MAX_PMTUDISC = 5;
  private static final int MIN_MTU = 1_280;

  /** struct ip6_mtuinfo: a sockaddr_in6 and the MTU. */
  private static final int MTUINFO_BYTES = 32;

  private static final int MTUINFO_MTU_OFFSET = 28;

  private Ipv6Level() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    Ipv6Flag flag = Ipv6Flag.numbered(name);
    if (flag != null) {
      return flag.set(target, value, length);
    }
    if (Ipv6Multicast.knows(name)) {
      return Ipv6Multicast.set(target, name, value, length);
    }
    if (ExtensionHeaders.knows(name)) {
      return ExtensionHeaders.set(name, value, length);
    }
    if (name == IPV6_PKTINFO) {
      return setSource(target, value, length);
    }
    return isInt(name) ? setInt(target, name, value, length) : -ENOPROTOOPT;
  }

  private static boolean isInt(int name) {
    return switch (name) {
      case IPV6_ADDRFORM,
          IPV6_V6ONLY,
          IPV6_UNICAST_HOPS,
          IPV6_MULTICAST_HOPS,
          IPV6_MULTICAST_IF,
          IPV6_MTU,
          IPV6_MTU_DISCOVER,
          IPV6_RECVERR,
          IPV6_TCLASS,
          IPV6_MINHOPCOUNT,
          IPV6_UNICAST_IF,
          IPV6_ADDR_PREFERENCES ->
          true;
      default -> false;
    };
  }

  private static int setInt(InetOptionTarget target, int name, MemorySegment value, int length) {
    boolean ofGroups = name == IPV6_MULTICAST_HOPS || name == IPV6_MULTICAST_IF;
    if (ofGroups && target.type() == SOCK_STREAM) {
      return -ENOPROTOOPT;
    }
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    int number = OptionValue.getInt(value);
    return switch (name) {
      case IPV6_ADDRFORM -> setForm(target, number);
      case IPV6_V6ONLY -> setV6Only(target, number);
      case IPV6_UNICAST_HOPS ->
          ranged(target, SocketOption.IPV6_HOP_LIMIT, number, -1, BYTE_MASK, DEFAULT_HOPS);
      case IPV6_MULTICAST_HOPS ->
          ranged(
              target,
              SocketOption.IPV6_MULTICAST_HOP_LIMIT,
              number,
              -1,
              BYTE_MASK,
              DEFAULT_MULTICAST_HOPS);
      case IPV6_MULTICAST_IF -> setMulticastInterface(target, number);
      case IPV6_MTU ->
          number != 0 && number < MIN_MTU
              ? -EINVAL
              : target.setOption(SocketOption.IPV6_MTU, number);
      case IPV6_MTU_DISCOVER ->
          ranged(target, SocketOption.IPV6_MTU_DISCOVER, number, 0, MAX_PMTUDISC, 0);
      case IPV6_RECVERR -> setReceiveErrors(target, number != 0);
      case IPV6_TCLASS -> setTrafficClass(target, number);
      case IPV6_MINHOPCOUNT ->
          ranged(target, SocketOption.IPV6_MINIMUM_HOP_LIMIT, number, 0, BYTE_MASK, 0);
      case IPV6_UNICAST_IF -> setUnicastInterface(target, number, length);
      default -> AddressPreferences.set(target, number);
    };
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    Ipv6Flag flag = Ipv6Flag.numbered(name);
    if (flag != null) {
      return put(target, flag.option(), value, length);
    }
    if (ExtensionHeaders.knows(name)) {
      return ExtensionHeaders.get(length);
    }
    return switch (name) {
      case IPV6_ADDRFORM -> getForm(target, value, length);
      case IPV6_V6ONLY -> put(target, SocketOption.V6_ONLY, value, length);
      case IPV6_UNICAST_HOPS -> put(target, SocketOption.IPV6_HOP_LIMIT, value, length);
      case IPV6_MULTICAST_HOPS -> put(target, SocketOption.IPV6_MULTICAST_HOP_LIMIT, value, length);
      case IPV6_MULTICAST_IF -> put(target, SocketOption.IPV6_MULTICAST_INTERFACE, value, length);
      case IPV6_MTU -> getMtu(target, value, length);
      case IPV6_PATHMTU -> getPathMtu(target, value, length);
      case IPV6_MTU_DISCOVER -> put(target, SocketOption.IPV6_MTU_DISCOVER, value, length);
      case IPV6_RECVERR -> put(target, SocketOption.IPV6_RECEIVE_ERRORS, value, length);
      case IPV6_TCLASS -> put(target, SocketOption.IPV6_TRAFFIC_CLASS, value, length);
      case IPV6_MINHOPCOUNT -> put(target, SocketOption.IPV6_MINIMUM_HOP_LIMIT, value, length);
      case IPV6_UNICAST_IF ->
          OptionValue.putInt(
              value,
              length,
              Integer.reverseBytes(target.options().getInt(SocketOption.IPV6_UNICAST_INTERFACE)));
      case MCAST_MSFILTER -> GroupFilter.get(AF_INET6, target.multicast(), value, length);
      case IPV6_ADDR_PREFERENCES ->
          put(target, SocketOption.IPV6_ADDRESS_PREFERENCES, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  private static int put(
      InetOptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    return OptionValue.putInt(value, length, target.options().getInt(option));
  }

  private static int ranged(
      InetOptionTarget target, SocketOption option, int number, int least, int most, int standard) {
    if (number < least || number > most) {
      return -EINVAL;
    }
    return target.setOption(option, number < 0 ? standard : number);
  }

  /** Only before the socket has a port; what is a raw socket's protocol counts as one. */
  private static int setV6Only(InetOptionTarget target, int number) {
    return target.hasPort() ? -EINVAL : target.setOption(SocketOption.V6_ONLY, number != 0 ? 1 : 0);
  }

  private static int setReceiveErrors(InetOptionTarget target, boolean on) {
    int result = target.setOption(SocketOption.IPV6_RECEIVE_ERRORS, on ? 1 : 0);
    if (!on) {
      target.forgetErrors();
    }
    return result;
  }

  /** RFC 3542 6.5; a stream keeps its two ECN bits to itself. */
  private static int setTrafficClass(InetOptionTarget target, int number) {
    if (number < -1 || number > BYTE_MASK) {
      return -EINVAL;
    }
    int asked = Math.max(0, number);
    if (target.type() == SOCK_STREAM) {
      int kept = target.options().getInt(SocketOption.IPV6_TRAFFIC_CLASS) & ECN_MASK;
      asked = asked & ~ECN_MASK | kept;
    }
    return target.setOption(SocketOption.IPV6_TRAFFIC_CLASS, asked);
  }

  private static int setMulticastInterface(InetOptionTarget target, int number) {
    int bound = target.options().getInt(SocketOption.BOUND_INTERFACE);
    if (number != 0 && target.interfaceName(number) == null) {
      return -ENODEV;
    }
    return number != 0 && bound != 0 && bound != number
        ? -EINVAL
        : target.setOption(SocketOption.IPV6_MULTICAST_INTERFACE, number);
  }

  /** The number is in the network's order. */
  private static int setUnicastInterface(InetOptionTarget target, int value, int length) {
    int number = Integer.reverseBytes(value);
    if (length != Integer.BYTES) {
      return -EINVAL;
    }
    if (number != 0 && target.interfaceName(number) == null) {
      return -EADDRNOTAVAIL;
    }
    return number != 0 && target.options().isSet(SocketOption.BOUND_INTERFACE)
        ? -EINVAL
        : target.setOption(SocketOption.IPV6_UNICAST_INTERFACE, number);
  }

  /** IPV6_PKTINFO as an option: where all that is sent comes from (RFC 3542 6.2). */
  private static int setSource(InetOptionTarget target, MemorySegment value, int length) {
    if (length < In6Pktinfo.SIZE) {
      return -EINVAL;
    }
    int number = In6Pktinfo.interfaceNumber(value, 0);
    int bound = target.options().getInt(SocketOption.BOUND_INTERFACE);
    if (bound != 0 && bound != number) {
      return -EINVAL;
    }
    target.setOption(SocketOption.IPV6_SOURCE_INTERFACE, number);
    target.setOption(SocketOption.IPV6_SOURCE_HIGH, In6Pktinfo.addressHigh(value, 0));
    return target.setOption(SocketOption.IPV6_SOURCE_LOW, In6Pktinfo.addressLow(value, 0));
  }

  /** IPV6_ADDRFORM: what is connected to an IPv4 peer can become a socket of AF_INET. */
  private static int setForm(InetOptionTarget target, int number) {
    if (number != AF_INET) {
      return -EINVAL;
    }
    if (target.type() == SOCK_RAW || !hasForm(target)) {
      return -ENOPROTOOPT;
    }
    if (!target.connected()) {
      return -ENOTCONN;
    }
    boolean toIpv4 =
        IpAddresses.isIpv4(target.peerHigh(), target.peerLow())
            && !target.options().isSet(SocketOption.V6_ONLY);
    return toIpv4
        ? target.setOption(SocketOption.DOMAIN, SocketDomain.INET.ordinal())
        : -EADDRNOTAVAIL;
  }

  private static boolean hasForm(InetOptionTarget target) {
    return target.protocol() == IPPROTO_TCP || target.protocol() == IPPROTO_UDP;
  }

  private static int getForm(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    if (!hasForm(target) || target.type() == SOCK_RAW) {
      return -ENOPROTOOPT;
    }
    return target.connected() ? OptionValue.putInt(value, length, target.domain()) : -ENOTCONN;
  }

  private static int getMtu(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    return target.connected()
        ? OptionValue.putInt(value, length, target.pathMtuBytes())
        : -ENOTCONN;
  }

  private static int getPathMtu(
      InetOptionTarget target, MemorySegment value, MemorySegment length) {
    if (length.get(JAVA_INT_UNALIGNED, 0) < MTUINFO_BYTES) {
      return -EINVAL;
    }
    if (!target.connected()) {
      return -ENOTCONN;
    }
    MemorySegment info = MemorySegment.ofArray(new byte[MTUINFO_BYTES]);
    info.set(JAVA_INT_UNALIGNED, MTUINFO_MTU_OFFSET, target.pathMtuBytes());
    return OptionValue.putBytes(value, length, info);
  }
}
