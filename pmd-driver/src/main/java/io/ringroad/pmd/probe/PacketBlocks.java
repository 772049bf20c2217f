package io.ringroad.pmd.probe;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Frames of one burst as pcapng's enhanced packet blocks, and where each of them ends.
 *
 * <pre>
 *    0         4         8         12        16        20        24        28
 *   +---------+---------+---------+---------+---------+---------+---------+--
 *   | type 6  | length  | iface 0 | time hi | time lo | captured| original| data, padded to 4 ...
 *   +---------+---------+---------+---------+---------+---------+---------+--
 *   +----+----+---------+---------+---------+
 *   | 2  | 4  | flags   | end of  | length  |   flags: 1 inbound, 2 outbound
 *   +----+----+---------+---------+---------+
 * </pre>
 */
final class PacketBlocks {
  static final int INBOUND = 1;
  static final int OUTBOUND = 2;

  // draft-ietf-opsawg-pcapng section 4.3
  private static final int ENHANCED_PACKET = 6;
  private static final int FIXED_BYTES = 28 + 16;
  private static final short OPTION_FLAGS = 2;

  private final Frame frame = new Frame();
  private ByteBuffer blocks = allocate(1 << 16);
  private int[] ends = new int[64];
  private byte[] bytes = new byte[2048];

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
  }

  /** Writes the frames of the burst from {@code first} on. */
  void encode(FrameBurst burst, int first, long epochNs, int direction) {
    blocks.clear();
    int count = burst.size() - first;
    if (ends.length < count) {
      ends = new int[count];
    }
    for (int i = 0; i < count; i++) {
      encode(frame.wrap(burst.get(first + i)), epochNs, direction);
      ends[i] = blocks.position();
    }
  }

  private void encode(Frame source, long epochNs, int direction) {
    int length = source.packetLength();
    int padded = length + 3 & -Integer.BYTES;
    int total = FIXED_BYTES + padded;
    if (blocks.remaining() < total) {
      int used = blocks.position();
      ByteBuffer larger = allocate(2 * (used + total));
      larger.put(blocks.flip());
      blocks = larger;
    }
    if (bytes.length < padded) {
      bytes = new byte[padded];
    }
    source.copyTo(bytes);
    Arrays.fill(bytes, length, padded, (byte) 0);
    blocks.putInt(ENHANCED_PACKET).putInt(total).putInt(0);
    blocks.putInt((int) (epochNs >>> Integer.SIZE)).putInt((int) epochNs);
    blocks.putInt(length).putInt(length).put(bytes, 0, padded);
    blocks.putShort(OPTION_FLAGS).putShort((short) Integer.BYTES).putInt(direction).putInt(0);
    blocks.putInt(total);
  }

  /** The blocks of the first {@code count} frames. */
  ByteBuffer first(int count) {
    return blocks.duplicate().position(0).limit(count == 0 ? 0 : ends[count - 1]);
  }
}
