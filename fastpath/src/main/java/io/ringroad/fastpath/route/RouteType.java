package io.ringroad.fastpath.route;

import io.ringroad.fastpath.NetError;

/** What becomes of packets that a {@link Route} is found for, as ip-route(8) names it. */
public enum RouteType {
  /** They go out through the route's interface. */
  UNICAST(NetError.NONE),
  /** Nothing is sent, and the sender hears EINVAL. */
  BLACKHOLE(NetError.INVALID),
  /** Nothing is sent, and the sender hears EHOSTUNREACH. */
  UNREACHABLE(NetError.HOST_UNREACHABLE),
  /** Nothing is sent, and the sender hears EACCES. */
  PROHIBIT(NetError.ACCESS_DENIED);

  private final NetError error;

  RouteType(NetError error) {
    this.error = error;
  }

  /** What a sender is told; NONE where packets go out. */
  public NetError error() {
    return error;
  }
}
