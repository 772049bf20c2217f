package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.wire.IcmpHeader;

/** What each ICMP error means to a socket: as on Linux, hard where it ends a connection attempt. */
final class IcmpErrors {
  private IcmpErrors() {}

  /**
   * Sets the cause of an error report.
   *
   * @return false if this host ignores the message
   */
  static boolean interpret(IcmpError error, int type, int code, int mtu) {
    switch (type) {
      case IcmpHeader.DESTINATION_UNREACHABLE -> {
        NetError meaning = unreachable(code);
        int nextHopMtu = code == IcmpHeader.FRAGMENTATION_NEEDED ? mtu : 0;
        error.cause(meaning, isHard(code), false, type, code, nextHopMtu);
        return meaning != NetError.NONE;
      }
      case IcmpHeader.TIME_EXCEEDED ->
          error.cause(NetError.HOST_UNREACHABLE, false, false, type, code, 0);
      case IcmpHeader.PARAMETER_PROBLEM ->
          error.cause(NetError.PROTOCOL_ERROR, true, false, type, code, 0);
      default -> {
        return false; // RFC 6633: source quench is ignored; so are redirects, as secure hosts do
      }
    }
    return true;
  }

  // RFC 792 codes 0 to 5, RFC 1122 3.2.2.1 codes 6 to 12, RFC 1812 5.2.7.1 codes 13 to 15
  private static NetError unreachable(int code) {
    return switch (code) {
      case IcmpHeader.NET_UNREACHABLE, 6, 9, 11 -> NetError.NETWORK_UNREACHABLE;
      case IcmpHeader.HOST_UNREACHABLE, 10, 12, 13, 14, 15 -> NetError.HOST_UNREACHABLE;
      case IcmpHeader.PROTOCOL_UNREACHABLE -> NetError.PROTOCOL_UNREACHABLE;
      case IcmpHeader.PORT_UNREACHABLE -> NetError.CONNECTION_REFUSED;
      case IcmpHeader.FRAGMENTATION_NEEDED -> NetError.MESSAGE_SIZE;
      case IcmpHeader.SOURCE_ROUTE_FAILED -> NetError.NOT_SUPPORTED;
      case 7 -> NetError.HOST_DOWN;
      case 8 -> NetError.HOST_ISOLATED;
      default -> NetError.NONE;
    };
  }

  private static boolean isHard(int code) {
    return switch (code) {
      case IcmpHeader.NET_UNREACHABLE,
          IcmpHeader.HOST_UNREACHABLE,
          IcmpHeader.FRAGMENTATION_NEEDED,
          IcmpHeader.SOURCE_ROUTE_FAILED,
          11,
          12 ->
          false;
      default -> true;
    };
  }
}
