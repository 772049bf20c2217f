package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The lane's side of a {@link StreamSocket}: every method here is called by the lane's thread,
 * unless it says otherwise. Received frames go into one queue, frames to send come out of another;
 * each is made when it is first used, given back when nothing is in it for long ({@link
 * #giveBackBuffers()}), and emptied when both sides are done with the socket ({@link
 * #applicationDone()}, {@link #closed()}).
 */
public abstract sealed class StreamLaneSide extends Socket permits StreamSocket {
  /** SO_RCVBUF of a new stream socket: Linux's {@code tcp_rmem[1]}. */
  public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 131_072;

  /** SO_SNDBUF of a new stream socket: Linux's {@code tcp_wmem[1]}; it grows when connected. */
  public static final int DEFAULT_SEND_BUFFER_BYTES = 16_384;

  private static final int DEFAULT_SEGMENT_BYTES = 1_448;
  private static final VarHandle RECEIVING;
  private static final VarHandle SENDING;
  private static final VarHandle URGENT;
  private static final VarHandle SOFT_ERROR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RECEIVING =
          lookup.findVarHandle(StreamLaneSide.class, "receiving", StreamReceiveBuffer.class);
      URGENT = lookup.findVarHandle(StreamLaneSide.class, "urgent", UrgentMark.class);
      SOFT_ERROR = lookup.findVarHandle(StreamLaneSide.class, "softError", byte.class);
      SENDING = lookup.findVarHandle(StreamLaneSide.class, "sending", StreamSendBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Made by the lane with the first delivery. */
  private StreamReceiveBuffer receiving;

  /** Made by the application with the first write. */
  @SuppressWarnings("unused") // through SENDING
  private StreamSendBuffer sending;

  /** The urgent byte that the application has not read past; null if there is none. */
  private volatile UrgentMark urgent;

  /** The last error that did not end the connection, as {@link NetError}'s ordinal; 0 if none. */
  @SuppressWarnings("FieldMayBeFinal") // through SOFT_ERROR
  private volatile byte softError; // as small as can be: every idle connection has it

  private StreamListener listener;
  private int segmentBytes = DEFAULT_SEGMENT_BYTES;
  private volatile int tunedReceiveBytes = DEFAULT_RECEIVE_BUFFER_BYTES;
  private volatile int windowRoomBytes;
  private volatile int tunedSendBytes = DEFAULT_SEND_BUFFER_BYTES;
  private boolean applicationDone;
  private boolean protocolDone;
  private boolean nameFromRoute;

  StreamLaneSide(SocketContext context, SocketOptions options) {
    super(context, options);
  }

  /** What was delivered and not read; null before the first delivery. Either side. */
  final StreamReceiveBuffer receiveBuffer() {
    return (StreamReceiveBuffer) RECEIVING.getAcquire(this);
  }

  /** What was written and not acknowledged; null before the first write. Either side. */
  final StreamSendBuffer sendBuffer() {
    return (StreamSendBuffer) SENDING.getAcquire(this);
  }

  /** The application begins to write. */
  final void sendBuffer(StreamSendBuffer made) {
    SENDING.setRelease(this, made);
  }

  /**
   * Hands over the next bytes of the stream.
   *
   * @param frame whose data is exactly those bytes, at least one; the application's on success
   * @param payloadBytes how many they are
   * @return false if the ring is full: the frame is still the caller's, and {@link #NOTICE_READ}
   *     will come when there is room
   */
  public final boolean deliver(long frame, int payloadBytes) {
    StreamReceiveBuffer buffer = madeReceiveBuffer();
    int limitBytes = receiveBufferBytes();
    if (!buffer.offer(frame, payloadBytes, limitBytes)) {
      // Said before the second try, so that the reader who makes room after it sees it.
      events().set(Readiness.DELIVERY_BLOCKED);
      if (!buffer.offer(frame, payloadBytes, limitBytes)) {
        return false;
      }
      events().clear(Readiness.DELIVERY_BLOCKED);
    }
    events().signal(Readiness.READABLE);
    return true;
  }

  private StreamReceiveBuffer madeReceiveBuffer() {
    if (receiving == null) {
      RECEIVING.setRelease(this, new StreamReceiveBuffer());
    }
    return receiving;
  }

  // ---- urgent data ----

  /** What the application has not read past of urgent data; null if there is none. Either side. */
  final UrgentMark urgent() {
    return urgent;
  }

  /** Replaces the urgent mark, if nobody else has. Either side. */
  final boolean changeUrgent(UrgentMark from, UrgentMark to) {
    return URGENT.compareAndSet(this, from, to);
  }

  /** Whether an urgent byte was announced that the application has not read past. */
  public final boolean hasUrgentMark() {
    return urgent != null;
  }

  /** An urgent byte was announced, {@code aheadBytes} behind what was delivered. */
  public final void urgentAt(int aheadBytes) {
    StreamReceiveBuffer buffer = madeReceiveBuffer();
    UrgentMark before = urgent;
    boolean standsThere = before != null && before.position() == buffer.readBytes();
    long skip = standsThere ? before.position() : -1;
    urgent = new UrgentMark(buffer.deliveredBytes() + aheadBytes, skip, UrgentMark.AWAITED);
  }

  /** The urgent byte that was announced last has arrived. */
  public final void urgentByte(int value) {
    UrgentMark mark = urgent;
    if (mark != null && changeUrgent(mark, mark.with(value))) {
      events().signal(Readiness.URGENT);
    }
  }

  // ---- errors that end nothing ----

  /** An error was reported that the connection survives: SO_ERROR tells it once, if asked. */
  public final void softError(NetError reported) {
    softError = (byte) reported.ordinal();
  }

  /** The peer answers: what was reported before has passed. */
  public final void forgetSoftError() {
    if ((byte) SOFT_ERROR.getOpaque(this) != 0) {
      softError = 0;
    }
  }

  /** Takes the error that ended nothing, {@link NetError#NONE} if there is none. Any thread. */
  public final NetError takeSoftError() {
    return softError == 0
        ? NetError.NONE
        : SocketResult.error(-(byte) SOFT_ERROR.getAndSet(this, (byte) 0));
  }

  /** Bytes delivered that the application has not yet read, or has borrowed. */
  public final int unreadBytes() {
    return receiving == null ? 0 : receiving.unreadBytes();
  }

  /** Bytes that the application has read since the receive buffer was made; 0 without one. */
  public final long releasedBytes() {
    return receiving == null ? 0 : receiving.releasedBytes();
  }

  /**
   * SO_RCVBUF, half of which TCP offers as a window: what was set, else what tuning has come to.
   * Any thread.
   */
  public final int receiveBufferBytes() {
    return options().getOr(SocketOption.RECEIVE_BUFFER, tunedReceiveBytes);
  }

  /** The receive buffer's size while SO_RCVBUF is not set. */
  public final void receiveBufferBytes(int bytes) {
    tunedReceiveBytes = bytes;
  }

  /** SO_SNDBUF: what was set, else what tuning has come to. Any thread. */
  public final int sendBufferBytes() {
    return options().getOr(SocketOption.SEND_BUFFER, tunedSendBytes);
  }

  /** The send buffer's size while SO_SNDBUF is not set; tells who waits for room. */
  public final void sendBufferBytes(int bytes) {
    tunedSendBytes = bytes;
    StreamSendBuffer buffer = sendBuffer();
    if (buffer != null) {
      VarHandle.fullFence();
      tellIfWritable(buffer);
    }
  }

  /** Whether the application found no room to send, and waits for it. */
  public final boolean isSendBlocked() {
    return events().has(Readiness.SEND_BLOCKED);
  }

  /** TCP_NOTSENT_LOWAT: so many bytes may wait to be sent for the first time. Any thread. */
  final int notSentLowWaterBytes() {
    int limit = options().getInt(SocketOption.NOT_SENT_LOW_WATER);
    return limit <= 0 ? Integer.MAX_VALUE : limit; // unsigned: what looks negative is huge
  }

  /**
   * Takes the next frame that the application queued.
   *
   * @return its address, data = payload, {@link FrameMarks} in its mark; 0 if there is none
   */
  public final long pollToSend() {
    StreamSendBuffer buffer = sendBuffer();
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

  /** Whether frames wait to be sent. */
  public final boolean hasToSend() {
    StreamSendBuffer buffer = sendBuffer();
    return buffer != null && !buffer.isEmpty();
  }

  /** The peer has acknowledged, or the protocol has given up on, this many queued bytes. */
  public final void acknowledged(int bytes) {
    StreamSendBuffer buffer = sendBuffer();
    if (buffer != null) {
      buffer.acknowledged(bytes);
      tellIfWritable(buffer);
    }
  }

  /** Of the bytes that were polled, {@code bytes} have not been sent yet. */
  public final void unsent(int bytes) {
    StreamSendBuffer buffer = sendBuffer();
    if (buffer != null) {
      buffer.unsent(bytes);
      if (notSentLowWaterBytes() != Integer.MAX_VALUE) {
        VarHandle.fullFence();
        tellIfWritable(buffer);
      }
    }
  }

  /** Whether TCP_NOTSENT_LOWAT is set. */
  public final boolean limitsUnsent() {
    return notSentLowWaterBytes() != Integer.MAX_VALUE;
  }

  /** So many more bytes would be sent at once, if they were queued now. */
  public final void windowRoom(int bytes) {
    windowRoomBytes = bytes;
    StreamSendBuffer buffer = sendBuffer();
    if (buffer != null) {
      VarHandle.fullFence();
      tellIfWritable(buffer);
    }
  }

  /** Bytes that would be sent at once, if they were queued now and nothing else waited. */
  final int windowRoomBytes() {
    return windowRoomBytes;
  }

  private void tellIfWritable(StreamSendBuffer buffer) {
    if (isSendBlocked() && buffer.isWritable(sendBufferBytes(), notSentLowWaterBytes())) {
      events().clear(Readiness.SEND_BLOCKED);
      events().signal(Readiness.WRITABLE);
    }
  }

  /**
   * Lets go of the buffers, if they hold nothing: the connection is idle. Whoever needs one next
   * makes a new one. An application thread that still looks at an old one finds it empty for ever.
   *
   * @return false if one of them is in use
   */
  public final boolean giveBackBuffers() {
    if (urgent != null) {
      return false;
    }
    if (receiving != null) {
      if (receiving.unreadBytes() != 0) {
        return false;
      }
      RECEIVING.setRelease(this, null);
    }
    StreamSendBuffer buffer = sendBuffer();
    if (buffer == null) {
      return true;
    }
    return buffer.retire() && SENDING.compareAndSet(this, buffer, null);
  }

  /** Most payload bytes that the application should put in one frame. */
  public final void segmentBytes(int bytes) {
    segmentBytes = bytes;
  }

  /** A connection attempt is under way. */
  public final void connecting() {
    events().set(Readiness.CONNECTING);
  }

  /**
   * A connection attempt begins with the first data that the application writes, of which {@code
   * bytes} fit into the SYN. RFC 7413.
   */
  public final void awaitEarlyData(int bytes) {
    segmentBytes(bytes);
    events().raise(Readiness.CONNECTING | Readiness.EARLY_DATA, Readiness.WRITABLE);
  }

  /** The SYN leaves: the next data has to wait for the peer. */
  public final void earlyDataTaken() {
    events().clear(Readiness.EARLY_DATA);
  }

  /** The connection is established. */
  public final void connected() {
    events()
        .change(
            Readiness.CONNECTED,
            Readiness.CONNECTING,
            Readiness.CONNECTED | Readiness.STATE_CHANGED);
  }

  /** The peer's FIN, after everything that was delivered. */
  public final void endOfStream() {
    events().raise(Readiness.PEER_CLOSED, Readiness.STATE_CHANGED);
  }

  /** The peer has acknowledged this side's FIN, and so everything before it. */
  public final void sendFinished() {
    events().raise(Readiness.SEND_FINISHED, 0);
  }

  /** The connection has failed; what was delivered can still be read. */
  public final void failed(NetError reason) {
    fail(reason, Readiness.HANG_UP, Readiness.CONNECTING);
    dropUnsent();
  }

  /**
   * The protocol is done with this socket, whether it failed or came to its orderly end, and will
   * not touch it again.
   */
  public final void closed() {
    protocolDone = true;
    protocolState(null);
    giveUpPort();
    events()
        .change(
            Readiness.HANG_UP,
            Readiness.CONNECTING,
            Readiness.HANG_UP | Readiness.READABLE | Readiness.WRITABLE);
    releaseIfDone();
  }

  /** tcp_set_state: a port that nobody asked for is free again, and still shown. */
  private void giveUpPort() {
    PortBinding binding = binding();
    if (binding != null && binding.request().localPort() == 0) {
      nameFromRoute = binding.request().hasPeer();
      releasePort();
    }
  }

  /**
   * Makes a socket whose connection attempt failed ready for another: without a peer, and without
   * the port that was chosen for it.
   */
  public final void reopen() {
    protocolDone = false;
    events().clear(Readiness.HANG_UP | Readiness.ERROR | Readiness.CONNECTING);
    remote(0, 0, 0);
    if (binding() != null && binding().request().hasPeer()) {
      releasePort();
      nameFromRoute = true;
    }
    if (nameFromRoute) {
      nameFromRoute = false;
      local(0, 0, 0);
    }
  }

  /** The application has shut a direction down; tells whoever waits in it. */
  public final void shutdown(boolean receive, boolean send) {
    int bits = (receive ? Readiness.RECEIVE_SHUTDOWN : 0) | (send ? Readiness.SEND_SHUTDOWN : 0);
    events().raise(bits, Readiness.STATE_CHANGED);
  }

  /** Nobody on the application's side will touch this socket again. */
  public final void applicationDone() {
    applicationDone = true;
    if (receiving != null) {
      receiving.drain(context());
    }
    releaseIfDone();
  }

  /** Whether the application has closed the socket: what arrives now has no reader. */
  public final boolean isApplicationDone() {
    return applicationDone;
  }

  /** Whether {@link #closed()} was called. */
  public final boolean isProtocolDone() {
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
    StreamSendBuffer buffer = sendBuffer();
    if (buffer != null) {
      buffer.drain(context());
    }
  }

  /** The listener that this socket has become, null if it does not listen. Any thread. */
  public final StreamListener listener() {
    return listener;
  }

  /** This socket listens from now on. */
  public final void listener(StreamListener listener) {
    this.listener = listener;
  }

  /** Most payload bytes that the lane wants in one frame. Any thread. */
  public final int segmentBytes() {
    return segmentBytes;
  }
}
