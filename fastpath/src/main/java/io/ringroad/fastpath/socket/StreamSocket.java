package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One connection, or one to be, between a lane and an application. Received frames travel in one
 * ring, frames to send in another; each ring is made when it is first used.
 *
 * <p>Methods marked <i>lane</i> are called by the lane's thread. Methods marked <i>application</i>
 * are called by whoever holds the descriptor's receive lock (reading) or send lock (writing). The
 * two sides never wait for each other. A socket's frames are given back by {@link
 * #applicationDone()} and {@link #closed()}: the rings are emptied when both sides are done.
 */
public final class StreamSocket extends Socket {
  /** SO_RCVBUF of a new stream socket: Linux's {@code tcp_rmem[1]}. */
  public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 131_072;

  /** SO_SNDBUF of a connected stream socket: what Linux grows {@code tcp_wmem[1]} to for IW10. */
  public static final int DEFAULT_SEND_BUFFER_BYTES = 87_040;

  private static final int DEFAULT_SEGMENT_BYTES = 1_448;
  private static final VarHandle RECEIVING;
  private static final VarHandle SENDING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RECEIVING = lookup.findVarHandle(StreamSocket.class, "receiving", StreamReceiveBuffer.class);
      SENDING = lookup.findVarHandle(StreamSocket.class, "sending", StreamSendBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Made by the lane with the first delivery. */
  private StreamReceiveBuffer receiving;

  /** Made by the application with the first write. */
  private StreamSendBuffer sending;

  private StreamListener listener;
  private int segmentBytes = DEFAULT_SEGMENT_BYTES;
  private boolean applicationDone;
  private boolean protocolDone;

  /** A socket that an application opened. */
  public StreamSocket(SocketContext context) {
    this(context, new SocketOptions());
  }

  /** A socket for a connection that arrived: it has its listener's options. */
  public StreamSocket(SocketContext context, StreamListener parent) {
    this(context, new SocketOptions(parent.socket().options()));
  }

  private StreamSocket(SocketContext context, SocketOptions options) {
    super(context, options);
  }

  // ---- lane ----

  /**
   * Lane: hands over the next bytes of the stream.
   *
   * @param frame whose data is exactly those bytes, at least one; the application's on success
   * @param payloadBytes how many they are
   * @return false if the ring is full: the frame is still the caller's, and {@link #NOTICE_READ}
   *     will come when there is room
   */
  public boolean deliver(long frame, int payloadBytes) {
    StreamReceiveBuffer buffer = receiving;
    if (buffer == null) {
      buffer = new StreamReceiveBuffer(receiveBufferBytes());
      RECEIVING.setRelease(this, buffer);
    }
    if (!buffer.offer(frame, payloadBytes)) {
      // Said before the second try, so that the reader who makes room after it sees it.
      events().set(Readiness.DELIVERY_BLOCKED);
      if (!buffer.offer(frame, payloadBytes)) {
        return false;
      }
      events().clear(Readiness.DELIVERY_BLOCKED);
    }
    events().signal(Readiness.READABLE);
    return true;
  }

  /** Lane: bytes delivered that the application has not yet read, or has borrowed. */
  public int unreadBytes() {
    return receiving == null ? 0 : receiving.unreadBytes();
  }

  /** Lane: SO_RCVBUF, which TCP turns into a window. Any thread. */
  public int receiveBufferBytes() {
    return options().getOr(SocketOption.RECEIVE_BUFFER, DEFAULT_RECEIVE_BUFFER_BYTES);
  }

  /** Lane: SO_SNDBUF. Any thread. */
  public int sendBufferBytes() {
    return options().getOr(SocketOption.SEND_BUFFER, DEFAULT_SEND_BUFFER_BYTES);
  }

  /**
   * Lane: takes the next frame that the application queued.
   *
   * @return its address, data = payload, {@link FrameMarks} in its mark; 0 if there is none
   */
  public long pollToSend() {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    if (buffer == null) {
      return 0;
    }
    long frame = buffer.poll();
    if (frame == 0) {
      VarHandle.fullFence();
      tellIfWritable(buffer);
    }
    return frame;
  }

  /** Lane: whether frames wait to be sent. */
  public boolean hasToSend() {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    return buffer != null && !buffer.isEmpty();
  }

  /** Lane: the peer has acknowledged, or the protocol has given up on, this many queued bytes. */
  public void acknowledged(int bytes) {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    if (buffer != null) {
      buffer.acknowledged(bytes);
      tellIfWritable(buffer);
    }
  }

  private void tellIfWritable(StreamSendBuffer buffer) {
    if (events().has(Readiness.SEND_BLOCKED) && buffer.isWritable(sendBufferBytes())) {
      events().clear(Readiness.SEND_BLOCKED);
      events().signal(Readiness.WRITABLE);
    }
  }

  /** Lane: most payload bytes that the application should put in one frame. */
  public void segmentBytes(int bytes) {
    segmentBytes = bytes;
  }

  /** Lane: a connection attempt is under way. */
  public void connecting() {
    events().set(Readiness.CONNECTING);
  }

  /** Lane: the connection is established. */
  public void connected() {
    events().set(Readiness.CONNECTED);
    events().clear(Readiness.CONNECTING);
    events().signal(Readiness.CONNECTED | Readiness.WRITABLE);
  }

  /** Lane: the peer's FIN, after everything that was delivered. */
  public void endOfStream() {
    events().raise(Readiness.PEER_CLOSED, Readiness.PEER_CLOSED | Readiness.READABLE);
  }

  /** Lane: the connection has failed; what was delivered can still be read. */
  public void failed(NetError reason) {
    events().clear(Readiness.CONNECTING);
    fail(reason, Readiness.HANG_UP);
    dropUnsent();
  }

  /**
   * Lane: the protocol is done with this socket, whether it failed or came to its orderly end, and
   * will not touch it again.
   */
  public void closed() {
    protocolDone = true;
    protocolState(null);
    events().clear(Readiness.CONNECTING);
    events().raise(Readiness.HANG_UP, Readiness.HANG_UP | Readiness.READABLE | Readiness.WRITABLE);
    releaseIfDone();
  }

  /**
   * Lane: makes a socket whose connection attempt failed ready for another: without a peer, and
   * without the port that was chosen for it.
   */
  public void reopen() {
    protocolDone = false;
    events().clear(Readiness.HANG_UP | Readiness.ERROR | Readiness.CONNECTING);
    remote(0, 0, 0);
    if (binding() != null && binding().request().hasPeer()) {
      releasePort();
      local(0, 0, 0);
    }
  }

  /** Lane: the application has shut a direction down; tells whoever waits in it. */
  public void shutdown(boolean receive, boolean send) {
    int bits = (receive ? Readiness.RECEIVE_SHUTDOWN : 0) | (send ? Readiness.SEND_SHUTDOWN : 0);
    int events = (receive ? Readiness.READABLE : 0) | (send ? Readiness.WRITABLE : 0);
    events().raise(bits, events);
  }

  /** Lane: nobody on the application's side will touch this socket again. */
  public void applicationDone() {
    applicationDone = true;
    if (receiving != null) {
      receiving.drain(context());
    }
    releaseIfDone();
  }

  /** Lane: whether the application has closed the socket: what arrives now has no reader. */
  public boolean isApplicationDone() {
    return applicationDone;
  }

  /** Lane: whether {@link #closed()} was called. */
  public boolean isProtocolDone() {
    return protocolDone;
  }

  private void releaseIfDone() {
    if (applicationDone && protocolDone) {
      if (receiving != null) {
        receiving.drain(context());
      }
      dropUnsent();
      releasePort();
      context().released(this);
    }
  }

  private void dropUnsent() {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    if (buffer != null) {
      buffer.drain(context());
    }
  }

  /** The listener that this socket has become, null if it does not listen. Any thread. */
  public StreamListener listener() {
    return listener;
  }

  /** Lane: this socket listens from now on. */
  public void listener(StreamListener listener) {
    this.listener = listener;
  }

  // ---- application: any of its threads ----

  @Override
  public int readiness() {
    int bits = events().bits();
    if (listener != null) {
      return bits | (listener.isEmpty() ? 0 : Readiness.ACCEPTABLE | Readiness.READABLE);
    }
    int ended = Readiness.PEER_CLOSED | Readiness.HANG_UP | Readiness.RECEIVE_SHUTDOWN;
    if ((bits & ended) != 0 || hasEnoughToRead()) {
      bits |= Readiness.READABLE;
    }
    if ((bits & (Readiness.SEND_SHUTDOWN | Readiness.HANG_UP)) != 0
        || (bits & Readiness.CONNECTED) != 0 && isWritable()) {
      bits |= Readiness.WRITABLE;
    }
    return bits;
  }

  private boolean hasEnoughToRead() {
    int available = available();
    return available > 0 && available >= options().getInt(SocketOption.RECEIVE_LOW_WATER);
  }

  /**
   * Whether Linux would report the socket writable: at least a third of the buffer is free. If not,
   * the next time it becomes so is signalled.
   */
  private boolean isWritable() {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    if (buffer == null || buffer.isWritable(sendBufferBytes())) {
      return true;
    }
    events().set(Readiness.SEND_BLOCKED);
    return buffer.isWritable(sendBufferBytes());
  }

  /** Bytes that can be read now (SIOCINQ). Any thread. */
  public int available() {
    StreamReceiveBuffer buffer = (StreamReceiveBuffer) RECEIVING.getAcquire(this);
    return buffer == null ? 0 : buffer.available();
  }

  /** Bytes queued and not yet acknowledged (SIOCOUTQ). Any thread. */
  public int unacknowledgedBytes() {
    StreamSendBuffer buffer = (StreamSendBuffer) SENDING.getAcquire(this);
    return buffer == null ? 0 : buffer.usedBytes();
  }

  // ---- application: receiving ----

  /**
   * Application: copies the next bytes of the stream and removes them.
   *
   * @param offset of the first byte in {@code target}
   * @param length most bytes wanted, 1 or more
   * @return bytes copied, 0 at the end of the stream, or a {@link SocketResult} error
   */
  public int read(MemorySegment target, long offset, int length) {
    StreamReceiveBuffer buffer = (StreamReceiveBuffer) RECEIVING.getAcquire(this);
    // The bits are read first: whatever was delivered before they were set is then seen.
    int bits = events().bits();
    int copied = buffer == null ? 0 : buffer.read(context(), target, offset, length);
    return copied > 0 ? copied : emptyResult(bits);
  }

  /**
   * Application: copies bytes of the stream and leaves them there (MSG_PEEK).
   *
   * @param skip bytes of the stream to pass over first
   * @return as {@link #read}; 0 also if {@code skip} reaches past what is there
   */
  public int peek(int skip, MemorySegment target, long offset, int length) {
    StreamReceiveBuffer buffer = (StreamReceiveBuffer) RECEIVING.getAcquire(this);
    int bits = events().bits();
    int copied = buffer == null ? 0 : buffer.peek(skip, target, offset, length);
    return copied > 0 || skip > 0 ? copied : emptyResult(bits);
  }

  /** Application: removes bytes without copying them (MSG_TRUNC); result as {@link #read}. */
  public int discard(int length) {
    StreamReceiveBuffer buffer = (StreamReceiveBuffer) RECEIVING.getAcquire(this);
    int bits = events().bits();
    int gone = buffer == null ? 0 : buffer.read(context(), null, 0, length);
    return gone > 0 ? gone : emptyResult(bits);
  }

  /**
   * Application: takes the next frame of the stream without copying; its data is the payload. The
   * bytes count against the receive buffer until {@link #giveBack}.
   *
   * @return the frame, 0 if there is none: {@link #read} of one byte then says why
   */
  public long borrow() {
    StreamReceiveBuffer buffer = (StreamReceiveBuffer) RECEIVING.getAcquire(this);
    return buffer == null ? 0 : buffer.borrow();
  }

  /** Application: returns a frame that {@link #borrow} gave, in any order. */
  public void giveBack(long frame) {
    receiving.giveBack(context(), frame);
  }

  /**
   * Application: whether the lane should hear that room was made, asked after reading. If true, the
   * caller raises {@link #NOTICE_READ}.
   */
  public boolean wantsReadNotice() {
    StreamReceiveBuffer buffer = receiving;
    if (buffer == null) {
      return false;
    }
    // Room was made, then the bit is read; the lane sets the bit, then looks for room.
    VarHandle.fullFence();
    boolean blocked = events().has(Readiness.DELIVERY_BLOCKED);
    if (blocked) {
      events().clear(Readiness.DELIVERY_BLOCKED);
    }
    return buffer.takeReadNotice(receiveBufferBytes()) || blocked;
  }

  private int emptyResult(int bits) {
    if ((bits & Readiness.ERROR) != 0) {
      return SocketResult.of(takeError());
    }
    if ((bits & (Readiness.PEER_CLOSED | Readiness.HANG_UP | Readiness.RECEIVE_SHUTDOWN)) != 0) {
      return 0;
    }
    if ((bits & (Readiness.CONNECTED | Readiness.CONNECTING)) != 0) {
      return SocketResult.WOULD_BLOCK;
    }
    return SocketResult.of(NetError.NOT_CONNECTED);
  }

  // ---- application: sending ----

  /** Application: bytes that may be queued now, 0 if none. */
  public int sendSpace() {
    StreamSendBuffer buffer = sending;
    int free = sendBufferBytes() - (buffer == null ? 0 : buffer.usedBytes());
    return buffer != null && buffer.isFull() ? 0 : Math.max(0, free);
  }

  /** Application: most payload bytes of a claimed frame. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /**
   * Application: copies bytes into frames and queues them, as far as there is room. The caller then
   * raises {@link #NOTICE_SEND}.
   *
   * @param length bytes to send, 1 or more
   * @param marks {@link FrameMarks} for the last frame, if all bytes found room
   * @return bytes queued, at least 1, or a {@link SocketResult} error
   */
  public int write(MemorySegment source, long offset, int length, int marks) {
    int refused = sendRefusal();
    if (refused != 0) {
      return refused;
    }
    int room = roomOrBlocked();
    if (room == 0) {
      return SocketResult.WOULD_BLOCK;
    }
    int toQueue = Math.min(room, length);
    int lastMarks = toQueue == length ? marks : 0;
    int queued = sending.write(context(), source, offset, toQueue, frameBytes(), lastMarks);
    return queued > 0 ? queued : SocketResult.of(NetError.NO_BUFFERS);
  }

  /**
   * Application: takes an empty frame to be filled and sent without a copy. The caller writes up to
   * {@link #segmentBytes()} bytes from {@code data()} on.
   *
   * @return the frame, or 0: {@link #claimRefusal()} then says why
   */
  public long claim() {
    return maySend() && roomOrBlocked() > 0 ? context().allocate() : 0;
  }

  /** Application: why {@link #claim()} gave no frame, as a {@link SocketResult} error. */
  public int claimRefusal() {
    int refused = sendRefusal();
    if (refused != 0) {
      return refused;
    }
    return roomOrBlocked() == 0 ? SocketResult.WOULD_BLOCK : SocketResult.of(NetError.NO_BUFFERS);
  }

  /**
   * Application: queues a claimed frame with its first {@code length} bytes, 1 to {@link
   * #segmentBytes()}. The caller then raises {@link #NOTICE_SEND}.
   *
   * @return {@code length}, or a {@link SocketResult} error; the frame is gone in either case
   */
  public int commit(long frame, int length, int marks) {
    int refused = sendRefusal();
    if (refused == 0 && !sending.commit(frame, length, marks)) {
      refused = SocketResult.WOULD_BLOCK;
    }
    if (refused != 0) {
      context().free(frame);
      return refused;
    }
    return length;
  }

  /** Application: gives a claimed frame back unsent. */
  public void abort(long frame) {
    context().free(frame);
  }

  private boolean maySend() {
    int mask = Readiness.CONNECTED | Readiness.ERROR | Readiness.SEND_SHUTDOWN | Readiness.HANG_UP;
    return (events().bits() & mask) == Readiness.CONNECTED;
  }

  /** Why data may not be queued in this state, 0 if it may; takes a pending error. */
  private int sendRefusal() {
    int bits = events().bits();
    if ((bits & Readiness.ERROR) != 0) {
      return SocketResult.of(takeError());
    }
    if ((bits & (Readiness.SEND_SHUTDOWN | Readiness.HANG_UP)) != 0) {
      return SocketResult.of(NetError.BROKEN_PIPE);
    }
    if ((bits & Readiness.CONNECTED) != 0) {
      return 0;
    }
    // tcp(7), tcp_sendmsg: a socket that never was connected is a broken pipe.
    return (bits & Readiness.CONNECTING) != 0
        ? SocketResult.WOULD_BLOCK
        : SocketResult.of(NetError.BROKEN_PIPE);
  }

  /** The room to send; if there is none, its return will be signalled. */
  private int roomOrBlocked() {
    if (sending == null) {
      SENDING.setRelease(this, new StreamSendBuffer(sendBufferBytes()));
    }
    int room = sendSpace();
    if (room == 0) {
      events().set(Readiness.SEND_BLOCKED);
      room = sendSpace();
    }
    return room;
  }

  private int frameBytes() {
    return Math.min(segmentBytes, context().payloadRoom());
  }
}
