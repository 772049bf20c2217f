package io.ringroad.pmd.sim;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.ring.FrameRing;

/**
 * One queue pair of a {@link SimNic}: what arrived waits in a ring, what is sent leaves at once.
 */
final class SimQueue implements NicQueue {
  private static final int RECEIVE_FRAMES = 1023;
  private static final int ETHERNET_HEADER_BYTES = 14;

  private final SimNic nic;
  private final FrameRing received = new FrameRing(RECEIVE_FRAMES);
  private final Frame frame = new Frame();

  long rxFrames;
  long rxBytes;
  long txFrames;
  long txBytes;
  long txErrors;
  long txOversized;
  long txRunt;

  SimQueue(SimNic nic) {
    this.nic = nic;
  }

  boolean accept(Frame arrived) {
    return received.offer(arrived.address());
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    int before = burst.size();
    int count = received.poll(burst);
    for (int i = before; i < before + count; i++) {
      rxBytes += frame.wrap(burst.get(i)).packetLength();
    }
    rxFrames += count;
    return count;
  }

  @Override
  public int txBurst(FrameBurst burst) {
    int count = burst.size();
    for (int i = 0; i < count; i++) {
      long address = burst.get(i);
      send(address);
      nic.pool().free(address);
    }
    burst.clear();
    return count;
  }

  private void send(long address) {
    int length = frame.wrap(address).packetLength();
    if (length > nic.maxFrameBytes()) {
      txOversized++;
    } else if (length < ETHERNET_HEADER_BYTES) {
      txRunt++;
    } else if (nic.out() == null) {
      txErrors++;
    } else {
      txFrames++;
      txBytes += length;
      nic.out().send(frame);
    }
  }

  @Override
  public void close() {
    for (long address = received.poll(); address != 0; address = received.poll()) {
      nic.pool().free(address);
    }
  }
}
