package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One connection, or one to be, between a lane and an application. What a lane calls is in {@link
 * StreamLaneSide}; here is the application's side, called by whoever holds the descriptor's receive
 * lock (reading) or send lock (writing). The two sides never wait for each other.
 */
public final class StreamSocket extends StreamLaneSide {
  /** Set in what {@link #receiveUrgent} gives beside the byte. */
  public static final int URGENT_BYTE = 0x100;

  /** Of these bits a connection that more data can come on has CONNECTED alone. */
  private static final int OPEN_FOR_DATA =
      Readiness.CONNECTED
          | Readiness.PEER_CLOSED
          | Readiness.HANG_UP
          | Readiness.ERROR
          | Readiness.RECEIVE_SHUTDOWN;

  /** A socket that an application opened. */
  public StreamSocket(SocketContext context) {
    this(context, SocketDomain.INET);
  }

  /** A socket of either family that an application opened. */
  public StreamSocket(SocketContext context, SocketDomain domain) {
    super(context, new SocketOptions(domain));
  }

  /** A socket for a connection that arrived: it has its listener's options. */
  public StreamSocket(SocketContext context, StreamListener parent) {
    super(context, new SocketOptions(parent.inheritance()));
  }

  // ---- any of the application's threads ----

  /** The pending error, or else what was reported and ended nothing. */
  @Override
  public NetError takeError() {
    NetError error = super.takeError();
    return error == NetError.NONE ? takeSoftError() : error;
  }

  @Override
  public int readiness() {
    int bits = events().bits();
    StreamListener listener = listener();
    if (listener != null) {
      return bits | (listener.isEmpty() ? 0 : Readiness.ACCEPTABLE | Readiness.READABLE);
    }
    int ended = Readiness.PEER_CLOSED | Readiness.HANG_UP | Readiness.RECEIVE_SHUTDOWN;
    if ((bits & ended) != 0 || hasEnoughToRead()) {
      bits |= Readiness.READABLE;
    }
    UrgentMark mark = urgent();
    if (mark != null && mark.isValid()) {
      bits |= Readiness.URGENT;
    }
    if ((bits & (Readiness.SEND_SHUTDOWN | Readiness.HANG_UP)) != 0
        || (bits & Readiness.CONNECTED) != 0 && isWritable()) {
      bits |= Readiness.WRITABLE;
    }
    return bits;
  }

  /**
   * tcp_stream_is_readable: what SO_RCVLOWAT asks for is there, or no more of it will come, because
   * the window is used up.
   */
  private boolean hasEnoughToRead() {
    // tcp_poll: an urgent byte that is not read inline is nothing to read.
    int passedOver = isAtMark(0) && !isUrgentInline() ? 1 : 0;
    int available = available() - passedOver - toSkip(urgent(), receiveBuffer());
    return available > 0
        && (available >= options().getInt(SocketOption.RECEIVE_LOW_WATER)
            || available >= receiveBufferBytes() / 2 - segmentBytes());
  }

  /**
   * Whether Linux would report the socket writable: at least a third of the buffer is free. If not,
   * the next time it becomes so is signalled.
   */
  private boolean isWritable() {
    StreamSendBuffer buffer = sendBuffer();
    if (buffer == null || buffer.isWritable(sendBufferBytes(), notSentLowWaterBytes())) {
      return true;
    }
    events().set(Readiness.SEND_BLOCKED);
    return buffer.isWritable(sendBufferBytes(), notSentLowWaterBytes());
  }

  /** Bytes that can be read now (SIOCINQ). Any thread. */
  public int available() {
    StreamReceiveBuffer buffer = receiveBuffer();
    return buffer == null ? 0 : buffer.available();
  }

  /** Whether the connection is open, and nothing can be read from it now. Any thread. */
  public boolean isWaitingForData() {
    // The bits are read first: whatever was delivered before they were set is then seen.
    return (events().bits() & OPEN_FOR_DATA) == Readiness.CONNECTED && available() == 0;
  }

