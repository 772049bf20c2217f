package io.ringroad.pmd;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;

/**
 * Packets that take more than one frame: each segment has the address of the next, and the first
 * stands for all, with the packet's length and the number of segments.
 *
 * <pre>
 *   first                    second                   last
 *   +-------------------+    +-------------------+    +-------------------+
 *   | data | next ------+--> | data | next ------+--> | data | next = 0   |
 *   | packetLength      |    +-------------------+    +-------------------+
 *   | segmentCount = 3  |
 *   +-------------------+
 * </pre>
 */
public final class FrameSegments {
  private FrameSegments() {}

  /** The segment behind this one, 0 behind the last. */
  public static long next(long segment) {
    return Frame.next(segment);
  }

  /** Puts a segment behind another; 0 ends the packet there. {@link #count} makes it one. */
  public static void link(long segment, long next) {
    NativeMemory.putLong(segment + MbufLayout.NEXT, next);
  }

  /** Writes into the first of linked segments how many they are, and how long together. */
  public static void count(long first) {
    int segments = 0;
    int length = 0;
    for (long at = first; at != 0; at = Frame.next(at)) {
      segments++;
      length += Frame.length(at);
    }
    NativeMemory.putShort(first + MbufLayout.NB_SEGS, (short) segments);
    NativeMemory.putInt(first + MbufLayout.PKT_LEN, length);
  }

  /**
   * Copies bytes out of a packet.
   *
   * @param from offset in the packet
   * @return bytes copied, less than {@code length} at the packet's end
   */
  public static int copy(long first, int from, long to, int length) {
    int skip = from;
    int done = 0;
    for (long at = first; at != 0 && done < length; at = Frame.next(at)) {
      int present = Frame.length(at);
      int start = Math.min(skip, present);
      int part = Math.min(present - start, length - done);
      NativeMemory.copy(Frame.data(at) + start, to + done, part);
      skip -= start;
      done += part;
    }
    return done;
  }

  /**
   * Cuts a packet's end so that {@code length} bytes remain, at most what it has; segments that
   * have none of them are freed.
   */
  public static void trimTo(FrameCache frames, long first, int length) {
    int left = length;
    long at = first;
    while (left > Frame.length(at)) {
      left -= Frame.length(at);
      at = Frame.next(at);
    }
    NativeMemory.putShort(at + MbufLayout.DATA_LEN, (short) left);
    long rest = Frame.next(at);
    link(at, 0);
    count(first);
    if (rest != 0) {
      frames.free(rest);
    }
  }

  /**
   * A packet's bytes in one frame. The packet is gone unless the answer is 0.
   *
   * @return the frame, 0 if one has no room for so much, or the pool is dry
   */
  public static long linearise(FrameCache frames, long first) {
    int length = NativeMemory.getInt(first + MbufLayout.PKT_LEN);
    boolean fits = length <= frames.pool().dataRoom() - Frame.HEADROOM_BYTES;
    long address = fits ? copyOf(frames, first) : 0;
    if (address != 0) {
      frames.free(first);
    }
    return address;
  }

  /**
   * A copy of a packet's bytes, alone, in as few frames as have room for it.
   *
   * @return the first of them, 0 if the pool is dry
   */
  public static long copyOf(FrameCache frames, long first) {
    int length = NativeMemory.getInt(first + MbufLayout.PKT_LEN);
    int room = frames.pool().dataRoom() - Frame.HEADROOM_BYTES;
    long head = 0;
    long last = 0;
    int done = 0;
    do {
      long next = frames.allocate();
      if (next == 0) {
        if (head != 0) {
          frames.free(head);
        }
        return 0;
      }
      int part = Math.min(room, length - done);
      copy(first, done, Frame.data(next), part);
      NativeMemory.putShort(next + MbufLayout.DATA_LEN, (short) part);
      if (last == 0) {
        head = next;
      } else {
        link(last, next);
      }
      last = next;
      done += part;
    } while (done < length);
    count(head);
    return head;
  }
}
