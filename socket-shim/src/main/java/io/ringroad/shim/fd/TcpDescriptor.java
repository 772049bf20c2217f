package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_FASTOPEN;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.option.MulticastTarget;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/**
 * A stream descriptor. The states of Linux's {@code struct socket} are here; those of the
 * connection are the lane's. Connecting, accepting, sending and receiving have a class each.
 */
public final class TcpDescriptor extends InetDescriptor {
  private static final int RECEIVE_ENDED =
      Readiness.PEER_CLOSED | Readiness.RECEIVE_SHUTDOWN | Readiness.HANG_UP;
  private static final int SEND_ENDED = Readiness.SEND_SHUTDOWN | Readiness.HANG_UP;
  private static final int ALIVE = Readiness.CONNECTED | Readiness.CONNECTING;
  private static final int EVER_CONNECTING =
      Readiness.CONNECTED | Readiness.CONNECTING | Readiness.HANG_UP;

  private static final int IPV4_AND_TCP_HEADERS = 40;
  private static final int IPV6_AND_TCP_HEADERS = 60;

  private volatile TcpConnector.State connecting;
  private volatile StreamSocket stream;

  /**
   * A descriptor for a socket that was just opened, or accepted.
   *
   * @param accepted whether it is connected already
   */
  public TcpDescriptor(
      SocketEnvironment environment, StreamSocket stream, boolean nonBlocking, boolean accepted) {
    super(environment, nonBlocking);
    this.connecting = accepted ? TcpConnector.State.CONNECTED : TcpConnector.State.IDLE;
    this.stream = stream;
    listenTo(stream);
  }

  @Override
  protected StreamSocket socket() {
    return stream;
  }

  SocketEnvironment environment() {
    return environment;
  }

  @Override
  int checkBind(MemorySegment addr, int addrlen) {
    return names().checkBind(this, addr, addrlen);
  }

  /** How far connect(2) has come. */
  TcpConnector.State connecting() {
    return connecting;
  }

  void connecting(TcpConnector.State now) {
    connecting = now;
  }

  // ---- calls ----

  @Override
  protected int connectTo(MemorySegment addr, int addrlen) {
    return TcpConnector.connect(this, addr, addrlen);
  }

  @Override
  public int listen(int backlog) {
    if (connecting != TcpConnector.State.IDLE) {
      return -EINVAL;
    }
    int bounded =
        backlog < 0
            ? io.ringroad.shim.abi.SocketOption.SOMAXCONN
            : Math.min(backlog, io.ringroad.shim.abi.SocketOption.SOMAXCONN);
    return controlled(() -> NetErrno.of(lane().listen(stream, bounded)));
  }

  @Override
  protected int acceptNext(MemorySegment addr, MemorySegment addrlen, int flags) {
    return TcpAcceptor.accept(this, addr, addrlen, flags);
  }

  @Override
  protected int shutDown(boolean receive, boolean send) {
    return controlled(() -> shutdownNow(receive, send));
  }

  private int shutdownNow(boolean receive, boolean send) {
    if (stream.listener() != null) {
      // inet_shutdown: a listener that may not receive stops listening; sending it never did.
      if (receive) {
        renew();
        signal(Readiness.HANG_UP | Readiness.READABLE);
      } else {
        signal(Readiness.STATE_CHANGED); // sk_state_change, though nothing did
      }
      return 0;
    }
    int bits = stream.events().bits();
    if ((bits & Readiness.CONNECTING) != 0) {
      if (lane().shutdown(stream, receive, send) == NetError.NONE) {
        return 0; // in the middle of a simultaneous open
      }
      TcpConnector.disconnect(this);
      signal(Readiness.HANG_UP | Readiness.READABLE | Readiness.WRITABLE);
      return 0;
    }
    boolean over = (bits & Readiness.HANG_UP) != 0;
    if (connecting == TcpConnector.State.CONNECTING) {
      // inet_shutdown: it notices how the attempt has ended.
      connecting = over ? TcpConnector.State.DISCONNECTING : TcpConnector.State.CONNECTED;
    }
    if ((bits & Readiness.CONNECTED) == 0 || over) {
      stream.shutdown(receive, send); // an error, and yet done
      return -ENOTCONN;
    }
    return NetErrno.of(lane().shutdown(stream, receive, send));
  }

