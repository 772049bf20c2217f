package io.ringroad.pmd.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicSpec;
import java.util.BitSet;

/** A pool, frames that can be told from the kernel's, and a thread that DPDK knows. */
final class TestBed implements AutoCloseable {
  static final int EXPERIMENTAL = 0x88B5; // IEEE 802: local experimental EtherType
  static final int LEAST_LENGTH = 18;

  private static final long PATIENCE_NS = 60_000_000_000L;

  final Eal eal;
  final DpdkFramePool pool;
  private final FrameBurst tx = new FrameBurst(32);
  private final FrameBurst rx = new FrameBurst(32);
  private final Frame frame = new Frame();

  TestBed(int frames) {
    eal = Dpdk.eal();
    eal.registerThread();
    pool = DpdkFramePool.create(eal, frames, DpdkFramePool.DEFAULT_DATA_ROOM_BYTES);
  }

  DpdkNic open(String spec) {
    return DpdkNic.open(eal, NicSpec.parse(spec), pool);
  }

  /** A frame to everybody, with a number and a pattern that follows from it. */
  long frame(int number, int length) {
    long address = pool.allocate();
    assertTrue(address != 0, "the pool is dry");
    long data = frame.wrap(address).append(length);
    NativeMemory.putLongBe(data, 0xFFFF_FFFF_FFFF_0200L);
    NativeMemory.putIntBe(data + 8, 1);
    NativeMemory.putShortBe(data + 12, (short) EXPERIMENTAL);
    NativeMemory.putIntBe(data + 14, number);
    for (int i = LEAST_LENGTH; i < length; i++) {
      NativeMemory.putByte(data + i, (byte) (number + i));
    }
    return address;
  }

  /** The number of a frame of ours, -1 of another's; fails if ours is damaged. */
  int number(long address, int length) {
    long data = frame.wrap(address).data();
    if (NativeMemory.getUnsignedShortBe(data + 12) != EXPERIMENTAL) {
      return -1;
    }
    int number = NativeMemory.getIntBe(data + 14);
    assertEquals(1, frame.segmentCount());
    assertEquals(frame.length(), frame.packetLength());
    if (length > 0) {
      assertEquals(length, frame.length(), "length of frame " + number);
    }
    for (int i = LEAST_LENGTH; i < frame.length() && length > 0; i++) {
      assertEquals((byte) (number + i), NativeMemory.getByte(data + i), "frame " + number);
    }
    return number;
  }

  /** Sends frames of many lengths one way until each has arrived, in order, undamaged. */
  void carries(NicQueue from, NicQueue to, int count, int maxLength) {
    BitSet arrived = new BitSet(count);
    int next = 0;
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (arrived.cardinality() < count) {
      assertTrue(System.nanoTime() < deadline, "arrived: " + arrived.cardinality() + "/" + count);
      while (next < count && next - arrived.cardinality() < 64 && !tx.isFull()) {
        tx.add(frame(next, length(next, maxLength)));
        next++;
      }
      from.txBurst(tx);
      to.rxBurst(rx);
      for (int i = 0; i < rx.size(); i++) {
        int number = number(rx.get(i), 0);
        if (number >= 0) {
          number(rx.get(i), length(number, maxLength));
          assertEquals(arrived.cardinality(), number, "out of order");
          arrived.set(number);
        }
      }
      pool.free(rx);
    }
    assertTrue(tx.isEmpty());
  }

  private static int length(int number, int maxLength) {
    return 60 + (number * 37) % (maxLength - 59);
  }

  /** Receives for a while, as often as it takes to see {@code count} frames of ours. */
  int receive(NicQueue queue, int count) {
    int seen = 0;
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (seen < count && System.nanoTime() < deadline) {
      queue.rxBurst(rx);
      for (int i = 0; i < rx.size(); i++) {
        seen += number(rx.get(i), 0) >= 0 ? 1 : 0;
      }
      pool.free(rx);
    }
    return seen;
  }

  /** Throws away what has arrived. */
  void discard(NicQueue queue) {
    while (queue.rxBurst(rx) > 0) {
      pool.free(rx);
    }
  }

  /** Fails if a frame is missing. All devices are closed. */
  @Override
  public void close() {
    pool.free(tx);
    pool.free(rx);
    try {
      assertEquals(0, pool.inUse(), "frames that did not come back");
      pool.close();
    } finally {
      eal.unregisterThread();
    }
  }
}
