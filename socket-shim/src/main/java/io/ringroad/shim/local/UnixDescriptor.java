package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.fd.Ancillary;
import io.ringroad.shim.fd.SocketDescriptor;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.SocketName;
import io.ringroad.shim.fd.Timestamps;
import java.lang.foreign.MemorySegment;

/**
 * A descriptor of AF_UNIX: what a {@link UnixSocket} is for the application. No lane is involved;
 * on a lane's own thread a call does not wait all the same.
 */
abstract class UnixDescriptor extends SocketDescriptor implements ReadinessListener {
  private final UnixSocket socket;

  UnixDescriptor(SocketEnvironment environment, UnixSocket socket, boolean nonBlocking) {
    super(environment, nonBlocking);
    this.socket = socket;
    socket.events().add(this);
    socket.owner(this);
  }

  /** A descriptor of the class that the socket's type asks for. */
  static UnixDescriptor of(SocketEnvironment environment, UnixSocket socket, boolean nonBlocking) {
    return socket.type() == SOCK_STREAM
        ? new UnixStreamDescriptor(environment, socket, nonBlocking)
        : new UnixDatagramDescriptor(environment, socket, nonBlocking);
  }

  final UnixSocket socket() {
    return socket;
  }

  @Override
  public final boolean onOwnLane() {
    return environment.lanes().onAnyLane();
  }

  @Override
  public final void onReady(int events) {
    signal(events);
  }

  @Override
  public final int pollEvents() {
    return UnixPoll.events(socket);
  }

  // ---- waiting ----

  /** How a call with these flags waits to receive, or to accept. */
  final Waiting receiveWaiting(int flags) {
    return waiting(flags, receiveDeadlineNs());
  }

  /** How a call with these flags waits to send, or to connect. */
  final Waiting sendWaiting(int flags) {
    return waiting(flags, sendDeadlineNs());
  }

  private Waiting waiting(int flags, long deadlineNs) {
    return mayWait(flags) && !onOwnLane()
        ? condition -> awaitCondition(condition, deadlineNs)
        : Waiting.NONE;
  }

  // ---- names ----

  @Override
  protected final int bindTo(MemorySegment addr, int addrlen) {
    UnixNames names = socket.domain().names();
    if (UnixName.asksForAny(addr, addrlen)) {
      return names.bindAny(socket);
    }
    UnixName name = UnixName.of(addr, addrlen);
    return name == null ? -EINVAL : names.bind(socket, name);
  }

  @Override
  protected final int checkPeer() {
    return socket.peer == null ? -ENOTCONN : 0;
  }

  @Override
  protected final void storeLocalName(MemorySegment addr, MemorySegment addrlen) {
    socket.name().store(addr, addrlen);
  }

  @Override
  protected final void storePeerName(MemorySegment addr, MemorySegment addrlen) {
    UnixSocket peer = socket.peer;
    (peer == null ? UnixName.UNNAMED : peer.name()).store(addr, addrlen);
  }

  @Override
  protected final int pairWith(SocketDescriptor other) {
    StreamConnector.pair(socket, ((UnixDescriptor) other).socket);
    return 0;
  }

  @Override
  protected final int shutDown(boolean receive, boolean send) {
    UnixCloser.shutdown(socket, receive, send);
    return 0;
  }

  // ---- connections ----

  @Override
  protected final int connectTo(MemorySegment addr, int addrlen) {
    if (!socket.connectionBased()) {
      return DatagramConnector.connect(socket, addr, addrlen);
    }
    UnixName name = UnixName.of(addr, addrlen);
    return name == null ? -EINVAL : StreamConnector.connect(socket, name, sendWaiting(0));
  }

  @Override
  public final int listen(int backlog) {
    return socket.connectionBased() ? UnixListener.listen(socket, backlog) : -EOPNOTSUPP;
  }

  @Override
  protected final int acceptNext(MemorySegment addr, MemorySegment addrlen, int flags) {
    return UnixAcceptor.accept(environment, socket, receiveWaiting(0), addr, addrlen, flags);
  }

  // ---- data ----

  @Override
  protected final long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      MemorySegment control) {
    int refused = DatagramSender.checkConnection(socket);
    if (refused != 0) {
      return refused;
    }
    Outgoing outgoing = new Outgoing();
    if (control != null) {
      refused = Outgoing.read(control, outgoing, environment.table(), socket.domain().inFlight());
      if (refused != 0) {
        return refused;
      }
    }
    try {
      return send(memory, iovCount, length, flags, dest, addrlen, outgoing);
    } finally {
      outgoing.release();
    }
  }

  /** Sends with what the control data said. */
  abstract long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      Outgoing outgoing);

  @Override
  protected final long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    Arrival arrival = new Arrival();
    long received = receive(memory, iovCount, length, flags, arrival);
    if (received >= 0) {
      if (arrival.sender != null && arrival.sender.isNamed()) {
        arrival.sender.store(addr, addrlen);
      } else {
        SocketName.storeNone(addr, addrlen);
      }
    }
    if (arrival.sender != null && ancillary != null && !socket.stream()) {
      // The kernel too takes the time of the receive: no device has stamped the message.
      Timestamps.put(ancillary, options(), environment.wallClock(), deadlines().nowNs());
    }
    Incoming.put(arrival, ancillary, environment.table(), flags);
    return received;
  }

  /** Receives; what comes beside the bytes goes to {@code arrival}. */
  abstract long receive(MemorySegment memory, int iovCount, int length, int flags, Arrival arrival);

  @Override
  protected final int readableBytes() {
    return listening() ? -EINVAL : socket.readableBytes();
  }

  @Override
  protected final int unsentBytes() {
    return socket.sendAccount().chargedBytes();
  }

  @Override
  protected final int atUrgentMark() {
    if (!socket.stream()) {
      return -EOPNOTSUPP;
    }
    return UrgentRule.atMark(socket) ? 1 : 0;
  }

  // ---- options ----

  @Override
  protected final int setOption(int level, int name, MemorySegment value, int length) {
    return UnixOptions.set(this, socket, level, name, value, length);
  }

  @Override
  protected final int getOption(int level, int name, MemorySegment value, MemorySegment length) {
    return UnixOptions.get(this, socket, level, name, value, length);
  }

  @Override
  public final int domain() {
    return AddressFamily.AF_UNIX;
  }

  @Override
  public final int type() {
    return socket.type();
  }

  @Override
  public final int protocol() {
    return 0;
  }

  @Override
  public final boolean listening() {
    return socket.state == UnixSocket.State.LISTENING;
  }

  @Override
  public final int laneIndex() {
    return -1;
  }

  @Override
  public final int takeError() {
    return socket.takeError();
  }

  @Override
  public final SocketOptions options() {
    return socket.options();
  }

  @Override
  public final int setOption(SocketOption option, long value) {
    socket.setOption(option, value);
    return 0;
  }

  @Override
  public final int sendBufferBytes() {
    return socket.sendBufferBytes();
  }

  @Override
  public final int receiveBufferBytes() {
    return socket.receiveBufferBytes();
  }

  // ---- life ----

  @Override
  protected final void onReferenceDropped() {
    socket.domain().inFlight().collect(this);
  }

  @Override
  protected final void onLastRelease() {
    UnixCloser.close(socket);
  }
}
