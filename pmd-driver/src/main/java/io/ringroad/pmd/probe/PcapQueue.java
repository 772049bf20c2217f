package io.ringroad.pmd.probe;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NicQueue;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Writes down what passes a queue, both ways, in a {@link PcapFile}. What was received is recorded
 * as it arrived, what is sent once the queue took it. When nothing arrives, the file is brought up
 * to date. The file stays its owner's to close.
 */
public final class PcapQueue implements NicQueue {
  private final NicQueue queue;
  private final PcapFile file;
  private final EpochNanoClock clock;
  private final PacketBlocks blocks = new PacketBlocks();
  private boolean dirty;

  /**
   * @param queue the queue that is watched
   * @param clock nanoseconds since 1970 for the file; a simulation gives its own time
   */
  public PcapQueue(NicQueue queue, PcapFile file, EpochNanoClock clock) {
    this.queue = queue;
    this.file = file;
    this.clock = clock;
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    int before = burst.size();
    int count = queue.rxBurst(burst);
    if (count > 0) {
      blocks.encode(burst, before, clock.nanoTime(), PacketBlocks.INBOUND);
      file.append(blocks.first(count));
      dirty = true;
    } else if (dirty) {
      file.flush();
      dirty = false;
    }
    return count;
  }

  @Override
  public int txBurst(FrameBurst burst) {
    // Encoded before: afterwards the frames are no longer ours to look at.
    blocks.encode(burst, 0, clock.nanoTime(), PacketBlocks.OUTBOUND);
    int count = queue.txBurst(burst);
    if (count > 0) {
      file.append(blocks.first(count));
      dirty = true;
    }
    return count;
  }

  @Override
  public void close() {
    file.flush();
    queue.close();
  }
}
