package io.ringroad.fastpath.tcp.queue;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.wire.TcpOptions;

/** The blocks of one SACK option, sorted by sequence number. Owned by the lane. */
public final class SackBlocks extends SequenceBlocks {

  public SackBlocks() {
    super(TcpOptions.MAX_SACK_BLOCKS);
  }

  public void add(int left, int right) {
    int at = size++;
    while (at > 0 && gt(lefts[at - 1], left)) {
      move(at - 1, at);
      at--;
    }
    lefts[at] = left;
    rights[at] = right;
  }

  public void copyFrom(SackBlocks other) {
    size = other.size;
    for (int i = 0; i < size; i++) {
      lefts[i] = other.lefts[i];
      rights[i] = other.rights[i];
    }
  }
}
