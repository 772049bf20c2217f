package io.ringroad.fastpath.neighbor;

/** The frames that wait for a neighbour, oldest first. Exists while one is unresolved. */
final class ParkedFrames {
  private final long[] frames;
  private int head;
  private int size;

  ParkedFrames(int capacity) {
    frames = new long[capacity];
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == frames.length;
  }

  void add(long frame) {
    assert !isFull();
    frames[(head + size) % frames.length] = frame;
    size++;
  }

  /** The oldest frame; 0 if none waits. */
  long first() {
    return size == 0 ? 0 : frames[head];
  }

  /** Takes the oldest frame; 0 if none waits. */
  long poll() {
    if (size == 0) {
      return 0;
    }
    long frame = frames[head];
    head = (head + 1) % frames.length;
    size--;
    return frame;
  }
}
