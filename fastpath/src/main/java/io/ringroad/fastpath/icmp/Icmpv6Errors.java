package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.wire.Icmpv6Types;

/**
 * What each ICMPv6 error means to a socket: as on Linux ({@code icmpv6_err_convert}), hard where it
 * ends a connection attempt.
 */
final class Icmpv6Errors {
  private Icmpv6Errors() {}

  /**
   * Sets the cause of an error report.
   *
   * @param rest the MTU of "packet too big"
   * @return false if this host ignores the message
   */
  static boolean interpret(IcmpError error, int type, int code, int rest) {
    switch (type) {
      case Icmpv6Types.DESTINATION_UNREACHABLE ->
          error.cause(unreachable(code), isHard(code), false, type, code, 0);
      case Icmpv6Types.PACKET_TOO_BIG ->
          error.cause(NetError.MESSAGE_SIZE, false, false, type, code, rest);
      case Icmpv6Types.TIME_EXCEEDED ->
          error.cause(NetError.HOST_UNREACHABLE, false, false, type, code, 0);
      case Icmpv6Types.PARAMETER_PROBLEM ->
          error.cause(NetError.PROTOCOL_ERROR, true, false, type, code, 0);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static NetError unreachable(int code) {
    return switch (code) {
      case Icmpv6Types.NO_ROUTE -> NetError.NETWORK_UNREACHABLE;
      case Icmpv6Types.BEYOND_SCOPE, Icmpv6Types.ADDRESS_UNREACHABLE -> NetError.HOST_UNREACHABLE;
      case Icmpv6Types.PORT_UNREACHABLE -> NetError.CONNECTION_REFUSED;
      case Icmpv6Types.PROHIBITED, Icmpv6Types.POLICY_FAILED, Icmpv6Types.ROUTE_REJECTED ->
          NetError.ACCESS_DENIED;
      default -> NetError.PROTOCOL_ERROR;
    };
  }

  private static boolean isHard(int code) {
    return switch (code) {
      case Icmpv6Types.NO_ROUTE, Icmpv6Types.BEYOND_SCOPE, Icmpv6Types.ADDRESS_UNREACHABLE -> false;
      default -> true;
    };
  }
}
