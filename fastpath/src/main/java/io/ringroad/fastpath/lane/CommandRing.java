package io.ringroad.fastpath.lane;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The ring in which other threads' commands reach a lane. A command has a fixed form, so that
 * neither side allocates; its kind is the ring's message type.
 *
 * <pre>
 *   0               4               8                               16
 *   +---------------+---------------+-------------------------------+
 *   | socket id  32 | reply slot 32 | first argument             64 |
 *   +---------------+---------------+---------------+---------------+
 *   | second argument            64 | third arg. 32 |  padding   32 |
 *   +-------------------------------+---------------+---------------+ 32
 * </pre>
 */
final class CommandRing {
  /** The reply slot of a command that nobody waits for. */
  static final int NO_REPLY = -1;

  static final int OPEN_STREAM = 1;
  static final int OPEN_DATAGRAM = 2;
  static final int BIND = 3;
  static final int CONNECT = 4;
  static final int DISCONNECT = 5;
  static final int LISTEN = 6;
  static final int SHUTDOWN = 7;
  static final int SET_OPTION = 8;
  static final int CLOSE = 9;
  static final int ABORT = 10;
  static final int NOTICE = 11;
  static final int DESCRIBE = 16;
  static final int RECONFIGURE = 17;

  // Between lanes; the first argument is the lane that sends.
  static final int SHARE_LISTENER = 12;
  static final int LISTENER_SHARED = 13;
  static final int UNSHARE_LISTENER = 14;
  static final int LISTENER_UNSHARED = 15;

  static final int SOCKET_ID = 0;
  static final int REPLY_SLOT = 4;
  static final int FIRST = 8;
  static final int SECOND = 16;
  static final int THIRD = 24;
  private static final int LENGTH_BYTES = 32;

  private final AtomicBuffer buffer;
  private final ManyToOneRingBuffer ring;

  /**
   * @param capacityBytes a power of two, 1024 or more
   */
  CommandRing(int capacityBytes) {
    buffer =
        new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(
                capacityBytes + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH));
    ring = new ManyToOneRingBuffer(buffer);
  }

  /**
   * Any thread: puts a command into the ring.
   *
   * @return false if the ring is full
   */
  boolean offer(int kind, int socketId, int replySlot, long first, long second, int third) {
    int index = ring.tryClaim(kind, LENGTH_BYTES);
    if (index < 0) {
      return false;
    }
    buffer.putInt(index + SOCKET_ID, socketId);
    buffer.putInt(index + REPLY_SLOT, replySlot);
    buffer.putLong(index + FIRST, first);
    buffer.putLong(index + SECOND, second);
    buffer.putInt(index + THIRD, third);
    ring.commit(index);
    return true;
  }

  /** Lane: hands up to {@code limit} commands to the handler; returns how many. */
  int poll(MessageHandler handler, int limit) {
    return ring.read(handler, limit);
  }

  /** Whether no command waits; a snapshot. */
  boolean isEmpty() {
    return ring.consumerPosition() == ring.producerPosition();
  }
}
