package io.ringroad.shim.abi;

/** Requests of {@code ioctl} (ioctl_list(2), tcp(7), udp(7), sockatmark(3)). */
public final class IoControl {
  /** int: bytes that can be read now; for datagrams, the length of the next one. */
  public static final long FIONREAD = 0x541BL;

  /** Another name for {@link #FIONREAD}. */
  public static final long SIOCINQ = FIONREAD;

  /** int: bytes in the send buffer. */
  public static final long SIOCOUTQ = 0x5411L;

  /** int: bytes in the send buffer that were never sent. */
  public static final long SIOCOUTQNSD = 0x894BL;

  /** No argument: sets FD_CLOEXEC. */
  public static final long FIOCLEX = 0x5451L;

  /** No argument: clears FD_CLOEXEC. */
  public static final long FIONCLEX = 0x5450L;

  /** int: 1 sets O_ASYNC, 0 clears it. */
  public static final long FIOASYNC = 0x5452L;

  /** int: 1 makes the descriptor non-blocking, 0 blocking. */
  public static final long FIONBIO = 0x5421L;

  /** struct timeval: when the datagram came that was received last. */
  public static final long SIOCGSTAMP = 0x8906L;

  /** struct timespec: as {@link #SIOCGSTAMP}. */
  public static final long SIOCGSTAMPNS = 0x8907L;

  /** int: whether the next byte to read is at the urgent mark. */
  public static final long SIOCATMARK = 0x8905L;

  private IoControl() {}
}
