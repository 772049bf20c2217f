package io.ringroad.fastpath.socket;

import static org.agrona.UnsafeApi.getLong;
import static org.agrona.UnsafeApi.getLongAcquire;
import static org.agrona.UnsafeApi.putLong;
import static org.agrona.UnsafeApi.putLongRelease;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Datagrams on their way from one producer to one consumer, charged for memory as Linux charges
 * socket buffers: a fixed part for each and the payload rounded up.
 *
 * <p>A cache line that both sides write costs some 80 ns whenever it changes hands, so the object
 * itself never changes, and each side writes lines of its own. The producer looks at the consumer's
 * only when what it saw there last would make it refuse.
 *
 * <pre>
 *     0  producer:  | bytes charged  64 | bytes released, as last seen 64 | frames offered 64 |
 *   128  consumer:  | bytes released 64 | frame at the head            64 | frames taken   64 |
 *   256  slots:     | frame 64 | frame 64 | ...       a power of two of them, 0 = free
 * </pre>
 */
final class DatagramBuffer {
  /** What Linux charges for the smallest datagram on the loopback device, less its data. */
  static final int CHARGE_BASE_BYTES = 512;

  private static final int CHARGE_UNIT_BYTES = 256;
  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 8_192;

  private static final int LINE_BYTES = 2 * BitUtil.CACHE_LINE_LENGTH; // prefetched in pairs

  /** Keeps the memory, which everything below is an address in. */
  private final AtomicBuffer memory;

  private final long charged;
  private final long seenReleased;
  private final long offered;
  private final long released;
  private final long headFrame;
  private final long taken;
  private final long slots;
  private final int capacity;

  DatagramBuffer(int limitBytes) {
    int frames = limitBytes / (CHARGE_BASE_BYTES + CHARGE_UNIT_BYTES);
    capacity = BitUtil.findNextPositivePowerOfTwo(Math.clamp(frames, MIN_FRAMES, MAX_FRAMES));
    int bytes = 2 * LINE_BYTES + capacity * Long.BYTES;
    memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, BitUtil.CACHE_LINE_LENGTH));
    charged = memory.addressOffset();
    seenReleased = charged + 8;
    offered = charged + 16;
    released = charged + LINE_BYTES;
    headFrame = released + 8;
    taken = released + 16;
    slots = released + LINE_BYTES;
  }

  static int charge(int payloadBytes) {
    return CHARGE_BASE_BYTES
        + Math.max(1, Math.ceilDiv(payloadBytes, CHARGE_UNIT_BYTES)) * CHARGE_UNIT_BYTES;
  }

  private static int chargeOf(long frame) {
    return charge(NativeMemory.getInt(frame + MbufLayout.PKT_LEN));
  }

  // ---- either side ----

  int chargeBytes() {
    long gone = getLongAcquire(null, released);
    return (int) (getLongAcquire(null, charged) - gone);
  }

  boolean isEmpty() {
    return getLongAcquire(null, headFrame) == 0 && size() == 0;
  }

  boolean isWritable(int limitBytes) {
    return chargeBytes() < limitBytes >> 1 && size() < capacity;
  }

  /** Frames in the slots; a snapshot, exact for a thread that is both ends. */
  private int size() {
    long gone = getLongAcquire(null, taken);
    return (int) (getLongAcquire(null, offered) - gone);
  }

  private long slot(long position) {
    return slots + (position & capacity - 1) * Long.BYTES;
  }

  // ---- producer ----

  /** Whether one more datagram may be offered. */
  boolean hasRoom(int limitBytes) {
    // Each datagram is charged the base at least, so that few bytes are few frames.
    int seen = seenChargeBytes();
    return seen < limitBytes && seen < capacity * CHARGE_BASE_BYTES
        || lookAgain() < limitBytes && size() < capacity;
  }

  /** False if the charge would pass the limit (an empty buffer takes any), or no slot is free. */
  boolean offer(long frame, int limitBytes) {
    int charge = chargeOf(frame);
    if (exceeds(seenChargeBytes(), charge, limitBytes)
        && exceeds(lookAgain(), charge, limitBytes)) {
      return false;
    }
    long position = getLong(null, offered);
    long slot = slot(position);
    if (getLongAcquire(null, slot) != 0) {
      return false;
    }
    // Counted before it can be seen, so that no more is released or taken than was counted.
    putLongRelease(null, charged, getLong(null, charged) + charge);
    putLongRelease(null, offered, position + 1);
    putLongRelease(null, slot, frame);
    return true;
  }

  private static boolean exceeds(int used, int charge, int limitBytes) {
    return used > 0 && (long) used + charge > limitBytes;
  }

  /** What is charged at most. */
  private int seenChargeBytes() {
    return (int) (getLong(null, charged) - getLong(null, seenReleased));
  }

  private int lookAgain() {
    putLong(null, seenReleased, getLongAcquire(null, released));
    return seenChargeBytes();
  }

  // ---- consumer ----

  /** Takes a frame; its charge is released at once. */
  long poll() {
    long frame = head();
    if (frame != 0) {
      borrow();
      release(frame);
    }
    return frame;
  }

  /** Looks at the next frame, 0 if there is none. */
  long head() {
    long frame = getLong(null, headFrame);
    return frame != 0 ? frame : next();
  }

  private long next() {
    long position = getLong(null, taken);
    long slot = slot(position);
    long frame = getLongAcquire(null, slot);
    if (frame != 0) {
      putLongRelease(null, headFrame, frame);
      putLongRelease(null, slot, 0);
      putLongRelease(null, taken, position + 1);
    }
    return frame;
  }

  void removeHead(SocketContext context) {
    giveBack(context, borrow());
  }

  /** Takes the frame that {@link #head()} gave; its charge stays until it is given back. */
  long borrow() {
    long frame = getLong(null, headFrame);
    putLongRelease(null, headFrame, 0);
    return frame;
  }

  void giveBack(SocketContext context, long frame) {
    release(frame);
    context.free(frame);
  }

  void drain(SocketContext context) {
    while (head() != 0) {
      removeHead(context);
    }
  }

  private void release(long frame) {
    putLongRelease(null, released, getLong(null, released) + chargeOf(frame));
  }
}