  /** Bytes queued and not yet sent for the first time (SIOCOUTQNSD). Any thread. */
  public int notSentBytes() {
    StreamSendBuffer buffer = sendBuffer();
    return buffer == null ? 0 : buffer.notSentBytes();
  }

  /** Bytes queued and not yet acknowledged (SIOCOUTQ). Any thread. */
  public int unacknowledgedBytes() {
    StreamSendBuffer buffer = sendBuffer();
    return buffer == null ? 0 : buffer.usedBytes();
  }

  // ---- receiving ----

  /**
   * Copies the next bytes of the stream and removes them.
   *
   * @param offset of the first byte in {@code target}
   * @param length most bytes wanted, 1 or more
   * @return bytes copied, 0 at the end of the stream, or a {@link SocketResult} error
   */
  public int read(MemorySegment target, long offset, int length) {
    // The bits are read first: whatever was delivered before they were set is then seen.
    int bits = events().bits();
    StreamReceiveBuffer buffer = receiveBuffer();
    int copied =
        buffer == null ? 0 : buffer.read(context(), target, offset, upToMark(buffer, length));
    return copied > 0 ? copied : emptyResult(bits);
  }

  /**
   * Copies bytes of the stream and leaves them there (MSG_PEEK).
   *
   * @param skip bytes of the stream to pass over first
   * @return as {@link #read}; 0 also if {@code skip} reaches past what is there
   */
  public int peek(int skip, MemorySegment target, long offset, int length) {
    int bits = events().bits();
    StreamReceiveBuffer buffer = receiveBuffer();
    int copied = buffer == null ? 0 : peek(buffer, skip, target, offset, length);
    return copied > 0 || skip > 0 ? copied : emptyResult(bits);
  }

  /** Removes bytes without copying them (MSG_TRUNC); result as {@link #read}. */
  public int discard(int length) {
    int bits = events().bits();
    StreamReceiveBuffer buffer = receiveBuffer();
    int gone = buffer == null ? 0 : buffer.read(context(), null, 0, upToMark(buffer, length));
    return gone > 0 ? gone : emptyResult(bits);
  }

  /**
   * Takes the next frame of the stream without copying; its data is the payload. The bytes count
   * against the receive buffer until {@link #giveBack}.
   *
   * @return the frame, 0 if there is none: {@link #read} of one byte then says why
   */
  public long borrow() {
    StreamReceiveBuffer buffer = receiveBuffer();
    long frame = buffer == null ? 0 : buffer.borrow();
    UrgentMark mark = urgent();
    if (frame != 0 && mark != null && buffer.readBytes() > mark.position()) {
      forgetMark(mark);
    }
    return frame;
  }

  /** Returns a frame that {@link #borrow} gave, in any order. */
  public void giveBack(long frame) {
    receiveBuffer().giveBack(context(), frame);
  }

