package io.ringroad.fastpath.tcp.queue;

/** A few blocks of sequence numbers, in an order of the subclass's. Owned by the lane. */
abstract class SequenceBlocks {

  final int[] lefts;
  final int[] rights;
  int size;

  SequenceBlocks(int capacity) {
    lefts = new int[capacity];
    rights = new int[capacity];
  }

  public final int size() {
    return size;
  }

  /** The first sequence number of a block. */
  public final int left(int index) {
    return lefts[index];
  }

  /** The sequence number after a block's last. */
  public final int right(int index) {
    return rights[index];
  }

  public final void clear() {
    size = 0;
  }

  final void move(int from, int to) {
    lefts[to] = lefts[from];
    rights[to] = rights[from];
  }
}
