package io.ringroad.shim.abi;

/** Events of {@code poll} (poll(2)). */
public final class PollEvent {
  /** There is something to read, or to accept. */
  public static final int POLLIN = 0x1;

  /** Urgent data. */
  public static final int POLLPRI = 0x2;

  /** A send would not wait. */
  public static final int POLLOUT = 0x4;

  /** An error is pending. */
  public static final int POLLERR = 0x8;

  /** Both directions are shut. */
  public static final int POLLHUP = 0x10;

  /** Not an open descriptor. */
  public static final int POLLNVAL = 0x20;

  /** As POLLIN. */
  public static final int POLLRDNORM = 0x40;

  /** Priority data. */
  public static final int POLLRDBAND = 0x80;

  /** As POLLOUT. */
  public static final int POLLWRNORM = 0x100;

  /** Priority data may be written. */
  public static final int POLLWRBAND = 0x200;

  /** The peer will send no more. */
  public static final int POLLRDHUP = 0x2000;

  private PollEvent() {}
}
