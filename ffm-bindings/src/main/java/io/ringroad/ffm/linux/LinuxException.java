package io.ringroad.ffm.linux;

/** The kernel refused a call; the message says which, and why in libc's words. */
public final class LinuxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  LinuxException(String what, int errno) {
    super(what + ": " + Downcall.message(errno));
    this.errno = errno;
  }

  /** The errno as a positive number, such as 1 (EPERM). */
  public int errno() {
    return errno;
  }

  /** The result of a call, if it is not negative. */
  static int check(String what, int result) {
    if (result < 0) {
      throw new LinuxException(what, -result);
    }
    return result;
  }

  /** The platform thread that a call about "the current thread" would change for good. */
  static void requirePlatformThread(String what) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(what + " belongs to a platform thread, not to a virtual one");
    }
  }
}
