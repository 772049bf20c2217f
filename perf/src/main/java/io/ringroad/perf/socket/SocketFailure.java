package io.ringroad.perf.socket;

import io.ringroad.shim.Errno;

/**
 * A socket call that failed where a tool cannot go on. The message names the call and the error.
 */
public final class SocketFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private SocketFailure(String message) {
    super(message);
  }

  /** The result of a call, or a failure if it is a negated error number. */
  public static long check(String call, long result) {
    if (result < 0) {
      throw new SocketFailure(call + ": " + Errno.name((int) -result));
    }
    return result;
  }

  /** As {@link #check(String, long)}, for calls that return an int. */
  public static int check(String call, int result) {
    return (int) check(call, (long) result);
  }
}
