package io.ringroad.shim.abi;

/** Commands and flags of {@code fcntl} (fcntl(2)). */
public final class FileControl {
  /** A second descriptor, the lowest free one not below the argument. */
  public static final int F_DUPFD = 0;

  /** The descriptor's flags. */
  public static final int F_GETFD = 1;

  /** Sets the descriptor's flags. */
  public static final int F_SETFD = 2;

  /** The file's status flags. */
  public static final int F_GETFL = 3;

  /** Sets the file's status flags. */
  public static final int F_SETFL = 4;

  /** F_DUPFD with FD_CLOEXEC set. */
  public static final int F_DUPFD_CLOEXEC = 1030;

  /** Closed on exec. */
  public static final int FD_CLOEXEC = 1;

  /** Open for both directions, as every socket is. */
  public static final int O_RDWR = 2;

  /** Calls do not wait. */
  public static final int O_NONBLOCK = 0x800;

  private FileControl() {}
}
