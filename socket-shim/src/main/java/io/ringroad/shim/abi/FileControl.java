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

  /** Writes go to the end: kept, and without effect on what is no file. */
  public static final int O_APPEND = 0x400;

  /** A signal tells of events: kept on sockets; there are no signals. */
  public static final int O_ASYNC = 0x2000;

  /** No page cache: not of a descriptor that has no pages. */
  public static final int O_DIRECT = 0x4000;

  /** Reading changes no access time: kept, and without effect on what is no file. */
  public static final int O_NOATIME = 0x40000;

  /** Flag of {@code dup3}: closed on exec. */
  public static final int O_CLOEXEC = 0x80000;

  /** Calls do not wait. */
  public static final int O_NONBLOCK = 0x800;

  private FileControl() {}
}
