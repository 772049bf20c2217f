package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

/** Which families, types and protocols there are, and the order in which Linux checks them. */
public final class SocketFamily {
  private static final int FIRST_BAD_TYPE = 11;
  private static final int FIRST_BAD_PROTOCOL = 263;

  private SocketFamily() {}

  /**
   * Checks the arguments of socket(2), the flags taken off the type.
   *
   * @return 0 or what a kernel without the asked-for feature answers
   */
  public static int checkSocket(int domain, int type, int protocol) {
    if (domain < 0) {
      return -EAFNOSUPPORT;
    }
    if (type < 0 || type >= FIRST_BAD_TYPE) {
      return isKnown(domain) ? -EINVAL : -EAFNOSUPPORT;
    }
    if (domain != AF_INET) {
      return -EAFNOSUPPORT;
    }
    if (protocol < 0 || protocol >= FIRST_BAD_PROTOCOL) {
      return -EINVAL;
    }
    if (type != SOCK_STREAM && type != SOCK_DGRAM) {
      return -ESOCKTNOSUPPORT;
    }
    int own = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    return protocol == IPPROTO_IP || protocol == own ? 0 : -EPROTONOSUPPORT;
  }

  /** Linux reserves 46 numbers for families; only beyond them the family is the first mistake. */
  private static boolean isKnown(int domain) {
    return domain < 46;
  }

  /** The family of an address to bind to: AF_UNSPEC passes for AF_INET with the wildcard. */
  static int checkBind(int family, int address) {
    boolean wildcard = family == AF_UNSPEC && address == 0;
    return family == AF_INET || wildcard ? 0 : -EAFNOSUPPORT;
  }
}
