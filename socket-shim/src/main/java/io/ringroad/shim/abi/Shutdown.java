package io.ringroad.shim.abi;

/** The second argument of {@code shutdown} (shutdown(2)). */
public final class Shutdown {
  /** No more receives. */
  public static final int SHUT_RD = 0;

  /** No more sends. */
  public static final int SHUT_WR = 1;

  /** Neither. */
  public static final int SHUT_RDWR = 2;

  private Shutdown() {}
}
