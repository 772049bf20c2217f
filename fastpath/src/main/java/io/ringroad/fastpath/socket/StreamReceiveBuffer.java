package io.ringroad.fastpath.socket;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Received frames of a stream on their way from the lane (one producer) to the application (one
 * consumer), with the bytes counted at both ends. A frame that was read in part stays with the
 * consumer, its data trimmed to what is left.
 */
final class StreamReceiveBuffer {
  /** What a frame costs, however little payload it carries: Linux's truesize. */
  private static final int BYTES_PER_FRAME = 2_304;

  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 1 << 16;

  /** A lane hears of room when an eighth of the window has been read. */
  private static final int NOTICE_FRACTION = 16;

  private static final VarHandle DELIVERED;
  private static final VarHandle RELEASED;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      DELIVERED = lookup.findVarHandle(StreamReceiveBuffer.class, "delivered", long.class);
      RELEASED = lookup.findVarHandle(StreamReceiveBuffer.class, "released", long.class);
      READ = lookup.findVarHandle(StreamReceiveBuffer.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FrameQueue frames = new FrameQueue(MAX_FRAMES);

  // The lane's.
  private long delivered;

  // The application's. Borrowed bytes are read, but not released.
  private final Frame frame = new Frame();
  private long read;
  private long released;
  private long releasedAtNotice;
  private long[] waiting = new long[1];
  private int firstWaiting;
  private int waitingCount;

  // ---- lane ----

  /** False if so many frames wait already that another would cost more than the buffer allows. */
  boolean offer(long address, int payloadBytes, int receiveBufferBytes) {
    if (frames.size() >= Math.max(MIN_FRAMES, receiveBufferBytes / BYTES_PER_FRAME)) {
      return false;
    }
    if (!frames.offer(address)) {
      return false;
    }
    // Counted when it can be read: whoever finds a count finds its bytes. The application may be
    // faster and read what is not counted yet; nobody but available() sees that.
    DELIVERED.setRelease(this, delivered + payloadBytes);
    return true;
  }

  /** Bytes delivered since this was made. */
  long deliveredBytes() {
    return delivered;
  }

  /** Bytes that the application has read, given back or not, since this was made. Either side. */
  long readBytes() {
    return (long) READ.getAcquire(this);
  }

  /** Bytes that the application has read and given back, since this was made. */
  long releasedBytes() {
    return (long) RELEASED.getAcquire(this);
  }

  int unreadBytes() {
    return (int) (delivered - (long) RELEASED.getAcquire(this));
  }

  // ---- application ----

  int available() {
    long alreadyRead = (long) READ.getAcquire(this);
    return Math.max(0, (int) ((long) DELIVERED.getAcquire(this) - alreadyRead));
  }

  /** Copies, or only removes if {@code target} is null. */
  int read(SocketContext context, MemorySegment target, long offset, int length) {
    int done = 0;
    while (done < length) {
      long head = head();
      if (head == 0) {
        break;
      }
      frame.wrap(head);
      int inFrame = frame.length();
      int count = Math.min(inFrame, length - done);
      if (target != null) {
        NativeMemory.copyTo(frame.data(), target, offset + done, count);
      }
      if (count == inFrame) {
        removeHead();
        context.free(head);
      } else {
        frame.trimFront(count);
      }
      done += count;
    }
    READ.setRelease(this, read + done);
    RELEASED.setRelease(this, released + done);
    return done;
  }

  int peek(int skip, MemorySegment target, long offset, int length) {
    int toSkip = skip;
    int done = 0;
    for (int i = 0; done < length; i++) {
      if (i == waitingCount && !fetch()) {
        break;
      }
      frame.wrap(waiting[(firstWaiting + i) & (waiting.length - 1)]);
      int start = Math.min(toSkip, frame.length());
      int count = Math.min(frame.length() - start, length - done);
      NativeMemory.copyTo(frame.data() + start, target, offset + done, count);
      toSkip -= start;
      done += count;
    }
    return done;
  }

  long borrow() {
    long head = head();
    if (head != 0) {
      removeHead();
      READ.setRelease(this, read + frame.wrap(head).length());
    }
    return head;
  }

  void giveBack(SocketContext context, long borrowed) {
    int bytes = frame.wrap(borrowed).length();
    context.free(borrowed);
    RELEASED.setRelease(this, released + bytes);
  }

  /** Whether enough was released since this last said true. */
  boolean takeReadNotice(int receiveBufferBytes) {
    if (released - releasedAtNotice < Math.max(1, receiveBufferBytes / NOTICE_FRACTION)) {
      return false;
    }
    releasedAtNotice = released;
    return true;
  }

  /** Frees all frames. The caller is the only one on the consumer's side. */
  void drain(SocketContext context) {
    long head;
    while ((head = head()) != 0) {
      removeHead();
      int bytes = frame.wrap(head).length();
      context.free(head);
      READ.setRelease(this, read + bytes);
      RELEASED.setRelease(this, released + bytes);
    }
  }

  private long head() {
    return waitingCount == 0 && !fetch() ? 0 : waiting[firstWaiting];
  }

  private void removeHead() {
    firstWaiting = (firstWaiting + 1) & (waiting.length - 1);
    waitingCount--;
  }

  /** Takes one more frame out of the queue. */
  private boolean fetch() {
    long next = frames.poll();
    if (next == 0) {
      return false;
    }
    if (waitingCount == waiting.length) {
      grow();
    }
    waiting[(firstWaiting + waitingCount) & (waiting.length - 1)] = next;
    waitingCount++;
    return true;
  }

  /** Only a peek looks at more than one frame. */
  private void grow() {
    long[] larger = Arrays.copyOf(waiting, waiting.length * 2);
    System.arraycopy(waiting, 0, larger, waiting.length, firstWaiting);
    waiting = larger;
  }
}
