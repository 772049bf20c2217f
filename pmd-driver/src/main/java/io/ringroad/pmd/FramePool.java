package io.ringroad.pmd;

/**
 * Where frames come from and return to. Shared by all threads without locks; a thread that
 * allocates often puts a {@link FrameCache} of its own before it.
 *
 * <p>Every frame has one owner at a time. A pool that is dry answers 0, never an exception: the
 * caller counts it and goes on.
 */
public interface FramePool extends AutoCloseable {
  /**
   * Takes a frame: empty, default headroom, one reference.
   *
   * @return its address, or 0 if the pool is dry
   */
  long allocate();

  /**
   * Appends up to {@code count} frames to the burst, as far as it has room.
   *
   * @return how many
   */
  int allocate(FrameBurst burst, int count);

  /** Drops one reference; with the last, every segment of the frame goes back. */
  void free(long frame);

  /** Frees each frame of the burst and empties it. */
  void free(FrameBurst burst);

  /** Frames in all. */
  int capacity();

  /** Frames that can be taken now; a snapshot. */
  int available();

  /** Frames that someone holds now, devices and {@link FrameCache}s included; a snapshot. */
  default int inUse() {
    return capacity() - available();
  }

  /** Bytes in a frame, headroom included. */
  int dataRoom();

  /** What {@link Frame#poolId()} says of each frame of this pool. */
  long id();

  /**
   * Gives the memory back.
   *
   * @throws IllegalStateException if a frame is still in use; the pool then stays open
   */
  @Override
  void close();
}
