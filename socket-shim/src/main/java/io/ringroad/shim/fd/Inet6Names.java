package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * AF_INET6: names are {@code sockaddr_in6}, of which 24 bytes do. Datagram sockets take a name of
 * AF_INET for its mapped address where Linux does.
 */
final class Inet6Names extends InetNames {
  static final Inet6Names INSTANCE = new Inet6Names();

  private static final int MOST_PROTOCOLS = 255;

  private Inet6Names() {}

  @Override
  SocketDomain domain() {
    return SocketDomain.INET6;
  }

  @Override
  int family() {
    return AF_INET6;
  }

  @Override
  int size() {
    return SockaddrIn6.SIZE;
  }

  @Override
  long high(MemorySegment name) {
    return isOfInet(name) ? IpAddresses.IPV4_HIGH : SockaddrIn6.addressHigh(name);
  }

  @Override
  long low(MemorySegment name) {
    return isOfInet(name)
        ? IpAddresses.mapIpv4(SockaddrIn.address(name))
        : SockaddrIn6.addressLow(name);
  }

  private static boolean isOfInet(MemorySegment name) {
    return SockaddrIn.family(name) == AF_INET;
  }

  /** Both kinds of names have it in the same place. */
  @Override
  int port(MemorySegment name) {
    return SockaddrIn6.port(name);
  }

  @Override
  int scope(MemorySegment name, int length) {
    return length < SockaddrIn6.SIZE || isOfInet(name) ? 0 : SockaddrIn6.scopeId(name);
  }

  /** udpv6_sendmsg: AF_UNSPEC is no destination. */
  @Override
  MemorySegment destination(MemorySegment name, int length) {
    boolean none = name != null && length >= Short.BYTES && SockaddrIn.family(name) == AF_UNSPEC;
    return none ? null : name;
  }

