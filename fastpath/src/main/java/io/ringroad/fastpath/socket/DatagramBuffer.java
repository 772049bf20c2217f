package io.ringroad.fastpath.socket;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.ring.FrameRing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Datagrams on their way from one producer to one consumer, charged for memory as Linux charges
 * socket buffers: a fixed part for each and the payload rounded up.
 */
final class DatagramBuffer {
  /** What Linux charges for the smallest datagram on the loopback device, less its data. */
  static final int CHARGE_BASE_BYTES = 512;

  private static final int CHARGE_UNIT_BYTES = 256;
  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 8_192;
  private static final VarHandle CHARGED;
  private static final VarHandle RELEASED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CHARGED = lookup.findVarHandle(DatagramBuffer.class, "charged", long.class);
      RELEASED = lookup.findVarHandle(DatagramBuffer.class, "released", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FrameRing ring;

  // The producer's.
  private final Frame offered = new Frame();
  private long charged;

  // The consumer's.
  private final Frame taken = new Frame();
  private long head;
  private volatile boolean hasHead;
  private long released;

  DatagramBuffer(int limitBytes) {
    int frames = limitBytes / (CHARGE_BASE_BYTES + CHARGE_UNIT_BYTES);
    ring = new FrameRing(Math.clamp(frames, MIN_FRAMES, MAX_FRAMES));
  }

  static int charge(int payloadBytes) {
    return CHARGE_BASE_BYTES
        + Math.max(1, Math.ceilDiv(payloadBytes, CHARGE_UNIT_BYTES)) * CHARGE_UNIT_BYTES;
  }

  // ---- either side ----

  int chargeBytes() {
    long gone = (long) RELEASED.getAcquire(this);
    return (int) ((long) CHARGED.getAcquire(this) - gone);
  }

  boolean isEmpty() {
    return !hasHead && ring.isEmpty();
  }

  boolean isWritable(int limitBytes) {
    return chargeBytes() < limitBytes >> 1 && ring.size() < ring.capacity();
  }

  boolean hasRoom(int limitBytes) {
    return chargeBytes() < limitBytes && ring.size() < ring.capacity();
  }

  // ---- producer ----

  /** False if the charge would pass the limit (an empty buffer takes any), or the ring is full. */
  boolean offer(long frame, int limitBytes) {
    int charge = charge(offered.wrap(frame).packetLength());
    int used = chargeBytes();
    if (used > 0 && (long) used + charge > limitBytes) {
      return false;
    }
    CHARGED.setRelease(this, charged + charge);
    if (ring.offer(frame)) {
      return true;
    }
    CHARGED.setRelease(this, charged - charge);
    return false;
  }

  // ---- consumer ----

  /** Takes a frame; its charge is released at once. */
  long poll() {
    long frame = ring.poll();
    if (frame != 0) {
      release(frame);
    }
    return frame;
  }

  /** Looks at the next frame, 0 if there is none. */
  long head() {
    if (head == 0) {
      head = ring.poll();
      hasHead = head != 0;
    }
    return head;
  }

  void removeHead(SocketContext context) {
    giveBack(context, borrow());
  }

  /** Takes the frame that {@link #head()} gave; its charge stays until it is given back. */
  long borrow() {
    long frame = head;
    head = 0;
    hasHead = false;
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
    RELEASED.setRelease(this, released + charge(taken.wrap(frame).packetLength()));
  }
}
