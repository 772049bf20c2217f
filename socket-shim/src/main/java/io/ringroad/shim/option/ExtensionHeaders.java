package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPERM;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_DSTOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HOPOPTS;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RTHDR;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_RTHDRDSTOPTS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The options that put extension headers in front of what a socket sends (RFC 3542 6). The engine
 * sends none: options but those that end them need CAP_NET_RAW on Linux, which here nobody has.
 */
final class ExtensionHeaders {
  private ExtensionHeaders() {}

  static boolean knows(int name) {
    return name == IPV6_HOPOPTS
        || name == IPV6_DSTOPTS
        || name == IPV6_RTHDR
        || name == IPV6_RTHDRDSTOPTS;
  }

  /** ipv6_set_opt_hdr: nothing at all takes a header away. */
  static int set(int name, MemorySegment value, int length) {
    if (name != IPV6_RTHDR && length != 0) {
      return -EPERM;
    }
    return length == 0 ? 0 : -EINVAL;
  }

  /** ipv6_getsockopt_sticky: there is none. */
  static int get(MemorySegment length) {
    length.set(JAVA_INT_UNALIGNED, 0, 0);
    return 0;
  }
}
