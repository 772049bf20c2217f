package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.MessageFlag.MSG_ZEROCOPY;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.shim.option.InetOptionTarget;
import io.ringroad.shim.option.SocketOptionCalls;
import java.lang.foreign.MemorySegment;

/**
 * A descriptor of AF_INET or AF_INET6: what a socket of the engine, which belongs to a lane, is for
 * the application. Each protocol has a class of its own.
 */
public abstract class InetDescriptor extends SocketDescriptor
    implements InetOptionTarget, ReadinessListener {
  private volatile boolean addressChosen;
  private volatile boolean portChosen;

  /** A descriptor without a socket yet; the subclass adopts one. */
  protected InetDescriptor(SocketEnvironment environment, boolean nonBlocking) {
    super(environment, nonBlocking);
  }

  /** What is behind the descriptor now. */
  protected abstract Socket socket();

  /** The lane that the socket belongs to. */
  protected final LaneProxy lane() {
    return environment.lanes().of(socket());
  }

  @Override
  public final boolean onOwnLane() {
    return lane().onLane();
  }

  @Override
  public final void onReady(int events) {
    signal(events);
  }

  /** Makes a socket's events this descriptor's. */
  protected final void listenTo(Socket socket) {
    socket.events().add(this);
  }

  // ---- names ----

  @Override
  protected int bindTo(MemorySegment addr, int addrlen) {
    int refused = checkBind(addr, addrlen);
    if (refused != 0) {
      return refused;
    }
    long high = names().high(addr);
    long low = names().low(addr);
    int port = names().port(addr);
    return controlled(
        () -> {
          NetError error = lane().bind(socket(), high, low, port);
          if (error == NetError.NONE) {
            // inet6_bind: ::ffff:0.0.0.0 is an address like others
            addressChosen = names().domain() == SocketDomain.INET ? (int) low != 0 : low != 0;
            portChosen = port != 0;
          }
          return NetErrno.of(error);
        });
  }

  /** Whether the socket may be bound to a name, as far as the name goes. */
  abstract int checkBind(MemorySegment addr, int addrlen);

  /** How the socket's family names addresses. */
  final InetNames names() {
    return InetNames.of(options().domain());
  }

  /** SOCK_BINDADDR_LOCK: whether the application chose the local address. */
  final boolean addressChosen() {
    return addressChosen;
  }

  /** SOCK_BINDPORT_LOCK: whether the application chose the local port. */
  final boolean portChosen() {
    return portChosen;
  }

  /** As Linux: who is accepted has its listener's choice of the address, not of the port. */
  final void inheritChoice(InetDescriptor listener) {
    addressChosen = listener.addressChosen;
  }

  /** Whether the socket has a peer whose address can be asked for. */
  protected abstract boolean hasPeer();

  @Override
  protected final int checkPeer() {
    return hasPeer() ? 0 : -ENOTCONN;
  }

  @Override
  protected final void storeLocalName(MemorySegment addr, MemorySegment addrlen) {
    Socket now = socket();
    names()
        .store(addr, addrlen, now.localHigh(), now.localLow(), now.localPort(), interfaceNumber());
  }

  @Override
  protected final void storePeerName(MemorySegment addr, MemorySegment addrlen) {
    Socket now = socket();
    names()
        .store(
            addr, addrlen, now.remoteHigh(), now.remoteLow(), now.remotePort(), interfaceNumber());
  }

  /** The interface that the socket is bound to, 0 for none. */
  private int interfaceNumber() {
    return options().getInt(SocketOption.BOUND_INTERFACE);
  }

  // ---- without a copy ----

  @Override
  public abstract long borrow(int flags);

  /** What frames are borrowed from now; connecting anew can put another in its place. */
  public final Socket source() {
    return socket();
  }

  /** Returns a frame that {@link #borrow} gave out of {@code source}. */
  public abstract void giveBack(Socket source, long frame);

  @Override
  public abstract long claim(int length, int flags);

  /** How many of {@code length} bytes a claimed frame has room for. */
  public abstract int claimedBytes(int length);

  /** Sends the first {@code length} bytes of a claimed frame, which is gone in any case. */
  public abstract long commit(long frame, int length, int flags, MemorySegment dest, int addrlen);

  /** Returns a claimed frame unsent. */
  public abstract void abort(long frame);

  // ---- options ----

  @Override
  protected final int setOption(int level, int name, MemorySegment value, int length) {
    return SocketOptionCalls.set(this, level, name, value, length);
  }

  @Override
  protected final int getOption(int level, int name, MemorySegment value, MemorySegment length) {
    return SocketOptionCalls.get(this, level, name, value, length);
  }

  @Override
  protected final boolean knowsLevel(int level) {
    return super.knowsLevel(level)
        || level == IPPROTO_IP
        || level == protocol()
        || level == IPPROTO_IPV6 && domain() == AF_INET6;
  }

  @Override
  public final int domain() {
    return names().family();
  }

  @Override
  public final SocketOptions options() {
    return socket().options();
  }

  @Override
  public final long peerHigh() {
    return socket().remoteHigh();
  }

  @Override
  public final long peerLow() {
    return socket().remoteLow();
  }

  @Override
  public final boolean hasPort() {
    return socket().localPort() != 0;
  }

  @Override
  public final int setOption(SocketOption option, long value) {
    return NetErrno.of(lane().setOption(socket(), option, value));
  }

  @Override
  public final int takeError() {
    return -NetErrno.of(socket().takeError());
  }

  @Override
  protected final boolean hasError() {
    return socket().events().has(Readiness.ERROR);
  }

  @Override
  public final CongestionAlgorithm congestion() {
    int chosen = options().getInt(SocketOption.CONGESTION);
    return CongestionAlgorithm.ofOption(chosen, environment.congestion());
  }

  @Override
  public final void forgetErrors() {
    socket().forgetReports();
  }

  /** MSG_ZEROCOPY: the data was copied, so that the caller may use it again at once. */
  protected final long noteZeroCopy(int flags, long sent) {
    if ((flags & MSG_ZEROCOPY) != 0 && sent > 0 && options().isSet(SocketOption.ZERO_COPY)) {
      socket().reportCopied(deadlines().nowNs());
    }
    return sent;
  }

  @Override
  public final int laneIndex() {
    return lane().laneIndex();
  }
}
