package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_FREEBIND;
import static io.ringroad.shim.abi.IpSocketOption.IP_HDRINCL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MINTTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU_DISCOVER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_ALL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_LOOP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_OPTIONS;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVERR;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVORIGDSTADDR;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_RETOPTS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_IP (ip(7)). */
final class IpLevel {
  private static final int DEFAULT_TTL = 64;
  private static final int MAX_PMTUDISC = 5;
  private static final int ECN_MASK = 3;
  private static final int BYTE_MASK = 0xff;

  private IpLevel() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    if (name == IP_OPTIONS) {
      return HeaderOptions.set(target, value, length);
    }
    if (isMulticast(name)) {
      return MulticastOptions.set(target, name, value, length);
    }
    int number = OptionValue.getIntOrByte(value, length);
    SocketOption flag = flag(name);
    if (flag != null) {
      return length == 0 && needsValue(name)
          ? -EINVAL
          : target.setOption(flag, number != 0 ? 1 : 0);
    }
    return switch (name) {
      case IP_TOS -> target.setOption(SocketOption.TRAFFIC_CLASS, trafficClass(target, number));
      case IP_TTL -> setTtl(target, number, length);
      case IP_MTU_DISCOVER -> ranged(target, SocketOption.MTU_DISCOVER, number, MAX_PMTUDISC);
      case IP_MINTTL ->
          length < 1 ? -EINVAL : ranged(target, SocketOption.MINIMUM_HOP_LIMIT, number, BYTE_MASK);
      case IP_RECVERR -> setReceiveErrors(target, number != 0);
      case IP_MULTICAST_TTL -> setMulticastTtl(target, number, length);
      case IP_HDRINCL ->
          target.type() == SOCK_RAW
              ? target.setOption(SocketOption.HEADER_INCLUDED, number != 0 ? 1 : 0)
              : -ENOPROTOOPT;
      default -> -ENOPROTOOPT;
    };
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    SocketOption flag = flag(name);
    if (flag != null) {
      return put(target, flag, value, length);
    }
    return switch (name) {
      case IP_OPTIONS -> HeaderOptions.get(target, value, length);
      case IP_TOS -> put(target, SocketOption.TRAFFIC_CLASS, value, length);
      case IP_TTL -> put(target, SocketOption.HOP_LIMIT, value, length);
      case IP_MTU_DISCOVER -> put(target, SocketOption.MTU_DISCOVER, value, length);
      case IP_MINTTL -> put(target, SocketOption.MINIMUM_HOP_LIMIT, value, length);
      case IP_RECVERR -> put(target, SocketOption.RECEIVE_ERRORS, value, length);
      case IP_MULTICAST_TTL -> put(target, SocketOption.MULTICAST_HOP_LIMIT, value, length);
      case IP_MSFILTER -> SourceFilter.get(target.multicast(), value, length);
      case MCAST_MSFILTER -> GroupFilter.get(AF_INET, target.multicast(), value, length);
      case IP_MULTICAST_IF -> MulticastOptions.getInterface(target, value, length);
      case IP_MULTICAST_ALL -> put(target, SocketOption.MULTICAST_ALL, value, length);
      case IP_HDRINCL -> put(target, SocketOption.HEADER_INCLUDED, value, length);
      case IP_MTU ->
          target.connected() ? OptionValue.putInt(value, length, target.pathMtuBytes()) : -ENOTCONN;
      default -> -ENOPROTOOPT;
    };
  }

  private static boolean isMulticast(int name) {
    return name == IP_MULTICAST_IF
        || name == IP_MULTICAST_ALL
        || name >= IP_ADD_MEMBERSHIP && name <= MCAST_MSFILTER;
  }

  /** Options that are on or off and have no effect beyond being read where they matter. */
  private static SocketOption flag(int name) {
    return switch (name) {
      case IP_PKTINFO -> SocketOption.RECEIVE_PACKET_INFO;
      case IP_RECVTTL -> SocketOption.RECEIVE_HOP_LIMIT;
      case IP_RECVTOS -> SocketOption.RECEIVE_TRAFFIC_CLASS;
      case IP_RECVOPTS -> SocketOption.RECEIVE_OPTIONS;
      case IP_RETOPTS -> SocketOption.RECEIVE_RETURN_OPTIONS;
      case IP_RECVORIGDSTADDR -> SocketOption.RECEIVE_ORIGINAL_DESTINATION;
      case IP_FREEBIND -> SocketOption.FREE_BIND;
      case IP_MULTICAST_LOOP -> SocketOption.MULTICAST_LOOP;
      default -> null;
    };
  }

  /** do_ip_setsockopt: without a value most options are off, and these are a mistake. */
  private static boolean needsValue(int name) {
    return name == IP_FREEBIND || name == IP_MULTICAST_LOOP;
  }

  private static int put(
      InetOptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    return OptionValue.putIntOrByte(value, length, target.options().getInt(option));
  }

  private static int ranged(InetOptionTarget target, SocketOption option, int number, int most) {
    return number < 0 || number > most ? -EINVAL : target.setOption(option, number);
  }

  /** ip_setsockopt: who does not want to hear of errors any more forgets those that wait. */
  private static int setReceiveErrors(InetOptionTarget target, boolean on) {
    int result = target.setOption(SocketOption.RECEIVE_ERRORS, on ? 1 : 0);
    if (!on) {
      target.forgetErrors();
    }
    return result;
  }

  /** ip_setsockopt: a stream keeps its two ECN bits to itself. */
  private static int trafficClass(InetOptionTarget target, int number) {
    int asked = number & BYTE_MASK;
    if (target.type() != SOCK_STREAM) {
      return asked;
    }
    return asked & ~ECN_MASK | target.options().getInt(SocketOption.TRAFFIC_CLASS) & ECN_MASK;
  }

  private static int setTtl(InetOptionTarget target, int number, int length) {
    if (length < 1 || number != -1 && (number < 1 || number > BYTE_MASK)) {
      return -EINVAL;
    }
    return target.setOption(SocketOption.HOP_LIMIT, number == -1 ? DEFAULT_TTL : number);
  }

  private static int setMulticastTtl(InetOptionTarget target, int number, int length) {
    if (target.type() == SOCK_STREAM || length < 1 || number < -1 || number > BYTE_MASK) {
      return -EINVAL;
    }
    return target.setOption(SocketOption.MULTICAST_HOP_LIMIT, number == -1 ? 1 : number);
  }
}