  @Override
  protected long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      MemorySegment control) {
    if ((flags & MSG_FASTOPEN) != 0) {
      return TcpFastOpenSend.send(this, memory, iovCount, length, flags, dest, addrlen);
    }
    int refused = control == null ? 0 : SocketControl.checkAll(control);
    if (refused != 0) {
      return refused;
    }
    // tcp_sendmsg does not look at the address of a connected stream.
    return noteZeroCopy(flags, TcpSender.send(this, memory, iovCount, length, flags));
  }

  @Override
  protected long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    if ((flags & MSG_ERRQUEUE) != 0) {
      return ReportReceiver.receive(this, memory, iovCount, length, addr, addrlen, ancillary);
    }
    long result = TcpReceiver.receive(this, memory, iovCount, length, flags);
    if (ancillary != null && result >= 0) {
      // tcp_recv_urg: what was read apart from the stream says so, and whether there was room.
      boolean urgent = (flags & MSG_OOB) != 0;
      ancillary.addFlags(urgent ? MSG_OOB | (length == 0 ? MSG_TRUNC : 0) : 0);
    }
    if (result >= 0) {
      SocketName.storeNone(addr, addrlen);
    }
    return result;
  }

  @Override
  public long borrow(int flags) {
    return TcpZeroCopy.borrow(this, flags);
  }

  @Override
  public void giveBack(Socket source, long frame) {
    TcpZeroCopy.giveBack(this, (StreamSocket) source, frame);
  }

  @Override
  public long claim(int length, int flags) {
    return TcpZeroCopy.claim(this, length, flags);
  }

  @Override
  public int claimedBytes(int length) {
    return Math.min(length, stream.segmentBytes());
  }

  @Override
  public long commit(long frame, int length, int flags, MemorySegment dest, int addrlen) {
    // As with sendto, nobody looks at the address.
    return TcpZeroCopy.commit(this, frame, length, flags);
  }

  @Override
  public void abort(long frame) {
    TcpZeroCopy.abort(this, frame);
  }

  /** inet_ioctl knows the request; tcp_recvmsg notes no time. */
  @Override
  protected int lastStamp(boolean nanoseconds, MemorySegment answer) {
    return -ENOENT;
  }

  @Override
  protected int readableBytes() {
    return stream.listener() != null ? -EINVAL : stream.availableBeforeMark();
  }

  @Override
  protected int unsentBytes() {
    return stream.listener() != null ? -EINVAL : stream.unacknowledgedBytes();
  }

  @Override
  protected int neverSentBytes() {
    return stream.listener() != null ? -EINVAL : stream.notSentBytes();
  }

  @Override
  protected int atUrgentMark() {
    return stream.listener() == null && stream.isAtMark(0) ? 1 : 0;
  }

  @Override
  protected boolean hasPeer() {
    int bits = stream.events().bits();
    return (bits & Readiness.CONNECTED) != 0 && (bits & Readiness.HANG_UP) == 0;
  }

  // ---- events ----

  @Override
  public int pollEvents() {
    return found(Readiness.ERROR | Readiness.REPORTED);
  }

  @Override
  public int blockingEvents() {
    return found(Readiness.ERROR);
  }

  /** The {@code POLL...} bits that hold, with POLLERR for these bits of the socket. */
  private int found(int errors) {
    StreamSocket now = stream;
    if (now.listener() != null) {
      return now.listener().isEmpty() ? 0 : PollMask.IN;
    }
    int bits = now.readiness();
    int found = (bits & errors) != 0 ? POLLERR : 0;
    if ((bits & Readiness.RECEIVE_SHUTDOWN) != 0) {
      found |= PollMask.IN | POLLRDHUP;
      found |= (bits & Readiness.SEND_SHUTDOWN) != 0 ? POLLHUP : 0;
    }
    if ((bits & EVER_CONNECTING) == 0) {
      return found | POLLHUP | PollMask.OUT;
    }
    if ((bits & Readiness.CONNECTING) != 0) {
      return found | ((bits & Readiness.EARLY_DATA) != 0 ? PollMask.OUT : 0);
    }
    return found | established(bits);
  }

  /** tcp_poll: the directions that have ended are ready, and nobody waits for them. */
  private static int established(int bits) {
    int found = (bits & Readiness.URGENT) != 0 ? POLLPRI : 0;
    boolean receiveEnded = (bits & RECEIVE_ENDED) != 0;
    boolean sendEnded = (bits & SEND_ENDED) != 0;
    if (receiveEnded) {
      found |= PollMask.IN | POLLRDHUP;
    }
    if (receiveEnded && sendEnded) {
      found |= POLLHUP;
    }
    if ((bits & Readiness.READABLE) != 0) {
      found |= PollMask.IN;
    }
    if (sendEnded || (bits & Readiness.WRITABLE) != 0) {
      found |= PollMask.OUT;
    }
    return found;
  }

  // ---- options ----

  @Override
  public int type() {
    return SOCK_STREAM;
  }

  @Override
  public int protocol() {
    return IPPROTO_TCP;
  }

  @Override
  public boolean listening() {
    return stream.listener() != null;
  }

  @Override
  public boolean connected() {
    return hasPeer();
  }

  @Override
  public int sendBufferBytes() {
    return stream.sendBufferBytes();
  }

  @Override
  public int receiveBufferBytes() {
    return stream.receiveBufferBytes();
  }

  @Override
  public void uncork() {
    throw new IllegalStateException("no datagrams");
  }

  @Override
  public int pathMtuBytes() {
    boolean ipv4 = IpAddresses.isIpv4(stream.remoteHigh(), stream.remoteLow());
    return stream.segmentBytes() + (ipv4 ? IPV4_AND_TCP_HEADERS : IPV6_AND_TCP_HEADERS);
  }

  @Override
  public MulticastTarget multicast() {
    return null;
  }

  @Override
  public int segmentBytes() {
    return stream.segmentBytes();
  }

  @Override
  public void describe(MemorySegment tcpInfo) {
    TcpDescription.fill(tcpInfo, this);
  }

  // ---- life ----

  /**
   * Puts a new socket in the place of one that has come to its end, as tcp_disconnect does: same
   * options, no connection.
   */
  void renew() {
    StreamSocket old = stream;
    StreamSocket fresh = lane().openStream(names().domain());
    if (fresh == null) {
      return;
    }
    int bits = old.events().bits();
    boolean alive = (bits & ALIVE) != 0 && (bits & Readiness.HANG_UP) == 0;
    // Whoever had a connection, or was about to, has an error to collect.
    NetError pending = alive ? NetError.CONNECTION_RESET : old.takeError();
    copyOptions(old, fresh);
    keepName(old, fresh, alive || old.listener() != null);
    old.events().remove(this);
    lane().abort(old);
    listenTo(fresh);
    stream = fresh;
    if (pending != NetError.NONE) {
      fresh.leaveError(pending);
    }
    signal(Readiness.ERROR); // sk_error_report, error or not
  }

  /**
   * What the application chose stays, address and port each for itself. A port that was not chosen
   * is given up with what used it, and still shown, as on Linux.
   */
  private void keepName(StreamSocket old, StreamSocket fresh, boolean used) {
    boolean keepsAddress = addressChosen();
    long high = keepsAddress ? old.localHigh() : names().domain().anyHigh();
    long low = keepsAddress ? old.localLow() : names().domain().anyLow();
    fresh.local(high, low, old.localPort());
    PortBinding binding = old.binding();
    if (binding != null && (portChosen() || !used) && binding.tryRetain()) {
      fresh.binding(binding);
    }
  }

  private void copyOptions(StreamSocket from, StreamSocket to) {
    for (int i = 0; i < SocketOption.count(); i++) {
      SocketOption option = SocketOption.of(i);
      long value = from.options().get(option);
      if (value != option.defaultValue()) {
        lane().setOption(to, option, value);
      }
    }
  }

  @Override
  protected void onLastRelease() {
    long lingerNs = options().get(SocketOption.LINGER);
    if (lingerNs > 0 && hasPeer() && !onOwnLane()) {
      linger(lingerNs);
    }
    lane().close(stream);
  }

  /** socket(7), SO_LINGER: close returns when data and FIN are acknowledged, or after the time. */
  private void linger(long lingerNs) {
    if (lane().shutdown(stream, false, true) == NetError.NONE) {
      StreamSocket leaving = stream;
      Blocker blocker = environment.blocker();
      blocker.sleepUntil(
          () -> leaving.events().has(Readiness.SEND_FINISHED) || !hasPeer(),
          blocker.deadlines().afterTimeout(lingerNs));
    }
  }
}
