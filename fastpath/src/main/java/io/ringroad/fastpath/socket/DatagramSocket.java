package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.group.GroupMemberships;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A socket of datagrams between a lane and an application. A frame is one datagram; its addresses
 * are in its headroom ({@link DatagramMetadata}).
 *
 * <p>Sides and marks as in {@link StreamSocket}. A datagram that finds the receive buffer full is
 * dropped and counted, as udp(7) says.
 */
public final class DatagramSocket extends Socket {
  /** SO_RCVBUF and SO_SNDBUF of a new datagram socket: Linux's {@code rmem_default}. */
  public static final int DEFAULT_BUFFER_BYTES = 212_992;

  /** Most payload bytes of a UDP datagram over IPv4: 65535 less the headers. */
  public static final int MAX_PAYLOAD_BYTES = 65_507;

  private static final int UDP = 17;
  private static final VarHandle RECEIVING;
  private static final VarHandle SENDING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RECEIVING = lookup.findVarHandle(DatagramSocket.class, "receiving", DatagramBuffer.class);
      SENDING = lookup.findVarHandle(DatagramSocket.class, "sending", DatagramBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Made by the lane with the first delivery. */
  private DatagramBuffer receiving;

  /** Made by the application with the first datagram. */
  private DatagramBuffer sending;

  private final DatagramKind kind;
  private final int protocol;
  private final FrameChain sendChain = new FrameChain();
  private final DatagramMetadata sendMetadata = new DatagramMetadata();
  private volatile GroupMemberships groups = GroupMemberships.NONE;
  private volatile long dropped;
  private boolean framesLacked; // of the last claim, for claimRefusal
  private boolean roomMade; // by the lane, and not told yet
  private boolean applicationDone;
  private boolean protocolDone;

  /** A UDP socket. */
  public DatagramSocket(SocketContext context) {
    this(context, SocketDomain.INET, DatagramKind.UDP, UDP);
  }

  /** A socket of any kind, of AF_INET. */
  public DatagramSocket(SocketContext context, DatagramKind kind, int protocol) {
    this(context, SocketDomain.INET, kind, protocol);
  }

  /**
   * A socket of any kind, of either family.
   *
   * @param protocol what stands in the IP header, 0 to 255; larger numbers of raw sockets are those
   *     of no packet
   */
  public DatagramSocket(
      SocketContext context, SocketDomain domain, DatagramKind kind, int protocol) {
    super(context, new SocketOptions(domain));
    this.kind = kind;
    this.protocol = protocol;
  }

  /** What this socket's datagrams are. */
  public DatagramKind kind() {
    return kind;
  }

  /** The IANA number of the protocol that the datagrams are of. */
  public int protocol() {
    return protocol;
  }

  /** The multicast groups that the socket has joined. Any thread. */
  public GroupMemberships groups() {
    return groups;
  }

  /** Changes the memberships; by whoever keeps those of all sockets. */
  public void groups(GroupMemberships memberships) {
    groups = memberships;
  }

  // ---- lane ----

  /**
   * Lane: hands over a datagram.
   *
   * @param frame whose data is the payload, with its {@link DatagramMetadata} written; the
   *     application's on success
   * @return false if the receive buffer is full: counted in {@link #dropped()}; the frame is still
   *     the caller's
   */
  public boolean deliver(long frame) {
    DatagramBuffer buffer = receiving;
    if (buffer == null) {
      buffer = new DatagramBuffer(receiveBufferBytes());
      RECEIVING.setRelease(this, buffer);
    }
    if (applicationDone || !buffer.offer(frame, receiveBufferBytes())) {
      dropped = dropped + 1;
      return false;
    }
    events().signal(Readiness.READABLE);
    return true;
  }

  /** Datagrams that found the receive buffer full. Any thread. */
  public long dropped() {
    return dropped;
  }

  /**
   * Lane: takes the next datagram that the application queued; {@link #tellOfRoom} follows in the
   * end.
   *
   * @return its frame, 0 if there is none
   */
  public long pollToSend() {
    DatagramBuffer buffer = (DatagramBuffer) SENDING.getAcquire(this);
    if (buffer == null) {
      return 0;
    }
    long frame = buffer.poll();
    roomMade |= frame != 0;
    return frame;
  }

  /** Lane: tells an application that waits for it of the room that {@link #pollToSend} made. */
  public void tellOfRoom() {
    if (!roomMade) {
      return;
    }
    roomMade = false;
    VarHandle.fullFence();
    DatagramBuffer buffer = (DatagramBuffer) SENDING.getAcquire(this);
    if (events().has(Readiness.SEND_BLOCKED) && buffer.isWritable(sendBufferBytes())) {
      events().clear(Readiness.SEND_BLOCKED);
      events().signal(Readiness.WRITABLE);
    }
  }

  /** Lane: an asynchronous error, such as an ICMP unreachable. */
  public void failed(NetError reason) {
    fail(reason, 0, 0);
  }

  /** Lane: the application has shut a direction down; tells whoever waits in it. */
  public void shutdown(boolean receive, boolean send) {
    int bits = (receive ? Readiness.RECEIVE_SHUTDOWN : 0) | (send ? Readiness.SEND_SHUTDOWN : 0);
    events().raise(bits, Readiness.STATE_CHANGED);
  }

  /** Lane: nobody on the application's side will touch this socket again. */
  public void applicationDone() {
    applicationDone = true;
    releaseIfDone();
  }

  /** Lane: the protocol will not touch this socket again. */
  public void closed() {
    protocolDone = true;
    protocolState(null);
    events().raise(Readiness.HANG_UP, Readiness.HANG_UP | Readiness.READABLE | Readiness.WRITABLE);
    releaseIfDone();
  }

  private void releaseIfDone() {
    if (applicationDone && protocolDone) {
      if (receiving != null) {
        receiving.drain(context());
      }
      DatagramBuffer buffer = (DatagramBuffer) SENDING.getAcquire(this);
      if (buffer != null) {
        buffer.drain(context());
      }
      releasePort();
      context().released(this);
    }
  }

  @Override
  public int receiveBufferBytes() {
    return options().getOr(SocketOption.RECEIVE_BUFFER, DEFAULT_BUFFER_BYTES);
  }

  /** SO_SNDBUF. Any thread. */
  public int sendBufferBytes() {
    return options().getOr(SocketOption.SEND_BUFFER, DEFAULT_BUFFER_BYTES);
  }

  // ---- application: any of its threads ----

  @Override
  public int readiness() {
    int bits = events().bits();
    DatagramBuffer received = (DatagramBuffer) RECEIVING.getAcquire(this);
    if ((bits & (Readiness.RECEIVE_SHUTDOWN | Readiness.HANG_UP)) != 0
        || received != null && !received.isEmpty()) {
      bits |= Readiness.READABLE;
    }
    if ((bits & (Readiness.SEND_SHUTDOWN | Readiness.HANG_UP)) != 0 || isWritable()) {
      bits |= Readiness.WRITABLE;
    }
    return bits;
  }

  /** Linux's {@code sock_writeable}: less than half of the buffer is used. */
  private boolean isWritable() {
    DatagramBuffer buffer = (DatagramBuffer) SENDING.getAcquire(this);
    if (buffer == null || buffer.isWritable(sendBufferBytes())) {
      return true;
    }
    events().set(Readiness.SEND_BLOCKED);
    return buffer.isWritable(sendBufferBytes());
  }

  /** Memory that queued datagrams are charged for (SIOCOUTQ). Any thread. */
  public int sendChargeBytes() {
    DatagramBuffer buffer = (DatagramBuffer) SENDING.getAcquire(this);
    return buffer == null ? 0 : buffer.chargeBytes();
  }

  // ---- application: receiving ----

  /**
   * Application: looks at the next datagram and leaves it there: the frame is valid until {@link
   * #removeHead()} or {@link #borrow()}.
   *
   * @return the frame, 0 if there is none: {@link #emptyResult()} then says why
   */
  public long head() {
    return events().has(Readiness.ERROR) ? 0 : firstQueued();
  }

  /** Application: the datagram that waits first, behind a pending error too; 0 if none does. */
  public long firstQueued() {
    DatagramBuffer buffer = (DatagramBuffer) RECEIVING.getAcquire(this);
    return buffer == null ? 0 : buffer.head();
  }

  /** Application: frees the datagram that {@link #head()} gave. */
  public void removeHead() {
    receiving.removeHead(context());
  }

  /**
   * Application: takes the next datagram without copying. It counts against the receive buffer
   * until {@link #giveBack}.
   *
   * @return as {@link #head()}
   */
  public long borrow() {
    return head() == 0 ? 0 : receiving.borrow();
  }

  /** Application: returns a frame that {@link #borrow} gave, in any order. */
  public void giveBack(long frame) {
    receiving.giveBack(context(), frame);
  }

  /**
   * Application: why there was no datagram: a pending error, which is taken by this, 0 after a
   * shutdown, or {@link SocketResult#WOULD_BLOCK}.
   */
  public int emptyResult() {
    int bits = events().bits();
    int error = takeErrorResult(bits);
    if (error != 0) {
      return error;
    }
    return (bits & (Readiness.RECEIVE_SHUTDOWN | Readiness.HANG_UP)) != 0
        ? 0
        : SocketResult.WOULD_BLOCK;
  }

  // ---- application: sending ----

  /**
   * Application: copies a datagram into frames and queues it. The caller then raises {@link
   * #NOTICE_SEND}.
   *
   * @param length of the payload, 0 to {@link DatagramKind#maxPayloadBytes()}
   * @param remotePort 0 for the connected peer
   * @return {@code length}, or a {@link SocketResult} error
   */
  public int send(
      MemorySegment source,
      long offset,
      int length,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    long frame = claim(length);
    if (frame == 0) {
      return claimRefusal(length);
    }
    sendChain.copyIn(frame, 0, source, offset, length);
    sendMetadata.wrap(frame).remote(remoteHigh, remoteLow, remotePort);
    return commit(frame);
  }

  /**
   * Application: takes frames for a datagram of exactly {@code length} bytes, to be filled (by
   * {@link FrameChain#copyIn}, or in place if {@code length} fits one frame) and addressed through
   * {@link DatagramMetadata}, which is cleared: without a change it goes to the connected peer.
   *
   * @return the frame, 0 if there is none: {@link #claimRefusal} then says why
   */
  public long claim(int length) {
    framesLacked = false;
    if (length > kind.maxPayloadBytes() || !maySend() || !hasRoom()) {
      return 0;
    }
    long frame = sendChain.allocate(context(), length);
    framesLacked = frame == 0;
    if (frame != 0) {
      sendMetadata
          .wrap(frame)
          .clear()
          .ownHeader(kind == DatagramKind.RAW && options().isSet(SocketOption.HEADER_INCLUDED));
    }
    return frame;
  }

  /**
   * Application: why the last {@link #claim} gave no frame, as a {@link SocketResult} error. What
   * the lane has sent since then changes no answer: room that came back is room to wait for.
   */
  public int claimRefusal(int length) {
    int refused = sendRefusal(length);
    if (refused != 0) {
      return refused;
    }
    return framesLacked ? SocketResult.of(NetError.NO_BUFFERS) : SocketResult.WOULD_BLOCK;
  }

  /**
   * Application: queues a claimed datagram. The caller then raises {@link #NOTICE_SEND}.
   *
   * @return its length, or a {@link SocketResult} error; the frame is gone in either case
   */
  public int commit(long frame) {
    int length = sendChain.length(frame);
    if (sending.offer(frame, Integer.MAX_VALUE)) {
      return length;
    }
    context().free(frame);
    return SocketResult.WOULD_BLOCK;
  }

  /** Application: shortens a claimed datagram of one frame before it is committed. */
  public int commit(long frame, int length) {
    sendChain.trimTo(frame, length);
    return commit(frame);
  }

  /** Application: gives a claimed datagram back unsent. */
  public void abort(long frame) {
    context().free(frame);
  }

  private boolean maySend() {
    return (events().bits() & (refusing() | Readiness.HANG_UP)) == 0;
  }

  /** Why nothing may be sent, 0 if it may; takes a pending error. */
  private int sendRefusal(int length) {
    int bits = events().bits();
    if (length > kind.maxPayloadBytes()) {
      return SocketResult.of(NetError.MESSAGE_SIZE);
    }
    int error = takeErrorResult(bits & refusing());
    if (error != 0) {
      return error;
    }
    int ended = refusing() & Readiness.SEND_SHUTDOWN | Readiness.HANG_UP;
    return (bits & ended) != 0 ? SocketResult.of(NetError.BROKEN_PIPE) : 0;
  }

  /** As Linux ({@code __ip_append_data}): nothing refuses packets whose header the system makes. */
  private int refusing() {
    boolean never = kind == DatagramKind.RAW && !options().isSet(SocketOption.HEADER_INCLUDED);
    return never ? 0 : Readiness.ERROR | Readiness.SEND_SHUTDOWN;
  }

  /** Whether a datagram may be queued; if not, the return of room will be signalled. */
  private boolean hasRoom() {
    DatagramBuffer buffer = sending;
    if (buffer == null) {
      buffer = new DatagramBuffer(sendBufferBytes());
      SENDING.setRelease(this, buffer);
    }
    if (!buffer.hasRoom(sendBufferBytes())) {
      events().set(Readiness.SEND_BLOCKED);
      return buffer.hasRoom(sendBufferBytes());
    }
    return true;
  }
}
