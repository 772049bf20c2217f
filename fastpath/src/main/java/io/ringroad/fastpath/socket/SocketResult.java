package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;

/**
 * The form of a result that carries a count or an error without an object: a count is 0 or more, an
 * error is the negative ordinal of its {@link NetError}.
 */
public final class SocketResult {
  /** Nothing can be done right now. */
  public static final int WOULD_BLOCK = of(NetError.WOULD_BLOCK);

  private static final NetError[] ERRORS = NetError.values();

  private SocketResult() {}

  /** The result that stands for an error; 0 for {@link NetError#NONE}. */
  public static int of(NetError error) {
    return -error.ordinal();
  }

  /** The error of a result, {@link NetError#NONE} of a count. */
  public static NetError error(int result) {
    return result >= 0 ? NetError.NONE : ERRORS[-result];
  }
}
