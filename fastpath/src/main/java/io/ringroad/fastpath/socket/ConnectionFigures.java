package io.ringroad.fastpath.socket;

/** The figures of one connection at one time; what is not known is 0. Used by one thread a time. */
public final class ConnectionFigures {
  private static final int COUNT = ConnectionFigure.values().length;

  private final long[] values = new long[COUNT];

  public long get(ConnectionFigure figure) {
    return values[figure.ordinal()];
  }

  public void set(ConnectionFigure figure, long value) {
    values[figure.ordinal()] = value;
  }
}
