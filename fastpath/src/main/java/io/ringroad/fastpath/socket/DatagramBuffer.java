package io.ringroad.fastpath.socket;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Datagrams on their way from one producer to one consumer, charged for memory as Linux charges
 * socket buffers: a fixed part for each and the payload rounded up.
 *
 * <p>A cache line that both sides write costs some 80 ns whenever it changes hands, so the object
 * itself never changes, and each side writes lines of its own. The producer looks at the consumer's
 * only when what it saw there last would make it refuse.
 *
 * <pre>
 *     0  producer:  | bytes charged  64 | bytes released, as last seen 64 |
 *   128  consumer:  | bytes released 64 | frame at the head            64 |
 *   256  Agrona's OneToOneRingBuffer, a message of 8 bytes for each frame
 * </pre>
 */
final class DatagramBuffer {
  /** What Linux charges for the smallest datagram on the loopback device, less its data. */
  static final int CHARGE_BASE_BYTES = 512;

  private static final int CHARGE_UNIT_BYTES = 256;
  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 8_192;
  private static final int FRAME = 1;
  private static final int RECORD_BYTES = 16;

  private static final int CHARGED = 0;
  private static final int SEEN_RELEASED = 8;
  private static final int RELEASED = 2 * BitUtil.CACHE_LINE_LENGTH;
  private static final int HEAD = RELEASED + 8;
  private static final int RING = 4 * BitUtil.CACHE_LINE_LENGTH;

  private final AtomicBuffer memory;
  private final AtomicBuffer records;
  private final OneToOneRingBuffer ring;
  private final int capacity;
  private final ControlledMessageHandler toHead = this::toHead;

  DatagramBuffer(int limitBytes) {
    int frames = limitBytes / (CHARGE_BASE_BYTES + CHARGE_UNIT_BYTES);
    int bytes =
        RECORD_BYTES
            * BitUtil.findNextPositivePowerOfTwo(Math.clamp(frames, MIN_FRAMES, MAX_FRAMES) + 1);
    int ringBytes = bytes + RingBufferDescriptor.TRAILER_LENGTH;
    memory =
        new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(RING + ringBytes, BitUtil.CACHE_LINE_LENGTH));
    records = new UnsafeBuffer(memory, RING, ringBytes);
    ring = new OneToOneRingBuffer(records);
    capacity = bytes / RECORD_BYTES - 1;
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
    long gone = memory.getLongVolatile(RELEASED);
    return (int) (memory.getLongVolatile(CHARGED) - gone);
  }

  boolean isEmpty() {
    return memory.getLongVolatile(HEAD) == 0 && size() == 0;
  }

  boolean isWritable(int limitBytes) {
    return chargeBytes() < limitBytes >> 1 && size() < capacity;
  }

  /** Frames in the ring; a snapshot, exact for a thread that is both ends. */
  private int size() {
    long taken = ring.consumerPosition();
    return (int) (ring.producerPosition() - taken) / RECORD_BYTES;
  }

  // ---- producer ----

  /** Whether one more datagram may be offered. */
  boolean hasRoom(int limitBytes) {
    // Each datagram is charged the base at least, so that few bytes are few frames.
    int seen = seenChargeBytes();
    return seen < limitBytes && seen < capacity * CHARGE_BASE_BYTES
        || lookAgain() < limitBytes && size() < capacity;
  }

  /** False if the charge would pass the limit (an empty buffer takes any), or the ring is full. */
  boolean offer(long frame, int limitBytes) {
    int charge = chargeOf(frame);
    if (exceeds(seenChargeBytes(), charge, limitBytes)
        && exceeds(lookAgain(), charge, limitBytes)) {
      return false;
    }
    int index = ring.tryClaim(FRAME, Long.BYTES);
    if (index < 0) {
      return false;
    }
    records.putLong(index, frame);
    // Charged before it can be seen, so that no more is released than was charged.
    memory.putLongRelease(CHARGED, memory.getLong(CHARGED) + charge);
    ring.commit(index);
    return true;
  }

  private static boolean exceeds(int used, int charge, int limitBytes) {
    return used > 0 && (long) used + charge > limitBytes;
  }

  /** What is charged at most. */
  private int seenChargeBytes() {
    return (int) (memory.getLong(CHARGED) - memory.getLong(SEEN_RELEASED));
  }

  private int lookAgain() {
    memory.putLong(SEEN_RELEASED, memory.getLongVolatile(RELEASED));
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
    long frame = memory.getLong(HEAD);
    if (frame == 0 && ring.controlledRead(toHead, 1) > 0) {
      frame = memory.getLong(HEAD);
    }
    return frame;
  }

  private ControlledMessageHandler.Action toHead(
      int type, MutableDirectBuffer message, int index, int length) {
    memory.putLongRelease(HEAD, message.getLong(index));
    return ControlledMessageHandler.Action.BREAK;
  }

  void removeHead(SocketContext context) {
    giveBack(context, borrow());
  }

  /** Takes the frame that {@link #head()} gave; its charge stays until it is given back. */
  long borrow() {
    long frame = memory.getLong(HEAD);
    memory.putLongRelease(HEAD, 0);
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
    memory.putLongRelease(RELEASED, memory.getLong(RELEASED) + chargeOf(frame));
  }
}
