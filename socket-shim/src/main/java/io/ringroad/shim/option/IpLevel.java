package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU;
import static io.ringroad.shim.abi.IpSocketOption.IP_MTU_DISCOVER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_LOOP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_TTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_IP (ip(7)). */
final class IpLevel {
  private static final int DEFAULT_TTL = 64;
  private static final int MAX_PMTUDISC = 5;
  private static final int ECN_MASK = 3;
  private static final int BYTE_MASK = 0xff;
  private static final int IP_AND_TCP_HEADERS = 40;

  private IpLevel() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    int number = OptionValue.getIntOrByte(value, length);
    return switch (name) {
      case IP_TOS -> target.setOption(SocketOption.TRAFFIC_CLASS, trafficClass(target, number));
      case IP_TTL -> setTtl(target, number, length);
      case IP_MTU_DISCOVER ->
          number < 0 || number > MAX_PMTUDISC
              ? -EINVAL
              : target.setOption(SocketOption.MTU_DISCOVER, number);
      case IP_MULTICAST_TTL -> setMulticastTtl(target, number, length);
      case IP_MULTICAST_LOOP ->
          length < 1 ? -EINVAL : target.setOption(SocketOption.MULTICAST_LOOP, number != 0 ? 1 : 0);
      default -> -ENOPROTOOPT;
    };
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    return switch (name) {
      case IP_TOS -> put(target, SocketOption.TRAFFIC_CLASS, value, length);
      case IP_TTL -> put(target, SocketOption.HOP_LIMIT, value, length);
      case IP_MTU_DISCOVER -> put(target, SocketOption.MTU_DISCOVER, value, length);
      case IP_MULTICAST_TTL -> put(target, SocketOption.MULTICAST_HOP_LIMIT, value, length);
      case IP_MULTICAST_LOOP -> put(target, SocketOption.MULTICAST_LOOP, value, length);
      case IP_MTU ->
          target.connected()
              ? OptionValue.putInt(value, length, target.segmentBytes() + IP_AND_TCP_HEADERS)
              : -ENOTCONN;
      default -> -ENOPROTOOPT;
    };
  }

  private static int put(
      InetOptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    return OptionValue.putIntOrByte(value, length, target.options().getInt(option));
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
