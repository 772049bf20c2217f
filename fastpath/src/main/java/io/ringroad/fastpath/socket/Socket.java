package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What stream and datagram sockets have in common. A socket belongs to one lane for its whole life;
 * the application's side of it is used by whoever holds the descriptor's send or receive lock.
 *
 * <p>Addresses are two longs, IPv4 as IPv4-mapped IPv6; they are written by the lane before the
 * application is told of them.
 */
public abstract sealed class Socket permits StreamLaneSide, DatagramSocket {
  /** Notice to the lane: frames wait in the send ring. */
  public static final int NOTICE_SEND = 1;

  /** Notice to the lane: the application has made room by reading. */
  public static final int NOTICE_READ = 2;

  private static final VarHandle NOTICES;
  private static final VarHandle ERROR;
  private static final VarHandle REPORTS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NOTICES = lookup.findVarHandle(Socket.class, "notices", int.class);
      ERROR = lookup.findVarHandle(Socket.class, "error", int.class);
      REPORTS = lookup.findVarHandle(Socket.class, "reports", ErrorQueue.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SocketContext context;
  private final SocketOptions options;
  private final Readiness readiness = new Readiness();
  private int id = -1;
  private long localHigh;
  private long localLow;
  private long remoteHigh;
  private long remoteLow;
  private char localPort;
  private char remotePort;
  private PortBinding binding;

  /** Made for the first report. */
  @SuppressWarnings("unused") // through REPORTS
  private volatile ErrorQueue reports;

  private Object protocolState;

  @SuppressWarnings("unused") // through NOTICES
  private int notices;

  private volatile boolean watched;

  @SuppressWarnings("FieldMayBeFinal") // through ERROR
  private volatile int error;

  Socket(SocketContext context, SocketOptions options) {
    this.context = context;
    this.options = options;
  }

  /** The lane's number for this socket, -1 before it has one. */
  public final int id() {
    return id;
  }

  /** Set once by the lane. */
  public final void id(int id) {
    this.id = id;
  }

  /** What the sockets of this lane share. */
  public final SocketContext context() {
    return context;
  }

  public final SocketOptions options() {
    return options;
  }

  /** Where events are kept and listened to; {@link #readiness()} is the full picture. */
  public final Readiness events() {
    return readiness;
  }

  /** The bits of {@link Readiness} that hold now. Any thread. */
  public abstract int readiness();

  public final long localHigh() {
    return localHigh;
  }

  public final long localLow() {
    return localLow;
  }

  /** The local port, 0 while unbound. */
  public final int localPort() {
    return localPort;
  }

  public final long remoteHigh() {
    return remoteHigh;
  }

  public final long remoteLow() {
    return remoteLow;
  }

  /** The peer's port, 0 while not connected. */
  public final int remotePort() {
    return remotePort;
  }

  /**
   * Whether the socket is bound to the wildcard, and to one that stands for the family of this
   * address: {@code ::} does for both, unless the socket is for IPv6 alone.
   */
  public final boolean isBoundToAnyFor(long high, long low) {
    return localHigh == 0
        && (localLow == 0
            ? !(IpAddresses.isIpv4(high, low) && options.isSet(SocketOption.V6_ONLY))
            : localLow == IpAddresses.IPV4_ANY_LOW && IpAddresses.isIpv4(high, low));
  }

  /** Sets the local address. The lane's thread. */
  public final void local(long high, long low, int port) {
    localHigh = high;
    localLow = low;
    localPort = (char) port;
  }

  /** Sets the peer's address. The lane's thread. */
  public final void remote(long high, long low, int port) {
    remoteHigh = high;
    remoteLow = low;
    remotePort = (char) port;
  }

  /** The hold on the local port, null while unbound. Written by the lane. */
  public final PortBinding binding() {
    return binding;
  }

  /** Keeps the hold on the local port; {@link #releasePort()} ends it. The lane's thread. */
  public final void binding(PortBinding binding) {
    this.binding = binding;
  }

  /** Ends the hold on the local port, if there is one. The lane's thread. */
  public final void releasePort() {
    if (binding != null) {
      binding.release();
      binding = null;
    }
  }

  /** What the protocol keeps of this socket, null if nothing. The lane's thread. */
  public final Object protocolState() {
    return protocolState;
  }

  /** Set by the protocol, the only one to look at it. The lane's thread. */
  public final void protocolState(Object state) {
    protocolState = state;
  }

  /**
   * Application: asks for the lane's attention.
   *
   * @return true if a command must be sent; false if one is under way already
   */
  public final boolean raiseNotice(int notice) {
    return (int) NOTICES.getAndBitwiseOr(this, notice) == 0;
  }

  /**
   * Application: whether the lane looks for what was queued before this call without a notice. A
   * full fence: either the lane sees what was queued, or the caller that it looks no more.
   */
  public final boolean isWatched() {
    VarHandle.fullFence();
    return watched;
  }

  /** Lane: begins or ends to look for what is queued; a full fence. */
  public final void watched(boolean looks) {
    watched = looks;
    VarHandle.fullFence();
  }

  /** Lane: the notices since the last call. What caused them is visible after it. */
  public final int takeNotices() {
    return (int) NOTICES.getAndSet(this, 0);
  }

  /** Lane: keeps an error for the application, changes its bits with it, and tells it. */
  final void fail(NetError reason, int alsoSet, int toClear) {
    error = reason.ordinal();
    readiness.change(
        Readiness.ERROR | alsoSet,
        toClear,
        Readiness.ERROR | Readiness.READABLE | Readiness.WRITABLE | alsoSet);
  }

  /** Leaves an error for the application to collect; nothing else changes. */
  public final void leaveError(NetError reason) {
    fail(reason, 0, 0);
  }

  /**
   * Application: the pending error as a {@link SocketResult}, taken; 0 if there is none, or another
   * thread was faster.
   */
  final int takeErrorResult(int bits) {
    return (bits & Readiness.ERROR) == 0 ? 0 : SocketResult.of(takeError());
  }

  /** Application: takes the pending error, {@link NetError#NONE} if there is none (SO_ERROR). */
  public NetError takeError() {
    if (!readiness.has(Readiness.ERROR)) {
      return NetError.NONE;
    }
    readiness.clear(Readiness.ERROR);
    return SocketResult.error(-(int) ERROR.getAndSet(this, 0));
  }

  /** SO_RCVBUF. Any thread. */
  public abstract int receiveBufferBytes();

  /** Keeps a report for MSG_ERRQUEUE, and tells the application; false if there is no room. */
  public final boolean report(SocketError report) {
    return told(queue().offer(report, receiveBufferBytes()));
  }

  /** Application: reports that the next of its sends without a copy is done with. */
  public final boolean reportCopied(long nowNs) {
    return told(queue().offerCopied(nowNs, receiveBufferBytes()));
  }

  private ErrorQueue queue() {
    if (reports == null) {
      REPORTS.compareAndSet(this, null, new ErrorQueue());
    }
    return reports;
  }

  private boolean told(boolean queued) {
    if (queued) {
      readiness.raise(Readiness.REPORTED, Readiness.ERROR);
    }
    return queued;
  }

  /**
   * Application: takes the next report, null if there is none. As Linux: the pending error is then
   * that of the report behind it, or none.
   */
  public final SocketError takeReport() {
    ErrorQueue queue = reports;
    SocketError taken = queue == null ? null : queue.poll();
    if (taken == null) {
      return null;
    }
    SocketError next = queue.peek();
    if (next != null && next.isFromNetwork()) {
      fail(next.error(), 0, 0);
    } else if (taken.isFromNetwork()) {
      NetError ignored = takeError();
    }
    if (next == null) {
      noteEmpty(queue);
    }
    return taken;
  }

  /** Application: forgets all reports. */
  public final void forgetReports() {
    ErrorQueue queue = reports;
    if (queue != null) {
      queue.clear();
      noteEmpty(queue);
    }
  }

  /** Who reports in the meantime sets the bit after the queue: it is looked at again. */
  private void noteEmpty(ErrorQueue queue) {
    readiness.clear(Readiness.REPORTED);
    if (queue.peek() != null) {
      readiness.set(Readiness.REPORTED);
    }
  }
}
