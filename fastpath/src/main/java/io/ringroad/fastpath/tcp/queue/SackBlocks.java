package io.ringroad.fastpath.tcp.queue;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.wire.TcpOptions;

/** The blocks of one SACK option, sorted by sequence number. Owned by the lane. */
public final class SackBlocks {

  private final int[] lefts = new int[TcpOptions.MAX_SACK_BLOCKS];
  private final int[] rights = new int[TcpOptions.MAX_SACK_BLOCKS];
  private int size;

  public int size() {
    return size;
  }

  /** The first sequence number of a block. */
  public int left(int index) {
    return lefts[index];
  }

  /** The sequence number after a block's last. */
  public int right(int index) {
    return rights[index];
  }

  public void add(int left, int right) {
    int at = size++;
    while (at > 0 && gt(lefts[at - 1], left)) {
      lefts[at] = lefts[at - 1];
      rights[at] = rights[at - 1];
      at--;
    }
    lefts[at] = left;
    rights[at] = right;
  }

  public void clear() {
    size = 0;
  }

  public void copyFrom(SackBlocks other) {
    size = other.size;
    for (int i = 0; i < size; i++) {
      lefts[i] = other.lefts[i];
      rights[i] = other.rights[i];
    }
  }
}