  @Override
  void store(MemorySegment addr, MemorySegment addrlen, long high, long low, int port, int number) {
    if (UserMemory.isNull(addr)) {
      return;
    }
    int scope = IpAddresses.needsScope(high, low) ? number : 0;
    int room = addrlen.get(JAVA_INT_UNALIGNED, 0);
    if (room >= SockaddrIn6.SIZE) {
      SockaddrIn6.set(addr, high, low, port, scope);
    } else if (room > 0) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment whole = arena.allocate(SockaddrIn6.SIZE);
        SockaddrIn6.set(whole, high, low, port, scope);
        MemorySegment.copy(whole, 0, addr, 0, room);
      }
    }
    addrlen.set(JAVA_INT_UNALIGNED, 0, SockaddrIn6.SIZE);
  }

  // ---- bind ----

  @Override
  int checkBind(InetDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SHORT_SIZE) {
      return -EINVAL;
    }
    if (SockaddrIn.family(name) != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    long high = high(name);
    long low = low(name);
    boolean group = IpAddresses.isMulticast(high, low) && !IpAddresses.isIpv4(high, low);
    if (group && socket.type() == SOCK_STREAM) {
      return -EINVAL;
    }
    if (IpAddresses.isIpv4(high, low) && isForIpv6Alone(socket)) {
      return -EINVAL;
    }
    return IpAddresses.isLinkLocal(high, low) || group
        ? bindToScope(socket, high, low, scope(name, length))
        : 0;
  }

  private static boolean isForIpv6Alone(InetDescriptor socket) {
    return socket.options().isSet(SocketOption.V6_ONLY);
  }

  /** rawv6_bind: without IPv4, and with an errno of its own for another family. */
  @Override
  int checkRawBind(RawDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SHORT_SIZE || SockaddrIn.family(name) != AF_INET6) {
      return -EINVAL;
    }
    if (IpAddresses.isIpv4(high(name), low(name))) {
      return -EADDRNOTAVAIL;
    }
    return socket.connected()
        ? -EINVAL
        : bindToScope(socket, high(name), low(name), scope(name, length));
  }

  /** ping_check_bind_addr: a single host's address, with its scope in the name itself. */
  @Override
  int checkPingBind(PingDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SIZE) {
      return -EINVAL;
    }
    if (SockaddrIn.family(name) != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    long high = high(name);
    long low = low(name);
    boolean scopeless = IpAddresses.needsScope(high, low) && scope(name, length) == 0;
    if (IpAddresses.isIpv4(high, low) || IpAddresses.isMulticast(high, low) || scopeless) {
      return -EINVAL;
    }
    return bindToScope(socket, high, low, scope(name, length));
  }

  // ---- connect ----

  /** tcp_v6_connect. */
  @Override
  int checkStreamPeer(InetDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SHORT_SIZE) {
      return -EINVAL;
    }
    if (SockaddrIn.family(name) != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    long high = high(name);
    long low = low(name);
    if (IpAddresses.isIpv4(high, low)) {
      return isForIpv6Alone(socket) ? -ENETUNREACH : 0;
    }
    if (IpAddresses.isMulticast(high, low)) {
      return -ENETUNREACH;
    }
    int scoped = bindToScope(socket, high, low, scope(name, length));
    return scoped == 0 && isBoundToIpv4(socket, high, low) ? -EAFNOSUPPORT : scoped;
  }

  /** ip6_dst_lookup_tail: who has an IPv4 address has no way to an IPv6 address. */
  private static boolean isBoundToIpv4(InetDescriptor socket, long high, long low) {
    return IpAddresses.isIpv4(socket.socket().localHigh(), socket.socket().localLow())
        && !IpAddresses.isIpv4(high, low)
        && !IpAddresses.isUnspecified(high, low); // which means this host by its own address
  }

  /** __ip6_datagram_connect. */
  @Override
  int checkPeer(InetDescriptor socket, MemorySegment name, int length) {
    if (isOfInet(name)) {
      if (isForIpv6Alone(socket)) {
        return -EAFNOSUPPORT;
      }
      return length < SockaddrIn.SIZE ? -EINVAL : 0;
    }
    if (length < SockaddrIn6.SHORT_SIZE) {
      return -EINVAL;
    }
    if (SockaddrIn.family(name) != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    long high = high(name);
    long low = low(name);
    if (IpAddresses.isIpv4(high, low)) {
      return isForIpv6Alone(socket) ? -ENETUNREACH : 0;
    }
    int chosen = socket.options().getInt(SocketOption.IPV6_MULTICAST_INTERFACE);
    int scope = scope(name, length);
    boolean byOption = scope == 0 && IpAddresses.isMulticast(high, low);
    int scoped = bindToScope(socket, high, low, byOption ? chosen : scope);
    return scoped == 0 && isBoundToIpv4(socket, high, low) ? -EAFNOSUPPORT : scoped;
  }

  // ---- sendto ----

  /** udpv6_sendmsg. */
  @Override
  int checkDestination(InetDescriptor socket, MemorySegment name, int length) {
    if (length < Short.BYTES) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(name);
    int shortest = family == AF_INET ? SockaddrIn.SIZE : SockaddrIn6.SHORT_SIZE;
    if (family != AF_INET && family != AF_INET6) {
      return -EINVAL;
    }
    if (family == AF_INET && isForIpv6Alone(socket)) {
      return -ENETUNREACH;
    }
    if (length < shortest) {
      return -EINVAL;
    }
    if (IpAddresses.isIpv4(high(name), low(name)) && isForIpv6Alone(socket)) {
      return -ENETUNREACH;
    }
    if (port(name) == 0) {
      return -EINVAL;
    }
    return isBoundToIpv4(socket, high(name), low(name)) ? -EAFNOSUPPORT : 0;
  }

  /** rawv6_sendmsg: what would be the port can name the protocol. */
  @Override
  int checkRawDestination(RawDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SHORT_SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(name);
    if (family != AF_INET6 && family != AF_UNSPEC) {
      return -EAFNOSUPPORT;
    }
    int protocol = port(name);
    boolean own = protocol == 0 || protocol == socket.protocol();
    if (!own && !(socket.namesProtocol() && protocol <= MOST_PROTOCOLS)) {
      return -EINVAL;
    }
    return IpAddresses.isIpv4(high(name), low(name)) ? -ENETUNREACH : 0;
  }

  /** ping_v6_sendmsg. */
  @Override
  int checkPingDestination(PingDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn6.SIZE) {
      return -EINVAL;
    }
    if (SockaddrIn.family(name) != AF_INET6) {
      return -EAFNOSUPPORT;
    }
    long high = high(name);
    long low = low(name);
    boolean scopeless =
        IpAddresses.needsScope(high, low)
            && scope(name, length) == 0
            && !socket.options().isSet(SocketOption.BOUND_INTERFACE);
    return scopeless || IpAddresses.isIpv4(high, low) ? -EINVAL : 0;
  }
}
