package io.ringroad.shim.kernel;

import static io.ringroad.shim.Errno.EINTR;

/**
 * Makes a syscall that may wait, so that an interrupt ends it. Costs no syscall of its own: a call
 * that does not wait is made as it is.
 */
final class BlockingCall {
  /** The syscall. */
  @FunctionalInterface
  interface Syscall {
    long make();
  }

  private BlockingCall() {}

  /**
   * Makes the call.
   *
   * @param fd the descriptor it is made on
   * @param events the {@code POLL...} bits that say that it would not wait
   * @param call may return {@code -EINTR}
   */
  static long on(int fd, int events, Syscall call) {
    Interruption interruption = new Interruption();
    if (!interruption.start()) {
      return interrupted(fd, events, call);
    }
    try {
      long result = call.make();
      while (result == -EINTR && !Thread.currentThread().isInterrupted()) {
        // Some other signal of the process.
        result = call.make();
      }
      return result;
    } finally {
      interruption.stop();
    }
  }

  /** A thread that is interrupted before the call gets what is there, but does not wait for it. */
  private static long interrupted(int fd, int events, Syscall call) {
    if (KernelProbe.isBlocking(fd) && !KernelProbe.isReady(fd, events)) {
      return -EINTR;
    }
    return call.make();
  }
}
