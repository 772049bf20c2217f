package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;

import java.lang.foreign.MemorySegment;

/** setsockopt(2) and getsockopt(2): the levels of a socket of AF_INET or AF_INET6. */
public final class SocketOptionCalls {
  private SocketOptionCalls() {}

  /**
   * Sets an option.
   *
   * @param value {@code length} bytes, checked by the caller; {@code length} is not negative
   */
  public static int set(
      InetOptionTarget target, int level, int name, MemorySegment value, int length) {
    if (level == SOL_SOCKET) {
      return SocketLevel.set(target, name, value, length);
    }
    if (target.type() == SOCK_RAW && target.domain() == AF_INET6) {
      return setOfRaw6(target, level, name, value, length);
    }
    if (target.type() == SOCK_RAW && level == RawLevel.SOL_RAW) {
      return RawLevel.set(target, name, value, length);
    }
    if (isTransport(target, level)) {
      return level == IPPROTO_TCP
          ? TcpLevel.set(target, name, value, length)
          : UdpLevel.set(target, name, value, length);
    }
    if (level == IPPROTO_IPV6 && target.domain() == AF_INET6) {
      return Ipv6Level.set(target, name, value, length);
    }
    return level == IPPROTO_IP ? IpLevel.set(target, name, value, length) : -ENOPROTOOPT;
  }

  /** Sets an option of level SOL_SOCKET, of a socket of any family. */
  public static int setSocketLevel(OptionTarget target, int name, MemorySegment value, int length) {
    return SocketLevel.set(target, name, value, length);
  }

  /** Reads an option of level SOL_SOCKET, of a socket of any family. */
  public static int getSocketLevel(
      OptionTarget target, int name, MemorySegment value, MemorySegment length) {
    return SocketLevel.get(target, name, value, length);
  }

  /**
   * Reads an option.
   *
   * @param value as many bytes as {@code length} says, checked by the caller
   * @param length an int, which becomes the bytes written
   */
  public static int get(
      InetOptionTarget target, int level, int name, MemorySegment value, MemorySegment length) {
    if (level == SOL_SOCKET) {
      return SocketLevel.get(target, name, value, length);
    }
    if (target.type() == SOCK_RAW && target.domain() == AF_INET6) {
      return getOfRaw6(target, level, name, value, length);
    }
    if (target.type() == SOCK_RAW && level == RawLevel.SOL_RAW) {
      return RawLevel.get(target, name, value, length);
    }
    if (isTransport(target, level)) {
      return level == IPPROTO_TCP
          ? TcpLevel.get(target, name, value, length)
          : UdpLevel.get(target, name, value, length);
    }
    if (target.domain() == AF_INET6 && level != IPPROTO_IP) {
      return level == IPPROTO_IPV6 ? Ipv6Level.get(target, name, value, length) : -ENOPROTOOPT;
    }
    // do_ip_getsockopt answers a foreign level in a way of its own.
    return level == IPPROTO_IP ? IpLevel.get(target, name, value, length) : -EOPNOTSUPP;
  }

  private static boolean isTransport(InetOptionTarget target, int level) {
    return level == target.protocol()
        && target.type() != SOCK_RAW
        && (level == IPPROTO_TCP || level == IPPROTO_UDP);
  }

  /** rawv6_setsockopt: no option of IPv4 is one of a raw socket of AF_INET6. */
  private static int setOfRaw6(
      InetOptionTarget target, int level, int name, MemorySegment value, int length) {
    if (Raw6Level.knows(level, name)) {
      return Raw6Level.set(target, level, name, value, length);
    }
    return level == IPPROTO_IPV6 ? Ipv6Level.set(target, name, value, length) : -ENOPROTOOPT;
  }

  private static int getOfRaw6(
      InetOptionTarget target, int level, int name, MemorySegment value, MemorySegment length) {
    if (Raw6Level.knows(level, name)) {
      return Raw6Level.get(target, level, name, value, length);
    }
    return level == IPPROTO_IPV6 ? Ipv6Level.get(target, name, value, length) : -ENOPROTOOPT;
  }
}
