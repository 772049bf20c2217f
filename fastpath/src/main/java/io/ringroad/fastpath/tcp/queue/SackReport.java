package io.ringroad.fastpath.tcp.queue;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.max;
import static io.ringroad.fastpath.wire.SequenceNumbers.min;

import io.ringroad.fastpath.wire.TcpOptions;

/**
 * The blocks that a receiver reports of what it holds out of order, the one that changed last
 * first. RFC 2018 4. Only the latest few are remembered: an older one was reported several times
 * already, and looking at these few is all that a segment costs, however many holes there are.
 * Owned by the lane.
 */
public final class SackReport extends SequenceBlocks {

  SackReport() {
    super(TcpOptions.MAX_SACK_BLOCKS);
  }

  /** The bytes from {@code left} to before {@code right} are held, and came just now. */
  public void onHeld(int left, int right) {
    int begin = left;
    int end = right;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (leq(lefts[i], end) && geq(rights[i], begin)) {
        begin = min(begin, lefts[i]);
        end = max(end, rights[i]);
      } else {
        move(i, kept++);
      }
    }
    size = Math.min(kept + 1, TcpOptions.MAX_SACK_BLOCKS);
    for (int i = size - 1; i > 0; i--) {
      move(i - 1, i);
    }
    lefts[0] = begin;
    rights[0] = end;
  }

  /** Everything before {@code next} arrived: it is acknowledged, not reported. */
  public void onAdvance(int next) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!leq(lefts[i], next)) {
        move(i, kept++);
      }
    }
    size = kept;
  }
}
