package io.ringroad.ffm.dpdk;

/** A DPDK call failed; the message holds what DPDK itself said about it. */
public final class DpdkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  DpdkException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** The errno of the failure as a positive number, such as 19 (ENODEV); 0 if DPDK gave none. */
  public int errno() {
    return errno;
  }
}
