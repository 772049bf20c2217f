package io.ringroad.pmd.dpdk;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;

import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.ffm.dpdk.TxBurst;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.NicQueue;

/**
 * One queue pair of a {@link DpdkNic}. The thread that uses it was made known to DPDK with {@code
 * Eal.registerThread()}, without which the driver's frames come from the shared pool one by one.
 * Does nothing once the device is closed.
 */
final class DpdkNicQueue implements NicQueue {
  private static final int ETHERNET_HEADER_BYTES = 14;
  private static final int MAX_BURST = 0xFFFF;

  private final FrameSource rx;
  private final TxBurst tx;
  private final DpdkFramePool pool;
  private final int maxFrameBytes;
  private final boolean prepares;
  private final QueueCounters counters;
  private final ReceiveCheck check;
  private boolean closed;

  /**
   * @param maxFrameBytes longest frame that is sent
   * @param prepares whether the driver completes frames that ask for offloads
   * @param check what looks at received frames; null if the driver gives whole frames only
   */
  DpdkNicQueue(
      FrameSource rx,
      TxBurst tx,
      DpdkFramePool pool,
      int maxFrameBytes,
      boolean prepares,
      ReceiveCheck check,
      QueueCounters counters) {
    this.rx = rx;
    this.tx = tx;
    this.pool = pool;
    this.maxFrameBytes = maxFrameBytes;
    this.prepares = prepares;
    this.counters = counters;
    this.check = check;
  }

  QueueCounters counters() {
    return counters;
  }

  /** Whether received bytes are in {@link #counters()}; the device counts them if not. */
  boolean countsReceivedBytes() {
    return check != null;
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    int before = burst.size();
    int room = Math.min(burst.room(), MAX_BURST);
    if (room == 0 || closed) {
      return 0;
    }
    long array = burst.address() + (long) before * Long.BYTES;
    int count = rx.receive(array, room);
    if (count == 0) {
      return 0;
    }
    burst.size(before + count);
    if (check != null) {
      count = check.keepSound(burst, before);
    }
    counters.add(QueueCounters.RX_FRAMES, count);
    return count;
  }

  private static long bytes(long array, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += getInt(getLong(array + (long) i * Long.BYTES) + MbufLayout.PKT_LEN);
    }
    return bytes;
  }

  private void drop(long frame, int counter) {
    counters.add(counter, 1);
    pool.free(frame);
  }

  @Override
  public int txBurst(FrameBurst burst) {
    int offered = burst.size();
    if (offered == 0 || closed) {
      return 0;
    }
    long bytes = bytesIfSendable(burst.address(), offered);
    if (bytes < 0) {
      keepSendable(burst);
    }
    if (prepares) {
      keepPrepared(burst);
    }
    int count = burst.size();
    if (count != offered) {
      bytes = bytes(burst.address(), count);
    }
    int sent = count == 0 ? 0 : tx.send(burst.address(), Math.min(count, MAX_BURST));
    burst.removeFirst(sent);
    if (sent < count) {
      counters.add(QueueCounters.TX_FULL, 1);
      bytes -= bytes(burst.address(), burst.size());
    }
    counters.add(QueueCounters.TX_FRAMES, sent);
    counters.add(QueueCounters.TX_BYTES, bytes);
    return offered - burst.size();
  }

  /** The frames' bytes, or -1 if one of them can never be sent. */
  private long bytesIfSendable(long array, int count) {
    int most = maxFrameBytes;
    long bytes = 0;
    int odd = 0;
    for (int i = 0; i < count; i++) {
      int length = getInt(getLong(array + (long) i * Long.BYTES) + MbufLayout.PKT_LEN);
      bytes += length;
      odd |= length - ETHERNET_HEADER_BYTES | most - length;
    }
    return odd >= 0 ? bytes : -1;
  }

  private void keepSendable(FrameBurst burst) {
    int kept = 0;
    for (int i = 0; i < burst.size(); i++) {
      long frame = burst.get(i);
      int length = getInt(frame + MbufLayout.PKT_LEN);
      if (length > maxFrameBytes) {
        drop(frame, QueueCounters.TX_OVERSIZED);
      } else if (length < ETHERNET_HEADER_BYTES) {
        drop(frame, QueueCounters.TX_RUNT);
      } else {
        burst.set(kept++, frame);
      }
    }
    burst.size(kept);
  }

  private void keepPrepared(FrameBurst burst) {
    int ready = 0;
    while (ready < burst.size()) {
      ready += tx.prepare(burst.address() + (long) ready * Long.BYTES, burst.size() - ready);
      if (ready < burst.size()) {
        // The driver stopped at a frame that breaks the device's rules.
        drop(burst.get(ready), QueueCounters.TX_ERRORS);
        removeAt(burst, ready);
      }
    }
  }

  private static void removeAt(FrameBurst burst, int index) {
    for (int i = index + 1; i < burst.size(); i++) {
      burst.set(i - 1, burst.get(i));
    }
    burst.size(burst.size() - 1);
  }

  /** The frames in the device's rings go back when the device is closed. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      rx.close();
    }
  }
}
