package io.ringroad.fastpath.socket;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;

/**
 * Datagrams that take more than one frame: the first frame's address stands for all, and its packet
 * length and segment count for the whole. Not thread-safe: each side has its own.
 */
public final class FrameChain {
  private final Frame frame = new Frame();

  /** Bytes in all segments. */
  public int length(long first) {
    return frame.wrap(first).packetLength();
  }

  /**
   * Copies bytes out of a packet.
   *
   * @param from offset in the packet
   * @return bytes copied, less than {@code length} at the packet's end
   */
  public int copyOut(long first, int from, MemorySegment target, long offset, int length) {
    int skip = from;
    int done = 0;
    for (long next = first; next != 0 && done < length; next = next(next)) {
      frame.wrap(next);
      int start = Math.min(skip, frame.length());
      int count = Math.min(frame.length() - start, length - done);
      NativeMemory.copyTo(frame.data() + start, target, offset + done, count);
      skip -= start;
      done += count;
    }
    return done;
  }

  /**
   * Takes frames for a packet of {@code length} bytes; their data is there, but not yet written.
   *
   * @return the first frame, 0 if the pool is dry
   */
  long allocate(SocketContext context, int length) {
    long first = context.allocate();
    if (first == 0) {
      return 0;
    }
    int room = context.payloadRoom();
    frame.wrap(first).append(Math.min(room, length));
    long last = first;
    int segments = 1;
    for (int left = length - room; left > 0; segments++) {
      long next = context.allocate();
      if (next == 0) {
        context.free(first);
        return 0;
      }
      frame.wrap(next).append(Math.min(room, left));
      left -= room;
      NativeMemory.putLong(last + MbufLayout.NEXT, next);
      last = next;
      NativeMemory.putInt(first + MbufLayout.PKT_LEN, length);
      NativeMemory.putShort(first + MbufLayout.NB_SEGS, (short) (segments + 1));
    }
    return first;
  }

  /**
   * Writes bytes into a packet that has room for them.
   *
   * @param to offset in the packet
   */
  public void copyIn(long first, int to, MemorySegment source, long offset, int length) {
    int skip = to;
    int done = 0;
    for (long next = first; next != 0 && done < length; next = next(next)) {
      frame.wrap(next);
      int start = Math.min(skip, frame.length());
      int count = Math.min(frame.length() - start, length - done);
      NativeMemory.copyFrom(source, offset + done, frame.data() + start, count);
      skip -= start;
      done += count;
    }
  }

  /**
   * Copies a packet, and the bytes of headers that lie before its data.
   *
   * @return the copy, 0 if the pool is dry
   */
  public long copyOf(SocketContext context, long packet, int headerBytes) {
    int length = length(packet) + headerBytes;
    long first = allocate(context, length);
    if (first == 0) {
      return 0;
    }
    int before = headerBytes;
    int at = 0;
    for (long segment = packet; segment != 0; segment = next(segment)) {
      frame.wrap(segment);
      int count = frame.length() + before;
      copyIn(first, at, frame.data() - before, count);
      at += count;
      before = 0;
    }
    return first;
  }

  private void copyIn(long first, int to, long source, int length) {
    int skip = to;
    int done = 0;
    for (long next = first; next != 0 && done < length; next = next(next)) {
      frame.wrap(next);
      int start = Math.min(skip, frame.length());
      int count = Math.min(frame.length() - start, length - done);
      NativeMemory.copy(source + done, frame.data() + start, count);
      skip -= start;
      done += count;
    }
  }

  /** Shortens a packet of one segment. */
  void trimTo(long only, int length) {
    frame.wrap(only).trimTo(length);
  }

  private static long next(long segment) {
    return NativeMemory.getLong(segment + MbufLayout.NEXT);
  }
}
