package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;

/** AF_INET: names are {@code sockaddr_in}. */
final class Inet4Names extends InetNames {
  static final Inet4Names INSTANCE = new Inet4Names();

  private Inet4Names() {}

  @Override
  SocketDomain domain() {
    return SocketDomain.INET;
  }

  @Override
  int family() {
    return AF_INET;
  }

  @Override
  int size() {
    return SockaddrIn.SIZE;
  }

  @Override
  long high(MemorySegment name) {
    return IpAddresses.IPV4_HIGH;
  }

  @Override
  long low(MemorySegment name) {
    return IpAddresses.mapIpv4(SockaddrIn.address(name));
  }

  @Override
  int port(MemorySegment name) {
    return SockaddrIn.port(name);
  }

  @Override
  int scope(MemorySegment name, int length) {
    return 0;
  }

  @Override
  MemorySegment destination(MemorySegment name, int length) {
    return name;
  }

  /** An address that there is none of yet is stored as 0.0.0.0. */
  @Override
  void store(MemorySegment addr, MemorySegment addrlen, long high, long low, int port, int number) {
    SocketName.store(addr, addrlen, IpAddresses.toIpv4(low), port);
  }

  /** inet_bind: AF_UNSPEC passes for AF_INET with the wildcard. */
  @Override
  int checkBind(InetDescriptor socket, MemorySegment name, int length) {
    if (length < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(name);
    boolean wildcard = family == AF_UNSPEC && SockaddrIn.address(name) == 0;
    return family == AF_INET || wildcard ? 0 : -EAFNOSUPPORT;
  }

  /** raw_bind: the family is not looked at. */
  @Override
  int checkRawBind(RawDescriptor socket, MemorySegment name, int length) {
    return length < SockaddrIn.SIZE ? -EINVAL : 0;
  }

  @Override
  int checkPingBind(PingDescriptor socket, MemorySegment name, int length) {
    return checkBind(socket, name, length);
  }

  @Override
  int checkStreamPeer(InetDescriptor socket, MemorySegment name, int length) {
    return checkName(name, length);
  }

  @Override
  int checkPeer(InetDescriptor socket, MemorySegment name, int length) {
    return checkName(name, length);
  }

  private static int checkName(MemorySegment name, int length) {
    if (length < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    return SockaddrIn.family(name) == AF_INET ? 0 : -EAFNOSUPPORT;
  }

  @Override
  int checkDestination(InetDescriptor socket, MemorySegment name, int length) {
    int refused = checkLaxly(name, length);
    return refused == 0 && SockaddrIn.port(name) == 0 ? -EINVAL : refused;
  }

  @Override
  int checkRawDestination(RawDescriptor socket, MemorySegment name, int length) {
    return checkLaxly(name, length);
  }

  /** udp_sendmsg, raw_sendmsg: no family is AF_INET, too. */
  private static int checkLaxly(MemorySegment name, int length) {
    if (length < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(name);
    return family == AF_INET || family == AF_UNSPEC ? 0 : -EAFNOSUPPORT;
  }

  @Override
  int checkPingDestination(PingDescriptor socket, MemorySegment name, int length) {
    return checkName(name, length);
  }
}
