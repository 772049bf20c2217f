package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;

import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.MemorySegment;

/**
 * How the sockets of one address family name addresses, and what its calls say of names that are
 * none: Linux's {@code af_inet.c} beside its {@code af_inet6.c}. A descriptor has the one of its
 * socket's family; none has a state.
 *
 * <p>The checks give 0 or a negated errno. Whose names are read has been checked before.
 */
abstract class InetNames {
  /** The one of a family. */
  static InetNames of(SocketDomain domain) {
    return domain == SocketDomain.INET6 ? Inet6Names.INSTANCE : Inet4Names.INSTANCE;
  }

  /** What lanes call the family. */
  abstract SocketDomain domain();

  /** {@code AF_INET} or {@code AF_INET6}. */
  abstract int family();

  /** Bytes of a whole name. */
  abstract int size();

  // ---- names that a call reads ----

  /** The upper half of the address in a name. */
  abstract long high(MemorySegment name);

  /** The lower half. */
  abstract long low(MemorySegment name);

  /** The port in a name. */
  abstract int port(MemorySegment name);

  /** The interface that a name says its address is of, 0 for none. */
  abstract int scope(MemorySegment name, int length);

  /** A destination as a call gave it, or null if the family takes it for none. */
  abstract MemorySegment destination(MemorySegment name, int length);

  // ---- names that a call fills in ----

  /**
   * Fills a name in as {@link SocketName#store} does.
   *
   * @param number of the interface that the address is of, if it is one that needs it
   */
  abstract void store(
      MemorySegment addr, MemorySegment addrlen, long high, long low, int port, int number);

  // ---- what the calls check ----

  /** Whether an unbound socket that is not raw may be bound to a name. */
  abstract int checkBind(InetDescriptor socket, MemorySegment name, int length);

  /** As {@link #checkBind}, of a raw socket. */
  abstract int checkRawBind(RawDescriptor socket, MemorySegment name, int length);

  /** As {@link #checkBind}, of a ping socket. */
  abstract int checkPingBind(PingDescriptor socket, MemorySegment name, int length);

  /** Whether a stream may be connected to a name. */
  abstract int checkStreamPeer(InetDescriptor socket, MemorySegment name, int length);

  /** Whether a datagram socket of whatever kind may be connected to a name. */
  abstract int checkPeer(InetDescriptor socket, MemorySegment name, int length);

  /** Whether a UDP datagram may go to a name. */
  abstract int checkDestination(InetDescriptor socket, MemorySegment name, int length);

  /** As {@link #checkDestination}, of a raw socket. */
  abstract int checkRawDestination(RawDescriptor socket, MemorySegment name, int length);

  /** As {@link #checkDestination}, of a ping socket. */
  abstract int checkPingDestination(PingDescriptor socket, MemorySegment name, int length);

  // ---- for both ----

  /** The lower half of what an address means as a destination: the host itself for a wildcard. */
  static long meantLow(Socket socket, long high, long low) {
    if (!IpAddresses.isUnspecified(high, low)) {
      return low;
    }
    boolean ipv4 =
        low == IpAddresses.IPV4_ANY_LOW
            || IpAddresses.isIpv4(socket.localHigh(), socket.localLow());
    if (!ipv4) {
      return IpAddresses.IPV6_LOOPBACK_LOW;
    }
    // ip_route_output_key: the address to send from, if there is one that can be (inet_bind).
    int local = IpAddresses.toIpv4(socket.localLow());
    boolean bound =
        IpAddresses.isIpv4(socket.localHigh(), socket.localLow())
            && local != IpAddresses.IPV4_ANY
            && local >>> 28 < 0xe; // neither of a group nor all hosts
    return bound ? socket.localLow() : IpAddresses.mapIpv4(IpAddresses.IPV4_LOOPBACK);
  }

  /**
   * Binds a socket to the interface that a name's address is of.
   *
   * @return {@code -EINVAL} if the address needs one and nobody names it, or names another
   */
  static int bindToScope(InetDescriptor socket, long high, long low, int scope) {
    if (!IpAddresses.needsScope(high, low)) {
      return 0;
    }
    int bound = socket.options().getInt(SocketOption.BOUND_INTERFACE);
    if (scope != 0 && bound != 0 && bound != scope) {
      return -EINVAL;
    }
    if (scope == 0 && bound == 0) {
      return -EINVAL;
    }
    if (scope != 0 && !socket.environment.interfaces().has(scope)) {
      return -ENODEV;
    }
    return scope == 0 ? 0 : socket.setOption(SocketOption.BOUND_INTERFACE, scope);
  }
}
