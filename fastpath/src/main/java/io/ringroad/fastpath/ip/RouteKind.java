package io.ringroad.fastpath.ip;

/** How packets to a destination leave. */
public enum RouteKind {
  /** Back into this lane. */
  LOOPBACK,
  /** To a neighbour, the destination itself or a gateway. */
  UNICAST,
  /** To everybody on a link. */
  BROADCAST,
  /** To a multicast group on a link. */
  MULTICAST
}