  /**
   * Whether the lane should hear that room was made, asked after reading. If true, the caller
   * raises {@link #NOTICE_READ}.
   */
  public boolean wantsReadNotice() {
    StreamReceiveBuffer buffer = receiveBuffer();
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

  // ---- urgent data ----

  private boolean isUrgentInline() {
    return options().isSet(SocketOption.URGENT_INLINE);
  }

  /**
   * Whether the byte after {@code skip} more is the urgent one (SIOCATMARK): a read that has come
   * so far ends here.
   */
  public boolean isAtMark(int skip) {
    UrgentMark mark = urgent();
    StreamReceiveBuffer buffer = receiveBuffer();
    return mark != null
        && buffer != null
        && buffer.readBytes() + toSkip(mark, buffer) + skip == mark.position();
  }

  /**
   * 1 if the next byte is an urgent one that nobody wanted and that another has followed, else 0.
   */
  private int toSkip(UrgentMark mark, StreamReceiveBuffer buffer) {
    boolean stands =
        mark != null
            && buffer != null
            && buffer.readBytes() == mark.skipPosition()
            && buffer.available() > 0;
    return stands && !isUrgentInline() ? 1 : 0;
  }

  /** Bytes before the urgent one, if there is one and it is not read inline (SIOCINQ). */
  public int availableBeforeMark() {
    int available = available();
    UrgentMark mark = urgent();
    StreamReceiveBuffer buffer = receiveBuffer();
    if (mark == null || buffer == null || isUrgentInline()) {
      return available;
    }
    int skipped = toSkip(mark, buffer);
    long before = mark.position() - buffer.readBytes() - skipped;
    return before >= 0 && before < available - skipped ? (int) before : available - skipped;
  }

  /**
   * Receives the urgent byte out of band (MSG_OOB), as Linux's tcp_recv_urg does.
   *
   * @param peek leaves it there
   * @return the byte with {@link #URGENT_BYTE} set, 0 at the end of the stream, or a {@link
   *     SocketResult} error: WOULD_BLOCK if it was announced and has not arrived
   */
  public int receiveUrgent(boolean peek) {
    int bits = events().bits();
    UrgentMark mark = urgent();
    while (mark != null && mark.isValid() && !isUrgentInline()) {
      if (peek || changeUrgent(mark, mark.with(UrgentMark.TAKEN))) {
        return URGENT_BYTE | mark.value();
      }
      mark = urgent();
    }
    if (mark == null || mark.value() == UrgentMark.TAKEN || isUrgentInline()) {
      return SocketResult.of(NetError.INVALID);
    }
    return (bits & (Readiness.PEER_CLOSED | Readiness.HANG_UP | Readiness.RECEIVE_SHUTDOWN)) != 0
        ? 0
        : SocketResult.WOULD_BLOCK;
  }

  /**
   * How many of {@code length} bytes a read may take: it ends before the urgent byte, and one that
   * begins there passes over it, unless it is read inline. As Linux's tcp_recvmsg.
   */
  private int upToMark(StreamReceiveBuffer buffer, int length) {
    UrgentMark mark = urgent();
    if (mark == null || buffer.available() == 0) {
      return length;
    }
    if (toSkip(mark, buffer) > 0) {
      buffer.read(context(), null, 0, 1);
    }
    long before = mark.position() - buffer.readBytes();
    if (before > 0) {
      return (int) Math.min(length, before);
    }
    if (before == 0 && !isUrgentInline() && buffer.read(context(), null, 0, 1) == 0) {
      return length;
    }
    forgetMark(mark);
    return length;
  }

  /** The application has read past the urgent byte. */
  private void forgetMark(UrgentMark passed) {
    UrgentMark now = urgent();
    while (now != null && now.position() == passed.position() && !changeUrgent(now, null)) {
      now = urgent();
    }
  }

  private int peek(
      StreamReceiveBuffer buffer, int skip, MemorySegment target, long offset, int length) {
    UrgentMark mark = urgent();
    if (mark == null) {
      return buffer.peek(skip, target, offset, length);
    }
    int skipped = toSkip(mark, buffer);
    long before = mark.position() - buffer.readBytes() - skipped;
    int hole = skipped + (before == 0 && !isUrgentInline() ? 1 : 0);
    boolean ends = before > skip;
    int most = ends ? (int) Math.min(length, before - skip) : length;
    return buffer.peek(skip + hole, target, offset, most);
  }

  private int emptyResult(int bits) {
    int error = takeErrorResult(bits);
    if (error != 0) {
      return error;
    }
    if ((bits & (Readiness.PEER_CLOSED | Readiness.HANG_UP | Readiness.RECEIVE_SHUTDOWN)) != 0) {
      return 0;
    }
    if ((bits & (Readiness.CONNECTED | Readiness.CONNECTING)) != 0) {
      return SocketResult.WOULD_BLOCK;
    }
    return SocketResult.of(NetError.NOT_CONNECTED);
  }

  // ---- sending ----

  /** Bytes that may be queued now, 0 if none. */
  public int sendSpace() {
    StreamSendBuffer buffer = sendBuffer();
    int limit = sendBufferBytes();
    if (buffer == null) {
      return Math.min(limit, unsentRoom(0));
    }
    int free = Math.min(limit - buffer.usedBytes(), unsentRoom(buffer.notSentBytes()));
    return buffer.isFull(limit) ? 0 : Math.max(0, free);
  }

  /**
   * What TCP_NOTSENT_LOWAT lets in. As on Linux a segment begins while less than so much waits, not
   * counting what the windows let go at once, and is then filled.
   */
  private int unsentRoom(int notSent) {
    if (!limitsUnsent()) {
      return Integer.MAX_VALUE;
    }
    int segment = segmentBytes();
    long most = (long) notSentLowWaterBytes() + windowRoomBytes();
    long whole = (most + segment - 1) / segment * segment;
    return (int) Math.clamp(whole - notSent, 0, Integer.MAX_VALUE);
  }

  /**
   * Copies bytes into frames and queues them, as far as there is room. The caller then raises
   * {@link #NOTICE_SEND}.
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
    int toQueue = Math.min(events().has(Readiness.EARLY_DATA) ? segmentBytes() : room, length);
    int lastMarks = toQueue == length ? marks : 0;
    StreamSendBuffer buffer = enterSendBuffer();
    try {
      int limit = sendBufferBytes();
      int queued = buffer.write(context(), source, offset, toQueue, frameBytes(), lastMarks, limit);
      return queued > 0 ? queued : SocketResult.of(NetError.NO_BUFFERS);
    } finally {
      buffer.leave();
    }
  }

  /**
   * Takes an empty frame to be filled and sent without a copy. The caller writes up to {@link
   * #segmentBytes()} bytes from {@code data()} on.
   *
   * @return the frame, or 0: {@link #claimRefusal()} then says why
   */
  public long claim() {
    return maySend() && roomOrBlocked() > 0 ? context().allocate() : 0;
  }

  /** Why {@link #claim()} gave no frame, as a {@link SocketResult} error. */
  public int claimRefusal() {
    int refused = sendRefusal();
    if (refused != 0) {
      return refused;
    }
    return roomOrBlocked() == 0 ? SocketResult.WOULD_BLOCK : SocketResult.of(NetError.NO_BUFFERS);
  }

  /**
   * Queues a claimed frame with its first {@code length} bytes, 1 to {@link #segmentBytes()}. The
   * caller then raises {@link #NOTICE_SEND}.
   *
   * @return {@code length}, or a {@link SocketResult} error; the frame is gone in either case
   */
  public int commit(long frame, int length, int marks) {
    int refused = sendRefusal();
    if (refused == 0) {
      StreamSendBuffer buffer = enterSendBuffer();
      refused = buffer.commit(frame, length, marks) ? 0 : SocketResult.WOULD_BLOCK;
      buffer.leave();
    }
    if (refused != 0) {
      context().free(frame);
      return refused;
    }
    return length;
  }

  /** Gives a claimed frame back unsent. */
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
    int error = takeErrorResult(bits);
    if (error != 0) {
      return error;
    }
    boolean early = (bits & Readiness.EARLY_DATA) != 0;
    if ((bits & Readiness.CONNECTING) != 0 && (bits & Readiness.HANG_UP) == 0 && !early) {
      // tcp_sendmsg waits for the connection before it asks whether it is shut.
      return SocketResult.WOULD_BLOCK;
    }
    // tcp(7), tcp_sendmsg: a socket that never was connected is a broken pipe.
    boolean ended = (bits & (Readiness.SEND_SHUTDOWN | Readiness.HANG_UP)) != 0;
    return !ended && (early || (bits & Readiness.CONNECTED) != 0)
        ? 0
        : SocketResult.of(NetError.BROKEN_PIPE);
  }

  /** The room to send; if there is none, its return will be signalled. */
  private int roomOrBlocked() {
    int room = sendSpace();
    if (room == 0) {
      events().set(Readiness.SEND_BLOCKED);
      room = sendSpace();
    }
    return room;
  }

  /** The buffer to queue into, which stays in place until the caller leaves it. */
  private StreamSendBuffer enterSendBuffer() {
    StreamSendBuffer buffer = sendBuffer();
    if (buffer == null || !buffer.enter()) {
      buffer = new StreamSendBuffer();
      buffer.enter();
      sendBuffer(buffer);
    }
    return buffer;
  }

  private int frameBytes() {
    return Math.min(segmentBytes(), context().payloadRoom());
  }
}
