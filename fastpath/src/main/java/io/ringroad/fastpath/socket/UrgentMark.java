package io.ringroad.fastpath.socket;

/**
 * The urgent byte of a stream, as Linux and RFC 6093 3 see it: one byte at a time, which stands in
 * the stream. A socket has one from the segment that announces it until the application has read
 * past it. Immutable: the lane and the application replace it by compare and set.
 *
 * @param position bytes of the stream before it, as the receive buffer counts them
 * @param skipPosition of an urgent byte before it at which the application stood when this one was
 *     announced, and which it is to pass over; -1 if there is none
 * @param value {@link #AWAITED}, {@link #TAKEN}, or the byte, 0 to 255
 */
record UrgentMark(long position, long skipPosition, int value) {
  /** The byte has not arrived yet. */
  static final int AWAITED = -1;

  /** The application has received it out of band. */
  static final int TAKEN = -2;

  UrgentMark with(int newValue) {
    return new UrgentMark(position, skipPosition, newValue);
  }

  boolean isValid() {
    return value >= 0;
  }
}
