package io.ringroad.fastpath.tcp.queue;

/**
 * Send queues and reassembly queues that no connection needs now. A connection has one only while
 * there is data in it, and this keeps a quick exchange from making a new one each time. Owned by
 * the lane.
 */
public final class PartStock {

  private static final int MAX_KEPT = 64;

  private final SendQueue[] sendQueues = new SendQueue[MAX_KEPT];
  private final Reassembly[] reassemblies = new Reassembly[MAX_KEPT];
  private int sendQueueCount;
  private int reassemblyCount;

  /** An empty queue that begins at {@code sequence}. */
  public SendQueue takeSendQueue(int sequence) {
    SendQueue queue = sendQueueCount > 0 ? sendQueues[--sendQueueCount] : new SendQueue();
    queue.start(sequence);
    return queue;
  }

  /** Takes back an empty queue. */
  public void give(SendQueue queue) {
    if (sendQueueCount < MAX_KEPT) {
      sendQueues[sendQueueCount++] = queue;
    }
  }

  /** An empty reassembly queue. */
  public Reassembly takeReassembly() {
    return reassemblyCount > 0 ? reassemblies[--reassemblyCount] : new Reassembly();
  }

  /** Takes back an empty reassembly queue. */
  public void give(Reassembly reassembly) {
    if (reassemblyCount < MAX_KEPT) {
      reassemblies[reassemblyCount++] = reassembly;
    }
  }
}
