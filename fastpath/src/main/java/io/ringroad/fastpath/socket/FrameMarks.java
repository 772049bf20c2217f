package io.ringroad.fastpath.socket;

/** What {@code Frame.mark()} says of a frame that an application queued on a stream. */
public final class FrameMarks {
  /** The write ends here: send without waiting for more (RFC 9293 3.9.1.2, the PUSH flag). */
  public static final int PUSH = 1;

  /** More is to follow at once (MSG_MORE): a short segment may wait. */
  public static final int MORE = 2;

  /** The record ends here (MSG_EOR): the next write starts a segment of its own. */
  public static final int END_OF_RECORD = 4;

  /** The last byte is urgent (MSG_OOB). */
  public static final int URGENT = 8;

  private FrameMarks() {}
}
