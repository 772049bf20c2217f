package io.ringroad.pmd.dpdk;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;

import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.pmd.FrameBurst;
import java.util.Set;

/**
 * Keeps runts and chains of segments from the stack, and counts bytes. It reads each frame's mbuf,
 * which costs a burst of 32 about a tenth of what net_null takes to carry it (0.86 of testpmd's
 * rate with it, 0.92 without), so drivers that give whole frames only are spared it: a runt of
 * theirs is the Ethernet layer's to count. Used by the queue's thread.
 */
final class ReceiveCheck {
  /** These copy what the kernel framed into one mbuf each, or make frames of one fixed size. */
  private static final Set<String> WHOLE_FRAMES = Set.of("net_null", "net_af_packet", "net_af_xdp");

  private static final int ETHERNET_HEADER_BYTES = 14;
  private static final int SIGN = Integer.SIZE - 1;

  private final DpdkFramePool pool;
  private final QueueCounters counters;
  private final SegmentChain chain;

  ReceiveCheck(DpdkFramePool pool, QueueCounters counters) {
    this.pool = pool;
    this.counters = counters;
    this.chain = new SegmentChain(pool);
  }

  /** Whether frames of this driver have to be checked. */
  static boolean isNeededFor(String driverName) {
    return !WHOLE_FRAMES.contains(driverName);
  }

  /** Looks at the frames of the burst from the {@code first} on. Returns how many are sound. */
  int keepSound(FrameBurst burst, int first) {
    long bytes = bytesIfSound(burst, first);
    if (bytes < 0) {
      dropUnsound(burst, first);
      bytes = bytes(burst, first);
    }
    counters.add(QueueCounters.RX_BYTES, bytes);
    return burst.size() - first;
  }

  /** The frames' bytes, or -1 if one of them is a runt or has several segments. */
  private static long bytesIfSound(FrameBurst burst, int first) {
    long array = burst.address();
    long bytes = 0;
    int odd = 0;
    for (int i = first; i < burst.size(); i++) {
      // One load: pkt_len and, behind it, data_len. They differ where there are more segments.
      long lengths = getLong(getLong(array + (long) i * Long.BYTES) + MbufLayout.PKT_LEN);
      int length = (int) lengths;
      bytes += length;
      odd |=
          length ^ (int) (lengths >>> Integer.SIZE) & 0xFFFF
              | length - ETHERNET_HEADER_BYTES >>> SIGN;
    }
    return odd == 0 ? bytes : -1;
  }

  private static long bytes(FrameBurst burst, int first) {
    long bytes = 0;
    for (int i = first; i < burst.size(); i++) {
      bytes += getInt(burst.get(i) + MbufLayout.PKT_LEN);
    }
    return bytes;
  }

  /** Frees and counts what the stack cannot take; the others close ranks. */
  private void dropUnsound(FrameBurst burst, int first) {
    int kept = first;
    for (int i = first; i < burst.size(); i++) {
      long frame = burst.get(i);
      if (getInt(frame + MbufLayout.PKT_LEN) < ETHERNET_HEADER_BYTES) {
        drop(frame, QueueCounters.RX_RUNT);
      } else if (!chain.linearise(frame)) {
        drop(frame, QueueCounters.RX_TOO_MANY_SEGMENTS);
      } else {
        burst.set(kept++, frame);
      }
    }
    burst.size(kept);
  }

  private void drop(long frame, int counter) {
    counters.add(counter, 1);
    pool.free(frame);
  }
}
