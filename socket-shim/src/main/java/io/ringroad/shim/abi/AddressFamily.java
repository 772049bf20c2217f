package io.ringroad.shim.abi;

/** Address families, the first argument of {@code socket} (address_families(7)). */
public final class AddressFamily {
  /** No family: connect to it dissolves an association. */
  public static final int AF_UNSPEC = 0;

  /** Sockets inside one host. */
  public static final int AF_UNIX = 1;

  /** Another name for {@link #AF_UNIX}. */
  public static final int AF_LOCAL = AF_UNIX;

  /** IPv4. */
  public static final int AF_INET = 2;

  /** IPv6. */
  public static final int AF_INET6 = 10;

  private AddressFamily() {}
}
